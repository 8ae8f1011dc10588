/* portunus-server-answer.h: results of the server's thread on their way to those who asked
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-server.h"

G_BEGIN_DECLS

void portunus_server_give_back (GTask            *task,
                                PortunusRoomInfo *info,
                                GError           *error);

G_END_DECLS
