/* portunus-rtc-candidate.c: what a peer's ICE candidate must look like
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-rtc-candidate.h"

#include "portunus-transfer-error.h"

/* candidate:foundation component transport priority address port typ type … (RFC 8839 section 5.1) */
enum
{
  FIELD_FOUNDATION,
  FIELD_COMPONENT,
  FIELD_TRANSPORT,
  FIELD_PRIORITY,
  FIELD_ADDRESS,
  FIELD_PORT,
  FIELD_TYP,
  FIELD_TYPE,
  N_FIELDS
};

static gboolean
is_printable (const char *text)
{
  for (; *text != '\0'; text++)
    if (!g_ascii_isprint (*text))
      return FALSE;
  return TRUE;
}

static gboolean
is_well_formed (char **fields)
{
  guint64 number;

  return g_strv_length (fields) >= N_FIELDS &&
         g_str_has_prefix (fields[FIELD_FOUNDATION], "candidate:") &&
         g_ascii_string_to_unsigned (fields[FIELD_COMPONENT], 10, 1, 256, &number, NULL) &&
         g_ascii_string_to_unsigned (fields[FIELD_PRIORITY], 10, 0, G_MAXUINT32, &number, NULL) &&
         g_ascii_string_to_unsigned (fields[FIELD_PORT], 10, 0, G_MAXUINT16, &number, NULL) &&
         g_str_equal (fields[FIELD_TYP], "typ");
}

/* draft-ietf-mmusic-mdns-ice-candidates: browsers hide their addresses behind a UUID. No other name is looked up. */
static gboolean
is_hidden_host (const char *host)
{
  g_autofree char *uuid = NULL;

  if (!g_str_has_suffix (host, ".local"))
    return FALSE;
  uuid = g_strndup (host, strlen (host) - strlen (".local"));
  return g_uuid_string_is_valid (uuid);
}

static gboolean
is_reachable (GInetAddress *address)
{
  return !g_inet_address_get_is_any (address) && !g_inet_address_get_is_multicast (address);
}

static gboolean
is_reachable_address (const char *text)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (text);

  return address != NULL && is_reachable (address);
}

static PortunusRtcCandidateUse
judge (char **fields)
{
  if (g_ascii_strcasecmp (fields[FIELD_TRANSPORT], "udp") != 0 || g_str_equal (fields[FIELD_PORT], "0") ||
      !g_str_equal (fields[FIELD_COMPONENT], "1"))
    return PORTUNUS_RTC_CANDIDATE_USELESS;
  if (is_hidden_host (fields[FIELD_ADDRESS]))
    return PORTUNUS_RTC_CANDIDATE_HIDDEN;
  if (is_reachable_address (fields[FIELD_ADDRESS]))
    return PORTUNUS_RTC_CANDIDATE_USABLE;
  return PORTUNUS_RTC_CANDIDATE_USELESS;
}

/**
 * portunus_rtc_candidate_check:
 * @text: a candidate of the peer, not empty
 * @use: (out): whether it is for webrtcbin, names a host that must be looked up first, or is of no use to us
 * @error: return location for a #PortunusTransferError
 *
 * Returns: %FALSE with %PORTUNUS_TRANSFER_ERROR_PROTOCOL if it is no candidate at all
 */
gboolean
portunus_rtc_candidate_check (const char               *text,
                              PortunusRtcCandidateUse  *use,
                              GError                  **error)
{
  g_auto (GStrv) fields = g_strsplit (text, " ", -1);

  if (!is_printable (text) || !is_well_formed (fields))
    {
      g_set_error (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL, "A candidate is malformed");
      return FALSE;
    }
  *use = judge (fields);
  return TRUE;
}

/**
 * portunus_rtc_candidate_dup_host:
 * @text: a candidate that passed portunus_rtc_candidate_check()
 *
 * Returns: (transfer full): its address or host name
 */
char *
portunus_rtc_candidate_dup_host (const char *text)
{
  g_auto (GStrv) fields = g_strsplit (text, " ", -1);

  return g_strdup (fields[FIELD_ADDRESS]);
}

/**
 * portunus_rtc_candidate_with_address:
 * @text: a candidate that passed portunus_rtc_candidate_check()
 * @address: what its host name resolves to
 *
 * Returns: (transfer full) (nullable): the candidate with @address in place of the name; %NULL if nobody can be reached
 *   there, which anybody on the network may have answered
 */
char *
portunus_rtc_candidate_with_address (const char   *text,
                                     GInetAddress *address)
{
  g_auto (GStrv) fields = g_strsplit (text, " ", -1);

  if (!is_reachable (address))
    return NULL;
  g_free (fields[FIELD_ADDRESS]);
  fields[FIELD_ADDRESS] = g_inet_address_to_string (address);
  return g_strjoinv (" ", fields);
}
