/* portunus-rtc-lane.c: the lane over WebRTC data channels
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-rtc-lane.h"
#include "portunus-rtc-lane-private.h"

#include "portunus-context.h"
#include "portunus-rtc-bundle.h"
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
  PortunusRtcBundle    *bundle;
  GSource              *deadline;
  GSource              *heartbeat;
  GSource              *patience;
  GQueue                early_messages;

  PortunusRtcOptions    options;
  State                 state;
  gboolean              is_offerer;
  gboolean              has_early_goodbye;
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

/* It carries what is said about the lane as a whole. */
static PortunusRtcAssociation *
get_first (PortunusRtcLane *self)
{
  return portunus_rtc_bundle_get_association (self->bundle, 0);
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
  portunus_rtc_bundle_close (self->bundle);
  portunus_lane_emit_closed (PORTUNUS_LANE (self), error);
}

/* Once we said goodbye, whatever ends the connection is what we wait for. */
static void
failed_cb (PortunusRtcLane *self,
           const GError    *error)
{
  finish (self, self->state == STATE_CLOSING ? NULL : error);
}

static void
negotiation_cb (PortunusRtcLane *self,
                JsonObject      *message)
{
  if (self->state == STATE_NEGOTIATING || self->state == STATE_OPEN)
    portunus_lane_emit_negotiation (PORTUNUS_LANE (self), message);
}

static gboolean
heartbeat_cb (gpointer user_data)
{
  PortunusRtcLane *self = user_data;
  g_autoptr (GError) error = NULL;

  if (portunus_rtc_bundle_check_alive (self->bundle, &error))
    return G_SOURCE_CONTINUE;
  finish (self, error);
  return G_SOURCE_REMOVE;
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
  portunus_rtc_association_send_goodbye (get_first (self));
  set_state (self, STATE_CLOSING);
  finish (self, NULL);
}

static void
goodbye_cb (PortunusRtcLane *self)
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
control_cb (PortunusRtcLane *self,
            GBytes          *message)
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
ready_cb (PortunusRtcLane *self)
{
  if (self->state != STATE_NEGOTIATING)
    return;
  set_state (self, STATE_OPEN);
  portunus_clear_source (&self->deadline);
  self->heartbeat = attach (self, g_timeout_source_new (self->options.ping_ms), heartbeat_cb);
  portunus_rtc_flow_open (self->flow);
  portunus_lane_emit_opened (PORTUNUS_LANE (self), portunus_rtc_association_get_path (get_first (self)));
  deliver_early_messages (self);
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
begin (gpointer data)
{
  PortunusRtcLane *self = data;
  g_autoptr (GError) error = NULL;

  if (self->state == STATE_NEGOTIATING && !portunus_rtc_bundle_propose (self->bundle, &error))
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

static void
portunus_rtc_lane_negotiate (PortunusLane *lane,
                             JsonObject   *object)
{
  PortunusRtcLane *self = PORTUNUS_RTC_LANE (lane);
  g_autoptr (GError) error = NULL;
  PortunusRtcMessage message;

  g_return_if_fail (self->state != STATE_NEW);
  if (self->state >= STATE_CLOSING)
    return;

  if (!portunus_rtc_message_parse (object, &message, &error)
      || !portunus_rtc_bundle_take (self->bundle, &message, &error))
    finish (self, error);
}

static void
portunus_rtc_lane_send_control (PortunusLane *lane,
                                GBytes       *message)
{
  PortunusRtcLane *self = PORTUNUS_RTC_LANE (lane);

  if (self->state == STATE_OPEN)
    portunus_rtc_association_send_control (get_first (self), message);
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
  guint silence_ms = portunus_rtc_association_get_silence_ms (get_first (self));

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
  portunus_rtc_bundle_freeze (self->bundle);
  end_flow (self, NULL);
  if (was_open)
    portunus_rtc_association_send_goodbye (get_first (self));
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
  g_clear_object (&self->bundle);

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
  self->bundle = portunus_rtc_bundle_new (options, self->flow, reaper, is_offerer);
  g_signal_connect_object (self->bundle, "negotiation", G_CALLBACK (negotiation_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->bundle, "ready", G_CALLBACK (ready_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->bundle, "control", G_CALLBACK (control_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->bundle, "goodbye", G_CALLBACK (goodbye_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->bundle, "failed", G_CALLBACK (failed_cb), self, G_CONNECT_SWAPPED);
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
  return portunus_rtc_bundle_get_association (self->bundle, number);
}
