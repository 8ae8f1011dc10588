/* portunus-arrival.c: something that a device in our room sends us, over as many connections as it takes
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-arrival.h"

#include "portunus-arrival-terms.h"
#include "portunus-wanted.h"

struct _PortunusArrival
{
  GObject               parent_instance;

  /* Owned */
  char                 *device;
  PortunusArrivalTerms *terms;
  PortunusTransfer     *transfer;
  PortunusSession      *session;
  PortunusReceiveJob   *job;
  PortunusOffer        *offer;
  PortunusArrival      *heir;         /* goes on where this one stops */

  gboolean              is_offered;   /* over the session that it has now */
};

enum
{
  OFFER,
  TEXT,
  AUTO_ACCEPTED,
  ENDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusArrival, portunus_arrival, G_TYPE_OBJECT)

/* What was accepted once goes on by itself, if it is still the same. */
static void
offer_cb (PortunusReceiveJob *job,
          PortunusOffer      *offer,
          PortunusArrival    *self)
{
  gboolean is_known = self->offer != NULL && portunus_offer_is_same (self->offer, offer);

  g_set_object (&self->offer, offer);
  self->is_offered = TRUE;
  if (is_known && portunus_arrival_terms_is_accepted (self->terms))
    {
      portunus_arrival_terms_receive (self->terms, job);
      return;
    }
  portunus_arrival_terms_withdraw (self->terms);
  g_signal_emit (self, signals[OFFER], 0, offer);
}

static void
text_cb (PortunusReceiveJob *job,
         const char         *text,
         PortunusArrival    *self)
{
  g_signal_emit (self, signals[TEXT], 0, text);
}

static void
drop_job (PortunusArrival *self)
{
  if (self->job == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->job, self);
  portunus_job_cancel (PORTUNUS_JOB (self->job));
  g_clear_object (&self->job);
  g_clear_object (&self->session);
}

/* The files were put down, so @heir may take them up, unless it got something else to do. */
static void
bequeath (PortunusArrival *self,
          PortunusArrival *heir)
{
  if (portunus_arrival_is_accepted (heir) || !portunus_offer_is_same (self->offer, heir->offer))
    return;
  portunus_arrival_terms_take_over (heir->terms, self->terms);
  if (heir->job == NULL)
    return;
  if (portunus_arrival_is_accepted (heir))
    portunus_arrival_terms_receive (heir->terms, heir->job);
  else
    g_signal_emit (heir, signals[OFFER], 0, heir->offer);
}

static void
finished_cb (PortunusReceiveJob *job,
             GError             *error,
             PortunusArrival    *self)
{
  g_autoptr (PortunusArrival) guard = g_object_ref (self);
  g_autoptr (PortunusArrival) heir = g_steal_pointer (&self->heir);

  drop_job (self);
  if (heir == NULL && g_error_matches (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST))
    portunus_transfer_set_state (self->transfer, PORTUNUS_TRANSFER_RECONNECTING);
  else
    portunus_transfer_finish (self->transfer, error);
  g_signal_emit (self, signals[ENDED], 0, error);
  if (heir != NULL)
    bequeath (self, heir);
}

static void
words_ready_cb (PortunusSession *session,
                PortunusArrival *self)
{
  portunus_transfer_set_peer (self->transfer, portunus_session_get_peer_name (session),
                              portunus_session_get_peer_label (session), portunus_session_get_words (session));
}

static void
opened_cb (PortunusSession *session,
           PortunusArrival *self)
{
  portunus_transfer_set_path (self->transfer, portunus_lane_get_path (portunus_session_get_lane (session)));
}

/**
 * portunus_arrival_take_session:
 * @self: an arrival whose transfer is not over, and which is not busy
 * @session: an authenticated session with its device
 *
 * Begins an attempt.
 */
