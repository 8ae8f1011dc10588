/* portunus-cli-human-room.h: what a person is told of the room
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-cli-output.h"

G_BEGIN_DECLS

/* (transfer full) */
char *portunus_cli_human_describe_room (const PortunusCliRoomNews *news);

/* (transfer full): a line about who gets in by the link; "" where there is nothing to say. */
char *portunus_cli_human_describe_entry (const PortunusCliLink *link);

G_END_DECLS
