/* portunus-gate-client.c: which addresses are one client, and how many of something each client has
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-gate-client.h"

#include <string.h>

#define V4_BYTES 4
#define NETWORK_BYTES 8

/* An IPv4 address in one of the clothes of IPv6: ::ffff:a.b.c.d, ::ffff:0:a.b.c.d and ::a.b.c.d (RFC 4291 §2.5.5,
 * RFC 2765 §2.1). */
static gboolean
holds_v4 (const guint8 *bytes)
{
  static const guint8 prefixes[][12] = { { [10] = 0xff, [11] = 0xff }, { [8] = 0xff, [9] = 0xff }, { 0 } };

  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++)
    if (memcmp (bytes, prefixes[i], sizeof prefixes[i]) == 0)
      return TRUE;
  return FALSE;
}

static GInetAddress *
settle_v4 (const guint8 *bytes)
{
  if (bytes[0] == 127)
    return g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  if (bytes[0] == 0)
    return g_inet_address_new_any (G_SOCKET_FAMILY_IPV4);
  return g_inet_address_new_from_bytes (bytes, G_SOCKET_FAMILY_IPV4);
}

/**
 * portunus_gate_normalise_address:
 * @address: any address
 *
 * The one place that knows which addresses mean the same: IPv4 within IPv6 is IPv4, all of 127.0.0.0/8 and ::1 are
 * 127.0.0.1, all of 0.0.0.0/8 and :: are 0.0.0.0. Whatever is compared, counted or forbidden goes through here first.
 *
 * Returns: (transfer full): the address that stands for all of them
 */
GInetAddress *
portunus_gate_normalise_address (GInetAddress *address)
{
  const guint8 *bytes = g_inet_address_to_bytes (address);

  if (g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV4)
    return settle_v4 (bytes);
  if (g_inet_address_get_is_loopback (address))
    return g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  if (holds_v4 (bytes))
    return settle_v4 (bytes + 12);
  return g_object_ref (address);
}

/**
 * portunus_gate_client_key:
 * @address: a client's address
 *
 * Gives what a client is counted by: its IPv4 address, or its IPv6 /64, since a client has a whole one.
 *
 * Returns: (transfer full): a key for hash tables
 */
char *
portunus_gate_client_key (GInetAddress *address)
{
  g_autoptr (GInetAddress) one = portunus_gate_normalise_address (address);
  const guint8 *bytes = g_inet_address_to_bytes (one);
  gsize length = g_inet_address_get_family (one) == G_SOCKET_FAMILY_IPV4 ? V4_BYTES : NETWORK_BYTES;
  GString *key = g_string_sized_new (2 * NETWORK_BYTES);

  for (gsize i = 0; i < length; i++)
    g_string_append_printf (key, "%02x", bytes[i]);
  return g_string_free (key, FALSE);
}

/**
 * portunus_gate_shares_init:
 * @self: (out caller-allocates): shares
 * @max_total: what all clients may have together
 * @max_per_client: what one may have; 0 for as much as all
 *
 * Begins with nothing taken.
 */
void
portunus_gate_shares_init (PortunusGateShares *self,
                           guint               max_total,
                           guint               max_per_client)
{
  *self = (PortunusGateShares) { .counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL) };
  portunus_gate_shares_set_limits (self, max_total, max_per_client);
}

/**
 * portunus_gate_shares_set_limits:
 * @self: shares
 * @max_total: what all clients may have together
 * @max_per_client: what one may have; 0 for as much as all
 *
 * Changes the limits. Who has more keeps it.
 */
void
portunus_gate_shares_set_limits (PortunusGateShares *self,
                                 guint               max_total,
                                 guint               max_per_client)
{
  self->max_total = max_total;
  self->max_per_client = max_per_client > 0 ? max_per_client : max_total;
}

/**
 * portunus_gate_shares_clear:
 * @self: shares
 *
 * Frees what they hold.
 */
void
portunus_gate_shares_clear (PortunusGateShares *self)
{
  g_clear_pointer (&self->counts, g_hash_table_unref);
}

/**
 * portunus_gate_shares_take:
 * @self: shares
 * @key: a client
 *
 * Returns: whether there was one left for this client, which it now has
 */
gboolean
portunus_gate_shares_take (PortunusGateShares *self,
                           const char         *key)
{
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (self->counts, key));

  if (self->n_total >= self->max_total || n >= self->max_per_client)
    return FALSE;
  self->n_total++;
  g_hash_table_insert (self->counts, g_strdup (key), GUINT_TO_POINTER (n + 1));
  return TRUE;
}

/**
 * portunus_gate_shares_give:
 * @self: shares
 * @key: a client that took one
 *
 * Gives it back.
 */
void
portunus_gate_shares_give (PortunusGateShares *self,
                           const char         *key)
{
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (self->counts, key));

  g_return_if_fail (n > 0);

  self->n_total--;
  if (n > 1)
    g_hash_table_insert (self->counts, g_strdup (key), GUINT_TO_POINTER (n - 1));
  else
    g_hash_table_remove (self->counts, key);
}