void
portunus_arrival_take_session (PortunusArrival *self,
                               PortunusSession *session)
{
  g_return_if_fail (PORTUNUS_IS_ARRIVAL (self) && self->job == NULL);

  self->is_offered = FALSE;
  self->session = g_object_ref (session);
  self->job = portunus_receive_job_new (session, self->transfer);
  portunus_transfer_set_state (self->transfer, PORTUNUS_TRANSFER_CONNECTING);
  portunus_transfer_set_peer (self->transfer, portunus_session_get_peer_name (session),
                              portunus_session_get_peer_label (session), NULL);
  g_signal_connect_object (session, "words-ready", G_CALLBACK (words_ready_cb), self, 0);
  g_signal_connect_object (session, "opened", G_CALLBACK (opened_cb), self, 0);
  g_signal_connect_object (self->job, "offer", G_CALLBACK (offer_cb), self, 0);
  g_signal_connect_object (self->job, "text", G_CALLBACK (text_cb), self, 0);
  g_signal_connect_object (self->job, "finished", G_CALLBACK (finished_cb), self, 0);
}

/* Takes @wanted. */
static void
accept (PortunusArrival *self,
        GByteArray      *wanted)
{
  portunus_arrival_terms_accept (self->terms, wanted);
  portunus_session_note_peer (self->session);
  portunus_arrival_terms_receive (self->terms, self->job);
}

/**
 * portunus_arrival_accept:
 * @self: an arrival that emitted "offer"
 * @wanted: (nullable) (element-type guint): indexes of manifest entries; %NULL for all
 *
 * Begins to receive.
 */
void
portunus_arrival_accept (PortunusArrival *self,
                         GArray          *wanted)
{
  g_return_if_fail (PORTUNUS_IS_ARRIVAL (self));

  if (self->job != NULL && self->offer != NULL && !portunus_arrival_is_accepted (self))
    accept (self, portunus_wanted_new (self->offer, wanted));
}

/**
 * portunus_arrival_accept_by_rule:
 * @self: an arrival that emitted "offer"
 *
 * As portunus_arrival_accept(), of all, where nobody was asked: it is not remembered as what a person said.
 */
void
portunus_arrival_accept_by_rule (PortunusArrival *self)
{
  g_return_if_fail (PORTUNUS_IS_ARRIVAL (self) && !portunus_arrival_is_accepted (self));
  g_return_if_fail (self->job != NULL && self->offer != NULL);

  portunus_arrival_terms_set_ruled (self->terms);
  accept (self, NULL);
}

/**
 * portunus_arrival_accept_again:
 * @self: an arrival that emitted "offer"
 * @wanted: (nullable) (element-type guint8): what was wanted before, one byte for each entry; %NULL for all
 *
 * As portunus_arrival_accept(), where a person said so before.
 */
void
portunus_arrival_accept_again (PortunusArrival *self,
                               GByteArray      *wanted)
{
  g_return_if_fail (PORTUNUS_IS_ARRIVAL (self) && !portunus_arrival_is_accepted (self));
  g_return_if_fail (self->job != NULL && self->offer != NULL);

  accept (self, wanted != NULL ? g_byte_array_ref (wanted) : NULL);
}

/**
 * portunus_arrival_decline:
 * @self: an arrival that emitted "offer"
 *
 * Tells the device; "ended" follows with %PORTUNUS_TRANSFER_ERROR_DECLINED.
 */
void
portunus_arrival_decline (PortunusArrival *self)
{
  g_return_if_fail (PORTUNUS_IS_ARRIVAL (self));

  if (self->job != NULL)
    portunus_receive_job_decline (self->job);
}

/**
 * portunus_arrival_cancel:
 * @self: an arrival
 *
 * Stops; what arrived stays.
 */
void
portunus_arrival_cancel (PortunusArrival *self)
{
  g_return_if_fail (PORTUNUS_IS_ARRIVAL (self));

  if (self->job != NULL)
    portunus_job_cancel (PORTUNUS_JOB (self->job));
}

