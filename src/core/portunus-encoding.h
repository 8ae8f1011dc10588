/* portunus-encoding.h: bytes as text (hex, base64url) and random ids
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

char   *portunus_encode_hex       (gconstpointer data,
                                   gsize         length);
GBytes *portunus_decode_hex       (const char   *text,
                                   gsize         expected_length,
                                   GError      **error);
char   *portunus_encode_base64url (gconstpointer data,
                                   gsize         length);
GBytes *portunus_decode_base64url (const char   *text,
                                   gsize         max_length,
                                   GError      **error);
void    portunus_fill_random      (gpointer      data,
                                   gsize         length);
char   *portunus_random_id        (gsize         n_bytes);

G_END_DECLS
