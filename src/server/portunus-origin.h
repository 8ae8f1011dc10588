/* portunus-origin.h: whether a request comes from a page of this server, and from which client
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

gboolean      portunus_origin_is_own      (SoupServerMessage *message,
                                           gboolean           is_tls,
                                           gboolean           is_behind_proxy);
GInetAddress *portunus_origin_dup_address (SoupServerMessage *message,
                                           gboolean           is_behind_proxy);
gboolean      portunus_origin_is_for_loopback (SoupServerMessage *message);

G_END_DECLS
