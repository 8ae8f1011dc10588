/* portunus-identity.c: the X25519 key pair that is this device
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-identity.h"

#include "portunus-crypto-error-private.h"
#include "portunus-encoding.h"
#include "portunus-kdf.h"
#include "portunus-x25519-private.h"

#define ID_BYTES 16

struct _PortunusIdentity
{
  GObject         parent_instance;

  /* Owned */
  PortunusSecret *private_key;
  char           *device_id;

  guint8          public_key[PORTUNUS_X25519_SIZE];
};

G_DEFINE_FINAL_TYPE (PortunusIdentity, portunus_identity, G_TYPE_OBJECT)

static void
portunus_identity_finalize (GObject *object)
{
  PortunusIdentity *self = PORTUNUS_IDENTITY (object);

  g_clear_pointer (&self->private_key, portunus_secret_unref);
  g_free (self->device_id);

  G_OBJECT_CLASS (portunus_identity_parent_class)->finalize (object);
}

static void
portunus_identity_class_init (PortunusIdentityClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = portunus_identity_finalize;
}

static void
portunus_identity_init (PortunusIdentity *self)
{
}

/**
 * portunus_device_id_from_key:
 * @public_key: an X25519 public key
 *
 * Returns: (transfer full): the first 16 bytes of its SHA-256, as 32 hexadecimal digits
 */
char *
portunus_device_id_from_key (const guint8 public_key[32])
{
  g_autoptr (PortunusHasher) hasher = portunus_hasher_new ();
  guint8 digest[PORTUNUS_HASH_SIZE];

  portunus_hasher_update (hasher, public_key, PORTUNUS_X25519_SIZE);
  portunus_hasher_finish (hasher, digest);
  return portunus_encode_hex (digest, ID_BYTES);
}

/* Takes @private_key over. */
static PortunusIdentity *
identity_from_key (PortunusSecret  *private_key,
                   GError         **error)
{
  g_autoptr (PortunusIdentity) self = g_object_new (PORTUNUS_TYPE_IDENTITY, NULL);

  self->private_key = private_key;
  if (!_portunus_x25519_get_public (private_key, self->public_key, error))
    return NULL;
  self->device_id = portunus_device_id_from_key (self->public_key);
  return g_steal_pointer (&self);
}

/**
 * portunus_identity_new_random:
 * @error: return location for %PORTUNUS_CRYPTO_ERROR_FAILED
 *
 * Returns: (transfer full): a new identity that is stored nowhere
 */
PortunusIdentity *
portunus_identity_new_random (GError **error)
{
  return identity_from_key (portunus_secret_new_random (PORTUNUS_X25519_SIZE), error);
}

static void
stored_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (portunus_secret_store_store_finish (PORTUNUS_SECRET_STORE (source), result, &error))
    g_task_return_pointer (task, g_object_ref (g_task_get_task_data (task)), g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
make_and_store (PortunusSecretStore *store,
                GTask               *task)
{
  GError *error = NULL;
  PortunusIdentity *identity = portunus_identity_new_random (&error);

  if (identity == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_task_set_task_data (task, identity, g_object_unref);
  portunus_secret_store_store_async (store, PORTUNUS_IDENTITY_SECRET_NAME, identity->private_key,
                                     g_task_get_cancellable (task), stored_cb, g_object_ref (task));
}

static void
looked_up_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  PortunusSecretStore *store = PORTUNUS_SECRET_STORE (source);
  g_autoptr (GTask) task = user_data;
  g_autoptr (PortunusSecret) key = NULL;
  GError *error = NULL;
  PortunusIdentity *identity;
  gsize length = 0;

  key = portunus_secret_store_lookup_finish (store, result, &error);
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (key == NULL)
    {
      make_and_store (store, task);
      return;
    }
  portunus_secret_get_data (key, &length);
  if (length != PORTUNUS_X25519_SIZE)
    {
      g_task_return_new_error (task, PORTUNUS_CRYPTO_ERROR, PORTUNUS_CRYPTO_ERROR_MALFORMED,
                               "The device key in the secret store is damaged: remove “%s” there to make a new one",
                               PORTUNUS_IDENTITY_SECRET_NAME);
      return;
    }
  identity = identity_from_key (g_steal_pointer (&key), &error);
  if (identity != NULL)
    g_task_return_pointer (task, identity, g_object_unref);
  else
    g_task_return_error (task, error);
}

/**
 * portunus_identity_load_async:
 * @store: where the key is
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 *
 * Looks the device's key up, and makes and stores one at the first start.
 */
void
portunus_identity_load_async (PortunusSecretStore *store,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, portunus_identity_load_async);
  portunus_secret_store_lookup_async (store, PORTUNUS_IDENTITY_SECRET_NAME, cancellable, looked_up_cb, task);
}

/**
 * portunus_identity_load_finish:
 * @result: the result
 * @error: return location for a #PortunusCryptoError
 *
 * Returns: (transfer full): the identity
 */
PortunusIdentity *
portunus_identity_load_finish (GAsyncResult  *result,
                               GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * portunus_identity_get_private_key:
 * @self: an identity
 *
 * Returns: (transfer none): 32 bytes
 */
const PortunusSecret *
portunus_identity_get_private_key (PortunusIdentity *self)
{
  return self->private_key;
}

/**
 * portunus_identity_get_public_key:
 * @self: an identity
 *
 * Returns: 32 bytes
 */
const guint8 *
portunus_identity_get_public_key (PortunusIdentity *self)
{
  return self->public_key;
}

/**
 * portunus_identity_get_device_id:
 * @self: an identity
 *
 * Returns: see portunus_device_id_from_key()
 */
const char *
portunus_identity_get_device_id (PortunusIdentity *self)
{
  return self->device_id;
}
