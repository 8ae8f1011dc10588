/* portunus-certificate.h: the self-signed P-256 certificate of a host
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-secret-store.h"

G_BEGIN_DECLS

/**
 * PortunusCertificateRenewal:
 * @PORTUNUS_CERTIFICATE_RENEW_EARLY: 30 days before its end, and when it lacks a name
 * @PORTUNUS_CERTIFICATE_RENEW_LATE: 7 days before its end, since somebody relies on this very certificate
 *
 * When a certificate is made anew.
 */
typedef enum
{
  PORTUNUS_CERTIFICATE_RENEW_EARLY,
  PORTUNUS_CERTIFICATE_RENEW_LATE,
} PortunusCertificateRenewal;

#define PORTUNUS_CERTIFICATE_WORDS 6
/* Its name in the secret store. */
#define PORTUNUS_CERTIFICATE_SECRET_NAME "server-certificate"

/* Loads "server-certificate", which holds its key as well, from @store, or makes both: P-256, ECDSA-SHA256, 397 days,
 * SANs from @names (DNS names and addresses). The result is one PEM text of certificate and PKCS #8 key, as
 * g_tls_certificate_new_from_pem() takes it. A certificate within 30 days of its end, one that lacks any of @names, or
 * one whose key is another is made anew around the same key. */
void            portunus_certificate_load_async  (PortunusSecretStore  *store,
                                                  const char * const   *names,
                                                  GCancellable         *cancellable,
                                                  GAsyncReadyCallback   callback,
                                                  gpointer              user_data);
/* The same, but with a choice of when it is made anew. */
void            portunus_certificate_renew_async (PortunusSecretStore        *store,
                                                  const char * const         *names,
                                                  PortunusCertificateRenewal  renewal,
                                                  GCancellable               *cancellable,
                                                  GAsyncReadyCallback         callback,
                                                  gpointer                    user_data);
PortunusSecret *portunus_certificate_load_finish (GAsyncResult         *result,
                                                  GError              **error);
/* SHA-256 over the DER of the first certificate in @pem: 32 bytes. */
GBytes         *portunus_certificate_fingerprint (const char           *pem,
                                                  GError              **error);
/* For people: six words (66 bits), or as browsers show it. */
char           *portunus_certificate_dup_words   (GBytes               *fingerprint);
char           *portunus_certificate_dup_hex     (GBytes               *fingerprint);

G_END_DECLS
