/* portunus-rtc-element.c: builds a webrtcbin and sets it up for bulk data
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-rtc-element.h"

#include <nice/debug.h>

#include "portunus-transfer-error.h"

/* The kernel clamps it to net.core.rmem_max and wmem_max. */
#define SOCKET_BUFFER_SIZE (4 * 1024 * 1024)

static void
unref_closure_data (gpointer  data,
                    GClosure *closure)
{
  portunus_rtc_link_unref (data);
}

static void
candidate_cb (GstElement      *webrtcbin,
              guint            mline,
              const char      *candidate,
              PortunusRtcLink *link)
{
  portunus_rtc_link_post_text (link, PORTUNUS_RTC_EVENT_CANDIDATE, candidate);
}

static void
gathering_state_cb (GstElement      *webrtcbin,
                    GParamSpec      *pspec,
                    PortunusRtcLink *link)
{
  GstWebRTCICEGatheringState state;

  g_object_get (webrtcbin, "ice-gathering-state", &state, NULL);
  if (state == GST_WEBRTC_ICE_GATHERING_STATE_COMPLETE)
    portunus_rtc_link_post_text (link, PORTUNUS_RTC_EVENT_CANDIDATE, "");
}

static void
connection_state_cb (GstElement      *webrtcbin,
                     GParamSpec      *pspec,
                     PortunusRtcLink *link)
{
  portunus_rtc_link_post (link, PORTUNUS_RTC_EVENT_STATE);
}

/* What sctpenc reports is the loss of the peer, not a bug, so nothing is logged above debug level. */
static GstBusSyncReply
bus_cb (GstBus     *bus,
        GstMessage *message,
        gpointer    user_data)
{
  PortunusRtcLink *link = user_data;
  g_autoptr (GError) cause = NULL;

  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
    {
      gst_message_parse_error (message, &cause, NULL);
      portunus_rtc_link_post_error (link,
                                    g_error_new (PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST,
                                                 "The connection broke: %s", cause->message));
    }
  gst_message_unref (message);
  return GST_BUS_DROP;
}

static void
set_servers (GstElement               *webrtcbin,
             const PortunusRtcOptions *options)
{
  if (options->stun_servers != NULL && options->stun_servers[0] != NULL)
    g_object_set (webrtcbin, "stun-server", options->stun_servers[0], NULL);

  for (char **server = options->turn_servers; server != NULL && *server != NULL; server++)
    {
      gboolean is_taken = FALSE;

      g_signal_emit_by_name (webrtcbin, "add-turn-server", *server, &is_taken);
      if (!is_taken)
        g_debug ("A TURN server was not accepted");
    }
}

/* libnice may be built to ask routers for open ports. Nobody asked for that here, it delays gathering, and the UPnP
 * library below warns on our error output when it cannot have the port it wants. */
static void
turn_off_upnp (GObject *agent)
{
  if (g_object_class_find_property (G_OBJECT_GET_CLASS (agent), "upnp") != NULL)
    g_object_set (agent, "upnp", FALSE, NULL);
}

/* TCP candidates lose packets under load. Answered keep-alives are how libnice 0.1.21 notices a peer that is gone. */
static void
tune_ice (GstElement *webrtcbin)
{
  g_autoptr (GstObject) ice = NULL;
  g_autoptr (GObject) agent = G_OBJECT (portunus_rtc_element_dup_agent (webrtcbin));

  g_object_get (webrtcbin, "ice-agent", &ice, NULL);
  g_object_set (ice, "ice-tcp", FALSE, NULL);
  if (agent == NULL)
    return;
  g_object_set (agent, "keepalive-conncheck", TRUE, NULL);
  turn_off_upnp (agent);
}

static void
listen_for (GstElement      *webrtcbin,
            const char      *signal,
            GCallback        callback,
            PortunusRtcLink *link)
{
  g_signal_connect_data (webrtcbin, signal, callback, portunus_rtc_link_ref (link), unref_closure_data, 0);
}

/**
 * portunus_rtc_element_new:
 * @options: servers to use
 * @link: where to report candidates, states and errors
 * @webrtcbin: (out) (transfer none): the element, owned by the pipeline
 *
 * Returns: (transfer full): a pipeline in READY that holds nothing but a webrtcbin
 */
GstElement *
portunus_rtc_element_new (const PortunusRtcOptions  *options,
                          PortunusRtcLink           *link,
                          GstElement               **webrtcbin)
{
  GstElement *pipeline = gst_object_ref_sink (gst_pipeline_new (NULL));
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);

  *webrtcbin = gst_element_factory_make ("webrtcbin", NULL);
  /* What libnice tells with G_MESSAGES_DEBUG holds the passwords of TURN servers. It asks the environment when it makes
   * its first agent, so only now no lasts. */
  nice_debug_disable (TRUE);
  g_object_set (*webrtcbin, "bundle-policy", GST_WEBRTC_BUNDLE_POLICY_MAX_BUNDLE, NULL);
  gst_bin_add (GST_BIN (pipeline), *webrtcbin);

  gst_bus_set_sync_handler (bus, bus_cb, portunus_rtc_link_ref (link), (GDestroyNotify) portunus_rtc_link_unref);
  listen_for (*webrtcbin, "on-ice-candidate", G_CALLBACK (candidate_cb), link);
  listen_for (*webrtcbin, "notify::ice-gathering-state", G_CALLBACK (gathering_state_cb), link);
  listen_for (*webrtcbin, "notify::connection-state", G_CALLBACK (connection_state_cb), link);
  set_servers (*webrtcbin, options);
  tune_ice (*webrtcbin);

  gst_element_set_state (pipeline, GST_STATE_READY);
  return pipeline;
}

