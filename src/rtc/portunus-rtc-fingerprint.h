/* portunus-rtc-fingerprint.h: compares the peer's DTLS certificate with what its description promised
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GBytes   *portunus_rtc_fingerprint_parse (const char  *text,
                                          GError     **error);
gboolean  portunus_rtc_fingerprint_check (GBytes      *fingerprint,
                                          const char  *certificate_pem,
                                          GError     **error);

G_END_DECLS
