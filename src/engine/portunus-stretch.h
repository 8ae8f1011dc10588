/* portunus-stretch.h: stretching the password of a code on a worker
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-secret.h"

G_BEGIN_DECLS

void            portunus_stretch_async  (const char           *password,
                                         const char           *room,
                                         GCancellable         *cancellable,
                                         GAsyncReadyCallback   callback,
                                         gpointer              user_data);
PortunusSecret *portunus_stretch_finish (GAsyncResult         *result,
                                         GError              **error);

G_END_DECLS