/**
 * portunus_rtc_element_dup_agent:
 * @webrtcbin: an element
 *
 * Returns: (transfer full) (nullable): the agent that does ICE for it, if it is the usual one
 */
NiceAgent *
portunus_rtc_element_dup_agent (GstElement *webrtcbin)
{
  g_autoptr (GstObject) ice = NULL;
  NiceAgent *agent = NULL;

  g_object_get (webrtcbin, "ice-agent", &ice, NULL);
  if (ice != NULL && g_object_class_find_property (G_OBJECT_GET_CLASS (ice), "agent") != NULL)
    g_object_get (ice, "agent", &agent, NULL);
  return agent;
}

typedef void (*ElementFunc) (GstElement *element,
                             gpointer    user_data);

/* Calls @func for the encoder and the decoder of SCTP inside. */
static void
for_each_sctp_element (GstElement  *webrtcbin,
                       ElementFunc  func,
                       gpointer     user_data)
{
  g_autoptr (GstIterator) iterator = gst_bin_iterate_recurse (GST_BIN (webrtcbin));
  g_auto (GValue) item = G_VALUE_INIT;

  while (gst_iterator_next (iterator, &item) == GST_ITERATOR_OK)
    {
      GstElement *element = g_value_get_object (&item);

      if (g_object_class_find_property (G_OBJECT_GET_CLASS (element), "sctp-association-id") != NULL)
        func (element, user_data);
      g_value_reset (&item);
    }
}

static void
set_association_id (GstElement *element,
                    gpointer    user_data)
{
  g_object_set (element, "sctp-association-id", *(guint *) user_data, NULL);
}

/* GStreamer before 1.27.1 draws these numbers at random from one space for the whole process, and two equal ones hang
 * both connections: so we count, for the process, too. */
static guint
next_association_id (void)
{
  static int last;

  return (guint) g_atomic_int_add (&last, 1) % G_MAXUINT16;
}

/**
 * portunus_rtc_element_tune_transport:
 * @webrtcbin: an element that has made its offer or answer and not set it as local description
 *
 * Sets what can be set only between these two: large socket buffers and an SCTP association number of its own.
 *
 * Returns: (transfer full) (nullable): the DTLS transport, or %NULL if @webrtcbin has none
 */
GObject *
portunus_rtc_element_tune_transport (GstElement *webrtcbin)
{
  g_autoptr (GObject) sctp = NULL;
  g_autoptr (GObject) ice = NULL;
  GObject *dtls = NULL;
  guint id = next_association_id ();

  g_object_get (webrtcbin, "sctp-transport", &sctp, NULL);
  if (sctp != NULL)
    g_object_get (sctp, "transport", &dtls, NULL);
  if (dtls == NULL)
    return NULL;

  g_object_get (dtls, "transport", &ice, NULL);
  if (ice != NULL && g_object_class_find_property (G_OBJECT_GET_CLASS (ice), "send-buffer-size") != NULL)
    g_object_set (ice, "send-buffer-size", SOCKET_BUFFER_SIZE, "receive-buffer-size", SOCKET_BUFFER_SIZE, NULL);
  for_each_sctp_element (webrtcbin, set_association_id, &id);
  return dtls;
}

/* The decoder has no pad of that name. */
static void
flush_encoder (GstElement *element,
               gpointer    user_data)
{
  g_autoptr (GstPad) pad = gst_element_get_static_pad (element, "src");

  if (pad != NULL)
    gst_pad_send_event (pad, gst_event_new_flush_start ());
}

/**
 * portunus_rtc_element_flush:
 * @webrtcbin: an element about to be stopped
 *
 * Frees a sender that waits for room in SCTP's buffer, which would make stopping hang in GStreamer before 1.22.3.
 */
void
portunus_rtc_element_flush (GstElement *webrtcbin)
{
  for_each_sctp_element (webrtcbin, flush_encoder, NULL);
}

static void
agent_closed_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  gboolean *is_closed = user_data;

  *is_closed = TRUE;
}

static gboolean
wake_up_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

/* After the deadline nobody iterates @context any more, so that @is_closed may go. */
static void
close_agent (NiceAgent    *agent,
             GMainContext *context,
             guint         timeout_ms)
{
  g_autoptr (GSource) deadline = g_timeout_source_new (timeout_ms);
  gint64 end_us = g_get_monotonic_time () + timeout_ms * G_TIME_SPAN_MILLISECOND;
  gboolean is_closed = FALSE;

  g_source_set_callback (deadline, wake_up_cb, NULL, NULL);
  g_source_attach (deadline, context);
  nice_agent_close_async (agent, agent_closed_cb, &is_closed);
  while (!is_closed && g_get_monotonic_time () < end_us)
    g_main_context_iteration (context, TRUE);
  g_source_destroy (deadline);
  if (!is_closed)
    g_debug ("A TURN server does not take its relay back");
}

/**
 * portunus_rtc_element_give_relays_back:
 * @webrtcbin: an element that was stopped
 * @timeout_ms: how long the TURN servers may take, in milliseconds
 *
 * Tells TURN servers that their relays are not needed any more (RFC 8656 section 7.2), which libnice does not do by
 * itself, and warns of. Blocks.
 */
void
portunus_rtc_element_give_relays_back (GstElement *webrtcbin,
                                       guint       timeout_ms)
{
  g_autoptr (GObject) agent = G_OBJECT (portunus_rtc_element_dup_agent (webrtcbin));
  g_autoptr (GMainContext) context = g_main_context_new ();

  if (agent == NULL)
    return;
  g_main_context_push_thread_default (context);
  close_agent (NICE_AGENT (agent), context, timeout_ms);
  g_main_context_pop_thread_default (context);
}
