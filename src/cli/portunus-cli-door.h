/* portunus-cli-door.h: asking whether somebody may come into the room
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-cli-output.h"
#include "portunus-share.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_CLI_DOOR (portunus_cli_door_get_type ())

/**
 * PortunusCliDoor:
 *
 * Asks the person at the terminal about one after the other of those who want to come in. With JSON every one is an
 * "ask" event, and the answers are lines of standard input: "yes" or "no", and the peer's id.
 */
G_DECLARE_FINAL_TYPE (PortunusCliDoor, portunus_cli_door, PORTUNUS, CLI_DOOR, GObject)

/**
 * PortunusCliDoorMode:
 * @PORTUNUS_CLI_DOOR_TERMINAL: a person is asked
 * @PORTUNUS_CLI_DOOR_STDIN: a program is
 * @PORTUNUS_CLI_DOOR_YES: nobody is: all may come in
 * @PORTUNUS_CLI_DOOR_ORDERS: who asks is only told of: the answer comes as an order, see [type@CliConsole]
 */
typedef enum
{
  PORTUNUS_CLI_DOOR_TERMINAL,
  PORTUNUS_CLI_DOOR_STDIN,
  PORTUNUS_CLI_DOOR_YES,
  PORTUNUS_CLI_DOOR_ORDERS,
} PortunusCliDoorMode;

PortunusCliDoor *portunus_cli_door_new (PortunusShare       *share,
                                        PortunusCliOutput   *output,
                                        PortunusCliDoorMode  mode);

G_END_DECLS
