/* portunus-engine.c: the composition root: owns keys, server, lanes and threads
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-engine.h"

#include <string.h>

#include "portunus-engine-private.h"
#include "portunus-journal.h"
#include "portunus-lane-factory.h"
#include "portunus-paths.h"
#include "portunus-rtc-lane-factory.h"
#include "portunus-rtc-plugins.h"
#include "portunus-settings.h"
#include "portunus-transfer-error.h"
#include "portunus-turn-list.h"

/* After a month nobody comes back for the beginning of a file. */
#define MAX_PARTIAL_AGE_S (30 * 24 * 60 * 60)

/* How long the lanes may take to let go of their connections when the program ends. */
#define LANES_TIMEOUT_MS 1500

/* In the data folder. */
#define SECRET_FILE "secrets"

struct _PortunusEngine
{
  GObject                    parent_instance;

  /* Owned */
  char                      *data_dir;
  char                      *device_name;
  PortunusSecret            *passphrase;
  PortunusSettings          *settings;
  PortunusSecretStore       *store;
  PortunusIdentity          *identity;
  PortunusLaneFactory       *rtc;
  PortunusHost              *host;
  GThread                   *warm_up;
  char                      *notice;

  PortunusSecretStoreChoice  choice;
  gboolean                   is_starting;
  gboolean                   is_started;
};

G_DEFINE_FINAL_TYPE (PortunusEngine, portunus_engine, G_TYPE_OBJECT)

static void
portunus_engine_dispose (GObject *object)
{
  portunus_engine_stop (PORTUNUS_ENGINE (object));

  G_OBJECT_CLASS (portunus_engine_parent_class)->dispose (object);
}

static void
portunus_engine_finalize (GObject *object)
{
  PortunusEngine *self = PORTUNUS_ENGINE (object);

  g_free (self->data_dir);
  g_free (self->device_name);
  g_clear_pointer (&self->passphrase, portunus_secret_unref);
  g_clear_object (&self->settings);
  g_clear_object (&self->store);
  g_clear_object (&self->identity);
  g_free (self->notice);

  G_OBJECT_CLASS (portunus_engine_parent_class)->finalize (object);
}

static void
portunus_engine_class_init (PortunusEngineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = portunus_engine_dispose;
  object_class->finalize = portunus_engine_finalize;
}

static void
portunus_engine_init (PortunusEngine *self)
{
  self->settings = portunus_settings_new ();
}

/**
 * portunus_engine_new:
 * @options: copied
 *
 * Returns: (transfer full): an engine that was not started
 */
PortunusEngine *
portunus_engine_new (const PortunusEngineOptions *options)
{
  PortunusEngine *self = g_object_new (PORTUNUS_TYPE_ENGINE, NULL);

  self->data_dir = g_strdup (options->data_dir);
  self->choice = options->secret_store;
  self->passphrase = options->passphrase != NULL ? portunus_secret_ref (options->passphrase) : NULL;
  self->device_name = options->device_name != NULL ? g_strdup (options->device_name)
                                                   : portunus_settings_dup_device_name (self->settings);
  return self;
}

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
  g_auto (GStrv) stun = portunus_settings_dup_stun_servers (self->settings);
  g_auto (GStrv) turn = portunus_settings_dup_turn_servers (self->settings);

  self->rtc = portunus_rtc_lane_factory_new ();
  portunus_rtc_lane_factory_set_stun_servers (PORTUNUS_RTC_LANE_FACTORY (self->rtc), (const char * const *) stun);
  portunus_rtc_lane_factory_set_n_connections (PORTUNUS_RTC_LANE_FACTORY (self->rtc),
                                               portunus_settings_get_connections (self->settings));
  self->warm_up = g_thread_new ("portunus-warm-up", warm_up_on_worker,
                                portunus_engine_dup_path (self, PORTUNUS_ENGINE_JOURNAL));
  portunus_turn_list_load_async (self->store, (const char * const *) turn, g_task_get_cancellable (task),
                                 turn_loaded_cb, g_object_ref (task));
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
  self->host = portunus_host_new (self->store);
  set_up_lanes (task);
}

