/* portunus-kdf-private.h: key derivation that only the crypto layer needs
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-kdf.h"

G_BEGIN_DECLS

/**
 * PortunusKdfInput:
 * @key: input keying material
 * @n_key: its length, may be 0
 * @salt: (nullable): HKDF salt
 * @n_salt: its length
 * @info: (nullable): HKDF info
 * @n_info: its length
 *
 * What goes into HKDF, borrowed for the time of the call.
 */
typedef struct
{
  const guint8 *key;
  gsize         n_key;
  const guint8 *salt;
  gsize         n_salt;
  const guint8 *info;
  gsize         n_info;
} PortunusKdfInput;

gboolean        _portunus_hkdf_raw (const PortunusKdfInput  *input,
                                    guint8                  *output,
                                    gsize                    length,
                                    GError                 **error);
gboolean        _portunus_pbkdf2   (const PortunusKdfInput  *input,
                                    guint64                  n_rounds,
                                    guint8                  *output,
                                    gsize                    length,
                                    GError                 **error);
PortunusSecret *_portunus_scrypt   (const guint8            *password,
                                    gsize                    n_password,
                                    GBytes                  *salt,
                                    gsize                    length,
                                    GError                 **error);

G_END_DECLS
