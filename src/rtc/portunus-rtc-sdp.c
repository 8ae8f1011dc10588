/* portunus-rtc-sdp.c: what a peer's session description must look like
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-rtc-sdp.h"

#include <gst/sdp/sdp.h>

#include "portunus-rtc-fingerprint.h"
#include "portunus-transfer-error.h"

static gboolean
refuse (GError     **error,
        const char  *why)
{
  g_set_error (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL, "The session description %s", why);
  return FALSE;
}

static gboolean
is_data_media (const GstSDPMedia *media)
{
  return g_strcmp0 (gst_sdp_media_get_media (media), "application") == 0 &&
         g_strcmp0 (gst_sdp_media_get_proto (media), "UDP/DTLS/SCTP") == 0 &&
         gst_sdp_media_formats_len (media) == 1 &&
         g_strcmp0 (gst_sdp_media_get_format (media, 0), "webrtc-datachannel") == 0;
}

/* RFC 8842 section 5.1: an offer says actpass or decides, an answer decides. */
static gboolean
is_setup_allowed (const char *setup,
                  gboolean    is_offer)
{
  if (is_offer && g_strcmp0 (setup, "actpass") == 0)
    return TRUE;
  return g_strcmp0 (setup, "active") == 0 || g_strcmp0 (setup, "passive") == 0;
}

/* webrtcbin takes the peer's SCTP port for its own, which is always 5000. */
static gboolean
check_media (const GstSDPMedia  *media,
             gboolean            is_offer,
             GError            **error)
{
  if (!is_data_media (media))
    return refuse (error, "is not about a data channel");
  if (gst_sdp_media_get_attribute_val (media, "mid") == NULL)
    return refuse (error, "has no mid");
  if (!is_setup_allowed (gst_sdp_media_get_attribute_val (media, "setup"), is_offer))
    return refuse (error, "does not say who opens the connection");
  if (g_strcmp0 (gst_sdp_media_get_attribute_val (media, "sctp-port"), "5000") != 0)
    return refuse (error, "has another SCTP port than 5000");
  if (gst_sdp_media_get_attribute_val (media, "ice-ufrag") == NULL ||
      gst_sdp_media_get_attribute_val (media, "ice-pwd") == NULL)
    return refuse (error, "has no ICE credentials");
  return TRUE;
}

/* webrtcbin before 1.28.5 refuses a description with fingerprints at both levels; the one of the media counts. */
static void
drop_session_fingerprints (GstSDPMessage *sdp)
{
  for (guint i = gst_sdp_message_attributes_len (sdp); i > 0; i--)
    if (g_strcmp0 (gst_sdp_message_get_attribute (sdp, i - 1)->key, "fingerprint") == 0)
      gst_sdp_message_remove_attribute (sdp, i - 1);
}

/* Candidates come as messages, where they are checked; GStreamer looks up any host name that it finds in here. */
static void
drop_candidates (GstSDPMessage *sdp)
{
  GstSDPMedia *media = (GstSDPMedia *) gst_sdp_message_get_media (sdp, 0);

  for (guint i = gst_sdp_media_attributes_len (media); i > 0; i--)
    {
      const char *key = gst_sdp_media_get_attribute (media, i - 1)->key;

      if (g_ascii_strcasecmp (key, "candidate") == 0 || g_ascii_strcasecmp (key, "end-of-candidates") == 0)
        gst_sdp_media_remove_attribute (media, i - 1);
    }
}

/* Exactly one fingerprint is left in @sdp afterwards, and it is the one that is returned. */
static GBytes *
settle_fingerprint (GstSDPMessage  *sdp,
                    GError        **error)
{
  const GstSDPMedia *media = gst_sdp_message_get_media (sdp, 0);
  const char *text = gst_sdp_media_get_attribute_val (media, "fingerprint");

  if (gst_sdp_media_get_attribute_val_n (media, "fingerprint", 1) != NULL ||
      (text == NULL && gst_sdp_message_get_attribute_val_n (sdp, "fingerprint", 1) != NULL))
    {
      refuse (error, "has several fingerprints");
      return NULL;
    }
  if (text != NULL)
    drop_session_fingerprints (sdp);
  else
    text = gst_sdp_message_get_attribute_val (sdp, "fingerprint");
  return portunus_rtc_fingerprint_parse (text, error);
}

/**
 * portunus_rtc_sdp_parse:
 * @text: the peer's description (RFC 8866, RFC 8841), at most %PORTUNUS_RTC_MAX_SDP bytes
 * @is_offer: whether it is an offer, not an answer
 * @fingerprint: (out) (transfer full): SHA-256 of the certificate the peer must show, 32 bytes
 * @error: return location for a #PortunusTransferError
 *
 * Checks a description and removes what older webrtcbins stumble over, and candidates.
 *
 * Returns: (transfer full): the description for webrtcbin, or %NULL with %PORTUNUS_TRANSFER_ERROR_PROTOCOL
 */
GstWebRTCSessionDescription *
portunus_rtc_sdp_parse (const char   *text,
                        gboolean      is_offer,
                        GBytes      **fingerprint,
                        GError      **error)
{
  GstWebRTCSDPType type = is_offer ? GST_WEBRTC_SDP_TYPE_OFFER : GST_WEBRTC_SDP_TYPE_ANSWER;
  GstSDPMessage *sdp = NULL;

  /* The parser takes an empty text for a bug of ours. */
  if (text[0] == '\0' || gst_sdp_message_new_from_text (text, &sdp) != GST_SDP_OK)
    {
      g_clear_pointer (&sdp, gst_sdp_message_free);
      refuse (error, "is malformed");
      return NULL;
    }

  if (gst_sdp_message_medias_len (sdp) != 1)
    refuse (error, "has not exactly one medium");
  else if (check_media (gst_sdp_message_get_media (sdp, 0), is_offer, error) &&
           (*fingerprint = settle_fingerprint (sdp, error)) != NULL)
    {
      drop_candidates (sdp);
      return gst_webrtc_session_description_new (type, sdp);
    }

  gst_sdp_message_free (sdp);
  return NULL;
}
