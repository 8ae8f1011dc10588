/* portunus-gcm-private.h: one AES-256-GCM operation on memory
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <openssl/evp.h>

G_BEGIN_DECLS

#define PORTUNUS_GCM_KEY_SIZE   32
#define PORTUNUS_GCM_NONCE_SIZE 12
#define PORTUNUS_GCM_TAG_SIZE   16

/**
 * PortunusGcm:
 * @nonce: 12 bytes
 * @ad: (nullable): associated data
 * @n_ad: its length
 * @input: (nullable): plaintext to seal, or ciphertext and tag to open
 * @n_input: its length
 * @output: place for @n_input + 16 bytes when sealing, @n_input - 16 when opening; may be @input itself
 *
 * Borrowed for the time of a call.
 */
typedef struct
{
  const guint8 *nonce;
  const guint8 *ad;
  gsize         n_ad;
  const guint8 *input;
  gsize         n_input;
  guint8       *output;
} PortunusGcm;

EVP_CIPHER_CTX *_portunus_gcm_new  (const guint8      *key,
                                    GError           **error);
gboolean        _portunus_gcm_seal (EVP_CIPHER_CTX    *context,
                                    const PortunusGcm *job,
                                    GError           **error);
gboolean        _portunus_gcm_open (EVP_CIPHER_CTX    *context,
                                    const PortunusGcm *job,
                                    GError           **error);

G_END_DECLS
