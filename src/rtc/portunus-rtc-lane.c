/* portunus-rtc-lane.c: the lane over WebRTC data channels
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-rtc-lane.h"
#include "portunus-rtc-lane-private.h"

#include "portunus-context.h"
#include "portunus-rtc-agreement.h"
#include "portunus-rtc-message.h"
#include "portunus-transfer-error.h"

/* How long our BYE may take to be answered. SCTP sends a lost packet again after one second, and then after two. */
#define GOODBYE_MS 3200
/* The same, where the peer gives no sign of life. */
#define SILENT_GOODBYE_MS 500

typedef enum
{
  STATE_NEW,
  STATE_NEGOTIATING,
  STATE_OPEN,
  STATE_CLOSING,
  STATE_CLOSED,
} State;

struct _PortunusRtcLane
{
  PortunusLane          parent_instance;

  /* Owned */
  GMainContext         *context;
  PortunusRtcFlow      *flow;
  PortunusRtcReaper    *reaper;
  GPtrArray            *associations;
  GSource              *deadline;
  GSource              *heartbeat;
  GSource              *patience;
  GQueue                early_messages;

  PortunusRtcOptions    options;
  PortunusRtcAgreement  agreement;
  State                 state;
  gboolean              is_offerer;
  gboolean              has_early_goodbye;
  guint                 n_ready;
};

G_DEFINE_FINAL_TYPE (PortunusRtcLane, portunus_rtc_lane, PORTUNUS_TYPE_LANE)

static void
set_state (PortunusRtcLane *self,
           State            state)
{
  g_assert (state > self->state);
  self->state = state;
}

static GSource *
attach (PortunusRtcLane *self,
        GSource         *source,
        GSourceFunc      callback)
{
  g_source_set_callback (source, callback, self, NULL);
  g_source_attach (source, self->context);
  return source;
}

static void
end_flow (PortunusRtcLane *self,
          const GError    *error)
{
  g_autoptr (GError) cancelled = g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, "The lane was closed");

  portunus_rtc_flow_end (self->flow, error != NULL ? error : cancelled);
}

static void
association_free (gpointer association)
{
  portunus_rtc_association_close (association);
  g_object_unref (association);
}

/* The one way out. @error is NULL after an orderly end. */
static void
finish (PortunusRtcLane *self,
        const GError    *error)
{
  g_autoptr (PortunusRtcLane) guard = g_object_ref (self);

  if (self->state == STATE_CLOSED)
    return;
  if (self->state != STATE_CLOSING)
    end_flow (self, error);
  set_state (self, STATE_CLOSED);
  portunus_clear_source (&self->deadline);
  portunus_clear_source (&self->heartbeat);
  portunus_clear_source (&self->patience);
  g_queue_clear_full (&self->early_messages, (GDestroyNotify) g_bytes_unref);
  g_clear_pointer (&self->associations, g_ptr_array_unref);
  portunus_lane_emit_closed (PORTUNUS_LANE (self), error);
}

/* Once we said goodbye, whatever ends the connection is what we wait for. */
static void
association_failed_cb (PortunusRtcLane        *self,
                       const GError           *error,
                       PortunusRtcAssociation *association)
{
  finish (self, self->state == STATE_CLOSING ? NULL : error);
}

static void
association_negotiation_cb (PortunusRtcLane        *self,
                            JsonObject             *message,
                            PortunusRtcAssociation *association)
{
  if (self->state == STATE_NEGOTIATING || self->state == STATE_OPEN)
    portunus_lane_emit_negotiation (PORTUNUS_LANE (self), message);
}

static gboolean
heartbeat_cb (gpointer user_data)
{
  PortunusRtcLane *self = user_data;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < self->associations->len; i++)
    if (!portunus_rtc_association_check_alive (self->associations->pdata[i], &error))
      {
        finish (self, error);
        return G_SOURCE_REMOVE;
      }
  return G_SOURCE_CONTINUE;
}

static gboolean
goodbye_over_cb (gpointer user_data)
{
  finish (user_data, NULL);
  return G_SOURCE_REMOVE;
}

