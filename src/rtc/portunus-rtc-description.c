/* portunus-rtc-description.c: makes webrtcbin describe itself and take the peer's description
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-rtc-description.h"

#include "portunus-transfer-error.h"

/* The two callbacks run on webrtcbin's thread, possibly long after the association is gone. */
static void
created_cb (GstPromise *promise,
            gpointer    user_data)
{
  PortunusRtcLink *link = user_data;
  const GstStructure *reply = gst_promise_get_reply (promise);
  const char *field = reply != NULL && gst_structure_has_field (reply, "offer") ? "offer" : "answer";
  g_autoptr (GstWebRTCSessionDescription) description = NULL;
  g_autofree char *text = NULL;

  if (reply != NULL)
    gst_structure_get (reply, field, GST_TYPE_WEBRTC_SESSION_DESCRIPTION, &description, NULL);
  if (description == NULL)
    {
      portunus_rtc_link_post_error (link,
                                    g_error_new (PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_NO_CONNECTION,
                                                 "The peer connection cannot be described"));
      return;
    }
  text = gst_sdp_message_as_text (description->sdp);
  portunus_rtc_link_post_text (link, PORTUNUS_RTC_EVENT_DESCRIPTION, text);
}

static void
remote_set_cb (GstPromise *promise,
               gpointer    user_data)
{
  PortunusRtcLink *link = user_data;
  const GstStructure *reply = gst_promise_get_reply (promise);

  if (reply != NULL && gst_structure_has_field (reply, "error"))
    portunus_rtc_link_post_error (link, g_error_new (PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL,
                                                     "The peer's session description was not accepted"));
}

static GstPromise *
new_promise (PortunusRtcLink      *link,
             GstPromiseChangeFunc  callback)
{
  return gst_promise_new_with_change_func (callback, portunus_rtc_link_ref (link),
                                           (GDestroyNotify) portunus_rtc_link_unref);
}

/**
 * portunus_rtc_description_create:
 * @webrtcbin: an element
 * @link: gets %PORTUNUS_RTC_EVENT_DESCRIPTION, or %PORTUNUS_RTC_EVENT_FAILED
 * @is_offer: whether to make an offer, not an answer
 *
 * Makes our description.
 */
void
portunus_rtc_description_create (GstElement      *webrtcbin,
                                 PortunusRtcLink *link,
                                 gboolean         is_offer)
{
  g_autoptr (GstPromise) promise = new_promise (link, created_cb);

  g_signal_emit_by_name (webrtcbin, is_offer ? "create-offer" : "create-answer", NULL, promise);
}

/**
 * portunus_rtc_description_set_local:
 * @webrtcbin: an element
 * @is_offer: whether @text is an offer, not an answer
 * @text: what portunus_rtc_description_create() led to
 *
 * Begins to gather candidates for our description.
 *
 * Returns: %FALSE if @text is malformed
 */
gboolean
portunus_rtc_description_set_local (GstElement *webrtcbin,
                                    gboolean    is_offer,
                                    const char *text)
{
  g_autoptr (GstWebRTCSessionDescription) description = NULL;
  GstSDPMessage *sdp = NULL;

  if (gst_sdp_message_new_from_text (text, &sdp) != GST_SDP_OK)
    {
      g_clear_pointer (&sdp, gst_sdp_message_free);
      return FALSE;
    }
  description = gst_webrtc_session_description_new (is_offer ? GST_WEBRTC_SDP_TYPE_OFFER : GST_WEBRTC_SDP_TYPE_ANSWER,
                                                    sdp);
  g_signal_emit_by_name (webrtcbin, "set-local-description", description, NULL);
  return TRUE;
}

/**
 * portunus_rtc_description_set_remote:
 * @webrtcbin: an element
 * @link: gets %PORTUNUS_RTC_EVENT_FAILED if the description is not accepted, and else nothing
 * @description: the peer's description, checked by portunus_rtc_sdp_parse()
 */
void
portunus_rtc_description_set_remote (GstElement                  *webrtcbin,
                                     PortunusRtcLink             *link,
                                     GstWebRTCSessionDescription *description)
{
  g_autoptr (GstPromise) promise = new_promise (link, remote_set_cb);

  g_signal_emit_by_name (webrtcbin, "set-remote-description", description, promise);
}
