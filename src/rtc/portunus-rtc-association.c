/* portunus-rtc-association.c: one peer connection of a lane
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-rtc-association.h"

#include "portunus-rtc-connection.h"
#include "portunus-rtc-message.h"
#include "portunus-rtc-revival.h"
#include "portunus-transfer-error.h"

#define N_CHANNELS 2
#define MAX_LOCAL_CANDIDATES 64

typedef enum
{
  STATE_NEW,
  STATE_DESCRIBING,
  STATE_CONNECTING,
  STATE_READY,
  STATE_CLOSED,
} State;

struct _PortunusRtcAssociation
{
  GObject                   parent_instance;

  /* Owned */
  PortunusRtcFlow          *flow;
  PortunusRtcReaper        *reaper;
  PortunusRtcLink          *link;
  PortunusRtcConnection    *connection; /* NULL before the start and once it is closed */
  PortunusRtcRevival       *revival;
  GBytes                   *fingerprint;

  /* Borrowed */
  const PortunusRtcOptions *options;

  State                     state;
  guint                     number;
  gboolean                  is_offerer;
  guint                     n_open_channels;
  guint                     n_local_candidates;
};

enum
{
  NEGOTIATION,
  READY,
  CONTROL,
  GOODBYE,
  FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusRtcAssociation, portunus_rtc_association, G_TYPE_OBJECT)

static void
set_state (PortunusRtcAssociation *self,
           State                   state)
{
  g_assert (state > self->state);
  self->state = state;
}

static void
fail (PortunusRtcAssociation *self,
      const GError           *error)
{
  if (self->state == STATE_CLOSED)
    return;

  g_debug ("Association %u: %s", self->number, error->message);
  portunus_rtc_association_close (self);
  g_signal_emit (self, signals[FAILED], 0, error);
}

static void
fail_literal (PortunusRtcAssociation *self,
              PortunusTransferError   code,
              const char             *why)
{
  g_autoptr (GError) error = g_error_new_literal (PORTUNUS_TRANSFER_ERROR, code, why);

  fail (self, error);
}

static void
emit_negotiation (PortunusRtcAssociation *self,
                  JsonObject             *message)
{
  g_signal_emit (self, signals[NEGOTIATION], 0, message);
  json_object_unref (message);
}

/* Our own offer or answer is there. */
static void
handle_description (PortunusRtcAssociation *self,
                    const char             *text)
{
  if (!portunus_rtc_connection_set_local (self->connection, self->is_offerer, text))
    {
      fail_literal (self, PORTUNUS_TRANSFER_ERROR_NO_CONNECTION, "The peer connection cannot be described");
      return;
    }

  set_state (self, STATE_CONNECTING);
  emit_negotiation (self, portunus_rtc_message_new_sdp (self->number, self->is_offerer, text));
}

static void
handle_candidate (PortunusRtcAssociation *self,
                  const char             *text)
{
  if (strlen (text) > PORTUNUS_RTC_MAX_CANDIDATE || self->n_local_candidates == MAX_LOCAL_CANDIDATES)
    return;
  self->n_local_candidates++;
  emit_negotiation (self, portunus_rtc_message_new_candidate (self->number, text));
}

static void
connection_over (gpointer user_data)
{
  g_autoptr (PortunusRtcAssociation) self = g_object_ref (user_data);

  fail_literal (self, PORTUNUS_TRANSFER_ERROR_NO_CONNECTION,
                "No direct connection to the peer came about: a firewall may be in the way, or the two networks need a "
                "TURN server");
}

/* Before the connection stands, "failed" is not final: late candidates revive it. */
static void
handle_state (PortunusRtcAssociation *self)
{
  gboolean has_failed = portunus_rtc_connection_has_failed (self->connection);

  if (has_failed && self->state == STATE_READY)
    fail_literal (self, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST, "The connection to the peer broke");
  else
    portunus_rtc_revival_take_state (self->revival, has_failed);
}

static void
handle_channel_open (PortunusRtcAssociation *self)
{
  g_autoptr (GError) error = NULL;

  self->n_open_channels++;
  if (self->n_open_channels != N_CHANNELS)
    return;

  if (portunus_rtc_connection_check_peer (self->connection, self->fingerprint, &error))
    {
      set_state (self, STATE_READY);
      g_signal_emit (self, signals[READY], 0);
    }
  else
    {
      fail (self, error);
    }
}

