/* portunus-cli-human.h: events for a person
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-cli-output.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_CLI_HUMAN (portunus_cli_human_get_type ())

/**
 * PortunusCliHuman:
 *
 * A [iface@CliOutput]. Prints lines, with a progress bar below them on a terminal; errors and problems go to another
 * stream. Text of peers is made inert.
 */
G_DECLARE_FINAL_TYPE (PortunusCliHuman, portunus_cli_human, PORTUNUS, CLI_HUMAN, GObject)

/* The streams stay the caller's. */
PortunusCliOutput *portunus_cli_human_new (FILE *stream,
                                           FILE *error_stream);

G_END_DECLS