/**
 * portunus_arrival_give_way:
 * @self: an arrival that is busy
 * @heir: another of the same device that emits "offer" for the same files
 *
 * Ends the attempt, whose connection is dead although nobody noticed. @heir goes on with what was accepted, or emits
 * "offer" anew, once the files are put down.
 */
void
portunus_arrival_give_way (PortunusArrival *self,
                           PortunusArrival *heir)
{
  g_return_if_fail (PORTUNUS_IS_ARRIVAL (self) && self->job != NULL && self != heir);

  g_set_object (&self->heir, heir);
  portunus_job_end_with (PORTUNUS_JOB (self->job), PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST, "The sender began anew");
}

/**
 * portunus_arrival_has_offer:
 * @self: an arrival
 * @offer: an offer of its device
 *
 * Returns: whether the same files were offered over the session that it has now
 */
gboolean
portunus_arrival_has_offer (PortunusArrival *self,
                            PortunusOffer   *offer)
{
  return self->job != NULL && self->is_offered && portunus_offer_is_same (self->offer, offer);
}

/**
 * portunus_arrival_is_accepted:
 * @self: an arrival
 *
 * Returns: whether what is offered was accepted
 */
gboolean
portunus_arrival_is_accepted (PortunusArrival *self)
{
  return portunus_arrival_terms_is_accepted (self->terms);
}

/**
 * portunus_arrival_set_directory:
 * @self: an arrival that was not accepted
 * @directory: (type filename): where the files go
 */
void
portunus_arrival_set_directory (PortunusArrival *self,
                                const char      *directory)
{
  g_return_if_fail (PORTUNUS_IS_ARRIVAL (self) && !portunus_arrival_is_accepted (self));

  portunus_arrival_terms_set_directory (self->terms, directory);
}

/**
 * portunus_arrival_set_ruled_directory:
 * @self: an arrival that was not accepted
 * @directory: (type filename): where a rule of the device book says that the files go
 */
void
portunus_arrival_set_ruled_directory (PortunusArrival *self,
                                      const char      *directory)
{
  g_return_if_fail (PORTUNUS_IS_ARRIVAL (self) && !portunus_arrival_is_accepted (self));

  portunus_arrival_terms_set_ruled_directory (self->terms, directory);
}

/**
 * portunus_arrival_get_ruled_directory:
 * @self: an arrival
 *
 * Returns: (nullable) (type filename): where the files go, if that is by a rule
 */
const char *
portunus_arrival_get_ruled_directory (PortunusArrival *self)
{
  g_return_val_if_fail (PORTUNUS_IS_ARRIVAL (self), NULL);

  return portunus_arrival_terms_get_ruled_directory (self->terms);
}

/**
 * portunus_arrival_get_directory:
 * @self: an arrival
 *
 * Returns: (type filename): where the files go
 */
const char *
portunus_arrival_get_directory (PortunusArrival *self)
{
  g_return_val_if_fail (PORTUNUS_IS_ARRIVAL (self), NULL);

  return portunus_arrival_terms_get_directory (self->terms);
}

/**
 * portunus_arrival_set_policy:
 * @self: an arrival that was not accepted
 * @policy: what to do where a file exists
 */
void
portunus_arrival_set_policy (PortunusArrival        *self,
                             PortunusConflictPolicy  policy)
{
  g_return_if_fail (PORTUNUS_IS_ARRIVAL (self) && !portunus_arrival_is_accepted (self));

  portunus_arrival_terms_set_policy (self->terms, policy);
}

/**
 * portunus_arrival_set_max_bytes:
 * @self: an arrival that was not accepted
 * @max_bytes: what the files may have grown to, all together, while they come; 0 for as much as the protocol allows
 *
 * Holds for what is offered now.
 */
void
portunus_arrival_set_max_bytes (PortunusArrival *self,
                                guint64          max_bytes)
{
  g_return_if_fail (PORTUNUS_IS_ARRIVAL (self) && !portunus_arrival_is_accepted (self));

  portunus_arrival_terms_set_max_bytes (self->terms, max_bytes);
}

