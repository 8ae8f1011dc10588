/* portunus-share-peer.c: one device that fetches a share, over as many connections as it takes
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-share-peer.h"

#include "portunus-send-job.h"
#include "portunus-transfer-error.h"

/* A browser whose page is gone may go on to fetch; after so much silence nobody waits for it. */
#define FETCH_SILENCE_S 15

struct _PortunusSharePeer
{
  GObject            parent_instance;

  /* Owned */
  PortunusSourceSet *sources;
  PortunusOffer     *offer;
  char              *device;
  PortunusThrottle  *throttle;
  PortunusTransfer  *transfer;
  PortunusSession   *session;
  PortunusSendJob   *job;
  PortunusHandout   *handout;     /* what a browser may still fetch, with or without its page */
  GSource           *silence;

  gboolean           may_come_back;
};

enum
{
  ENDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusSharePeer, portunus_share_peer, G_TYPE_OBJECT)

static void handout_progress_cb (PortunusHandout   *handout,
                                 PortunusSharePeer *self);
static void handout_complete_cb (PortunusHandout   *handout,
                                 PortunusSharePeer *self);
static void handout_failed_cb   (PortunusHandout   *handout,
                                 GError            *error,
                                 PortunusSharePeer *self);

static gboolean
is_passing (const GError *error)
{
  return g_error_matches (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST)
         || g_error_matches (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_NO_CONNECTION);
}

static void
clear_silence (PortunusSharePeer *self)
{
  if (self->silence != NULL)
    g_source_destroy (self->silence);
  g_clear_pointer (&self->silence, g_source_unref);
}

static void
drop_handout (PortunusSharePeer *self)
{
  clear_silence (self);
  if (self->handout == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->handout, self);
  portunus_handout_close (self->handout);
  g_clear_object (&self->handout);
}

/* A download outlives the page that began it. */
static void
keep_handout (PortunusSharePeer *self)
{
  PortunusHandout *handout = self->job != NULL ? portunus_send_job_get_handout (self->job) : NULL;

  if (handout == NULL || handout == self->handout)
    return;
  drop_handout (self);
  self->handout = g_object_ref (handout);
  g_signal_connect_object (handout, "progress", G_CALLBACK (handout_progress_cb), self, 0);
  g_signal_connect_object (handout, "complete", G_CALLBACK (handout_complete_cb), self, 0);
  g_signal_connect_object (handout, "failed", G_CALLBACK (handout_failed_cb), self, 0);
}

/* Lets go of the attempt that runs; it ends by itself and tells nobody here. */
static void
drop_attempt (PortunusSharePeer *self)
{
  keep_handout (self);
  if (self->job != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->job, self);
      portunus_job_cancel (PORTUNUS_JOB (self->job));
      g_clear_object (&self->job);
    }
  if (self->session != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->session, self);
      portunus_session_close (self->session);
      g_clear_object (&self->session);
    }
}

/* A person may do something about it on the other side: start it again, make room, choose another folder, allow
 * other lanes. */
static gboolean
may_be_mended (const GError *error)
{
  static const PortunusTransferError codes[] = {
    PORTUNUS_TRANSFER_ERROR_CANCELLED_BY_PEER,
    PORTUNUS_TRANSFER_ERROR_DISK_FULL,
    PORTUNUS_TRANSFER_ERROR_DESTINATION,
    PORTUNUS_TRANSFER_ERROR_NO_LANE,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_error_matches (error, PORTUNUS_TRANSFER_ERROR, codes[i]))
      return TRUE;
  return FALSE;
}

static void
end_attempt (PortunusSharePeer *self,
             const GError      *error)
{
  g_autoptr (PortunusSharePeer) guard = g_object_ref (self);
  gboolean has_changed;

  drop_attempt (self);
  /* A browser that fetches again gets the files as they are then. */
  has_changed = self->handout != NULL
                && g_error_matches (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_SOURCE);
  if (!is_passing (error))
    drop_handout (self);
  self->may_come_back = is_passing (error) || may_be_mended (error) || has_changed
                        || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  if (is_passing (error))
    portunus_transfer_set_state (self->transfer, PORTUNUS_TRANSFER_RECONNECTING);
  else
    portunus_transfer_finish (self->transfer, error);
  g_signal_emit (self, signals[ENDED], 0, error);
}

