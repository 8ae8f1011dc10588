/* portunus-stretch-password.h: stretching the password of a room on a worker
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-room-password.h"

G_BEGIN_DECLS

void                  portunus_stretch_password_async  (PortunusSecret       *password,
                                                        const char           *room,
                                                        PortunusSecret       *link_secret,
                                                        GCancellable         *cancellable,
                                                        GAsyncReadyCallback   callback,
                                                        gpointer              user_data);
PortunusRoomPassword *portunus_stretch_password_finish (GAsyncResult         *result,
                                                        GError              **error);

G_END_DECLS
