/* portunus-cli-progress.h: one line that shows how far a transfer is
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdio.h>

#include "portunus-transfer.h"

G_BEGIN_DECLS

/**
 * PortunusCliProgress:
 * @done_bytes: bytes that are through
 * @total_bytes: bytes in all, %G_MAXUINT64 where unknown
 * @rate: bytes a second, below 1 where unknown
 * @eta: seconds left, -1 where unknown
 * @path: (nullable): badge of the lane
 *
 * What the line is made of.
 */
typedef struct
{
  guint64     done_bytes;
  guint64     total_bytes;
  double      rate;
  gint64      eta;
  const char *path;
} PortunusCliProgress;

char *portunus_cli_progress_format (const PortunusCliProgress *progress,
                                    guint                      width,
                                    gboolean                   is_utf8);

/**
 * PortunusCliBar:
 *
 * Draws the line where the cursor is, or prints one now and then where there is no terminal.
 */
typedef struct _PortunusCliBar PortunusCliBar;

/* @stream stays the caller's. */
PortunusCliBar *portunus_cli_bar_new   (FILE             *stream);
void            portunus_cli_bar_free  (PortunusCliBar   *self);
gboolean        portunus_cli_bar_is_terminal (PortunusCliBar *self);
guint           portunus_cli_bar_get_width (PortunusCliBar *self);
guint           portunus_cli_bar_get_height (PortunusCliBar *self);
void            portunus_cli_bar_draw  (PortunusCliBar   *self,
                                        PortunusTransfer *transfer);
void            portunus_cli_bar_clear (PortunusCliBar   *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusCliBar, portunus_cli_bar_free)

G_END_DECLS