static gboolean
silence_cb (gpointer user_data)
{
  PortunusSharePeer *self = user_data;
  g_autoptr (GError) error = g_error_new_literal (PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST,
                                                  "The browser fetches nothing any more");

  clear_silence (self);
  end_attempt (self, error);
  return G_SOURCE_REMOVE;
}

static void
await_silence (PortunusSharePeer *self)
{
  clear_silence (self);
  self->silence = g_timeout_source_new_seconds (FETCH_SILENCE_S);
  g_source_set_callback (self->silence, silence_cb, self, NULL);
  g_source_attach (self->silence, g_main_context_get_thread_default ());
}

/* With a job these are the job's news to tell. */
static void
handout_progress_cb (PortunusHandout   *handout,
                     PortunusSharePeer *self)
{
  if (self->job != NULL)
    return;
  await_silence (self);
  portunus_transfer_set_state (self->transfer, PORTUNUS_TRANSFER_RUNNING);
  portunus_transfer_set_progress (self->transfer, 0, portunus_handout_get_taken_bytes (handout));
}

static void
handout_complete_cb (PortunusHandout   *handout,
                     PortunusSharePeer *self)
{
  g_autoptr (GError) shortfall = NULL;

  if (self->job != NULL)
    return;
  shortfall = portunus_handout_dup_shortfall (handout);
  portunus_transfer_set_unconfirmed (self->transfer);
  portunus_transfer_set_progress (self->transfer, portunus_handout_get_n_files (handout),
                                  portunus_handout_get_n_bytes (handout));
  end_attempt (self, shortfall);
}

static void
handout_failed_cb (PortunusHandout   *handout,
                   GError            *error,
                   PortunusSharePeer *self)
{
  if (self->job == NULL)
    end_attempt (self, error);
}

static void
job_finished_cb (PortunusSendJob   *job,
                 GError            *error,
                 PortunusSharePeer *self)
{
  PortunusHandout *handout = portunus_send_job_get_handout (job);
  g_autoptr (GError) shortfall = NULL;

  /* The page took everything, and left without its last word. */
  if (error != NULL && is_passing (error) && handout != NULL && portunus_handout_is_complete (handout))
    {
      portunus_transfer_set_unconfirmed (self->transfer);
      shortfall = portunus_handout_dup_shortfall (handout);
      error = shortfall;
    }
  if (error == NULL && self->session != NULL)
    portunus_session_note_peer (self->session);
  end_attempt (self, error);
}

static void
words_ready_cb (PortunusSession   *session,
                PortunusSharePeer *self)
{
  portunus_transfer_set_peer (self->transfer, portunus_session_get_peer_name (session),
                              portunus_session_get_peer_label (session),
                              portunus_session_get_words (session));
}

static void
opened_cb (PortunusSession   *session,
           PortunusSharePeer *self)
{
  portunus_transfer_set_path (self->transfer, portunus_lane_get_path (portunus_session_get_lane (session)));
  self->job = portunus_send_job_new (session, self->sources, self->offer, self->transfer);
  portunus_job_set_throttle (PORTUNUS_JOB (self->job), self->throttle);
  portunus_send_job_set_handout (self->job, self->handout);
  g_signal_connect_object (self->job, "finished", G_CALLBACK (job_finished_cb), self, 0);
  portunus_send_job_start (self->job);
}

/* With a job the end of the session is the job's news to tell. */
static void
closed_cb (PortunusSession   *session,
           GError            *error,
           PortunusSharePeer *self)
{
  g_autoptr (GError) left = NULL;

  if (self->job != NULL)
    return;
  if (error == NULL)
    left = g_error_new_literal (PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST,
                                "The other side left");
  end_attempt (self, error != NULL ? error : left);
}

/**
 * portunus_share_peer_take_session:
 * @self: a peer
 * @session: an authenticated session with its device
 *
 * Begins an attempt. A device comes back before we notice that it was gone, so an older attempt gives way.
 */
void
portunus_share_peer_take_session (PortunusSharePeer *self,
                                  PortunusSession   *session)
{
  g_return_if_fail (PORTUNUS_IS_SHARE_PEER (self));

  drop_attempt (self);
  self->session = g_object_ref (session);
  portunus_transfer_set_state (self->transfer, PORTUNUS_TRANSFER_CONNECTING);
  portunus_transfer_set_peer (self->transfer, portunus_session_get_peer_name (session),
                              portunus_session_get_peer_label (session), NULL);
  g_signal_connect_object (session, "words-ready", G_CALLBACK (words_ready_cb), self, 0);
  g_signal_connect_object (session, "opened", G_CALLBACK (opened_cb), self, 0);
  g_signal_connect_object (session, "closed", G_CALLBACK (closed_cb), self, 0);
}