static void
handle_event (GObject                *target,
              const PortunusRtcEvent *event)
{
  PortunusRtcAssociation *self = PORTUNUS_RTC_ASSOCIATION (target);

  if (self->state == STATE_CLOSED)
    return;

  switch (event->type)
    {
    case PORTUNUS_RTC_EVENT_DESCRIPTION:
      handle_description (self, event->text);
      break;
    case PORTUNUS_RTC_EVENT_CANDIDATE:
      handle_candidate (self, event->text);
      break;
    case PORTUNUS_RTC_EVENT_STATE:
      handle_state (self);
      break;
    case PORTUNUS_RTC_EVENT_CHANNEL_OPEN:
      handle_channel_open (self);
      break;
    case PORTUNUS_RTC_EVENT_CHANNEL_CLOSED:
      fail_literal (self, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST, "The peer closed a data channel");
      break;
    case PORTUNUS_RTC_EVENT_CONTROL:
      g_signal_emit (self, signals[CONTROL], 0, event->message);
      break;
    case PORTUNUS_RTC_EVENT_GOODBYE:
      g_signal_emit (self, signals[GOODBYE], 0);
      break;
    case PORTUNUS_RTC_EVENT_FAILED:
      fail (self, event->error);
      break;
    default:
      g_assert_not_reached ();
    }
}

static void
portunus_rtc_association_dispose (GObject *object)
{
  PortunusRtcAssociation *self = PORTUNUS_RTC_ASSOCIATION (object);

  portunus_rtc_association_close (self);

  G_OBJECT_CLASS (portunus_rtc_association_parent_class)->dispose (object);
}

static void
portunus_rtc_association_finalize (GObject *object)
{
  PortunusRtcAssociation *self = PORTUNUS_RTC_ASSOCIATION (object);

  g_clear_pointer (&self->fingerprint, g_bytes_unref);
  g_clear_pointer (&self->link, portunus_rtc_link_unref);
  g_clear_pointer (&self->reaper, portunus_rtc_reaper_unref);
  g_clear_pointer (&self->flow, portunus_rtc_flow_unref);

  G_OBJECT_CLASS (portunus_rtc_association_parent_class)->finalize (object);
}

static guint
add_signal (const char *name,
            GType       type)
{
  return g_signal_new (name, PORTUNUS_TYPE_RTC_ASSOCIATION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                       type == G_TYPE_NONE ? 0 : 1, type);
}

static void
portunus_rtc_association_class_init (PortunusRtcAssociationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = portunus_rtc_association_dispose;
  object_class->finalize = portunus_rtc_association_finalize;

  signals[NEGOTIATION] = add_signal ("negotiation", JSON_TYPE_OBJECT);
  signals[READY] = add_signal ("ready", G_TYPE_NONE);
  signals[CONTROL] = add_signal ("control", G_TYPE_BYTES);
  signals[GOODBYE] = add_signal ("goodbye", G_TYPE_NONE);
  signals[FAILED] = add_signal ("failed", G_TYPE_ERROR);
}

static void
portunus_rtc_association_init (PortunusRtcAssociation *self)
{
}

/**
 * portunus_rtc_association_new:
 * @options: (transfer none): settings, which must outlive the association
 * @flow: where data goes
 * @reaper: who takes the connection down
 * @number: its number in the lane
 *
 * Returns: (transfer full): an association that is not started
 */
PortunusRtcAssociation *
portunus_rtc_association_new (const PortunusRtcOptions *options,
                              PortunusRtcFlow          *flow,
                              PortunusRtcReaper        *reaper,
                              guint                     number)
{
  PortunusRtcAssociation *self = g_object_new (PORTUNUS_TYPE_RTC_ASSOCIATION, NULL);
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();

  self->options = options;
  self->flow = portunus_rtc_flow_ref (flow);
  self->reaper = portunus_rtc_reaper_ref (reaper);
  self->number = number;
  self->link = portunus_rtc_link_new (context, G_OBJECT (self), handle_event);
  return self;
}

/**
 * portunus_rtc_association_start:
 * @self: an association
 * @is_offerer: whether we make the offer
 * @error: return location for a #PortunusTransferError
 *
 * Builds the peer connection; the offerer also begins to make its offer.
 *
 * Returns: %FALSE with %PORTUNUS_TRANSFER_ERROR_NO_CONNECTION if it cannot be built
 */
gboolean
portunus_rtc_association_start (PortunusRtcAssociation  *self,
                                gboolean                 is_offerer,
                                GError                 **error)
{
  g_return_val_if_fail (self->state == STATE_NEW, FALSE);

  self->is_offerer = is_offerer;
  self->connection = portunus_rtc_connection_new (self->options, self->link);
  self->revival = portunus_rtc_revival_new (portunus_rtc_connection_get_element (self->connection), connection_over,
                                            self);
  if (!portunus_rtc_connection_open (self->connection, self->flow, self->number, error))
    return FALSE;
  if (is_offerer)
    {
      set_state (self, STATE_DESCRIBING);
      portunus_rtc_connection_describe (self->connection, TRUE);
    }
  return TRUE;
}

/**
 * portunus_rtc_association_take_sdp:
 * @self: a started association
 * @is_offer: what the peer calls it
 * @sdp: the peer's description
 * @error: return location for a #PortunusTransferError
 *
 * Returns: %FALSE with %PORTUNUS_TRANSFER_ERROR_PROTOCOL if it is not acceptable, or not now
 */
