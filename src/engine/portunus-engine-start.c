/* portunus-engine-start.c: from the data folder and the secret store to lanes that may be used
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-engine-state-private.h"

#include "portunus-journal.h"
#include "portunus-movable-secret-store.h"
#include "portunus-paths.h"
#include "portunus-rtc-lane-factory.h"
#include "portunus-rtc-plugins.h"
#include "portunus-turn-list.h"

/* After a month nobody comes back for the beginning of a file. */
#define MAX_PARTIAL_AGE_S (30 * 24 * 60 * 60)

/* Beginnings of files that nobody came back for. */
static void
sweep_journal (const char *path)
{
  g_autoptr (PortunusJournal) journal = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return;
  journal = portunus_journal_open (path, NULL);
  if (journal != NULL && portunus_journal_sweep (journal, MAX_PARTIAL_AGE_S) > 0)
    g_debug ("Old unfinished transfers were forgotten");
}

/* The first DTLS certificate of a process takes a moment to make, and so does looking through an old journal; nobody
 * should wait for either in front of a transfer. */
static gpointer
warm_up_on_worker (gpointer user_data)
{
  g_autofree char *journal_path = user_data;

  portunus_rtc_warm_up ();
  sweep_journal (journal_path);
  return NULL;
}

/* The end of every start. */
static void
return_start (GTask  *task,
              GError *error)
{
  PortunusEngine *self = g_task_get_source_object (task);

  self->is_starting = FALSE;
  self->is_started = error == NULL;
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
turn_loaded_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  PortunusEngine *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_auto (GStrv) servers = portunus_turn_list_load_finish (result, &error);

  if (servers == NULL)
    {
      return_start (task, error);
      return;
    }
  portunus_rtc_lane_factory_set_turn_servers (PORTUNUS_RTC_LANE_FACTORY (self->rtc),
                                              (const char * const *) servers);
  return_start (task, NULL);
}

static void
set_up_lanes (GTask *task)
{
  PortunusEngine *self = g_task_get_source_object (task);
  g_auto (GStrv) stun = portunus_settings_dup_list (self->settings, PORTUNUS_SETTING_STUN_SERVERS);
  g_auto (GStrv) turn = portunus_settings_dup_list (self->settings, PORTUNUS_SETTING_TURN_SERVERS);
  guint n_connections = portunus_settings_get_number (self->settings, PORTUNUS_SETTING_CONNECTIONS);

  self->rtc = portunus_rtc_lane_factory_new ();
  self->connections = portunus_connection_tally_new ();
  self->sleep = portunus_sleep_watch_new ();
  portunus_rtc_lane_factory_set_stun_servers (PORTUNUS_RTC_LANE_FACTORY (self->rtc), (const char * const *) stun);
  portunus_rtc_lane_factory_set_n_connections (PORTUNUS_RTC_LANE_FACTORY (self->rtc), n_connections);
  self->warm_up = g_thread_new ("portunus-warm-up", warm_up_on_worker,
                                portunus_engine_dup_path (self, PORTUNUS_ENGINE_JOURNAL));
  portunus_turn_list_load_async (self->store, (const char * const *) turn, g_task_get_cancellable (task),
                                 turn_loaded_cb, g_object_ref (task));
}

static void
devices_loaded_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  PortunusEngine *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;

  /* Without it everybody is a stranger, which is safe. */
  if (!portunus_engine_load_devices_finish (self, result, &error))
    {
      g_debug ("The known devices cannot be read: %s", error->message);
      if (self->notice == PORTUNUS_NOTICE_NONE)
        self->notice = PORTUNUS_NOTICE_NO_DEVICES;
    }
  set_up_lanes (task);
}

static void
identity_loaded_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  PortunusEngine *self = g_task_get_source_object (task);
  GError *error = NULL;

  self->identity = portunus_identity_load_finish (result, &error);
  if (self->identity == NULL)
    {
      return_start (task, error);
      return;
    }
  self->host = portunus_host_new (self->store, self->data_dir);
  portunus_engine_load_devices_async (self, g_task_get_cancellable (task), devices_loaded_cb, g_object_ref (task));
}

static void
store_opened_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  PortunusEngine *self = g_task_get_source_object (task);
  g_autoptr (PortunusSecretStore) store = NULL;
  GError *error = NULL;

  store = portunus_secret_store_open_finish (result, &self->trouble, &error);
  if (store == NULL)
    {
      return_start (task, error);
      return;
    }
  self->notice = portunus_notice_judge_store (store, self->trouble);
  self->store = portunus_movable_secret_store_new (store);
  g_debug ("Secrets are in the %s store", portunus_secret_store_get_kind (self->store));
  portunus_identity_load_async (self->store, g_task_get_cancellable (task), identity_loaded_cb, g_object_ref (task));
}

static gboolean
find_data_dir (PortunusEngine  *self,
               GError         **error)
{
  char *path = portunus_paths_dup_data_dir (self->data_dir, error);

  if (path == NULL)
    return FALSE;
  g_free (self->data_dir);
  self->data_dir = path;
  return TRUE;
}

