/* fake-engine.c: an engine that plays scenes for the user interface and touches no network
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <libintl.h>

#include "fake-devices.h"
#include "fake-history.h"
#include "portunus-crypto-error.h"
#include "portunus-engine.h"
#include "portunus-store-error.h"

struct _PortunusEngine
{
  GObject              parent_instance;

  /* Owned */
  PortunusSecretStore *store;
  PortunusLedger      *ledger;
  PortunusDeviceBook  *book;
  char                *device_name; /* (nullable): until it is told */
};

G_DEFINE_FINAL_TYPE (PortunusEngine, portunus_engine, G_TYPE_OBJECT)

static void
portunus_engine_finalize (GObject *object)
{
  g_object_unref (PORTUNUS_ENGINE (object)->store);
  g_object_unref (PORTUNUS_ENGINE (object)->ledger);
  portunus_device_book_close (PORTUNUS_ENGINE (object)->book);
  g_object_unref (PORTUNUS_ENGINE (object)->book);
  g_free (PORTUNUS_ENGINE (object)->device_name);

  G_OBJECT_CLASS (portunus_engine_parent_class)->finalize (object);
}

static void
portunus_engine_class_init (PortunusEngineClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = portunus_engine_finalize;
}

static void
portunus_engine_init (PortunusEngine *self)
{
  self->store = portunus_memory_secret_store_new ();
  self->ledger = fake_history_open_ledger ();
  self->book = fake_devices_open_book ();
}

/* Scenes in other languages are played before these are installed. */
PortunusEngine *
portunus_engine_new (const PortunusEngineOptions *options)
{
  if (g_getenv ("FAKE_LOCALE_DIR") != NULL)
    bindtextdomain (GETTEXT_PACKAGE, g_getenv ("FAKE_LOCALE_DIR"));
  return g_object_new (PORTUNUS_TYPE_ENGINE, NULL);
}

void
portunus_engine_start_async (PortunusEngine      *self,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  if (g_getenv ("FAKE_START_ERROR") == NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error (task, g_quark_from_string (g_getenv ("FAKE_START_ERROR")),
                             atoi (g_getenv ("FAKE_START_CODE")), "a scene asked for it");
}

gboolean
portunus_engine_start_finish (PortunusEngine  *self,
                              GAsyncResult    *result,
                              GError         **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

PortunusLedger *
portunus_engine_get_ledger (PortunusEngine *self)
{
  return self->ledger;
}

PortunusDeviceBook *
portunus_engine_get_device_book (PortunusEngine *self)
{
  return self->book;
}

void
portunus_engine_use_secret_file (PortunusEngine *self,
                                 PortunusSecret *passphrase)
{
  g_unsetenv ("FAKE_START_ERROR");
}

void
portunus_engine_use_secret_memory (PortunusEngine *self)
{
  g_unsetenv ("FAKE_START_ERROR");
}

gboolean
portunus_engine_has_secret_file (PortunusEngine *self)
{
  return FALSE;
}

/* There is no keyring, and a file is as good as nothing. */
void
portunus_engine_move_keys_async (PortunusEngine            *self,
                                 PortunusSecretStoreChoice  choice,
                                 PortunusSecret            *passphrase,
                                 GCancellable              *cancellable,
                                 GAsyncReadyCallback        callback,
                                 gpointer                   user_data)
{
  g_task_report_new_error (self, callback, user_data, NULL, PORTUNUS_CRYPTO_ERROR,
                           PORTUNUS_CRYPTO_ERROR_STORE_UNAVAILABLE, "There is no keyring");
}

gboolean
portunus_engine_move_keys_finish (PortunusEngine  *self,
                                  GAsyncResult    *result,
                                  gboolean        *has_left_copies,
                                  GError         **error)
{
  *has_left_copies = FALSE;
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
portunus_engine_forget_keys_async (PortunusEngine      *self,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  g_task_report_new_error (self, callback, user_data, NULL, PORTUNUS_CRYPTO_ERROR,
                           PORTUNUS_CRYPTO_ERROR_STORE_LOCKED, "The keyring is locked");
}

gboolean
portunus_engine_forget_keys_finish (PortunusEngine  *self,
                                    GAsyncResult    *result,
                                    GError         **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

gboolean
portunus_engine_wants_passphrase (PortunusEngine *self)
{
  return FALSE;
}

void
portunus_engine_use_device_name (PortunusEngine *self,
                                 const char     *name)
{
  g_free (self->device_name);
  self->device_name = g_strdup (name);
}

PortunusNotice
portunus_engine_get_notice (PortunusEngine *self)
{
  return g_getenv ("FAKE_NOTICE") != NULL ? PORTUNUS_NOTICE_KEYS_NOWHERE : PORTUNUS_NOTICE_NONE;
}

char *
portunus_engine_dup_notice_text (PortunusEngine *self)
{
  PortunusNotice notice = portunus_engine_get_notice (self);

  return notice != PORTUNUS_NOTICE_NONE ? portunus_notice_dup_text (notice, PORTUNUS_KEYRING_TROUBLE_ABSENT) : NULL;
}

PortunusSecretStore *
portunus_engine_get_secret_store (PortunusEngine *self)
{
  return self->store;
}

const char *
portunus_engine_get_device_id (PortunusEngine *self)
{
  return "fake";
}

const char *
portunus_engine_get_device_name (PortunusEngine *self)
{
  return self->device_name != NULL ? self->device_name : "Fake";
}

/* FAKE_PORTAL says what it is like: "claimed" by another process, "ready" with an account, or without its factor. */
void
portunus_engine_open_portal_async (PortunusEngine      *self,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  const char *scene = g_getenv ("FAKE_PORTAL");
  PortunusPortal *portal;

  if (g_strcmp0 (scene, "claimed") == 0)
    {
      g_task_return_new_error (task, PORTUNUS_STORE_ERROR, PORTUNUS_STORE_ERROR_CLAIMED, "a scene asked for it");
      return;
    }
  portal = g_new0 (PortunusPortal, 1);
  portal->address = g_strdup ("https://127.0.0.1:38118/admin");
  portal->fingerprint = g_strdup ("00:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:"
                                  "10:11:12:13:14:15:16:17:18:19:1A:1B:1C:1D:1E:1F");
  if (scene == NULL)
    portal->setup_token = portunus_secret_new ("0123456789abcdef0123456789abcdef", 32);
  portal->is_factor_lost = g_strcmp0 (scene, "lost") == 0;
  g_task_return_pointer (task, portal, (GDestroyNotify) portunus_portal_free);
}

PortunusPortal *
portunus_engine_open_portal_finish (PortunusEngine  *self,
                                    GAsyncResult    *result,
                                    GError         **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
portunus_engine_stop (PortunusEngine *self)
{
}