/**
 * portunus_arrival_get_known_device:
 * @self: an arrival
 *
 * Returns: (transfer none) (nullable): the device that sends, in our book; %NULL for a stranger, and while it is not
 *   busy
 */
PortunusKnownDevice *
portunus_arrival_get_known_device (PortunusArrival *self)
{
  return self->session != NULL ? portunus_session_get_known_device (self->session) : NULL;
}

/**
 * portunus_arrival_find_namesake:
 * @self: an arrival
 *
 * Returns: (transfer none) (nullable): a device in our book that goes by the name of the one that sends, and is another
 *   one: a reason for a warning
 */
PortunusKnownDevice *
portunus_arrival_find_namesake (PortunusArrival *self)
{
  return self->session != NULL ? portunus_session_find_namesake (self->session) : NULL;
}

/**
 * portunus_arrival_is_busy:
 * @self: an arrival
 *
 * Returns: whether an attempt runs
 */
gboolean
portunus_arrival_is_busy (PortunusArrival *self)
{
  return self->job != NULL;
}

/**
 * portunus_arrival_get_device:
 * @self: an arrival
 *
 * Returns: the id of the device that sends
 */
const char *
portunus_arrival_get_device (PortunusArrival *self)
{
  return self->device;
}

/**
 * portunus_arrival_get_transfer:
 * @self: an arrival
 *
 * Returns: (transfer none): what a person sees of it
 */
PortunusTransfer *
portunus_arrival_get_transfer (PortunusArrival *self)
{
  return self->transfer;
}

static void
cancel_requested_cb (PortunusArrival *self)
{
  g_autoptr (GError) error = NULL;

  if (self->job != NULL)
    {
      portunus_arrival_cancel (self);
      return;
    }
  error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");
  portunus_transfer_finish (self->transfer, error);
}

static void
portunus_arrival_dispose (GObject *object)
{
  PortunusArrival *self = PORTUNUS_ARRIVAL (object);

  drop_job (self);
  g_clear_object (&self->heir);
  g_clear_object (&self->transfer);

  G_OBJECT_CLASS (portunus_arrival_parent_class)->dispose (object);
}

static void
portunus_arrival_finalize (GObject *object)
{
  PortunusArrival *self = PORTUNUS_ARRIVAL (object);

  g_free (self->device);
  g_clear_pointer (&self->terms, portunus_arrival_terms_free);
  g_clear_object (&self->offer);

  G_OBJECT_CLASS (portunus_arrival_parent_class)->finalize (object);
}

static void
portunus_arrival_class_init (PortunusArrivalClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = portunus_arrival_dispose;
  object_class->finalize = portunus_arrival_finalize;

  signals[OFFER] = g_signal_new ("offer", PORTUNUS_TYPE_ARRIVAL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, PORTUNUS_TYPE_OFFER);
  signals[TEXT] = g_signal_new ("text", PORTUNUS_TYPE_ARRIVAL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[AUTO_ACCEPTED] = g_signal_new ("auto-accepted", PORTUNUS_TYPE_ARRIVAL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, PORTUNUS_TYPE_OFFER);
  signals[ENDED] = g_signal_new ("ended", PORTUNUS_TYPE_ARRIVAL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
portunus_arrival_init (PortunusArrival *self)
{
  self->transfer = portunus_transfer_new (TRUE);
}

/**
 * portunus_arrival_new:
 * @device: id of the device that sends
 * @destination: where it goes; copied
 *
 * Returns: (transfer full): an arrival without an attempt
 */
PortunusArrival *
portunus_arrival_new (const char                *device,
                      const PortunusDestination *destination)
{
  PortunusArrival *self = g_object_new (PORTUNUS_TYPE_ARRIVAL, NULL);

  self->device = g_strdup (device);
  self->terms = portunus_arrival_terms_new (destination);
  portunus_transfer_set_journal_path (self->transfer, destination->journal_path);
  g_signal_connect_object (self->transfer, "cancel-requested", G_CALLBACK (cancel_requested_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}