gboolean
portunus_rtc_association_take_sdp (PortunusRtcAssociation  *self,
                                   gboolean                 is_offer,
                                   const char              *sdp,
                                   GError                 **error)
{
  g_autoptr (GstWebRTCSessionDescription) description = NULL;

  if (is_offer == self->is_offerer || self->fingerprint != NULL ||
      self->state != (self->is_offerer ? STATE_CONNECTING : STATE_NEW))
    {
      g_set_error (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL,
                   "A session description comes out of turn");
      return FALSE;
    }
  description = portunus_rtc_sdp_parse (sdp, is_offer, &self->fingerprint, error);
  if (description == NULL)
    return FALSE;

  portunus_rtc_connection_set_remote (self->connection, description);
  if (is_offer)
    {
      set_state (self, STATE_DESCRIBING);
      portunus_rtc_connection_describe (self->connection, FALSE);
    }
  return TRUE;
}

/**
 * portunus_rtc_association_take_candidate:
 * @self: a started association
 * @candidate: an ICE candidate of the peer, or "" after the last
 * @error: return location for a #PortunusTransferError
 *
 * Gives a candidate to ICE, or drops it if it is of no use.
 *
 * Returns: %FALSE with %PORTUNUS_TRANSFER_ERROR_PROTOCOL if it is malformed or one too many
 */
gboolean
portunus_rtc_association_take_candidate (PortunusRtcAssociation  *self,
                                         const char              *candidate,
                                         GError                 **error)
{
  portunus_rtc_revival_take_candidate (self->revival);
  return portunus_rtc_connection_take_candidate (self->connection, candidate, error);
}

static PortunusRtcPort *
get_port (PortunusRtcAssociation *self)
{
  return self->connection != NULL ? portunus_rtc_connection_get_port (self->connection) : NULL;
}

/**
 * portunus_rtc_association_send_control:
 * @self: an association
 * @message: a control message of the lane
 *
 * Sends a message. If the channel does not take it, the association fails by itself.
 */
void
portunus_rtc_association_send_control (PortunusRtcAssociation *self,
                                       GBytes                 *message)
{
  PortunusRtcPort *port = get_port (self);
  g_autoptr (GError) error = NULL;

  if (port != NULL && !portunus_rtc_port_send_control (port, PORTUNUS_RTC_CONTROL_MESSAGE, 0, message, &error))
    portunus_rtc_link_post_error (self->link, g_steal_pointer (&error));
}

/**
 * portunus_rtc_association_send_goodbye:
 * @self: an association
 *
 * Sends BYE.
 */
void
portunus_rtc_association_send_goodbye (PortunusRtcAssociation *self)
{
  PortunusRtcPort *port = get_port (self);

  if (port != NULL)
    portunus_rtc_port_send_control (port, PORTUNUS_RTC_CONTROL_BYE, 0, NULL, NULL);
}

/**
 * portunus_rtc_association_get_silence_ms:
 * @self: an association
 *
 * Returns: how long ago the peer was heard, in milliseconds
 */
guint
portunus_rtc_association_get_silence_ms (PortunusRtcAssociation *self)
{
  PortunusRtcPort *port = get_port (self);

  return port != NULL ? portunus_rtc_port_get_silence_ms (port) : G_MAXUINT;
}

/**
 * portunus_rtc_association_check_alive:
 * @self: an association
 * @error: return location for a #PortunusTransferError
 *
 * Asks the peer for a sign of life. Call it every now and then.
 *
 * Returns: %FALSE with %PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST if there has been none for too long
 */
gboolean
portunus_rtc_association_check_alive (PortunusRtcAssociation  *self,
                                      GError                 **error)
{
  return self->state != STATE_READY ||
         portunus_rtc_port_check_alive (get_port (self), self->options->silence_ms, error);
}

/**
 * portunus_rtc_association_get_path:
 * @self: a ready association
 *
 * Returns: (transfer none): the badge, as portunus_lane_get_path()
 */
const char *
portunus_rtc_association_get_path (PortunusRtcAssociation *self)
{
  return self->connection != NULL ? portunus_rtc_connection_get_path (self->connection) : "direct";
}

/**
 * portunus_rtc_association_close:
 * @self: an association
 *
 * Gives the peer connection away to be taken down. No signal follows.
 */
void
portunus_rtc_association_close (PortunusRtcAssociation *self)
{
  if (self->state == STATE_CLOSED)
    return;

  set_state (self, STATE_CLOSED);
  g_clear_pointer (&self->revival, portunus_rtc_revival_free);
  if (self->connection != NULL)
    portunus_rtc_connection_close (g_steal_pointer (&self->connection), self->reaper);
}