/**
 * portunus_share_peer_stop:
 * @self: a peer
 * @error: (nullable): why the share ends
 *
 * Ends what runs, telling the device, without a signal.
 */
void
portunus_share_peer_stop (PortunusSharePeer *self,
                          const GError      *error)
{
  g_autoptr (GError) over = NULL;

  g_return_if_fail (PORTUNUS_IS_SHARE_PEER (self));

  drop_attempt (self);
  drop_handout (self);
  if (error == NULL)
    over = g_error_new_literal (PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST,
                                "The share was over before this device came back");
  portunus_transfer_finish (self->transfer, error != NULL ? error : over);
}

/**
 * portunus_share_peer_is_busy:
 * @self: a peer
 *
 * Returns: whether an attempt runs, or something is fetched
 */
gboolean
portunus_share_peer_is_busy (PortunusSharePeer *self)
{
  return self->session != NULL || self->silence != NULL;
}

/**
 * portunus_share_peer_is_over:
 * @self: a peer
 *
 * Returns: whether its transfer is in a final state
 */
gboolean
portunus_share_peer_is_over (PortunusSharePeer *self)
{
  return portunus_transfer_is_over (self->transfer);
}

/**
 * portunus_share_peer_may_come_back:
 * @self: a peer whose attempt ended
 *
 * Returns: whether waiting for it makes sense
 */
gboolean
portunus_share_peer_may_come_back (PortunusSharePeer *self)
{
  return self->may_come_back;
}

/**
 * portunus_share_peer_get_device:
 * @self: a peer
 *
 * Returns: its device id
 */
const char *
portunus_share_peer_get_device (PortunusSharePeer *self)
{
  return self->device;
}

/**
 * portunus_share_peer_get_transfer:
 * @self: a peer
 *
 * Returns: (transfer none): what a person sees of it
 */
PortunusTransfer *
portunus_share_peer_get_transfer (PortunusSharePeer *self)
{
  return self->transfer;
}

/* The share goes on for others, and for this one. */
static void
cancel_requested_cb (PortunusSharePeer *self)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");

  end_attempt (self, error);
}

static void
portunus_share_peer_dispose (GObject *object)
{
  PortunusSharePeer *self = PORTUNUS_SHARE_PEER (object);

  drop_attempt (self);
  drop_handout (self);
  g_clear_object (&self->transfer);

  G_OBJECT_CLASS (portunus_share_peer_parent_class)->dispose (object);
}

static void
portunus_share_peer_finalize (GObject *object)
{
  PortunusSharePeer *self = PORTUNUS_SHARE_PEER (object);

  g_clear_pointer (&self->sources, portunus_source_set_unref);
  g_clear_object (&self->offer);
  g_free (self->device);
  g_clear_pointer (&self->throttle, portunus_throttle_unref);

  G_OBJECT_CLASS (portunus_share_peer_parent_class)->finalize (object);
}

static void
portunus_share_peer_class_init (PortunusSharePeerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = portunus_share_peer_dispose;
  object_class->finalize = portunus_share_peer_finalize;

  signals[ENDED] = g_signal_new ("ended", PORTUNUS_TYPE_SHARE_PEER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
portunus_share_peer_init (PortunusSharePeer *self)
{
  self->transfer = portunus_transfer_new (FALSE);
}

/**
 * portunus_share_peer_new:
 * @preparation: what is offered
 * @device: the device's id
 * @throttle: how fast it may fetch
 *
 * Returns: (transfer full): a peer without an attempt
 */
PortunusSharePeer *
portunus_share_peer_new (const PortunusPreparation *preparation,
                         const char                *device,
                         PortunusThrottle          *throttle)
{
  PortunusSharePeer *self = g_object_new (PORTUNUS_TYPE_SHARE_PEER, NULL);

  self->sources = portunus_source_set_ref (preparation->sources);
  self->offer = g_object_ref (preparation->offer);
  self->device = g_strdup (device);
  self->throttle = portunus_throttle_ref (throttle);
  g_signal_connect_object (self->transfer, "cancel-requested", G_CALLBACK (cancel_requested_cb), self,
                           G_CONNECT_SWAPPED);
  portunus_transfer_set_title (self->transfer, portunus_offer_get_title (self->offer));
  return self;
}
