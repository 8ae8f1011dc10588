/* portunus-rtc-message.h: the negotiation messages of the lane
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define PORTUNUS_RTC_MAX_SDP       16384
#define PORTUNUS_RTC_MAX_CANDIDATE 1024

typedef enum
{
  PORTUNUS_RTC_MESSAGE_OPEN,
  PORTUNUS_RTC_MESSAGE_OFFER,
  PORTUNUS_RTC_MESSAGE_ANSWER,
  PORTUNUS_RTC_MESSAGE_CANDIDATE,
} PortunusRtcMessageType;

/**
 * PortunusRtcMessage:
 *
 * A parsed negotiation message. @text is the SDP or the candidate and lives as long as the JSON object it came from.
 */
typedef struct
{
  PortunusRtcMessageType  type;
  guint                   n_associations;
  guint                   association;
  const char             *text;
} PortunusRtcMessage;

JsonObject *portunus_rtc_message_new_open      (guint                n_associations);
JsonObject *portunus_rtc_message_new_sdp       (guint                association,
                                                gboolean             is_offer,
                                                const char          *sdp);
JsonObject *portunus_rtc_message_new_candidate (guint                association,
                                                const char          *candidate);
gboolean    portunus_rtc_message_parse         (JsonObject          *object,
                                                PortunusRtcMessage  *message,
                                                GError             **error);

G_END_DECLS
