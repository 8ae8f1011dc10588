/* portunus-identity.h: the X25519 key pair that is this device
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-secret-store.h"

G_BEGIN_DECLS

/* Its name in the secret store. */
#define PORTUNUS_IDENTITY_SECRET_NAME "device-key"

#define PORTUNUS_TYPE_IDENTITY (portunus_identity_get_type ())

/**
 * PortunusIdentity:
 *
 * Immutable after it was made, so any thread may read it.
 */
G_DECLARE_FINAL_TYPE (PortunusIdentity, portunus_identity, PORTUNUS, IDENTITY, GObject)

PortunusIdentity     *portunus_identity_new_random      (GError              **error);
/* Looks the key up in @store and makes and stores one at the first start. */
void                  portunus_identity_load_async      (PortunusSecretStore  *store,
                                                         GCancellable         *cancellable,
                                                         GAsyncReadyCallback   callback,
                                                         gpointer              user_data);
PortunusIdentity     *portunus_identity_load_finish     (GAsyncResult         *result,
                                                         GError              **error);
const PortunusSecret *portunus_identity_get_private_key (PortunusIdentity     *self);
const guint8         *portunus_identity_get_public_key  (PortunusIdentity     *self);
const char           *portunus_identity_get_device_id   (PortunusIdentity     *self);
/* Hash of a public key as the id shown and stored: 32 hexadecimal digits. */
char                 *portunus_device_id_from_key       (const guint8          public_key[32]);

G_END_DECLS