static void
history_wanted_cb (PortunusEngine *self)
{
  if (self->ledger != NULL)
    portunus_ledger_set_recording (self->ledger,
                                   portunus_settings_get_boolean (self->settings, PORTUNUS_SETTING_HISTORY));
}

static void
open_ledger (PortunusEngine *self)
{
  g_autofree char *path = portunus_engine_dup_path (self, PORTUNUS_HISTORY_NAME);

  self->ledger = portunus_ledger_new (path);
  g_signal_handlers_disconnect_by_func (self->settings, history_wanted_cb, self);
  g_signal_connect_object (self->settings, "changed", G_CALLBACK (history_wanted_cb), self, G_CONNECT_SWAPPED);
  history_wanted_cb (self);
}

/* What an earlier start that failed has left. */
static void
clear_start (PortunusEngine *self)
{
  portunus_engine_stop (self);
  g_clear_object (&self->store);
  g_clear_object (&self->identity);
  g_clear_object (&self->ledger);
  g_clear_object (&self->book);
  self->notice = PORTUNUS_NOTICE_NONE;
}

static void
begin_start (PortunusEngine *self,
             GTask          *task)
{
  g_autofree char *store_path = NULL;
  GError *error = NULL;

  self->is_starting = TRUE;
  clear_start (self);
  if (!find_data_dir (self, &error) || !portunus_rtc_plugins_check (&error))
    {
      return_start (task, error);
      return;
    }
  open_ledger (self);
  store_path = portunus_engine_dup_path (self, PORTUNUS_ENGINE_SECRETS);
  portunus_secret_store_open_async (self->choice, store_path, self->passphrase, g_task_get_cancellable (task),
                                    store_opened_cb, g_object_ref (task));
}

/**
 * portunus_engine_start_async:
 * @self: an engine
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 *
 * Opens the secret store, loads the identity (made at the first start), and sets up the lanes. May be called again
 * after a failure; an engine that runs has nothing to do.
 */
void
portunus_engine_start_async (PortunusEngine      *self,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_return_if_fail (PORTUNUS_IS_ENGINE (self));

  g_task_set_source_tag (task, portunus_engine_start_async);
  if (self->is_started)
    g_task_return_boolean (task, TRUE);
  else if (self->is_starting)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_PENDING, "The engine is being started");
  else
    begin_start (self, task);
}

/**
 * portunus_engine_start_finish:
 * @self: an engine
 * @result: the result
 * @error: return location: a #PortunusCryptoError of the secret store, %PORTUNUS_TRANSFER_ERROR_MISSING_PLUGIN, or a
 *   #GIOErrorEnum of the data folder; %G_IO_ERROR_PENDING while an earlier start is under way
 *
 * Returns: whether it may be used
 */
gboolean
portunus_engine_start_finish (PortunusEngine  *self,
                              GAsyncResult    *result,
                              GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * portunus_engine_use_device_name:
 * @self: an engine that is not started
 * @name: the name others see from now on
 */
void
portunus_engine_use_device_name (PortunusEngine *self,
                                 const char     *name)
{
  char *copy = g_strdup (name);

  g_return_if_fail (PORTUNUS_IS_ENGINE (self));
  g_return_if_fail (name != NULL && !self->is_started);

  g_free (self->device_name);
  self->device_name = copy;
}

/**
 * portunus_engine_use_secret_file:
 * @self: an engine that is not started
 * @passphrase: opens the encrypted file, or is its first one
 */
void
portunus_engine_use_secret_file (PortunusEngine *self,
                                 PortunusSecret *passphrase)
{
  g_return_if_fail (PORTUNUS_IS_ENGINE (self));
  g_return_if_fail (passphrase != NULL);

  self->choice = PORTUNUS_SECRET_STORE_FILE;
  g_clear_pointer (&self->passphrase, portunus_secret_unref);
  self->passphrase = portunus_secret_ref (passphrase);
}

/**
 * portunus_engine_use_secret_memory:
 * @self: an engine that is not started
 *
 * Keeps no key: others take this device for a new one after each start.
 */
void
portunus_engine_use_secret_memory (PortunusEngine *self)
{
  g_return_if_fail (PORTUNUS_IS_ENGINE (self));

  self->choice = PORTUNUS_SECRET_STORE_MEMORY;
}

/**
 * portunus_engine_has_secret_file:
 * @self: an engine
 *
 * Returns: whether the encrypted file is there
 */
gboolean
portunus_engine_has_secret_file (PortunusEngine *self)
{
  g_autofree char *path = NULL;

  g_return_val_if_fail (PORTUNUS_IS_ENGINE (self), FALSE);

  if (!find_data_dir (self, NULL))
    return FALSE;
  path = portunus_engine_dup_path (self, PORTUNUS_ENGINE_SECRETS);
  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/**
 * portunus_engine_wants_passphrase:
 * @self: an engine
 *
 * Returns: whether it is to keep keys in the encrypted file and has no passphrase to open it
 */
gboolean
portunus_engine_wants_passphrase (PortunusEngine *self)
{
  g_return_val_if_fail (PORTUNUS_IS_ENGINE (self), FALSE);

  return self->choice == PORTUNUS_SECRET_STORE_FILE && self->passphrase == NULL;
}
