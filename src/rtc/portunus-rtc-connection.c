/* portunus-rtc-connection.c: the peer connection of an association, from its pipeline to its channels
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-rtc-connection.h"

#include "portunus-rtc-channels.h"
#include "portunus-rtc-description.h"
#include "portunus-rtc-element.h"
#include "portunus-rtc-fingerprint.h"
#include "portunus-rtc-path.h"
#include "portunus-rtc-trickle.h"
#include "portunus-transfer-error.h"

struct _PortunusRtcConnection
{
  /* Owned */
  PortunusRtcLink    *link;
  GstElement         *pipeline;
  NiceAgent          *agent;
  PortunusRtcTrickle *trickle;
  PortunusRtcPort    *port;         /* NULL before it is open */
  GObject            *dtls;         /* NULL before it is described */

  /* Borrowed: the pipeline's */
  GstElement         *webrtcbin;
};

/**
 * portunus_rtc_connection_new:
 * @options: settings, which are not needed any more afterwards
 * @link: where to post what happens
 *
 * Returns: (transfer full): a peer connection without channels
 */
PortunusRtcConnection *
portunus_rtc_connection_new (const PortunusRtcOptions *options,
                             PortunusRtcLink          *link)
{
  PortunusRtcConnection *self = g_new0 (PortunusRtcConnection, 1);

  self->link = portunus_rtc_link_ref (link);
  self->pipeline = portunus_rtc_element_new (options, link, &self->webrtcbin);
  self->agent = portunus_rtc_element_dup_agent (self->webrtcbin);
  self->trickle = portunus_rtc_trickle_new (self->webrtcbin);
  return self;
}

/**
 * portunus_rtc_connection_close:
 * @self: (transfer full): a peer connection
 * @reaper: who takes it down
 *
 * Does not wait for it.
 */
void
portunus_rtc_connection_close (PortunusRtcConnection *self,
                               PortunusRtcReaper     *reaper)
{
  portunus_rtc_trickle_close (self->trickle);
  g_clear_object (&self->agent);
  g_clear_object (&self->dtls);
  portunus_rtc_reaper_take (reaper, self->pipeline, self->webrtcbin, self->port);
  portunus_rtc_link_unref (self->link);
  g_free (self);
}

/**
 * portunus_rtc_connection_open:
 * @self: a new peer connection
 * @flow: where data goes
 * @number: the number of the association in its lane
 * @error: return location for a #PortunusTransferError
 *
 * Makes the channels and lets the pipeline run.
 *
 * Returns: %FALSE with %PORTUNUS_TRANSFER_ERROR_NO_CONNECTION if GStreamer makes none
 */
gboolean
portunus_rtc_connection_open (PortunusRtcConnection  *self,
                              PortunusRtcFlow        *flow,
                              guint                   number,
                              GError                **error)
{
  g_autoptr (PortunusRtcChannels) channels = portunus_rtc_channels_new (self->webrtcbin, self->link, flow, number);

  if (channels == NULL)
    {
      g_set_error (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_NO_CONNECTION,
                   "GStreamer does not make a data channel");
      return FALSE;
    }

  self->port = portunus_rtc_port_ref (portunus_rtc_channels_get_port (channels));
  portunus_rtc_flow_set_port (flow, number, self->port);
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
  return TRUE;
}

/**
 * portunus_rtc_connection_describe:
 * @self: an open peer connection
 * @is_offer: whether to offer, or to answer
 *
 * Begins to make our description, which is posted as %PORTUNUS_RTC_EVENT_DESCRIPTION.
 */
void
portunus_rtc_connection_describe (PortunusRtcConnection *self,
                                  gboolean               is_offer)
{
  portunus_rtc_description_create (self->webrtcbin, self->link, is_offer);
}

/**
 * portunus_rtc_connection_set_local:
 * @self: an open peer connection
 * @is_offer: whether it is an offer
 * @text: our description
 *
 * Sets up what can be set up only now; ICE begins.
 *
 * Returns: whether it could be described so
 */
gboolean
portunus_rtc_connection_set_local (PortunusRtcConnection *self,
                                   gboolean               is_offer,
                                   const char            *text)
{
  self->dtls = portunus_rtc_element_tune_transport (self->webrtcbin);
  return self->dtls != NULL && portunus_rtc_description_set_local (self->webrtcbin, is_offer, text);
}

/**
 * portunus_rtc_connection_set_remote:
 * @self: an open peer connection
 * @description: the peer's
 */
void
portunus_rtc_connection_set_remote (PortunusRtcConnection       *self,
                                    GstWebRTCSessionDescription *description)
{
  portunus_rtc_description_set_remote (self->webrtcbin, self->link, description);
}

/**
 * portunus_rtc_connection_take_candidate:
 * @self: a peer connection
 * @candidate: an ICE candidate of the peer, or "" after the last
 * @error: return location for a #PortunusTransferError
 *
 * Gives a candidate to ICE, or drops it if it is of no use.
 *
 * Returns: %FALSE with %PORTUNUS_TRANSFER_ERROR_PROTOCOL if it is malformed or one too many
 */
gboolean
portunus_rtc_connection_take_candidate (PortunusRtcConnection  *self,
                                        const char             *candidate,
                                        GError                **error)
{
  return portunus_rtc_trickle_take (self->trickle, candidate, error);
}

/**
 * portunus_rtc_connection_has_failed:
 * @self: a peer connection
 *
 * Returns: whether it is broken now, which is not final before it stands
 */
gboolean
portunus_rtc_connection_has_failed (PortunusRtcConnection *self)
{
  GstWebRTCPeerConnectionState state;

  g_object_get (self->webrtcbin, "connection-state", &state, NULL);
  return state == GST_WEBRTC_PEER_CONNECTION_STATE_FAILED;
}

/**
 * portunus_rtc_connection_check_peer:
 * @self: a peer connection whose channels are open
 * @fingerprint: what the peer's description told of its certificate
 * @error: return location for a #PortunusTransferError
 *
 * webrtcbin does not compare them itself.
 *
 * Returns: whether the certificate at the other end is that of the peer
 */
gboolean
portunus_rtc_connection_check_peer (PortunusRtcConnection  *self,
                                    GBytes                 *fingerprint,
                                    GError                **error)
{
  g_autofree char *certificate = NULL;

  g_object_get (self->dtls, "remote-certificate", &certificate, NULL);
  return portunus_rtc_fingerprint_check (fingerprint, certificate, error);
}

/**
 * portunus_rtc_connection_get_element:
 * @self: a peer connection
 *
 * Returns: (transfer none): its webrtcbin
 */
GstElement *
portunus_rtc_connection_get_element (PortunusRtcConnection *self)
{
  return self->webrtcbin;
}

/**
 * portunus_rtc_connection_get_port:
 * @self: a peer connection
 *
 * Returns: (transfer none) (nullable): its channels; %NULL before it is open
 */
PortunusRtcPort *
portunus_rtc_connection_get_port (PortunusRtcConnection *self)
{
  return self->port;
}

/**
 * portunus_rtc_connection_get_path:
 * @self: a peer connection that stands
 *
 * Returns: (transfer none): the badge, as portunus_lane_get_path()
 */
const char *
portunus_rtc_connection_get_path (PortunusRtcConnection *self)
{
  return self->agent != NULL ? portunus_rtc_path_get (self->agent) : "direct";
}
