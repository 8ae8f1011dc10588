/* portunus-keyring-secret-store.c: secrets in the system keyring
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-secret-store.h"

#include <libsecret/secret.h>

#include "portunus-crypto-error.h"
#include "portunus-keyring-probe-private.h"
#include "portunus-secret-private.h"

#define PORTUNUS_TYPE_KEYRING_SECRET_STORE (portunus_keyring_secret_store_get_type ())
G_DECLARE_FINAL_TYPE (PortunusKeyringSecretStore, portunus_keyring_secret_store, PORTUNUS, KEYRING_SECRET_STORE,
                      PortunusSecretStore)

struct _PortunusKeyringSecretStore
{
  PortunusSecretStore parent_instance;
};

G_DEFINE_FINAL_TYPE (PortunusKeyringSecretStore, portunus_keyring_secret_store, PORTUNUS_TYPE_SECRET_STORE)

/* Values are base64, since a keyring holds text. */
static const SecretSchema schema = {
  "org.portunus.Secret", SECRET_SCHEMA_NONE,
  {
    { "name", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { NULL, 0 },
  },
};

/* libsecret 0.20 waits for itself for ever when it is cancelled while it waits for a portal. */
static GCancellable *
filter_cancellable (GCancellable *cancellable)
{
  return _portunus_keyring_has_service () ? cancellable : NULL;
}

static const char *
get_kind (PortunusSecretStore *store)
{
  return "keyring";
}

/* What the Secret Service says, in our words. */
static void
return_error (GTask  *task,
              GError *error)
{
  g_autoptr (GError) reason = error;

  if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_return_error (task, g_steal_pointer (&reason));
  else if (g_error_matches (reason, SECRET_ERROR, SECRET_ERROR_IS_LOCKED)
           || g_error_matches (reason, G_DBUS_ERROR, G_DBUS_ERROR_ACCESS_DENIED))
    g_task_return_new_error (task, PORTUNUS_CRYPTO_ERROR, PORTUNUS_CRYPTO_ERROR_STORE_LOCKED,
                             "The keyring is locked. Unlock it, or keep secrets in an encrypted file: start with "
                             "--secret-store=file.");
  else
    g_task_return_new_error (task, PORTUNUS_CRYPTO_ERROR, PORTUNUS_CRYPTO_ERROR_STORE_UNAVAILABLE,
                             "There is no keyring that answers (%s). Keep secrets in an encrypted file instead: start "
                             "with --secret-store=file.", reason->message);
}

static PortunusSecret *
decode_secret (const char *text)
{
  gsize length;
  guchar *bytes = g_base64_decode (text, &length);
  PortunusSecret *secret = portunus_secret_new (bytes, length);

  explicit_bzero (bytes, length);
  g_free (bytes);
  return secret;
}

/* An item that is there but gave no secret, or did not go, is locked, and the user did not unlock it. */
static gboolean
finish_search (GAsyncResult  *result,
               GError       **error)
{
  GError *failure = NULL;
  GList *items = secret_password_search_finish (result, &failure);

  if (failure == NULL && items != NULL)
    failure = g_error_new_literal (SECRET_ERROR, SECRET_ERROR_IS_LOCKED, "The item is locked");
  g_list_free_full (items, g_object_unref);
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}

static void
searched_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (finish_search (result, &error))
    g_task_return_pointer (task, NULL, NULL);
  else
    return_error (task, error);
}

/* libsecret gives nothing, and no error, both for an item that is missing and for one that stayed locked. Whoever takes
 * the second for the first makes a new key over the old one, so a search without its secrets tells them apart. */
static void
looked_up_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  char *text = secret_password_lookup_finish (result, &error);

  if (error != NULL)
    return_error (task, error);
  else if (text != NULL)
    g_task_return_pointer (task, decode_secret (text), (GDestroyNotify) portunus_secret_unref);
  else
    secret_password_search (&schema, SECRET_SEARCH_ALL, filter_cancellable (g_task_get_cancellable (task)),
                            searched_cb, g_object_ref (task), "name", (const char *) g_task_get_task_data (task), NULL);
  secret_password_free (text);
}

