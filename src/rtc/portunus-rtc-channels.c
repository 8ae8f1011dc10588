/* portunus-rtc-channels.c: makes the two data channels of an association and listens to them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-rtc-channels.h"

#include "portunus-transfer-error.h"

/* All handlers run on webrtcbin's thread with its lock held: nothing here may touch webrtcbin or wait for anybody. */
struct _PortunusRtcChannels
{
  /* Owned */
  PortunusRtcLink *link;
  PortunusRtcFlow *flow;
  PortunusRtcPort *port;

  guint            association;
};

static PortunusRtcChannels *
acquire (PortunusRtcChannels *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear_channels (gpointer data)
{
  PortunusRtcChannels *self = data;

  g_clear_pointer (&self->port, portunus_rtc_port_unref);
  portunus_rtc_flow_unref (self->flow);
  portunus_rtc_link_unref (self->link);
}

/**
 * portunus_rtc_channels_unref:
 * @self: (transfer full): channels
 */
void
portunus_rtc_channels_unref (PortunusRtcChannels *self)
{
  g_atomic_rc_box_release_full (self, clear_channels);
}

static void
unref_closure_data (gpointer  data,
                    GClosure *closure)
{
  portunus_rtc_channels_unref (data);
}

static void
channel_open_cb (GstWebRTCDataChannel *channel,
                 PortunusRtcChannels  *self)
{
  portunus_rtc_port_note_open (self->port);
  portunus_rtc_port_note_traffic (self->port);
  portunus_rtc_link_post (self->link, PORTUNUS_RTC_EVENT_CHANNEL_OPEN);
}

static void
channel_close_cb (GstWebRTCDataChannel *channel,
                  PortunusRtcChannels  *self)
{
  portunus_rtc_port_note_closed (self->port);
  portunus_rtc_link_post (self->link, PORTUNUS_RTC_EVENT_CHANNEL_CLOSED);
}

static void
channel_error_cb (GstWebRTCDataChannel *channel,
                  const GError         *error,
                  PortunusRtcChannels  *self)
{
  portunus_rtc_link_post_error (self->link,
                                g_error_new (PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST,
                                             "A data channel broke: %s", error->message));
}

static void
string_cb (GstWebRTCDataChannel *channel,
           const char           *text,
           PortunusRtcChannels  *self)
{
  portunus_rtc_link_post_error (self->link,
                                g_error_new (PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL,
                                             "The peer sent text on a data channel"));
}

static void
bulk_cb (GstWebRTCDataChannel *channel,
         GBytes               *message,
         PortunusRtcChannels  *self)
{
  g_autoptr (GBytes) empty = g_bytes_new (NULL, 0);
  g_autoptr (GError) error = NULL;

  portunus_rtc_port_note_traffic (self->port);
  if (!portunus_rtc_flow_take_bulk (self->flow, self->association, message != NULL ? message : empty, &error))
    portunus_rtc_link_post_error (self->link, g_steal_pointer (&error));
}

/* What belongs to the lane as a whole travels on the first association only. */
static gboolean
handle_lane_message (PortunusRtcChannels       *self,
                     const PortunusRtcControl  *control,
                     GError                   **error)
{
  if (self->association != 0)
    {
      g_set_error (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL,
                   "A control message came on the wrong association");
      return FALSE;
    }
  if (control->type == PORTUNUS_RTC_CONTROL_BYE)
    portunus_rtc_link_post (self->link, PORTUNUS_RTC_EVENT_GOODBYE);
  else
    portunus_rtc_link_post_message (self->link, control->message);
  return TRUE;
}

static gboolean
handle_control (PortunusRtcChannels       *self,
                const PortunusRtcControl  *control,
                GError                   **error)
{
  switch (control->type)
    {
    case PORTUNUS_RTC_CONTROL_ACK:
      return portunus_rtc_flow_take_ack (self->flow, self->association, control->number, error);
    case PORTUNUS_RTC_CONTROL_PING:
      if (!portunus_rtc_port_has_backlog (self->port))
        portunus_rtc_port_send_control (self->port, PORTUNUS_RTC_CONTROL_PONG, control->number, NULL, NULL);
      return TRUE;
    case PORTUNUS_RTC_CONTROL_MESSAGE:
    case PORTUNUS_RTC_CONTROL_BYE:
      return handle_lane_message (self, control, error);
    case PORTUNUS_RTC_CONTROL_PONG:
    default:
      return TRUE;
    }
}

static void
control_cb (GstWebRTCDataChannel *channel,
            GBytes               *message,
            PortunusRtcChannels  *self)
{
  g_autoptr (GBytes) empty = g_bytes_new (NULL, 0);
  g_auto (PortunusRtcControl) control = { 0 };
  g_autoptr (GError) error = NULL;

  portunus_rtc_port_note_traffic (self->port);
  if (!portunus_rtc_frame_parse_control (message != NULL ? message : empty, &control, &error) ||
      !handle_control (self, &control, &error))
    portunus_rtc_link_post_error (self->link, g_steal_pointer (&error));
}

static void
listen_for (PortunusRtcChannels  *self,
            GstWebRTCDataChannel *channel,
            const char           *signal,
            GCallback             callback)
{
  g_signal_connect_data (channel, signal, callback, acquire (self), unref_closure_data, 0);
}

/* Both sides make the channel with the same number, so that no message is needed to open it. */
static GstWebRTCDataChannel *
create_channel (GstElement *webrtcbin,
                const char *label,
                int         number)
{
  g_autoptr (GstStructure) options = gst_structure_new ("options", "ordered", G_TYPE_BOOLEAN, TRUE,
                                                        "negotiated", G_TYPE_BOOLEAN, TRUE,
                                                        "id", G_TYPE_INT, number, NULL);
  GstWebRTCDataChannel *channel = NULL;

  g_signal_emit_by_name (webrtcbin, "create-data-channel", label, options, &channel);
  return channel;
}

static void
listen_to_all (PortunusRtcChannels  *self,
               GstWebRTCDataChannel *channel)
{
  listen_for (self, channel, "on-open", G_CALLBACK (channel_open_cb));
  listen_for (self, channel, "on-close", G_CALLBACK (channel_close_cb));
  listen_for (self, channel, "on-error", G_CALLBACK (channel_error_cb));
  listen_for (self, channel, "on-message-string", G_CALLBACK (string_cb));
}

/**
 * portunus_rtc_channels_new:
 * @webrtcbin: an element in READY that has no channels yet
 * @link: where to report what happens
 * @flow: where data and acknowledgements go
 * @association: its number in @flow
 *
 * Returns: (transfer full) (nullable): the channels, or %NULL if @webrtcbin does not make them
 */
PortunusRtcChannels *
portunus_rtc_channels_new (GstElement      *webrtcbin,
                           PortunusRtcLink *link,
                           PortunusRtcFlow *flow,
                           guint            association)
{
  g_autoptr (GstWebRTCDataChannel) control = create_channel (webrtcbin, "control", PORTUNUS_RTC_CHANNEL_CONTROL);
  g_autoptr (GstWebRTCDataChannel) bulk = create_channel (webrtcbin, "bulk", PORTUNUS_RTC_CHANNEL_BULK);
  PortunusRtcChannels *self;

  if (control == NULL || bulk == NULL)
    return NULL;

  self = g_atomic_rc_box_new0 (PortunusRtcChannels);
  self->link = portunus_rtc_link_ref (link);
  self->flow = portunus_rtc_flow_ref (flow);
  self->port = portunus_rtc_port_new (control, bulk);
  self->association = association;
  listen_to_all (self, control);
  listen_to_all (self, bulk);
  listen_for (self, control, "on-message-data", G_CALLBACK (control_cb));
  listen_for (self, bulk, "on-message-data", G_CALLBACK (bulk_cb));
  return self;
}

/**
 * portunus_rtc_channels_get_port:
 * @self: channels
 *
 * Returns: (transfer none): where to send
 */
PortunusRtcPort *
portunus_rtc_channels_get_port (PortunusRtcChannels *self)
{
  return self->port;
}
