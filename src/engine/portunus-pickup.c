/* portunus-pickup.c: fetching what a link or a code stands for
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-pickup-private.h"

#include <string.h>

#include "portunus-addresses.h"
#include "portunus-engine-private.h"
#include "portunus-wanted.h"

enum
{
  OFFER,
  TEXT,
  WAITING,
  JOINED,
  FINISHED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusPickup, portunus_pickup, G_TYPE_OBJECT)

/* The one way out. */
void
_portunus_pickup_finish (PortunusPickup *self,
                         const GError   *error)
{
  g_autoptr (PortunusPickup) guard = g_object_ref (self);

  if (self->is_finished)
    return;
  self->is_finished = TRUE;
  g_cancellable_cancel (self->cancellable);
  _portunus_pickup_clear_timers (self);
  _portunus_pickup_drop_attempt (self);
  portunus_transfer_finish (self->transfer, error);
  g_signal_emit (self, signals[FINISHED], 0, error);
}

static void
receive (PortunusPickup *self)
{
  g_autofree char *journal_path = portunus_engine_dup_path (self->engine, PORTUNUS_ENGINE_JOURNAL);
  const PortunusDestination destination = {
    .directory = self->directory,
    .policy = self->policy,
    .journal_path = journal_path,
    .throttle = portunus_engine_get_download (self->engine),
  };

  portunus_receive_job_accept (self->job, &destination, self->wanted);
}

static void
offer_cb (PortunusReceiveJob *job,
          PortunusOffer      *offer,
          PortunusPickup     *self)
{
  gboolean is_known = self->offer != NULL && portunus_offer_is_same (self->offer, offer);

  g_set_object (&self->offer, offer);
  if (is_known && self->is_accepted)
    {
      receive (self);
      return;
    }
  /* Not what was accepted: the sender was started anew with something else. */
  self->is_accepted = FALSE;
  g_clear_pointer (&self->wanted, g_byte_array_unref);
  g_signal_emit (self, signals[OFFER], 0, offer);
}

static void
text_cb (PortunusReceiveJob *job,
         const char         *text,
         PortunusPickup     *self)
{
  g_signal_emit (self, signals[TEXT], 0, text);
}

static void
job_finished_cb (PortunusReceiveJob *job,
                 GError             *error,
                 PortunusPickup     *self)
{
  if (error != NULL)
    _portunus_pickup_retry_or_finish (self, error);
  else
    _portunus_pickup_finish (self, NULL);
}

static void
words_ready_cb (PortunusSession *session,
                PortunusPickup  *self)
{
  portunus_transfer_set_peer (self->transfer, portunus_session_get_peer_name (session),
                              portunus_session_get_peer_label (session),
                              portunus_session_get_words (session));
}

static void
opened_cb (PortunusSession *session,
           PortunusPickup  *self)
{
  if (self->pass == NULL && portunus_session_uses_code (session))
    self->pass = portunus_session_dup_pass_secret (session);
  self->broken_us = 0;
  self->retry_ms = 0;
  g_free (self->address);
  self->address = portunus_addresses_dup_best ();
  portunus_transfer_set_path (self->transfer, portunus_lane_get_path (portunus_session_get_lane (session)));
}

/* A lane from an address that is gone would take a long time to find out. */
static void
network_changed_cb (GNetworkMonitor *monitor,
                    gboolean         is_available,
                    PortunusPickup  *self)
{
  g_autofree char *address = NULL;

  if (self->session == NULL || !portunus_session_is_open (self->session))
    return;
  address = portunus_addresses_dup_best ();
  if (g_strcmp0 (address, self->address) != 0)
    portunus_session_handle_peer_left (self->session);
}

/* With an offer or more the end of the session is the job's news to tell, and it tells it. */
void
_portunus_pickup_take_session (PortunusPickup  *self,
                               PortunusSession *session)
{
  _portunus_pickup_clear_timers (self);
  self->session = g_object_ref (session);
  portunus_sleep_watch_follow (portunus_engine_get_sleep_watch (self->engine), session);
  self->job = portunus_receive_job_new (session, self->transfer);
  portunus_transfer_set_state (self->transfer, PORTUNUS_TRANSFER_CONNECTING);
  portunus_transfer_set_peer (self->transfer, portunus_session_get_peer_name (session),
                              portunus_session_get_peer_label (session), NULL);
  g_signal_connect_object (session, "words-ready", G_CALLBACK (words_ready_cb), self, 0);
  g_signal_connect_object (session, "opened", G_CALLBACK (opened_cb), self, 0);
  g_signal_connect_object (self->job, "offer", G_CALLBACK (offer_cb), self, 0);
  g_signal_connect_object (self->job, "text", G_CALLBACK (text_cb), self, 0);
  g_signal_connect_object (self->job, "finished", G_CALLBACK (job_finished_cb), self, 0);
}

