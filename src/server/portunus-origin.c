/* portunus-origin.c: whether a request comes from a page of this server, and from which client
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-origin.h"

#include <string.h>

/**
 * portunus_origin_is_own:
 * @message: a request
 * @is_tls: whether the server speaks TLS itself
 * @is_behind_proxy: whether a proxy speaks TLS for it
 *
 * Compares the Origin header (RFC 6454 §7) with the host that was asked. A browser always sends one where it matters;
 * native clients send none, and no page can make a browser leave it out.
 *
 * Returns: whether there is no Origin, or one that is ours
 */
gboolean
portunus_origin_is_own (SoupServerMessage *message,
                        gboolean           is_tls,
                        gboolean           is_behind_proxy)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *origin = soup_message_headers_get_list (headers, "Origin");
  const char *host = soup_message_headers_get_list (headers, "Host");
  g_autofree char *own = NULL;

  if (origin == NULL)
    return TRUE;
  if (host == NULL)
    return FALSE;
  own = g_strconcat (is_tls || is_behind_proxy ? "https://" : "http://", host, NULL);
  return g_ascii_strcasecmp (origin, own) == 0;
}

static gboolean
is_loopback_name (const char *name)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (name);

  if (address != NULL)
    return g_inet_address_get_is_loopback (address);
  return g_ascii_strcasecmp (name, "localhost") == 0;
}

/**
 * portunus_origin_is_for_loopback:
 * @message: a request without TLS to a loopback address
 *
 * A page from anywhere can have its own name mean this machine, and would then ask as one of ours; the Host header
 * (RFC 9110 §7.2) still has that name. HTTP/1.0, which browsers do not speak, may leave it out.
 *
 * Returns: whether the client knows that it asks this machine
 */
gboolean
portunus_origin_is_for_loopback (SoupServerMessage *message)
{
  const char *host = soup_message_headers_get_list (soup_server_message_get_request_headers (message), "Host");
  g_autofree char *uri_text = g_strconcat ("http://", host, "/", NULL);
  g_autoptr (GUri) uri = NULL;

  if (host == NULL)
    return TRUE;
  uri = g_uri_parse (uri_text, G_URI_FLAGS_NONE, NULL);
  return uri != NULL && g_uri_get_host (uri) != NULL && is_loopback_name (g_uri_get_host (uri));
}

/* The proxy adds the address it saw at the end; whatever stands before it is the client's own word. */
static GInetAddress *
get_forwarded (SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *list = soup_message_headers_get_list (headers, "X-Forwarded-For");
  g_autofree char *last = NULL;

  if (list == NULL)
    return NULL;
  last = g_strstrip (g_strdup (strrchr (list, ',') != NULL ? strrchr (list, ',') + 1 : list));
  return g_inet_address_new_from_string (last);
}

/**
 * portunus_origin_dup_address:
 * @message: a request
 * @is_behind_proxy: whether the last entry of X-Forwarded-For is to be believed
 *
 * Returns: (transfer full): the client's address
 */
GInetAddress *
portunus_origin_dup_address (SoupServerMessage *message,
                             gboolean           is_behind_proxy)
{
  GInetSocketAddress *address = G_INET_SOCKET_ADDRESS (soup_server_message_get_remote_address (message));
  g_autoptr (GInetAddress) forwarded = is_behind_proxy ? get_forwarded (message) : NULL;

  if (forwarded != NULL)
    return g_steal_pointer (&forwarded);
  return g_object_ref (g_inet_socket_address_get_address (address));
}
