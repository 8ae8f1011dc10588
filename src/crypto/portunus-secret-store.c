/* portunus-secret-store.c: where secrets live between runs
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-secret-store.h"

G_DEFINE_ABSTRACT_TYPE (PortunusSecretStore, portunus_secret_store, G_TYPE_OBJECT)

static void
portunus_secret_store_class_init (PortunusSecretStoreClass *klass)
{
}

static void
portunus_secret_store_init (PortunusSecretStore *self)
{
}

/**
 * portunus_secret_store_get_kind:
 * @self: a store
 *
 * Returns: "keyring", "file" or "memory"
 */
const char *
portunus_secret_store_get_kind (PortunusSecretStore *self)
{
  return PORTUNUS_SECRET_STORE_GET_CLASS (self)->get_kind (self);
}

/**
 * portunus_secret_store_lookup_async:
 * @self: a store
 * @name: the secret's name
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 */
void
portunus_secret_store_lookup_async (PortunusSecretStore *self,
                                    const char          *name,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  g_return_if_fail (PORTUNUS_IS_SECRET_STORE (self) && name != NULL);

  PORTUNUS_SECRET_STORE_GET_CLASS (self)->lookup_async (self, name, cancellable, callback, user_data);
}

/**
 * portunus_secret_store_lookup_finish:
 * @self: a store
 * @result: the result
 * @error: return location for a #PortunusCryptoError
 *
 * Returns: (transfer full) (nullable): the secret; %NULL without an error where there is none of that name
 */
PortunusSecret *
portunus_secret_store_lookup_finish (PortunusSecretStore  *self,
                                     GAsyncResult         *result,
                                     GError              **error)
{
  return PORTUNUS_SECRET_STORE_GET_CLASS (self)->lookup_finish (self, result, error);
}

/**
 * portunus_secret_store_store_async:
 * @self: a store
 * @name: the secret's name; one of that name is replaced
 * @secret: the secret
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 */
void
portunus_secret_store_store_async (PortunusSecretStore *self,
                                   const char          *name,
                                   PortunusSecret      *secret,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  g_return_if_fail (PORTUNUS_IS_SECRET_STORE (self) && name != NULL && secret != NULL);

  PORTUNUS_SECRET_STORE_GET_CLASS (self)->store_async (self, name, secret, cancellable, callback, user_data);
}

/**
 * portunus_secret_store_store_finish:
 * @self: a store
 * @result: the result
 * @error: return location for a #PortunusCryptoError
 *
 * Returns: whether the secret is kept
 */
gboolean
portunus_secret_store_store_finish (PortunusSecretStore  *self,
                                    GAsyncResult         *result,
                                    GError              **error)
{
  return PORTUNUS_SECRET_STORE_GET_CLASS (self)->store_finish (self, result, error);
}

/**
 * portunus_secret_store_clear_async:
 * @self: a store
 * @name: the secret's name; one that is not there is no error
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 */
void
portunus_secret_store_clear_async (PortunusSecretStore *self,
                                   const char          *name,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  g_return_if_fail (PORTUNUS_IS_SECRET_STORE (self) && name != NULL);

  PORTUNUS_SECRET_STORE_GET_CLASS (self)->clear_async (self, name, cancellable, callback, user_data);
}

/**
 * portunus_secret_store_clear_finish:
 * @self: a store
 * @result: the result
 * @error: return location for a #PortunusCryptoError
 *
 * Returns: whether the secret is gone
 */
gboolean
portunus_secret_store_clear_finish (PortunusSecretStore  *self,
                                    GAsyncResult         *result,
                                    GError              **error)
{
  return PORTUNUS_SECRET_STORE_GET_CLASS (self)->clear_finish (self, result, error);
}
