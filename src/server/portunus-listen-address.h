/* portunus-listen-address.h: "ADDR:PORT" as people write it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GInetSocketAddress *portunus_listen_address_parse (const char  *text,
                                                   GError     **error);

G_END_DECLS