static void
store_opened_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  PortunusEngine *self = g_task_get_source_object (task);
  GError *error = NULL;

  self->store = portunus_secret_store_open_finish (result, &self->notice, &error);
  if (self->store == NULL)
    {
      return_start (task, error);
      return;
    }
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

/* What an earlier start that failed has left. */
static void
clear_start (PortunusEngine *self)
{
  portunus_engine_stop (self);
  g_clear_object (&self->store);
  g_clear_object (&self->identity);
  g_clear_pointer (&self->notice, g_free);
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
  store_path = portunus_engine_dup_path (self, SECRET_FILE);
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
  path = portunus_engine_dup_path (self, SECRET_FILE);
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
 * portunus_engine_stop:
 * @self: an engine
 *
 * Stops the embedded server, joins its thread, and waits a moment for lanes to let go of their connections. A second
 * call does nothing.
 */
void
portunus_engine_stop (PortunusEngine *self)
{
  g_return_if_fail (PORTUNUS_IS_ENGINE (self));

  self->is_started = FALSE;
  g_clear_pointer (&self->warm_up, g_thread_join);
  if (self->host != NULL)
    portunus_host_stop (self->host);
  g_clear_object (&self->host);
  if (self->rtc != NULL
      && !portunus_rtc_lane_factory_wait_idle (PORTUNUS_RTC_LANE_FACTORY (self->rtc), LANES_TIMEOUT_MS))
    g_debug ("A lane is still being taken down");
  g_clear_object (&self->rtc);
}

/**
 * portunus_engine_get_notice:
 * @self: an engine that was started
 *
 * Returns: (nullable): one sentence for the user about the secret store
 */
const char *
portunus_engine_get_notice (PortunusEngine *self)
{
  return self->notice;
}

/**
 * portunus_engine_get_secret_store:
 * @self: an engine that was started
 *
 * Returns: (transfer none): the secret store that was found to work
 */
PortunusSecretStore *
portunus_engine_get_secret_store (PortunusEngine *self)
{
  return self->store;
}

/**
 * portunus_engine_get_device_id:
 * @self: an engine that was started
 *
 * Returns: this device's id
 */
const char *
portunus_engine_get_device_id (PortunusEngine *self)
{
  return portunus_identity_get_device_id (self->identity);
}

/**
 * portunus_engine_get_device_name:
 * @self: an engine
 *
 * Returns: the name others see
 */
const char *
portunus_engine_get_device_name (PortunusEngine *self)
{
  return self->device_name;
}

/**
 * portunus_engine_get_identity:
 * @self: an engine that was started
 *
 * Returns: (transfer none): this device
 */
PortunusIdentity *
portunus_engine_get_identity (PortunusEngine *self)
{
  return self->identity;
}

/**
 * portunus_engine_get_host:
 * @self: an engine that was started
 *
 * Returns: (nullable) (transfer none): what hosts our own rooms; %NULL after the engine was stopped
 */
PortunusHost *
portunus_engine_get_host (PortunusEngine *self)
{
  return self->host;
}

/**
 * portunus_engine_dup_path:
 * @self: an engine that is being started
 * @file_name: (type filename): of a file of ours
 *
 * Returns: (transfer full) (type filename): its path in the data folder
 */
char *
portunus_engine_dup_path (PortunusEngine *self,
                          const char     *file_name)
{
  return g_build_filename (self->data_dir, file_name, NULL);
}

/**
 * portunus_engine_dup_lane_factories:
 * @self: an engine that was started
 * @kind: (nullable): the only kind to use
 * @error: return location for %PORTUNUS_TRANSFER_ERROR_NO_CONNECTION
 *
 * Returns: (transfer full) (element-type PortunusLaneFactory): in order of preference, or %NULL if there is no such
 *   kind
 */
GPtrArray *
portunus_engine_dup_lane_factories (PortunusEngine  *self,
                                    const char      *kind,
                                    GError         **error)
{
  GPtrArray *factories;

  if (kind != NULL && strcmp (kind, portunus_lane_factory_get_kind (self->rtc)) != 0)
    {
      g_set_error (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_NO_CONNECTION,
                   "There is no lane of the kind “%s” in this version; use “rtc”", kind);
      return NULL;
    }
  factories = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (factories, g_object_ref (self->rtc));
  return factories;
}
