/* portunus-job.c: one attempt of a transfer with one open session
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-job-private.h"

#include <string.h>

#include "portunus-job-messages.h"
#include "portunus-offer-codec.h"

/* For each part of what the other side has to say at once. */
#define PATIENCE_MS (30 * 1000)

enum
{
  FINISHED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (PortunusJob, portunus_job, G_TYPE_OBJECT)

PortunusJobPrivate *
_portunus_job_get_private (PortunusJob *self)
{
  return portunus_job_get_instance_private (self);
}

void
_portunus_job_finish (PortunusJob *self)
{
  g_autoptr (PortunusJob) guard = g_object_ref (self);
  PortunusJobPrivate *priv = _portunus_job_get_private (self);

  if (priv->stage == PORTUNUS_JOB_FINISHED)
    return;
  priv->stage = PORTUNUS_JOB_FINISHED;
  g_signal_handlers_disconnect_by_data (priv->session, self);
  g_signal_emit (self, signals[FINISHED], 0, priv->error);
}

/**
 * portunus_job_end:
 * @self: a job
 * @error: (nullable): why; %NULL when nothing is missing
 *
 * The one way out: closes the session. A worker notices that the lane is over and reports; only then is the job
 * finished. Does nothing the second time.
 */
void
portunus_job_end (PortunusJob  *self,
                  const GError *error)
{
  PortunusJobPrivate *priv = _portunus_job_get_private (self);

  g_return_if_fail (PORTUNUS_IS_JOB (self));

  if (priv->stage != PORTUNUS_JOB_RUNNING)
    return;
  priv->stage = PORTUNUS_JOB_ENDING;
  priv->error = error != NULL ? g_error_copy (error) : NULL;
  portunus_job_expect_nothing (self);
  _portunus_job_follow_pause (self);
  portunus_session_close (priv->session);
  if (priv->worker == NULL)
    _portunus_job_finish (self);
}

/**
 * portunus_job_end_with:
 * @self: a job
 * @code: why
 * @message: the same in words
 *
 * As portunus_job_end().
 */
void
portunus_job_end_with (PortunusJob           *self,
                       PortunusTransferError  code,
                       const char            *message)
{
  g_autoptr (GError) error = g_error_new_literal (PORTUNUS_TRANSFER_ERROR, code, message);

  portunus_job_end (self, error);
}

/**
 * portunus_job_fail:
 * @self: a job
 * @error: what happened on our side
 *
 * As portunus_job_end(), after telling the peer why.
 */
void
portunus_job_fail (PortunusJob  *self,
                   const GError *error)
{
  PortunusJobPrivate *priv = _portunus_job_get_private (self);

  g_return_if_fail (PORTUNUS_IS_JOB (self) && error != NULL);

  if (priv->stage == PORTUNUS_JOB_RUNNING && priv->has_id)
    portunus_job_send_stop (priv->session, priv->id, error);
  portunus_job_end (self, error);
}

/**
 * portunus_job_fail_over:
 * @self: a job that knows its transfer
 * @error: what happened on our side
 * @index: the entry of the offer that it is about
 *
 * As portunus_job_fail(); the peer can name the entry to its person.
 */
void
portunus_job_fail_over (PortunusJob  *self,
                        const GError *error,
                        guint         index)
{
  g_autoptr (JsonObject) message = NULL;

  g_return_if_fail (PORTUNUS_IS_JOB (self) && error != NULL);

  if (_portunus_job_get_private (self)->stage == PORTUNUS_JOB_RUNNING)
    {
      message = portunus_job_new_message (self, "fail");
      json_object_set_string_member (message, "code", portunus_transfer_error_get_name (error));
      json_object_set_int_member (message, "i", index);
      portunus_session_send_control (_portunus_job_get_private (self)->session, message);
    }
  portunus_job_end (self, error);
}

/**
 * portunus_job_fail_with:
 * @self: a job
 * @code: why
 * @message: the same in words
 *
 * As portunus_job_fail().
 */
void
portunus_job_fail_with (PortunusJob           *self,
                        PortunusTransferError  code,
                        const char            *message)
{
  g_autoptr (GError) error = g_error_new_literal (PORTUNUS_TRANSFER_ERROR, code, message);

  portunus_job_fail (self, error);
}

static gboolean
is_about_our_transfer (PortunusJob *self,
                       JsonObject  *message)
{
  PortunusJobPrivate *priv = _portunus_job_get_private (self);
  guint8 id[PORTUNUS_TRANSFER_ID_SIZE];

  return !priv->has_id
         || (portunus_transfer_id_read (message, id, NULL) && memcmp (id, priv->id, sizeof id) == 0);
}

static void
control_cb (PortunusSession *session,
            JsonObject      *message,
            PortunusJob     *self)
{
  const char *type = json_object_get_string_member (message, "t");
  g_autoptr (GError) error = NULL;

  if (_portunus_job_get_private (self)->stage != PORTUNUS_JOB_RUNNING)
    return;
  if (!is_about_our_transfer (self, message))
    portunus_job_fail_with (self, PORTUNUS_TRANSFER_ERROR_PROTOCOL, "A control message is about another transfer");
  else if ((error = portunus_job_read_stop (message)) != NULL)
    portunus_job_end (self, error);
  else if (!PORTUNUS_JOB_GET_CLASS (self)->handle (self, type, message))
    portunus_job_fail_with (self, PORTUNUS_TRANSFER_ERROR_PROTOCOL, "A control message of an unknown kind came");
}

static void
closed_cb (PortunusSession *session,
           GError          *error,
           PortunusJob     *self)
{
  if (error != NULL)
    portunus_job_end (self, error);
  else
    portunus_job_end_with (self, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST,
                           "The other side left before everything was verified");
}

/**
 * portunus_job_cancel:
 * @self: a job
 *
 * Stops, and tells the peer.
 */
void
portunus_job_cancel (PortunusJob *self)
{
  PortunusJobPrivate *priv = _portunus_job_get_private (self);
  g_autoptr (GError) error = NULL;

  g_return_if_fail (PORTUNUS_IS_JOB (self));

  if (priv->stage != PORTUNUS_JOB_RUNNING)
    return;
  if (priv->has_id)
    portunus_job_send_stop (priv->session, priv->id, NULL);
  error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");
  portunus_job_end (self, error);
}

/**
 * portunus_job_new_message:
 * @self: a job that knows its transfer
 * @type: the message's type
 *
 * Returns: (transfer full): a control message about the job's transfer
 */
JsonObject *
portunus_job_new_message (PortunusJob *self,
                          const char  *type)
{
  JsonObject *message = json_object_new ();

  json_object_set_string_member (message, "t", type);
  portunus_transfer_id_write (message, _portunus_job_get_private (self)->id);
  return message;
}

static void
portunus_job_dispose (GObject *object)
{
  PortunusJobPrivate *priv = _portunus_job_get_private (PORTUNUS_JOB (object));

  portunus_job_expect_nothing (PORTUNUS_JOB (object));
  if (priv->session != NULL)
    g_signal_handlers_disconnect_by_data (priv->session, object);
  g_clear_object (&priv->session);
  g_clear_object (&priv->transfer);

  G_OBJECT_CLASS (portunus_job_parent_class)->dispose (object);
}

static void
portunus_job_finalize (GObject *object)
{
  PortunusJobPrivate *priv = _portunus_job_get_private (PORTUNUS_JOB (object));

  /* The worker holds a reference, and its last post another, so there is no worker left here. */
  g_assert (priv->worker == NULL);
  g_clear_object (&priv->offer);
  g_clear_pointer (&priv->context, g_main_context_unref);
  g_clear_error (&priv->error);
  g_clear_pointer (&priv->throttle, portunus_throttle_unref);
  _portunus_job_clear_pause (PORTUNUS_JOB (object));

  G_OBJECT_CLASS (portunus_job_parent_class)->finalize (object);
}

static void
portunus_job_class_init (PortunusJobClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = portunus_job_dispose;
  object_class->finalize = portunus_job_finalize;

  signals[FINISHED] = g_signal_new ("finished", PORTUNUS_TYPE_JOB, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
portunus_job_init (PortunusJob *self)
{
  PortunusJobPrivate *priv = _portunus_job_get_private (self);

  priv->context = g_main_context_ref_thread_default ();
  _portunus_job_init_pause (self);
  priv->patience_ms = PATIENCE_MS;
}

static void
moved_cb (PortunusSession *session,
          PortunusJob     *self)
{
  portunus_transfer_set_path (_portunus_job_get_private (self)->transfer,
                              portunus_lane_get_path (portunus_session_get_lane (session)));
}

/**
 * portunus_job_set_up:
 * @self: a new job
 * @session: its session
 * @transfer: shows the progress
 */
void
portunus_job_set_up (PortunusJob      *self,
                     PortunusSession  *session,
                     PortunusTransfer *transfer)
{
  PortunusJobPrivate *priv = _portunus_job_get_private (self);

  priv->session = g_object_ref (session);
  priv->transfer = g_object_ref (transfer);
  portunus_transfer_set_device (transfer, portunus_session_get_peer_device (session));
  g_signal_connect_object (transfer, "notify::is-paused", G_CALLBACK (_portunus_job_follow_pause), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (transfer, "notify::state", G_CALLBACK (_portunus_job_follow_pause), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "moved", G_CALLBACK (moved_cb), self, 0);
  g_signal_connect_object (session, "control", G_CALLBACK (control_cb), self, 0);
  g_signal_connect_object (session, "closed", G_CALLBACK (closed_cb), self, 0);
}

/**
 * portunus_job_set_id:
 * @self: a job without an offer
 * @id: of the transfer that it is about; from here on messages about anything else end the job
 */
void
portunus_job_set_id (PortunusJob  *self,
                     const guint8  id[PORTUNUS_TRANSFER_ID_SIZE])
{
  PortunusJobPrivate *priv = _portunus_job_get_private (self);

  memcpy (priv->id, id, sizeof priv->id);
  priv->has_id = TRUE;
}

/**
 * portunus_job_set_offer:
 * @self: a job without an offer
 * @offer: what it is about
 */
void
portunus_job_set_offer (PortunusJob   *self,
                        PortunusOffer *offer)
{
  portunus_job_set_id (self, portunus_offer_get_id (offer));
  g_set_object (&_portunus_job_get_private (self)->offer, offer);
  portunus_transfer_set_offer (_portunus_job_get_private (self)->transfer, offer);
}

/**
 * portunus_job_set_throttle:
 * @self: a job without a worker
 * @throttle: how fast it may go, together with all others that have it
 */
void
portunus_job_set_throttle (PortunusJob      *self,
                           PortunusThrottle *throttle)
{
  PortunusJobPrivate *priv = _portunus_job_get_private (self);

  g_return_if_fail (PORTUNUS_IS_JOB (self) && priv->worker == NULL);

  g_clear_pointer (&priv->throttle, portunus_throttle_unref);
  priv->throttle = portunus_throttle_ref (throttle);
}

/**
 * portunus_job_get_throttle:
 * @self: a job
 *
 * Returns: (transfer none) (nullable): how fast it may go
 */
PortunusThrottle *
portunus_job_get_throttle (PortunusJob *self)
{
  return _portunus_job_get_private (self)->throttle;
}

/**
 * portunus_job_get_session:
 * @self: a job
 *
 * Returns: (transfer none): its session
 */
PortunusSession *
portunus_job_get_session (PortunusJob *self)
{
  return _portunus_job_get_private (self)->session;
}

/**
 * portunus_job_get_transfer:
 * @self: a job
 *
 * Returns: (transfer none): what shows the progress
 */
PortunusTransfer *
portunus_job_get_transfer (PortunusJob *self)
{
  return _portunus_job_get_private (self)->transfer;
}

/**
 * portunus_job_get_offer:
 * @self: a job
 *
 * Returns: (transfer none) (nullable): what it is about
 */
PortunusOffer *
portunus_job_get_offer (PortunusJob *self)
{
  return _portunus_job_get_private (self)->offer;
}
