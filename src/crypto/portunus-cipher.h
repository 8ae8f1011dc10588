/* portunus-cipher.h: AES-256-GCM with a counter nonce, for ordered messages
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-secret.h"

G_BEGIN_DECLS

#define PORTUNUS_CIPHER_TAG_SIZE 16

/**
 * PortunusCipher:
 *
 * One direction of a message stream: the nonce is 32 zero bits and a 64-bit big-endian counter (Noise revision 34
 * §12.4), so messages must be opened in the order they were sealed. A failed open does not advance the counter; treat
 * it as the end of the connection. Not thread-safe.
 */
typedef struct _PortunusCipher PortunusCipher;

PortunusCipher *portunus_cipher_new  (const PortunusSecret *key);
void            portunus_cipher_free (PortunusCipher       *self);
GBytes         *portunus_cipher_seal (PortunusCipher       *self,
                                      GBytes               *associated_data,
                                      GBytes               *plaintext,
                                      GError              **error);
GBytes         *portunus_cipher_open (PortunusCipher       *self,
                                      GBytes               *associated_data,
                                      GBytes               *sealed,
                                      GError              **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusCipher, portunus_cipher_free)

G_END_DECLS
