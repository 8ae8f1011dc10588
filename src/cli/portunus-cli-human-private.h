/* portunus-cli-human-private.h: the output for a person from the inside
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-cli-human.h"
#include "portunus-cli-progress.h"

G_BEGIN_DECLS

struct _PortunusCliHuman
{
  GObject         parent_instance;

  /* Owned */
  PortunusCliBar *bar;
  char           *words;         /* the last that were shown */

  /* Borrowed */
  FILE           *stream;
  FILE           *error_stream;

  gint64          started_us;    /* when bytes began to flow */
};

/* To the stream of what was asked for, out of the way of the progress bar. */
void _portunus_cli_say             (PortunusCliHuman      *self,
                                    const char            *format,
                                    ...) G_GNUC_PRINTF (2, 3);
void _portunus_cli_human_show_link (PortunusCliOutput     *output,
                                    const PortunusCliLink *link);

G_END_DECLS
