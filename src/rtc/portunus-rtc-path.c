/* portunus-rtc-path.c: what kind of way ICE found
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-rtc-path.h"

#include "portunus-addresses.h"

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
  return portunus_addresses_are_near (local, remote) ? "LAN" : "direct";
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
