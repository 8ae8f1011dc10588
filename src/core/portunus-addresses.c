/* portunus-addresses.c: the addresses others reach this machine by, and which of them are near
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-addresses.h"

#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>

/* Any public address will do: connecting a UDP socket sends nothing, it only asks the routing table. */
#define FAR_ADDRESS "192.0.2.1"
#define FAR_PORT    9

#define LOOPBACK "127.0.0.1"

static GInetAddress *
get_address (const struct sockaddr *address)
{
  if (address != NULL && address->sa_family == AF_INET)
    {
      const struct sockaddr_in *v4 = (gconstpointer) address;

      return g_inet_address_new_from_bytes ((const guint8 *) &v4->sin_addr, G_SOCKET_FAMILY_IPV4);
    }
  if (address != NULL && address->sa_family == AF_INET6)
    {
      const struct sockaddr_in6 *v6 = (gconstpointer) address;

      return g_inet_address_new_from_bytes (v6->sin6_addr.s6_addr, G_SOCKET_FAMILY_IPV6);
    }
  return NULL;
}

/* Link-local addresses need a scope that a link cannot carry. */
static gboolean
is_reachable (const struct ifaddrs *interface,
              GInetAddress         *address)
{
  return (interface->ifa_flags & IFF_UP) != 0
         && !g_inet_address_get_is_loopback (address)
         && !g_inet_address_get_is_link_local (address);
}

static GPtrArray *
list_addresses (void)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_free);
  struct ifaddrs *interfaces = NULL;

  if (getifaddrs (&interfaces) != 0)
    return list;
  for (struct ifaddrs *i = interfaces; i != NULL; i = i->ifa_next)
    {
      g_autoptr (GInetAddress) address = get_address (i->ifa_addr);

      if (address != NULL && is_reachable (i, address))
        g_ptr_array_add (list, g_inet_address_to_string (address));
    }
  freeifaddrs (interfaces);
  return list;
}

static char *
dup_routed_address (void)
{
  g_autoptr (GSocket) socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, NULL);
  g_autoptr (GSocketAddress) far = g_inet_socket_address_new_from_string (FAR_ADDRESS, FAR_PORT);
  g_autoptr (GSocketAddress) near = NULL;
  GInetAddress *address;

  if (socket == NULL || !g_socket_connect (socket, far, NULL, NULL))
    return NULL;
  near = g_socket_get_local_address (socket, NULL);
  if (near == NULL)
    return NULL;
  address = g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (near));
  return g_inet_address_get_is_loopback (address) ? NULL : g_inet_address_to_string (address);
}

static char *
dup_first (GPtrArray *list,
           gboolean   is_v6)
{
  for (guint i = 0; i < list->len; i++)
    if ((strchr (g_ptr_array_index (list, i), ':') != NULL) == is_v6)
      return g_strdup (g_ptr_array_index (list, i));
  return NULL;
}

/**
 * portunus_addresses_dup_best:
 *
 * Returns: (transfer full): the address to put into a link
 */
char *
portunus_addresses_dup_best (void)
{
  g_autoptr (GPtrArray) list = NULL;
  char *best = dup_routed_address ();

  if (best != NULL)
    return best;
  list = list_addresses ();
  best = dup_first (list, FALSE);
  if (best == NULL)
    best = dup_first (list, TRUE);
  return best != NULL ? best : g_strdup (LOOPBACK);
}

/**
 * portunus_addresses_dup_certificate_names:
 *
 * Returns: (transfer full): what a certificate of this machine has to be good for
 */
char **
portunus_addresses_dup_certificate_names (void)
{
  GPtrArray *names = list_addresses ();
  const char *host = g_get_host_name ();
  g_autofree char *label = g_strndup (host, strcspn (host, "."));

  g_ptr_array_add (names, g_strdup ("localhost"));
  g_ptr_array_add (names, g_strdup (LOOPBACK));
  g_ptr_array_add (names, g_strdup ("::1"));
  if (*label != '\0' && !g_hostname_is_non_ascii (label))
    g_ptr_array_add (names, g_strconcat (label, ".local", NULL));
  g_ptr_array_add (names, NULL);
  return (char **) g_ptr_array_free (names, FALSE);
}

/**
 * portunus_addresses_list:
 *
 * Returns: (transfer full): what others may try, without loopback and link-local addresses
 */
char **
portunus_addresses_list (void)
{
  GPtrArray *list = list_addresses ();

  g_ptr_array_add (list, NULL);
  return (char **) g_ptr_array_free (list, FALSE);
}

/* GInetAddress knows the site-local addresses of old, not the unique local ones (RFC 4193). */
static gboolean
is_near_address (GInetAddress *address)
{
  const guint8 *bytes = g_inet_address_to_bytes (address);

  return g_inet_address_get_is_site_local (address) || g_inet_address_get_is_link_local (address)
         || g_inet_address_get_is_loopback (address)
         || (g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6 && (bytes[0] & 0xfe) == 0xfc);
}

/* Global addresses of one IPv6 subnet are neighbours, too. */
static gboolean
is_same_subnet (GInetAddress *a,
                GInetAddress *b)
{
  if (g_inet_address_equal (a, b))
    return TRUE;
  return g_inet_address_get_family (a) == G_SOCKET_FAMILY_IPV6
         && g_inet_address_get_family (b) == G_SOCKET_FAMILY_IPV6
         && memcmp (g_inet_address_to_bytes (a), g_inet_address_to_bytes (b), 8) == 0;
}

/**
 * portunus_addresses_are_near:
 * @a: an address
 * @b: one that it reaches
 *
 * Returns: whether the two are neighbours, as far as addresses tell
 */
gboolean
portunus_addresses_are_near (GInetAddress *a,
                             GInetAddress *b)
{
  return is_same_subnet (a, b) || (is_near_address (a) && is_near_address (b));
}