static void
lookup_async (PortunusSecretStore *store,
              const char          *name,
              GCancellable        *cancellable,
              GAsyncReadyCallback  callback,
              gpointer             user_data)
{
  GTask *task = g_task_new (store, cancellable, callback, user_data);

  g_task_set_task_data (task, g_strdup (name), g_free);
  secret_password_lookup (&schema, filter_cancellable (cancellable), looked_up_cb, task, "name", name, NULL);
}

static PortunusSecret *
lookup_finish (PortunusSecretStore  *store,
               GAsyncResult         *result,
               GError              **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
stored_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (secret_password_store_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    return_error (task, error);
}

static void
store_async (PortunusSecretStore *store,
             const char          *name,
             PortunusSecret      *secret,
             GCancellable        *cancellable,
             GAsyncReadyCallback  callback,
             gpointer             user_data)
{
  GTask *task = g_task_new (store, cancellable, callback, user_data);
  g_autofree char *label = g_strconcat ("Portunus: ", name, NULL);
  gsize length;
  const guint8 *bytes = portunus_secret_get_data (secret, &length);
  char *text = g_base64_encode (bytes, length);

  secret_password_store (&schema, SECRET_COLLECTION_DEFAULT, label, text, filter_cancellable (cancellable),
                         stored_cb, task, "name", name, NULL);
  secret_password_wipe (text);
  g_free (text);
}

static void
searched_after_clear_cb (GObject      *source,
                         GAsyncResult *result,
                         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (finish_search (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    return_error (task, error);
}

/* As with a lookup, nothing and no error is both missing and locked. */
static void
cleared_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (secret_password_clear_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else if (error != NULL)
    return_error (task, error);
  else
    secret_password_search (&schema, SECRET_SEARCH_ALL, filter_cancellable (g_task_get_cancellable (task)),
                            searched_after_clear_cb, g_object_ref (task), "name",
                            (const char *) g_task_get_task_data (task), NULL);
}

static void
clear_async (PortunusSecretStore *store,
             const char          *name,
             GCancellable        *cancellable,
             GAsyncReadyCallback  callback,
             gpointer             user_data)
{
  GTask *task = g_task_new (store, cancellable, callback, user_data);

  g_task_set_task_data (task, g_strdup (name), g_free);
  secret_password_clear (&schema, filter_cancellable (cancellable), cleared_cb, task, "name", name, NULL);
}

static gboolean
finish_boolean (PortunusSecretStore  *store,
                GAsyncResult         *result,
                GError              **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
portunus_keyring_secret_store_class_init (PortunusKeyringSecretStoreClass *klass)
{
  PortunusSecretStoreClass *store_class = PORTUNUS_SECRET_STORE_CLASS (klass);

  store_class->get_kind = get_kind;
  store_class->lookup_async = lookup_async;
  store_class->lookup_finish = lookup_finish;
  store_class->store_async = store_async;
  store_class->store_finish = finish_boolean;
  store_class->clear_async = clear_async;
  store_class->clear_finish = finish_boolean;
}

static void
portunus_keyring_secret_store_init (PortunusKeyringSecretStore *self)
{
}

/*
 * _portunus_keyring_has_service:
 *
 * In a sandbox the portal takes the place of the service, and libsecret finds it by itself; the same goes for its own
 * test back end.
 *
 * Returns: whether libsecret uses the service
 */
gboolean
_portunus_keyring_has_service (void)
{
  return !g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS) && g_getenv ("SECRET_BACKEND") == NULL;
}

/**
 * portunus_keyring_secret_store_new:
 *
 * Returns: (transfer full): a store on the Secret Service, or on the Secret portal inside a sandbox
 */
PortunusSecretStore *
portunus_keyring_secret_store_new (void)
{
  return g_object_new (PORTUNUS_TYPE_KEYRING_SECRET_STORE, NULL);
}
