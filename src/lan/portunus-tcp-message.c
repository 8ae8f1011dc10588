/* portunus-tcp-message.c: where the two sides of a TCP lane listen
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-tcp-message.h"

#include <string.h>

#include "portunus-addresses.h"
#include "portunus-encoding.h"
#include "portunus-json.h"
#include "portunus-transfer-error.h"

#define TYPE "tcp-open"
/* Below are the services of a machine; who listens where it is told never gets one of these (RFC 6335 §6). */
#define MIN_PORT 1024

/**
 * portunus_tcp_open_write:
 * @port: where we listen, on all addresses
 * @token: (nullable): %PORTUNUS_TCP_TOKEN_SIZE bytes
 *
 * Returns: (transfer full): the message, with the addresses of this machine
 */
JsonObject *
portunus_tcp_open_write (guint16       port,
                         const guint8 *token)
{
  g_auto (GStrv) addresses = portunus_addresses_list ();
  JsonObject *message = json_object_new ();
  JsonArray *array = json_array_new ();

  for (guint i = 0; addresses[i] != NULL && i < PORTUNUS_TCP_MAX_ADDRESSES; i++)
    json_array_add_string_element (array, addresses[i]);
  /* Without a network there is nobody but this machine. */
  if (addresses[0] == NULL)
    json_array_add_string_element (array, "127.0.0.1");
  json_object_set_string_member (message, "t", TYPE);
  json_object_set_int_member (message, "port", port);
  json_object_set_array_member (message, "at", array);
  if (token != NULL)
    {
      g_autofree char *text = portunus_encode_base64url (token, PORTUNUS_TCP_TOKEN_SIZE);

      json_object_set_string_member (message, "token", text);
    }
  return message;
}

/* IPv4 in the clothes of IPv6 (RFC 4291 §2.5.5) would get around what is asked of IPv4. */
static gboolean
is_disguised (GInetAddress *address)
{
  static const guint8 zeros[10] = { 0 };

  return g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6
         && memcmp (g_inet_address_to_bytes (address), zeros, sizeof zeros) == 0
         && !g_inet_address_get_is_loopback (address);
}

static gboolean
is_unreachable (GInetAddress *address)
{
  return g_inet_address_get_is_any (address) || g_inet_address_get_is_multicast (address)
         || g_inet_address_get_is_link_local (address) || is_disguised (address)
         || (g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV4 && *g_inet_address_to_bytes (address) == 0);
}

/* Loopback is what a machine without a network names, and means something to a machine without a network only: others
 * would knock at their own doors. */
static gboolean
may_be_tried (GInetAddress *address)
{
  g_auto (GStrv) own = NULL;

  if (is_unreachable (address))
    return FALSE;
  if (!g_inet_address_get_is_loopback (address))
    return TRUE;
  own = portunus_addresses_list ();
  return own[0] == NULL;
}

static gboolean
read_address (PortunusTcpOpen *self,
              JsonNode        *node,
              guint16          port)
{
  g_autoptr (GInetAddress) address = NULL;
  const char *text = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;

  if (text == NULL || strlen (text) > 64)
    return FALSE;
  address = g_inet_address_new_from_string (text);
  if (address == NULL)
    return FALSE;
  if (may_be_tried (address))
    g_ptr_array_add (self->addresses, g_inet_socket_address_new (address, port));
  return TRUE;
}

static gboolean
read_token (PortunusTcpOpen *self,
            JsonObject      *message)
{
  g_autoptr (GBytes) token = NULL;
  const char *text;

  if (!portunus_json_get_string (message, "token", 64, &text, NULL))
    return FALSE;
  token = portunus_decode_base64url (text, PORTUNUS_TCP_TOKEN_SIZE, NULL);
  if (token == NULL || g_bytes_get_size (token) != PORTUNUS_TCP_TOKEN_SIZE)
    return FALSE;
  memcpy (self->token, g_bytes_get_data (token, NULL), PORTUNUS_TCP_TOKEN_SIZE);
  return TRUE;
}

static gboolean
read_all (PortunusTcpOpen *self,
          JsonObject      *message,
          gboolean         has_token)
{
  const char *type;
  JsonArray *array;
  guint64 port;

  if (!portunus_json_get_string (message, "t", 16, &type, NULL) || strcmp (type, TYPE) != 0
      || !portunus_json_get_uint64 (message, "port", G_MAXUINT16, &port, NULL) || port < MIN_PORT
      || !portunus_json_get_array (message, "at", PORTUNUS_TCP_MAX_ADDRESSES, &array, NULL)
      || (has_token && !read_token (self, message)))
    return FALSE;
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (!read_address (self, json_array_get_element (array, i), port))
      return FALSE;
  return TRUE;
}

/**
 * portunus_tcp_open_read:
 * @message: what the peer says
 * @has_token: whether it has to make up the token
 * @error: return location for %PORTUNUS_TRANSFER_ERROR_PROTOCOL
 *
 * Addresses that cannot be reached from here are left out.
 *
 * Returns: (transfer full): where it listens, or %NULL
 */
PortunusTcpOpen *
portunus_tcp_open_read (JsonObject  *message,
                        gboolean     has_token,
                        GError     **error)
{
  g_autoptr (PortunusTcpOpen) self = g_new0 (PortunusTcpOpen, 1);

  self->addresses = g_ptr_array_new_with_free_func (g_object_unref);
  if (read_all (self, message, has_token))
    return g_steal_pointer (&self);
  g_set_error (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL,
               "A negotiation message of a TCP connection is malformed");
  return NULL;
}

void
portunus_tcp_open_free (PortunusTcpOpen *self)
{
  g_clear_pointer (&self->addresses, g_ptr_array_unref);
  g_free (self);
}
