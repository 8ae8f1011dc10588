/* portunus-listen-address.c: "ADDR:PORT" as people write it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-listen-address.h"

#include <string.h>

static char *
strip_brackets (const char *text,
                gsize       length)
{
  if (length >= 2 && text[0] == '[' && text[length - 1] == ']')
    return g_strndup (text + 1, length - 2);
  /* Without brackets nobody could tell where an IPv6 address ends. */
  return memchr (text, ':', length) == NULL ? g_strndup (text, length) : g_strdup ("");
}

/**
 * portunus_listen_address_parse:
 * @text: an IPv4 address, or an IPv6 address in brackets, a colon, and a port
 * @error: return location for %G_IO_ERROR_INVALID_ARGUMENT
 *
 * Returns: (transfer full): the address
 */
GInetSocketAddress *
portunus_listen_address_parse (const char  *text,
                               GError     **error)
{
  const char *colon = strrchr (text, ':');
  g_autofree char *host = colon != NULL ? strip_brackets (text, colon - text) : NULL;
  g_autoptr (GInetAddress) address = host != NULL ? g_inet_address_new_from_string (host) : NULL;
  guint64 port;

  if (address != NULL && g_ascii_string_to_unsigned (colon + 1, 10, 0, G_MAXUINT16, &port, NULL))
    return G_INET_SOCKET_ADDRESS (g_inet_socket_address_new (address, port));

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
               "“%s” is not an address to listen on; write it like 0.0.0.0:8443 or [::]:8443", text);
  return NULL;
}
