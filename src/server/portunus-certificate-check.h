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
 * @is_refused: whether one was refused
 */
typedef struct
{
  GBytes   *fingerprint;
  gboolean  accepts_any;
  GBytes   *seen;
  gboolean  is_refused;
} PortunusCertificateCheck;

/* Applies @check to the connection that @message makes; @check must outlive @message. */
void         portunus_certificate_check_watch (PortunusCertificateCheck *check,
                                               SoupMessage              *message);
gboolean     portunus_certificate_check_is_met (PortunusCertificateCheck *check,
                                               SoupMessage              *message);
void         portunus_certificate_check_clear (PortunusCertificateCheck *check);

/* A session for the room server at @host: no proxy for what is near, ten seconds to connect. */
SoupSession *portunus_room_session_new        (const char               *host);

G_END_DECLS
