/* portunus-pickup.c: fetching what a link or a code stands for
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-pickup.h"

#include <string.h>

#include "portunus-addresses.h"
#include "portunus-encoding.h"
#include "portunus-engine-private.h"
#include "portunus-error.h"
#include "portunus-link.h"
#include "portunus-meeting.h"
#include "portunus-receive-job.h"
#include "portunus-room-api.h"
#include "portunus-room-client.h"
#include "portunus-stretch.h"
#include "portunus-transfer-error.h"

#define LABEL "not verified"

#define RETRY_MIN_MS 300
#define RETRY_MAX_MS 5000

/* How long a broken transfer tries to reach the room, and how long it waits there for the sender to come back. */
#define UNREACHABLE_TIMEOUT_US (60 * G_USEC_PER_SEC)
#define ABSENT_TIMEOUT_MS      (10 * 60 * 1000)

struct _PortunusPickup
{
  GObject                 parent_instance;

  /* Owned */
  PortunusEngine         *engine;
  char                   *server;
  char                   *directory;
  char                   *lane;
  PortunusLink           *link;
  PortunusCode           *code;
  PortunusSecret         *link_secret;
  PortunusSecret         *code_secret;
  GPtrArray              *lane_factories;
  PortunusMeeting        *meeting;
  PortunusSession        *session;
  PortunusReceiveJob     *job;
  PortunusTransfer       *transfer;
  GByteArray             *wanted;
  PortunusOffer          *offer;
  GCancellable           *cancellable;
  GNetworkMonitor        *monitor;
  char                   *address;    /* ours when the lane opened */
  GSource                *retry;
  GSource                *absence;
  GError                 *error;      /* what broke the last attempt */
  GError                 *refusal;    /* why a peer of the room is not the one */

  PortunusConflictPolicy  policy;
  guint                   retry_ms;
  gint64                  broken_us;
  gboolean                is_accepted;
  gboolean                is_finished;
};

enum
{
  OFFER,
  TEXT,
  FINISHED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusPickup, portunus_pickup, G_TYPE_OBJECT)

static void join (PortunusPickup *self);

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static GSource *
attach_timeout (PortunusPickup *self,
                guint           timeout_ms,
                GSourceFunc     callback)
{
  GSource *source = g_timeout_source_new (timeout_ms);

  g_source_set_callback (source, callback, self, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
  return source;
}

/* Lets go of the connection that is there; it ends by itself and tells nobody here. */
static void
drop_connection (PortunusPickup *self)
{
  if (self->job != NULL)
    g_signal_handlers_disconnect_by_data (self->job, self);
  if (self->session != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->session, self);
      portunus_session_close (self->session);
    }
  if (self->meeting != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->meeting, self);
      portunus_meeting_leave (self->meeting);
    }
  g_clear_object (&self->job);
  g_clear_object (&self->session);
  g_clear_object (&self->meeting);
}

/* The one way out. */
static void
finish (PortunusPickup *self,
        const GError   *error)
{
  g_autoptr (PortunusPickup) guard = g_object_ref (self);

  if (self->is_finished)
    return;
  self->is_finished = TRUE;
  g_cancellable_cancel (self->cancellable);
  clear_source (&self->retry);
  clear_source (&self->absence);
  drop_connection (self);
  portunus_transfer_finish (self->transfer, error);
  g_signal_emit (self, signals[FINISHED], 0, error);
}

static gboolean
is_passing (const GError *error)
{
  return g_error_matches (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST)
         || g_error_matches (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_NO_CONNECTION);
}

static gboolean
retry_cb (gpointer user_data)
{
  PortunusPickup *self = user_data;

  clear_source (&self->retry);
  join (self);
  return G_SOURCE_REMOVE;
}

static gboolean
absence_cb (gpointer user_data)
{
  PortunusPickup *self = user_data;

  clear_source (&self->absence);
  finish (self, self->error);
  return G_SOURCE_REMOVE;
}

static void
schedule_retry (PortunusPickup *self)
{
  drop_connection (self);
  self->retry = attach_timeout (self, self->retry_ms, retry_cb);
  self->retry_ms = MIN (2 * self->retry_ms, RETRY_MAX_MS);
}

/* A transfer that was accepted is worth trying again for a while; before that, a person decides. */
static void
retry_or_finish (PortunusPickup *self,
                 const GError   *error)
{
  gint64 now_us = g_get_monotonic_time ();

  if (!self->is_accepted || !is_passing (error)
      || (self->broken_us != 0 && now_us - self->broken_us > UNREACHABLE_TIMEOUT_US))
    {
      finish (self, error);
      return;
    }
  if (self->broken_us == 0)
    self->broken_us = now_us;
  g_clear_error (&self->error);
  self->error = g_error_copy (error);
  portunus_transfer_set_state (self->transfer, PORTUNUS_TRANSFER_RECONNECTING);
  schedule_retry (self);
}