static void
resolved_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (PortunusPickup) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean is_resolved = portunus_invitation_resolve_finish (result, &error);

  if (self->is_finished)
    return;
  if (is_resolved)
    _portunus_pickup_join (self);
  else
    _portunus_pickup_finish (self, error);
}

/**
 * portunus_pickup_start:
 * @self: a new pickup
 *
 * Joins the room and waits for the sender's offer. Call it once, after connecting the signals.
 */
void
portunus_pickup_start (PortunusPickup *self)
{
  g_autoptr (GError) error = NULL;

  g_return_if_fail (PORTUNUS_IS_PICKUP (self));

  self->monitor = g_object_ref (g_network_monitor_get_default ());
  g_signal_connect_object (self->monitor, "network-changed", G_CALLBACK (network_changed_cb), self, 0);
  self->lane_factories = portunus_engine_dup_lane_factories (self->engine, self->lane, &error);
  if (self->lane_factories == NULL)
    _portunus_pickup_finish (self, error);
  else if (self->invitation->code != NULL)
    portunus_invitation_resolve_async (self->invitation, self->cancellable, resolved_cb, g_object_ref (self));
  else
    _portunus_pickup_join (self);
}

/**
 * portunus_pickup_accept:
 * @self: a pickup that emitted "offer"
 * @wanted: (nullable) (element-type guint): indexes of manifest entries; %NULL for all
 *
 * Begins to receive. From here on a broken connection is tried again.
 */
void
portunus_pickup_accept (PortunusPickup *self,
                        GArray         *wanted)
{
  g_return_if_fail (PORTUNUS_IS_PICKUP (self));

  if (self->job == NULL || self->offer == NULL || self->is_accepted)
    return;
  self->is_accepted = TRUE;
  portunus_session_note_peer (self->session);
  self->wanted = portunus_wanted_new (self->offer, wanted);
  receive (self);
}

/**
 * portunus_pickup_decline:
 * @self: a pickup that emitted "offer"
 *
 * Tells the sender; "finished" follows with %PORTUNUS_TRANSFER_ERROR_DECLINED.
 */
void
portunus_pickup_decline (PortunusPickup *self)
{
  g_return_if_fail (PORTUNUS_IS_PICKUP (self));

  if (self->job != NULL)
    portunus_receive_job_decline (self->job);
}

/**
 * portunus_pickup_cancel:
 * @self: a pickup
 *
 * Stops; the sender is told, and what arrived stays. "finished" follows with %G_IO_ERROR_CANCELLED, after the worker
 * put its files down.
 */
void
portunus_pickup_cancel (PortunusPickup *self)
{
  g_autoptr (GError) error = NULL;

  g_return_if_fail (PORTUNUS_IS_PICKUP (self));

  if (self->job != NULL)
    {
      portunus_job_cancel (PORTUNUS_JOB (self->job));
      return;
    }
  error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");
  _portunus_pickup_finish (self, error);
}

static void
portunus_pickup_dispose (GObject *object)
{
  PortunusPickup *self = PORTUNUS_PICKUP (object);

  g_cancellable_cancel (self->cancellable);
  _portunus_pickup_clear_timers (self);
  _portunus_pickup_drop_attempt (self);
  g_clear_object (&self->client);
  g_clear_object (&self->monitor);
  g_clear_object (&self->transfer);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (portunus_pickup_parent_class)->dispose (object);
}

static void
portunus_pickup_finalize (GObject *object)
{
  PortunusPickup *self = PORTUNUS_PICKUP (object);

  g_free (self->directory);
  g_free (self->lane);
  g_free (self->address);
  g_clear_pointer (&self->invitation, portunus_invitation_free);
  g_clear_pointer (&self->password, portunus_secret_unref);
  g_clear_pointer (&self->admission, portunus_admission_unref);
  g_clear_pointer (&self->pass, portunus_secret_unref);
  g_clear_pointer (&self->lane_factories, g_ptr_array_unref);
  g_clear_pointer (&self->wanted, g_byte_array_unref);
  g_clear_object (&self->offer);
  g_clear_object (&self->cancellable);
  g_clear_error (&self->error);
  g_clear_error (&self->refusal);

  G_OBJECT_CLASS (portunus_pickup_parent_class)->finalize (object);
}

