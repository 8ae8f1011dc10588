/* portunus-cli-console.h: what the host of a room tells a running command, line by line
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-cli-output.h"
#include "portunus-share-room.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_CLI_CONSOLE (portunus_cli_console_get_type ())

/**
 * PortunusCliConsole:
 *
 * Takes orders from standard input: "who", "lock", "unlock", "kick PEER", "forgive", "invite [TIME]", and "yes PEER" or
 * "no PEER" for those who ask. A peer is its number in what "who" says, or its id. Answers are events.
 */
G_DECLARE_FINAL_TYPE (PortunusCliConsole, portunus_cli_console, PORTUNUS, CLI_CONSOLE, GObject)

PortunusCliConsole *portunus_cli_console_new (PortunusShareRoom *room,
                                              PortunusCliOutput *output);

G_END_DECLS