/* The peer ended the lane in order: its workers' last frames are still given out, then ours learn of it. */
static void
take_goodbye (PortunusRtcLane *self)
{
  g_autoptr (GError) error = g_error_new (PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST,
                                          "The other side closed the connection");

  portunus_rtc_flow_end (self->flow, error);
  portunus_rtc_association_send_goodbye (self->associations->pdata[0]);
  set_state (self, STATE_CLOSING);
  finish (self, NULL);
}

static void
association_goodbye_cb (PortunusRtcLane        *self,
                        PortunusRtcAssociation *association)
{
  if (self->state == STATE_NEGOTIATING)
    self->has_early_goodbye = TRUE;
  else if (self->state == STATE_OPEN)
    take_goodbye (self);
  else if (self->state == STATE_CLOSING)
    finish (self, NULL);
}

/* The peer may be ready before us; what it says is held back until we know that it is the peer. */
static void
association_control_cb (PortunusRtcLane        *self,
                        GBytes                 *message,
                        PortunusRtcAssociation *association)
{
  if (self->state == STATE_OPEN)
    portunus_lane_emit_control (PORTUNUS_LANE (self), message);
  else if (self->state == STATE_NEGOTIATING)
    g_queue_push_tail (&self->early_messages, g_bytes_ref (message));
}

static void
deliver_early_messages (PortunusRtcLane *self)
{
  while (self->state == STATE_OPEN && !g_queue_is_empty (&self->early_messages))
    {
      g_autoptr (GBytes) message = g_queue_pop_head (&self->early_messages);

      portunus_lane_emit_control (PORTUNUS_LANE (self), message);
    }
  if (self->state == STATE_OPEN && self->has_early_goodbye)
    take_goodbye (self);
}

static void
open_lane (PortunusRtcLane *self)
{
  const char *path = portunus_rtc_association_get_path (self->associations->pdata[0]);

  set_state (self, STATE_OPEN);
  portunus_clear_source (&self->deadline);
  self->heartbeat = attach (self, g_timeout_source_new (self->options.ping_ms), heartbeat_cb);
  portunus_rtc_flow_open (self->flow);
  portunus_lane_emit_opened (PORTUNUS_LANE (self), path);
  deliver_early_messages (self);
}

static void
association_ready_cb (PortunusRtcLane        *self,
                      PortunusRtcAssociation *association)
{
  self->n_ready++;
  if (self->state == STATE_NEGOTIATING && self->agreement.n_agreed > 0 && self->n_ready == self->associations->len)
    open_lane (self);
}

