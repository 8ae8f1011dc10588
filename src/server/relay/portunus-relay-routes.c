/* portunus-relay-routes.c: how clients come to the relay
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-relay-routes.h"

#include <string.h>

#include "portunus-gate-web-socket.h"
#include "portunus-relay-table.h"
#include "portunus-services.h"

#define CLIENT_KEY "portunus-relay-client"

/* Of IPv6 addresses the first half, since a client has a whole /64. */
static char *
name_client (GInetAddress *address)
{
  g_autofree char *text = g_inet_address_to_string (address);
  const guint8 *bytes = g_inet_address_to_bytes (address);

  if (g_inet_address_get_family (address) != G_SOCKET_FAMILY_IPV6)
    return g_steal_pointer (&text);
  return g_strdup_printf ("%02x%02x:%02x%02x:%02x%02x:%02x%02x::/64", bytes[0], bytes[1], bytes[2], bytes[3],
                          bytes[4], bytes[5], bytes[6], bytes[7]);
}

/* Clients get a named error over the WebSocket, which a browser would not show of a refused handshake. */
static void
upgraded_cb (SoupServerMessage *message,
             gpointer           user_data)
{
  PortunusServices *services = user_data;
  g_autoptr (GUri) uri = g_uri_ref (soup_server_message_get_uri (message));
  g_autofree char *client = g_object_steal_data (G_OBJECT (message), CLIENT_KEY);
  g_autoptr (PortunusRelayEnd) end = portunus_relay_end_new (message, client);
  PortunusRoom *room = portunus_room_table_lookup (services->rooms, g_uri_get_path (uri) + strlen ("/relay/"));

  if (g_strcmp0 (g_uri_get_query (uri), "v=1") != 0)
    portunus_relay_end_fail (end, PORTUNUS_RELAY_FAILURE_VERSION);
  else if (room == NULL)
    portunus_relay_end_fail (end, PORTUNUS_RELAY_FAILURE_NO_ROOM);
  else
    portunus_relay_table_join (services->relays, room, end);
}

/**
 * portunus_relay_routes_handle:
 * @request: a request for a WebSocket of the relay
 * @user_data: #PortunusServices
 */
void
portunus_relay_routes_handle (PortunusRequest *request,
                              gpointer         user_data)
{
  if (!portunus_gate_web_socket_accept (request->message))
    return;
  g_object_set_data_full (G_OBJECT (request->message), CLIENT_KEY, name_client (request->client), g_free);
  g_signal_connect (request->message, "wrote-informational", G_CALLBACK (upgraded_cb), user_data);
}
