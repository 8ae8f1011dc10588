/* portunus-file-secret-store.c: secrets in an encrypted file
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-secret-store.h"

#include "portunus-sealed-file.h"

#define PORTUNUS_TYPE_FILE_SECRET_STORE (portunus_file_secret_store_get_type ())
G_DECLARE_FINAL_TYPE (PortunusFileSecretStore, portunus_file_secret_store, PORTUNUS, FILE_SECRET_STORE,
                      PortunusSecretStore)

struct _PortunusFileSecretStore
{
  PortunusSecretStore  parent_instance;

  /* Guards file: deriving its key blocks, so every operation runs on a worker of its own. */
  GMutex               file_mutex;
  PortunusSealedFile  *file;
};

G_DEFINE_FINAL_TYPE (PortunusFileSecretStore, portunus_file_secret_store, PORTUNUS_TYPE_SECRET_STORE)

typedef struct
{
  char           *name;
  PortunusSecret *secret;
} Operation;

static void
operation_free (gpointer data)
{
  Operation *operation = data;

  g_free (operation->name);
  g_clear_pointer (&operation->secret, portunus_secret_unref);
  g_free (operation);
}

static void
run (PortunusSecretStore *store,
     Operation           *operation,
     GTask               *task,
     GTaskThreadFunc      func)
{
  g_task_set_task_data (task, operation, operation_free);
  g_task_run_in_thread (task, func);
  g_object_unref (task);
}

static const char *
get_kind (PortunusSecretStore *store)
{
  return "file";
}

static void
lookup_on_worker (GTask        *task,
                  gpointer      source,
                  gpointer      task_data,
                  GCancellable *cancellable)
{
  PortunusFileSecretStore *self = source;
  Operation *operation = task_data;
  PortunusSecret *secret = NULL;
  GError *error = NULL;
  gboolean is_good;

  g_mutex_lock (&self->file_mutex);
  is_good = portunus_sealed_file_lookup (self->file, operation->name, &secret, &error);
  g_mutex_unlock (&self->file_mutex);
  if (is_good)
    g_task_return_pointer (task, secret, (GDestroyNotify) portunus_secret_unref);
  else
    g_task_return_error (task, error);
}

static void
lookup_async (PortunusSecretStore *store,
              const char          *name,
              GCancellable        *cancellable,
              GAsyncReadyCallback  callback,
              gpointer             user_data)
{
  Operation *operation = g_new0 (Operation, 1);

  operation->name = g_strdup (name);
  run (store, operation, g_task_new (store, cancellable, callback, user_data), lookup_on_worker);
}

static PortunusSecret *
lookup_finish (PortunusSecretStore  *store,
               GAsyncResult         *result,
               GError              **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
store_on_worker (GTask        *task,
                 gpointer      source,
                 gpointer      task_data,
                 GCancellable *cancellable)
{
  PortunusFileSecretStore *self = source;
  Operation *operation = task_data;
  GError *error = NULL;
  gboolean is_good;

  g_mutex_lock (&self->file_mutex);
  is_good = portunus_sealed_file_store (self->file, operation->name, operation->secret, &error);
  g_mutex_unlock (&self->file_mutex);
  if (is_good)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
store_async (PortunusSecretStore *store,
             const char          *name,
             PortunusSecret      *secret,
             GCancellable        *cancellable,
             GAsyncReadyCallback  callback,
             gpointer             user_data)
{
  Operation *operation = g_new0 (Operation, 1);

  operation->name = g_strdup (name);
  operation->secret = portunus_secret_ref (secret);
  run (store, operation, g_task_new (store, cancellable, callback, user_data), store_on_worker);
}

static void
clear_async (PortunusSecretStore *store,
             const char          *name,
             GCancellable        *cancellable,
             GAsyncReadyCallback  callback,
             gpointer             user_data)
{
  Operation *operation = g_new0 (Operation, 1);

  operation->name = g_strdup (name);
  run (store, operation, g_task_new (store, cancellable, callback, user_data), store_on_worker);
}

static gboolean
finish_boolean (PortunusSecretStore  *store,
                GAsyncResult         *result,
                GError              **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
portunus_file_secret_store_finalize (GObject *object)
{
  PortunusFileSecretStore *self = PORTUNUS_FILE_SECRET_STORE (object);

  portunus_sealed_file_free (self->file);
  g_mutex_clear (&self->file_mutex);

  G_OBJECT_CLASS (portunus_file_secret_store_parent_class)->finalize (object);
}

static void
portunus_file_secret_store_class_init (PortunusFileSecretStoreClass *klass)
{
  PortunusSecretStoreClass *store_class = PORTUNUS_SECRET_STORE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = portunus_file_secret_store_finalize;
  store_class->get_kind = get_kind;
  store_class->lookup_async = lookup_async;
  store_class->lookup_finish = lookup_finish;
  store_class->store_async = store_async;
  store_class->store_finish = finish_boolean;
  store_class->clear_async = clear_async;
  store_class->clear_finish = finish_boolean;
}

static void
portunus_file_secret_store_init (PortunusFileSecretStore *self)
{
  g_mutex_init (&self->file_mutex);
}

/**
 * portunus_file_secret_store_new:
 * @path: (type filename): where the file is, or will be
 * @passphrase: opens it
 *
 * Does not touch the disk before the first operation.
 *
 * Returns: (transfer full): a store
 */
PortunusSecretStore *
portunus_file_secret_store_new (const char     *path,
                                PortunusSecret *passphrase)
{
  PortunusFileSecretStore *self = g_object_new (PORTUNUS_TYPE_FILE_SECRET_STORE, NULL);

  self->file = portunus_sealed_file_new (path, passphrase);
  return PORTUNUS_SECRET_STORE (self);
}