static gboolean
add_associations (PortunusRtcLane  *self,
                  guint             n,
                  GError          **error)
{
  for (guint i = 0; i < n; i++)
    {
      PortunusRtcAssociation *association = portunus_rtc_association_new (&self->options, self->flow, self->reaper, i);

      g_ptr_array_add (self->associations, association);
      g_signal_connect_object (association, "negotiation", G_CALLBACK (association_negotiation_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (association, "ready", G_CALLBACK (association_ready_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (association, "control", G_CALLBACK (association_control_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (association, "goodbye", G_CALLBACK (association_goodbye_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (association, "failed", G_CALLBACK (association_failed_cb), self, G_CONNECT_SWAPPED);
      if (!portunus_rtc_association_start (association, self->is_offerer, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
deadline_cb (gpointer user_data)
{
  g_autoptr (GError) error = g_error_new (PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_NO_CONNECTION,
                                          "No direct connection to the peer came about in time: try the same network, "
                                          "a TURN server or a relay");

  finish (user_data, error);
  return G_SOURCE_REMOVE;
}

static void
emit_open (PortunusRtcLane *self,
           guint            n_associations)
{
  g_autoptr (JsonObject) message = portunus_rtc_message_new_open (n_associations);

  portunus_lane_emit_negotiation (PORTUNUS_LANE (self), message);
}

static void
begin (gpointer data)
{
  PortunusRtcLane *self = data;
  g_autoptr (GError) error = NULL;

  if (self->state == STATE_NEGOTIATING)
    emit_open (self, self->agreement.n_proposed);
  if (self->state == STATE_NEGOTIATING && !add_associations (self, self->agreement.n_proposed, &error))
    finish (self, error);
}

static void
portunus_rtc_lane_start (PortunusLane *lane)
{
  PortunusRtcLane *self = PORTUNUS_RTC_LANE (lane);

  g_return_if_fail (self->state == STATE_NEW);

  set_state (self, STATE_NEGOTIATING);
  self->deadline = attach (self, g_timeout_source_new (self->options.connect_ms), deadline_cb);
  if (self->is_offerer)
    portunus_context_post (self->context, begin, g_object_ref (self), g_object_unref);
}

/* The offerer proposes and has its associations already; the answerer decides how many there are. */
static gboolean
take_open (PortunusRtcLane  *self,
           guint             n,
           GError          **error)
{
  if (!portunus_rtc_agreement_take_open (&self->agreement, n, error))
    return FALSE;

  portunus_rtc_flow_set_count (self->flow, self->agreement.n_agreed);
  if (self->is_offerer)
    {
      g_ptr_array_set_size (self->associations, n);
      return TRUE;
    }
  emit_open (self, self->agreement.n_agreed);
  return self->state != STATE_NEGOTIATING || add_associations (self, self->agreement.n_agreed, error);
}

static gboolean
take_for_association (PortunusRtcLane           *self,
                      const PortunusRtcMessage  *message,
                      GError                   **error)
{
  PortunusRtcAssociation *association;
  gboolean is_declined;

  if (!portunus_rtc_agreement_check (&self->agreement, message->association, &is_declined, error))
    return FALSE;
  if (is_declined)
    return TRUE;

  association = self->associations->pdata[message->association];
  if (message->type == PORTUNUS_RTC_MESSAGE_CANDIDATE)
    return portunus_rtc_association_take_candidate (association, message->text, error);
  return portunus_rtc_association_take_sdp (association, message->type == PORTUNUS_RTC_MESSAGE_OFFER, message->text,
                                            error);
}

static void
portunus_rtc_lane_negotiate (PortunusLane *lane,
                             JsonObject   *object)
{
  PortunusRtcLane *self = PORTUNUS_RTC_LANE (lane);
  g_autoptr (GError) error = NULL;
  PortunusRtcMessage message;
  gboolean is_ok;

  g_return_if_fail (self->state != STATE_NEW);
  if (self->state >= STATE_CLOSING)
    return;

  is_ok = portunus_rtc_message_parse (object, &message, &error);
  if (is_ok && message.type == PORTUNUS_RTC_MESSAGE_OPEN)
    is_ok = take_open (self, message.n_associations, &error);
  else if (is_ok)
    is_ok = take_for_association (self, &message, &error);
  if (!is_ok)
    finish (self, error);
}

static void
portunus_rtc_lane_send_control (PortunusLane *lane,
                                GBytes       *message)
{
  PortunusRtcLane *self = PORTUNUS_RTC_LANE (lane);

  if (self->state == STATE_OPEN)
    portunus_rtc_association_send_control (self->associations->pdata[0], message);
}

static gboolean
portunus_rtc_lane_send_data (PortunusLane  *lane,
                             GBytes        *frame,
                             GError       **error)
{
  return portunus_rtc_flow_send (PORTUNUS_RTC_LANE (lane)->flow, frame, error);
}

static GBytes *
portunus_rtc_lane_receive_data (PortunusLane  *lane,
                                GError       **error)
{
  return portunus_rtc_flow_receive (PORTUNUS_RTC_LANE (lane)->flow, error);
}

static void
portunus_rtc_lane_release_data (PortunusLane *lane,
                                gsize         n_bytes)
{
  portunus_rtc_flow_release (PORTUNUS_RTC_LANE (lane)->flow, n_bytes);
}

/* A peer that is there is heard at least once between two pings. */
static guint
get_patience_ms (PortunusRtcLane *self)
{
  guint silence_ms = portunus_rtc_association_get_silence_ms (self->associations->pdata[0]);

  return silence_ms < self->options.ping_ms + 500 ? GOODBYE_MS : SILENT_GOODBYE_MS;
}

/* While the goodbye is on its way the lane keeps itself alive, so that it leaves even if the owner lets go at once. */
static void
portunus_rtc_lane_close (PortunusLane *lane)
{
  PortunusRtcLane *self = PORTUNUS_RTC_LANE (lane);
  gboolean was_open = self->state == STATE_OPEN;

  if (self->state >= STATE_CLOSING)
    return;

  set_state (self, STATE_CLOSING);
  end_flow (self, NULL);
  if (was_open)
    portunus_rtc_association_send_goodbye (self->associations->pdata[0]);
  self->patience = g_timeout_source_new (was_open ? get_patience_ms (self) : 0);
  g_source_set_callback (self->patience, goodbye_over_cb, g_object_ref (self), g_object_unref);
  g_source_attach (self->patience, self->context);
}

static const char *
portunus_rtc_lane_get_kind (PortunusLane *lane)
{
  return "rtc";
}

static void
portunus_rtc_lane_dispose (GObject *object)
{
  PortunusRtcLane *self = PORTUNUS_RTC_LANE (object);

  portunus_clear_source (&self->deadline);
  portunus_clear_source (&self->heartbeat);
  end_flow (self, NULL);
  g_clear_pointer (&self->associations, g_ptr_array_unref);

  G_OBJECT_CLASS (portunus_rtc_lane_parent_class)->dispose (object);
}

static void
portunus_rtc_lane_finalize (GObject *object)
{
  PortunusRtcLane *self = PORTUNUS_RTC_LANE (object);

  g_queue_clear_full (&self->early_messages, (GDestroyNotify) g_bytes_unref);
  portunus_rtc_options_clear (&self->options);
  g_clear_pointer (&self->flow, portunus_rtc_flow_unref);
  portunus_rtc_reaper_release (self->reaper);
  g_clear_pointer (&self->reaper, portunus_rtc_reaper_unref);
  g_clear_pointer (&self->context, g_main_context_unref);

  G_OBJECT_CLASS (portunus_rtc_lane_parent_class)->finalize (object);
}

static void
portunus_rtc_lane_class_init (PortunusRtcLaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  PortunusLaneClass *lane_class = PORTUNUS_LANE_CLASS (klass);

  object_class->dispose = portunus_rtc_lane_dispose;
  object_class->finalize = portunus_rtc_lane_finalize;

  lane_class->get_kind = portunus_rtc_lane_get_kind;
  lane_class->start = portunus_rtc_lane_start;
  lane_class->negotiate = portunus_rtc_lane_negotiate;
  lane_class->send_control = portunus_rtc_lane_send_control;
  lane_class->send_data = portunus_rtc_lane_send_data;
  lane_class->receive_data = portunus_rtc_lane_receive_data;
  lane_class->release_data = portunus_rtc_lane_release_data;
  lane_class->close = portunus_rtc_lane_close;
}

static void
portunus_rtc_lane_init (PortunusRtcLane *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->associations = g_ptr_array_new_with_free_func (association_free);
  g_queue_init (&self->early_messages);
}

/**
 * _portunus_rtc_lane_new:
 * @options: settings, which are copied
 * @reaper: (transfer none): who takes the connections down in the end
 * @is_offerer: whether we speak first
 *
 * Returns: (transfer full): a lane that is not started
 */
PortunusLane *
_portunus_rtc_lane_new (const PortunusRtcOptions *options,
                        PortunusRtcReaper        *reaper,
                        gboolean                  is_offerer)
{
  PortunusRtcLane *self = g_object_new (PORTUNUS_TYPE_RTC_LANE, NULL);

  portunus_rtc_options_copy (&self->options, options);
  self->reaper = portunus_rtc_reaper_ref (reaper);
  portunus_rtc_reaper_hold (reaper);
  self->flow = portunus_rtc_flow_new (self->context, options->window);
  self->is_offerer = is_offerer;
  portunus_rtc_agreement_init (&self->agreement, is_offerer, options->n_connections);
  return PORTUNUS_LANE (self);
}

PortunusRtcFlow *
_portunus_rtc_lane_get_flow (PortunusRtcLane *self)
{
  return self->flow;
}

PortunusRtcAssociation *
_portunus_rtc_lane_get_association (PortunusRtcLane *self,
                                    guint            number)
{
  return self->associations->pdata[number];
}