static void
receive (PortunusPickup *self)
{
  g_autofree char *journal_path = portunus_engine_dup_path (self->engine, PORTUNUS_ENGINE_JOURNAL);
  const PortunusDestination destination = {
    .directory = self->directory,
    .policy = self->policy,
    .journal_path = journal_path,
  };

  portunus_receive_job_accept (self->job, &destination, self->wanted);
}

static void
offer_cb (PortunusReceiveJob *job,
          PortunusOffer      *offer,
          PortunusPickup     *self)
{
  gboolean is_known = self->offer != NULL
                      && memcmp (portunus_offer_get_id (self->offer), portunus_offer_get_id (offer),
                                 PORTUNUS_TRANSFER_ID_SIZE) == 0;

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
    retry_or_finish (self, error);
  else
    finish (self, NULL);
}

static void
words_ready_cb (PortunusSession *session,
                PortunusPickup  *self)
{
  portunus_transfer_set_peer (self->transfer, portunus_session_get_peer_name (session), LABEL,
                              portunus_session_get_words (session));
}

static void
opened_cb (PortunusSession *session,
           PortunusPickup  *self)
{
  self->broken_us = 0;
  self->retry_ms = RETRY_MIN_MS;
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
static void
take_session (PortunusPickup  *self,
              PortunusSession *session)
{
  clear_source (&self->absence);
  self->session = g_object_ref (session);
  self->job = portunus_receive_job_new (session, self->transfer);
  portunus_transfer_set_state (self->transfer, PORTUNUS_TRANSFER_CONNECTING);
  portunus_transfer_set_peer (self->transfer, portunus_session_get_peer_name (session), LABEL, NULL);
  g_signal_connect_object (session, "words-ready", G_CALLBACK (words_ready_cb), self, 0);
  g_signal_connect_object (session, "opened", G_CALLBACK (opened_cb), self, 0);
  g_signal_connect_object (self->job, "offer", G_CALLBACK (offer_cb), self, 0);
  g_signal_connect_object (self->job, "text", G_CALLBACK (text_cb), self, 0);
  g_signal_connect_object (self->job, "finished", G_CALLBACK (job_finished_cb), self, 0);
}

static void
authenticated_cb (PortunusMeeting *meeting,
                  PortunusSession *session,
                  PortunusPickup  *self)
{
  if (self->session == NULL && portunus_session_get_peer_role (session) == PORTUNUS_SESSION_SENDS)
    take_session (self, session);
  else
    portunus_session_close (session);
}

/* A sender that came back to the room speaks first, and does so by the link, which those who have a code cannot answer.
 * Who comes back after it speaks first in turn. */
static gboolean
must_speak_first (PortunusPickup  *self,
                  PortunusSession *session,
                  const GError    *error)
{
  return self->code != NULL && !portunus_session_is_initiator (session)
         && g_error_matches (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CODE_CLOSED);
}

/* Those who come later are none of our business: anybody may, and must not be able to send us away. */
static void
note_refusal (PortunusPickup  *self,
              PortunusSession *session,
              const GError    *error)
{
  g_debug ("A peer left before it was known: %s", error->message);
  if (!portunus_session_is_initiator (session) || (is_passing (error) && self->is_accepted)
      || (self->refusal != NULL && !is_passing (self->refusal)))
    return;
  g_clear_error (&self->refusal);
  self->refusal = g_error_copy (error);
}

/* A peer that does not even share the secret with us: in a room of many that is nothing, in a room of two it is all. */
static void
session_closed_cb (PortunusMeeting *meeting,
                   PortunusSession *session,
                   GError          *error,
                   PortunusPickup  *self)
{
  if (self->session != NULL)
    return;
  if (error != NULL && must_speak_first (self, session, error))
    {
      schedule_retry (self);
      return;
    }
  if (error != NULL)
    note_refusal (self, session, error);
  if (self->refusal != NULL && !portunus_meeting_is_anybody_unproved (meeting))
    finish (self, self->refusal);
}

static void
left_cb (PortunusMeeting *meeting,
         GError          *error,
         PortunusPickup  *self)
{
  /* The lane does not need the room; if it is broken too, the job says so. */
  if (self->session != NULL && portunus_session_is_open (self->session))
    return;
  retry_or_finish (self, error);
}

static void
joined_cb (PortunusMeeting *meeting,
           PortunusPickup  *self)
{
  self->broken_us = 0;
  if (self->is_accepted && self->absence == NULL)
    self->absence = attach_timeout (self, ABSENT_TIMEOUT_MS, absence_cb);
}

static void
join (PortunusPickup *self)
{
  g_autoptr (PortunusSignaling) signaling = NULL;
  PortunusMeetingConfig config = {
    .room = self->link->room,
    .identity = portunus_engine_get_identity (self->engine),
    .name = portunus_engine_get_device_name (self->engine),
    .role = PORTUNUS_SESSION_RECEIVES,
    .link_secret = self->link_secret,
    .code_secret = self->code_secret,
    .lane_factories = self->lane_factories,
  };

  g_clear_error (&self->refusal);
  signaling = PORTUNUS_SIGNALING (portunus_room_client_new (self->link, self->code != NULL));
  config.signaling = signaling;
  self->meeting = portunus_meeting_new (&config);
  g_signal_connect_object (self->meeting, "joined", G_CALLBACK (joined_cb), self, 0);
  g_signal_connect_object (self->meeting, "authenticated", G_CALLBACK (authenticated_cb), self, 0);
  g_signal_connect_object (self->meeting, "session-closed", G_CALLBACK (session_closed_cb), self, 0);
  g_signal_connect_object (self->meeting, "left", G_CALLBACK (left_cb), self, 0);
  portunus_meeting_start (self->meeting);
}

static void
stretched_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (PortunusPickup) self = user_data;
  g_autoptr (GError) error = NULL;

  self->code_secret = portunus_stretch_finish (result, &error);
  if (self->is_finished)
    return;
  if (self->code_secret == NULL)
    finish (self, error);
  else
    join (self);
}

