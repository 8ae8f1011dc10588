/* portunus-kdf.h: hashing and key derivation (SHA-256, HKDF)
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-secret.h"

G_BEGIN_DECLS

#define PORTUNUS_HASH_SIZE 32

/* HKDF-SHA256, RFC 5869. @salt and @info may be NULL. */
PortunusSecret *portunus_hkdf (const PortunusSecret *key,
                               GBytes               *salt,
                               GBytes               *info,
                               gsize                 length,
                               GError              **error);
PortunusSecret *portunus_hkdf_label (const PortunusSecret *key,
                                     const char           *label,
                                     gsize                 length,
                                     GError              **error);

/**
 * PortunusHasher:
 *
 * Running SHA-256. Not thread-safe; may move between threads.
 */
typedef struct _PortunusHasher PortunusHasher;

PortunusHasher *portunus_hasher_new    (void);
void            portunus_hasher_update (PortunusHasher *self,
                                        gconstpointer   data,
                                        gsize           length);
void            portunus_hasher_finish (PortunusHasher *self,
                                        guint8          digest[PORTUNUS_HASH_SIZE]);
void            portunus_hasher_free   (PortunusHasher *self);

gboolean        portunus_constant_time_equal (gconstpointer a,
                                              gconstpointer b,
                                              gsize         length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusHasher, portunus_hasher_free)

G_END_DECLS