static void
portunus_pickup_class_init (PortunusPickupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = portunus_pickup_dispose;
  object_class->finalize = portunus_pickup_finalize;

  signals[OFFER] = g_signal_new ("offer", PORTUNUS_TYPE_PICKUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, PORTUNUS_TYPE_OFFER);
  signals[TEXT] = g_signal_new ("text", PORTUNUS_TYPE_PICKUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[WAITING] = g_signal_new ("waiting", PORTUNUS_TYPE_PICKUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
  signals[JOINED] = g_signal_new ("joined", PORTUNUS_TYPE_PICKUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
  signals[FINISHED] = g_signal_new ("finished", PORTUNUS_TYPE_PICKUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
portunus_pickup_init (PortunusPickup *self)
{
  self->transfer = portunus_transfer_new (TRUE);
  self->cancellable = g_cancellable_new ();
}

/**
 * portunus_pickup_new:
 * @engine: an engine that was started
 * @options: what to fetch, and where to; copied
 * @error: return location for %PORTUNUS_CORE_ERROR_BAD_LINK
 *
 * Returns: (transfer full): a pickup that was not started
 */
PortunusPickup *
portunus_pickup_new (PortunusEngine               *engine,
                     const PortunusPickupOptions  *options,
                     GError                      **error)
{
  g_autoptr (PortunusInvitation) invitation = NULL;
  g_autofree char *journal_path = NULL;
  PortunusPickup *self;

  invitation = portunus_invitation_parse (options->link_or_code, options->server, error);
  if (invitation == NULL)
    return NULL;
  self = g_object_new (PORTUNUS_TYPE_PICKUP, NULL);
  self->engine = g_object_ref (engine);
  self->invitation = g_steal_pointer (&invitation);
  journal_path = portunus_engine_dup_path (engine, PORTUNUS_ENGINE_JOURNAL);
  portunus_transfer_set_journal_path (self->transfer, journal_path);
  self->directory = g_strdup (options->directory);
  self->policy = options->policy;
  self->lane = g_strdup (options->lane);
  self->password = options->password != NULL ? portunus_secret_ref (options->password) : NULL;
  g_signal_connect_object (self->transfer, "cancel-requested", G_CALLBACK (portunus_pickup_cancel), self,
                           G_CONNECT_SWAPPED);
  portunus_ledger_add (portunus_engine_get_ledger (engine), self->transfer);
  return self;
}

/**
 * portunus_pickup_get_transfer:
 * @self: a pickup
 *
 * Returns: (transfer none): what a person sees of it
 */
PortunusTransfer *
portunus_pickup_get_transfer (PortunusPickup *self)
{
  return self->transfer;
}

/**
 * portunus_pickup_get_n_tries_left:
 * @self: a pickup that finished with %PORTUNUS_TRANSFER_ERROR_WRONG_PASSWORD
 *
 * Returns: how many more wrong passwords the room takes from us; -1 where it did not say so
 */
int
portunus_pickup_get_n_tries_left (PortunusPickup *self)
{
  g_return_val_if_fail (PORTUNUS_IS_PICKUP (self), -1);

  return self->client != NULL ? portunus_room_client_get_n_tries_left (self->client) : -1;
}

/**
 * portunus_pickup_set_directory:
 * @self: a pickup that was not accepted
 * @directory: (type filename): where files go
 */
void
portunus_pickup_set_directory (PortunusPickup *self,
                               const char     *directory)
{
  g_return_if_fail (PORTUNUS_IS_PICKUP (self));
  g_return_if_fail (!self->is_accepted);

  g_free (self->directory);
  self->directory = g_strdup (directory);
}

/**
 * portunus_pickup_set_policy:
 * @self: a pickup that was not accepted
 * @policy: what to do where a file exists
 */
void
portunus_pickup_set_policy (PortunusPickup         *self,
                            PortunusConflictPolicy  policy)
{
  g_return_if_fail (PORTUNUS_IS_PICKUP (self));
  g_return_if_fail (!self->is_accepted);

  self->policy = policy;
}