static void
resolved_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (PortunusPickup) self = user_data;
  g_autoptr (GError) error = NULL;

  self->link = portunus_room_api_resolve_code_finish (result, &error);
  if (self->is_finished)
    return;
  if (self->link == NULL)
    finish (self, error);
  else
    portunus_stretch_async (self->code->password, self->link->room, self->cancellable, stretched_cb,
                            g_object_ref (self));
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
    finish (self, error);
  else if (self->code != NULL)
    portunus_room_api_resolve_code_async (self->server, self->code->number, self->cancellable, resolved_cb,
                                          g_object_ref (self));
  else
    join (self);
}

static GByteArray *
mark_wanted (PortunusOffer *offer,
             GArray        *indexes)
{
  guint n_entries = portunus_manifest_get_n_entries (portunus_offer_get_manifest (offer));
  GByteArray *wanted = g_byte_array_sized_new (n_entries);

  g_byte_array_set_size (wanted, n_entries);
  if (n_entries > 0)
    memset (wanted->data, 0, n_entries);
  for (guint i = 0; i < indexes->len; i++)
    if (g_array_index (indexes, guint, i) < n_entries)
      wanted->data[g_array_index (indexes, guint, i)] = 1;
  return wanted;
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
  self->wanted = wanted != NULL ? mark_wanted (self->offer, wanted) : NULL;
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
  finish (self, error);
}

static void
portunus_pickup_dispose (GObject *object)
{
  PortunusPickup *self = PORTUNUS_PICKUP (object);

  g_cancellable_cancel (self->cancellable);
  clear_source (&self->retry);
  clear_source (&self->absence);
  drop_connection (self);
  g_clear_object (&self->monitor);
  g_clear_object (&self->transfer);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (portunus_pickup_parent_class)->dispose (object);
}

static void
portunus_pickup_finalize (GObject *object)
{
  PortunusPickup *self = PORTUNUS_PICKUP (object);

  g_free (self->server);
  g_free (self->directory);
  g_free (self->lane);
  g_free (self->address);
  g_clear_pointer (&self->link, portunus_link_free);
  g_clear_pointer (&self->code, portunus_code_free);
  g_clear_pointer (&self->link_secret, portunus_secret_unref);
  g_clear_pointer (&self->code_secret, portunus_secret_unref);
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
  signals[FINISHED] = g_signal_new ("finished", PORTUNUS_TYPE_PICKUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
portunus_pickup_init (PortunusPickup *self)
{
  self->transfer = portunus_transfer_new (TRUE);
  self->cancellable = g_cancellable_new ();
  self->retry_ms = RETRY_MIN_MS;
}

static gboolean
take_link (PortunusPickup  *self,
           const char      *text,
           GError         **error)
{
  self->link = portunus_link_parse (text, error);
  if (self->link == NULL)
    return FALSE;
  if (self->link->secret == NULL)
    {
      g_set_error_literal (error, PORTUNUS_CORE_ERROR, PORTUNUS_CORE_ERROR_BAD_LINK,
                           "The link lacks its secret part. Copy the whole link, to its last character.");
      return FALSE;
    }
  self->link_secret = portunus_secret_new (g_bytes_get_data (self->link->secret, NULL),
                                           g_bytes_get_size (self->link->secret));
  return TRUE;
}

static gboolean
take_code (PortunusPickup  *self,
           const char      *text,
           GError         **error)
{
  self->code = portunus_code_parse (text, error);
  if (self->code == NULL)
    return FALSE;
  if (self->server != NULL)
    return TRUE;
  g_set_error_literal (error, PORTUNUS_CORE_ERROR, PORTUNUS_CORE_ERROR_BAD_LINK,
                       "A code needs the address of the room server it was made on (--server URL); use the link "
                       "where there is none.");
  return FALSE;
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
  g_autoptr (PortunusPickup) self = g_object_new (PORTUNUS_TYPE_PICKUP, NULL);
  gboolean is_link = strstr (options->link_or_code, "://") != NULL;

  self->engine = g_object_ref (engine);
  self->server = g_strdup (options->server);
  self->directory = g_strdup (options->directory);
  self->policy = options->policy;
  self->lane = g_strdup (options->lane);
  if (!(is_link ? take_link : take_code) (self, options->link_or_code, error))
    return NULL;
  return g_steal_pointer (&self);
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
