/* portunus-memory-secret-store.c: secrets that end with the process
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-secret-store.h"

#define PORTUNUS_TYPE_MEMORY_SECRET_STORE (portunus_memory_secret_store_get_type ())
G_DECLARE_FINAL_TYPE (PortunusMemorySecretStore, portunus_memory_secret_store, PORTUNUS, MEMORY_SECRET_STORE,
                      PortunusSecretStore)

struct _PortunusMemorySecretStore
{
  PortunusSecretStore  parent_instance;

  /* Owned */
  GHashTable          *secrets;
};

G_DEFINE_FINAL_TYPE (PortunusMemorySecretStore, portunus_memory_secret_store, PORTUNUS_TYPE_SECRET_STORE)

static const char *
get_kind (PortunusSecretStore *store)
{
  return "memory";
}

static void
lookup_async (PortunusSecretStore *store,
              const char          *name,
              GCancellable        *cancellable,
              GAsyncReadyCallback  callback,
              gpointer             user_data)
{
  PortunusMemorySecretStore *self = PORTUNUS_MEMORY_SECRET_STORE (store);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  PortunusSecret *secret = g_hash_table_lookup (self->secrets, name);

  g_task_return_pointer (task, secret != NULL ? portunus_secret_ref (secret) : NULL,
                         (GDestroyNotify) portunus_secret_unref);
}

static PortunusSecret *
lookup_finish (PortunusSecretStore  *store,
               GAsyncResult         *result,
               GError              **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
store_async (PortunusSecretStore *store,
             const char          *name,
             PortunusSecret      *secret,
             GCancellable        *cancellable,
             GAsyncReadyCallback  callback,
             gpointer             user_data)
{
  PortunusMemorySecretStore *self = PORTUNUS_MEMORY_SECRET_STORE (store);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_hash_table_insert (self->secrets, g_strdup (name), portunus_secret_ref (secret));
  g_task_return_boolean (task, TRUE);
}

static void
clear_async (PortunusSecretStore *store,
             const char          *name,
             GCancellable        *cancellable,
             GAsyncReadyCallback  callback,
             gpointer             user_data)
{
  PortunusMemorySecretStore *self = PORTUNUS_MEMORY_SECRET_STORE (store);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_hash_table_remove (self->secrets, name);
  g_task_return_boolean (task, TRUE);
}

static gboolean
finish_boolean (PortunusSecretStore  *store,
                GAsyncResult         *result,
                GError              **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
portunus_memory_secret_store_finalize (GObject *object)
{
  g_hash_table_unref (PORTUNUS_MEMORY_SECRET_STORE (object)->secrets);

  G_OBJECT_CLASS (portunus_memory_secret_store_parent_class)->finalize (object);
}

static void
portunus_memory_secret_store_class_init (PortunusMemorySecretStoreClass *klass)
{
  PortunusSecretStoreClass *store_class = PORTUNUS_SECRET_STORE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = portunus_memory_secret_store_finalize;
  store_class->get_kind = get_kind;
  store_class->lookup_async = lookup_async;
  store_class->lookup_finish = lookup_finish;
  store_class->store_async = store_async;
  store_class->store_finish = finish_boolean;
  store_class->clear_async = clear_async;
  store_class->clear_finish = finish_boolean;
}

static void
portunus_memory_secret_store_init (PortunusMemorySecretStore *self)
{
  self->secrets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) portunus_secret_unref);
}

/**
 * portunus_memory_secret_store_new:
 *
 * Returns: (transfer full): an empty store
 */
PortunusSecretStore *
portunus_memory_secret_store_new (void)
{
  return g_object_new (PORTUNUS_TYPE_MEMORY_SECRET_STORE, NULL);
}
