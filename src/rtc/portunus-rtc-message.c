/* portunus-rtc-message.c: the negotiation messages of the lane
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-rtc-message.h"

#include "portunus-json.h"
#include "portunus-transfer-error.h"

/* A peer may propose more associations than we take. */
#define MAX_PROPOSED 16

/**
 * portunus_rtc_message_new_open:
 * @n_associations: how many we propose, or take
 *
 * Returns: (transfer full): the message that begins a negotiation or answers it
 */
JsonObject *
portunus_rtc_message_new_open (guint n_associations)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "t", "rtc-open");
  json_object_set_int_member (object, "n", n_associations);
  return object;
}

/**
 * portunus_rtc_message_new_sdp:
 * @association: its number
 * @is_offer: whether it is an offer, not an answer
 * @sdp: the description
 *
 * Returns: (transfer full): the message that carries @sdp
 */
JsonObject *
portunus_rtc_message_new_sdp (guint       association,
                              gboolean    is_offer,
                              const char *sdp)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "t", "sdp");
  json_object_set_int_member (object, "a", association);
  json_object_set_string_member (object, "kind", is_offer ? "offer" : "answer");
  json_object_set_string_member (object, "sdp", sdp);
  return object;
}

/**
 * portunus_rtc_message_new_candidate:
 * @association: its number
 * @candidate: an ICE candidate, or "" after the last one
 *
 * Returns: (transfer full): the message that carries @candidate
 */
JsonObject *
portunus_rtc_message_new_candidate (guint       association,
                                    const char *candidate)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "t", "ice");
  json_object_set_int_member (object, "a", association);
  json_object_set_int_member (object, "mline", 0);
  json_object_set_string_member (object, "candidate", candidate);
  return object;
}

static gboolean
parse_open (JsonObject          *object,
            PortunusRtcMessage  *message,
            GError             **error)
{
  guint64 n;

  if (!portunus_json_get_uint64 (object, "n", MAX_PROPOSED, &n, error))
    return FALSE;
  if (n == 0)
    {
      g_set_error (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL, "No association is proposed");
      return FALSE;
    }
  message->type = PORTUNUS_RTC_MESSAGE_OPEN;
  message->n_associations = n;
  return TRUE;
}

static gboolean
parse_association (JsonObject          *object,
                   PortunusRtcMessage  *message,
                   GError             **error)
{
  guint64 number;

  if (!portunus_json_get_uint64 (object, "a", MAX_PROPOSED - 1, &number, error))
    return FALSE;
  message->association = number;
  return TRUE;
}

static gboolean
parse_sdp (JsonObject          *object,
           PortunusRtcMessage  *message,
           GError             **error)
{
  const char *kind;

  if (!parse_association (object, message, error) ||
      !portunus_json_get_string (object, "kind", strlen ("answer"), &kind, error) ||
      !portunus_json_get_string (object, "sdp", PORTUNUS_RTC_MAX_SDP, &message->text, error))
    return FALSE;

  if (g_str_equal (kind, "offer"))
    message->type = PORTUNUS_RTC_MESSAGE_OFFER;
  else if (g_str_equal (kind, "answer"))
    message->type = PORTUNUS_RTC_MESSAGE_ANSWER;
  else
    g_set_error (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL, "A description of unknown kind");
  return g_str_equal (kind, "offer") || g_str_equal (kind, "answer");
}

/* There is one m-line, so only 0 can be meant. */
static gboolean
parse_candidate (JsonObject          *object,
                 PortunusRtcMessage  *message,
                 GError             **error)
{
  guint64 mline;

  message->type = PORTUNUS_RTC_MESSAGE_CANDIDATE;
  return parse_association (object, message, error) &&
         portunus_json_get_uint64 (object, "mline", 0, &mline, error) &&
         portunus_json_get_string (object, "candidate", PORTUNUS_RTC_MAX_CANDIDATE, &message->text, error);
}

static gboolean
parse_any (JsonObject          *object,
           PortunusRtcMessage  *message,
           GError             **error)
{
  const char *type;

  if (!portunus_json_get_string (object, "t", 16, &type, error))
    return FALSE;
  if (g_str_equal (type, "rtc-open"))
    return parse_open (object, message, error);
  if (g_str_equal (type, "sdp"))
    return parse_sdp (object, message, error);
  if (g_str_equal (type, "ice"))
    return parse_candidate (object, message, error);

  g_set_error (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL, "An unknown negotiation message");
  return FALSE;
}

/**
 * portunus_rtc_message_parse:
 * @object: a message of the peer
 * @message: (out caller-allocates): its content, valid while @object lives
 * @error: return location for a #PortunusTransferError
 *
 * Returns: %FALSE with %PORTUNUS_TRANSFER_ERROR_PROTOCOL if it is none of the messages of PROTOCOL.md
 */
gboolean
portunus_rtc_message_parse (JsonObject          *object,
                            PortunusRtcMessage  *message,
                            GError             **error)
{
  g_autoptr (GError) cause = NULL;

  memset (message, 0, sizeof *message);
  if (parse_any (object, message, &cause))
    return TRUE;

  g_set_error (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL, "%s", cause->message);
  return FALSE;
}
