/* portunus-certificate-check.h: which server certificates a client accepts
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/**
 * PortunusCertificateCheck:
 * @fingerprint: (nullable): SHA-256 that the certificate must have, 32 bytes
 * @accepts_any: whether any will do where there is no fingerprint
 * @seen: (nullable): SHA-256 of the certificate that was shown
 * @is_trusted: whether the system trusts that certificate
 * @is_refused: whether one was refused
 */
typedef struct
{
  GBytes   *fingerprint;
  gboolean  accepts_any;
  GBytes   *seen;
  gboolean  is_trusted;
  gboolean  is_refused;
} PortunusCertificateCheck;

/* Applies @check to the connection that @message makes; @check must outlive @message. */
void         portunus_certificate_check_watch (PortunusCertificateCheck *check,
                                               SoupMessage              *message);
gboolean     portunus_certificate_check_is_met (PortunusCertificateCheck *check,
                                               SoupMessage              *message);
void         portunus_certificate_check_clear (PortunusCertificateCheck *check);

/* A session for the room server at @host: no proxy for what is near, no passwords. It has no time-out of its own. */
SoupSession *portunus_room_session_new        (const char               *host,
                                               gboolean                  is_pinned);

G_END_DECLS
