/* portunus-rtc-path.c: what kind of way ICE found
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-rtc-path.h"

#include <gio/gio.h>

/* GInetAddress knows the site-local addresses of old, not the unique local ones (RFC 4193). */
static gboolean
is_near_address (GInetAddress *address)
{
  const guint8 *bytes = g_inet_address_to_bytes (address);

  return g_inet_address_get_is_site_local (address) || g_inet_address_get_is_link_local (address) ||
         g_inet_address_get_is_loopback (address) ||
         (g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6 && (bytes[0] & 0xfe) == 0xfc);
}

/* Global addresses of one IPv6 subnet are neighbours, too. */
static gboolean
is_same_subnet (GInetAddress *a,
                GInetAddress *b)
{
  if (g_inet_address_equal (a, b))
    return TRUE;
  return g_inet_address_get_family (a) == G_SOCKET_FAMILY_IPV6 &&
         g_inet_address_get_family (b) == G_SOCKET_FAMILY_IPV6 &&
         memcmp (g_inet_address_to_bytes (a), g_inet_address_to_bytes (b), 8) == 0;
}

/**
 * portunus_rtc_path_judge:
 * @local_type: kind of our candidate
 * @local_address: its address
 * @remote_type: kind of the peer's candidate
 * @remote_address: its address
 *
 * Returns: (transfer none): "TURN" if a relay is on the way, "LAN" if the two are neighbours, else "direct"
 */
const char *
portunus_rtc_path_judge (NiceCandidateType  local_type,
                         const char        *local_address,
                         NiceCandidateType  remote_type,
                         const char        *remote_address)
{
  g_autoptr (GInetAddress) local = g_inet_address_new_from_string (local_address);
  g_autoptr (GInetAddress) remote = g_inet_address_new_from_string (remote_address);

  if (local_type == NICE_CANDIDATE_TYPE_RELAYED || remote_type == NICE_CANDIDATE_TYPE_RELAYED)
    return "TURN";
  if (local == NULL || remote == NULL || local_type == NICE_CANDIDATE_TYPE_SERVER_REFLEXIVE ||
      remote_type == NICE_CANDIDATE_TYPE_SERVER_REFLEXIVE)
    return "direct";
  if (is_same_subnet (local, remote) || (is_near_address (local) && is_near_address (remote)))
    return "LAN";
  return "direct";
}

/**
 * portunus_rtc_path_get:
 * @agent: the agent of a connected webrtcbin
 *
 * Returns: (transfer none): the badge of the pair in use; not to be called by webrtcbin's own threads
 */
const char *
portunus_rtc_path_get (NiceAgent *agent)
{
  NiceCandidate *local;
  NiceCandidate *remote;
  char local_address[NICE_ADDRESS_STRING_LEN];
  char remote_address[NICE_ADDRESS_STRING_LEN];

  /* webrtcbin bundles everything into the first stream. */
  if (!nice_agent_get_selected_pair (agent, 1, NICE_COMPONENT_TYPE_RTP, &local, &remote))
    return "direct";

  nice_address_to_string (&local->addr, local_address);
  nice_address_to_string (&remote->addr, remote_address);
  return portunus_rtc_path_judge (local->type, local_address, remote->type, remote_address);
}
