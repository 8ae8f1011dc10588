/* portunus-engine.c: the composition root: owns keys, server, lanes and threads
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-engine-state-private.h"

#include "portunus-nearby-id.h"
#include "portunus-rtc-lane-factory.h"

/* How long lanes and rooms may take to let go of their connections when the program ends. */
#define LANES_TIMEOUT_MS 3500

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
  g_clear_pointer (&self->upload, portunus_throttle_unref);
  g_clear_pointer (&self->download, portunus_throttle_unref);
  g_clear_object (&self->store);
  g_clear_object (&self->identity);
  g_clear_object (&self->ledger);
  g_clear_object (&self->book);
  g_hash_table_unref (self->tickets);
  g_free (self->nearby_id);

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
  self->nearby_id = portunus_nearby_make_id ();
  self->tickets = _portunus_engine_new_tickets ();
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
  _portunus_engine_set_up_speed (self, options->speed);
  return self;
}

/**
 * portunus_engine_stop:
 * @self: an engine
 *
 * Waits a moment for what was said last to leave, stops the embedded server and joins its thread, and waits a moment
 * for lanes to let go of their connections. A second call does nothing.
 */
void
portunus_engine_stop (PortunusEngine *self)
{
  g_return_if_fail (PORTUNUS_IS_ENGINE (self));

  self->is_started = FALSE;
  g_clear_pointer (&self->warm_up, g_thread_join);
  g_clear_object (&self->sleep);
  /* What was said last may go through our own server. */
  if (self->connections != NULL && !portunus_connection_tally_wait_idle (self->connections, LANES_TIMEOUT_MS))
    g_debug ("A room or relay is still being left");
  g_clear_pointer (&self->connections, portunus_connection_tally_unref);
  if (self->host != NULL)
    portunus_host_stop (self->host);
  g_clear_object (&self->host);
  if (self->ledger != NULL)
    portunus_ledger_stop (self->ledger);
  if (self->rtc != NULL
      && !portunus_rtc_lane_factory_wait_idle (PORTUNUS_RTC_LANE_FACTORY (self->rtc), LANES_TIMEOUT_MS))
    g_debug ("A lane is still being taken down");
  g_clear_object (&self->rtc);
  if (self->book != NULL)
    portunus_device_book_close (self->book);
}

/**
 * portunus_engine_get_notice:
 * @self: an engine that was started
 *
 * Returns: what the user should know
 */
PortunusNotice
portunus_engine_get_notice (PortunusEngine *self)
{
  return self->notice;
}

/**
 * portunus_engine_dup_notice_text:
 * @self: an engine that was started
 *
 * Returns: (transfer full) (nullable): the same in translated sentences, which do not say what to do about it; %NULL
 *   where there is nothing to say
 */
char *
portunus_engine_dup_notice_text (PortunusEngine *self)
{
  return self->notice != PORTUNUS_NOTICE_NONE ? portunus_notice_dup_text (self->notice, self->trouble) : NULL;
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
 * portunus_engine_get_ledger:
 * @self: an engine that was started
 *
 * Returns: (transfer none): all transfers, those that are over and those that run; it outlives a stop, after which it
 *   writes nothing
 */
PortunusLedger *
portunus_engine_get_ledger (PortunusEngine *self)
{
  return self->ledger;
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
 * portunus_engine_get_connections:
 * @self: an engine that was started
 *
 * Returns: (transfer none): counts connections to rooms and relays, so that what is said last goes out
 */
PortunusConnectionTally *
portunus_engine_get_connections (PortunusEngine *self)
{
  return self->connections;
}

/**
 * portunus_engine_get_sleep_watch:
 * @self: an engine that was started
 *
 * Returns: (nullable) (transfer none): tells when the machine wakes up; %NULL after the engine was stopped
 */
PortunusSleepWatch *
portunus_engine_get_sleep_watch (PortunusEngine *self)
{
  return self->sleep;
}

/**
 * portunus_engine_get_settings:
 * @self: an engine
 *
 * Returns: (transfer none): the settings of this user
 */
PortunusSettings *
portunus_engine_get_settings (PortunusEngine *self)
{
  return self->settings;
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
