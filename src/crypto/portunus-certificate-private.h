/* portunus-certificate-private.h: making keys and certificates
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <openssl/x509.h>

G_BEGIN_DECLS

EVP_PKEY *_portunus_certificate_new_key (GError             **error);
X509     *_portunus_certificate_new     (EVP_PKEY            *key,
                                         const char * const  *names,
                                         GError             **error);

G_END_DECLS
