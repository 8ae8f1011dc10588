/* portunus-rtc-resolver.h: looks up the host names behind which browsers hide their addresses
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void  portunus_rtc_resolver_resolve_async  (const char           *candidate,
                                            GCancellable         *cancellable,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
char *portunus_rtc_resolver_resolve_finish (GAsyncResult         *result,
                                            GError              **error);

G_END_DECLS
