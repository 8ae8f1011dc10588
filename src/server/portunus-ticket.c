/* portunus-ticket.c: by what a guest of a room comes back
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-ticket.h"

#include <string.h>

#include "portunus-encoding.h"
#include "portunus-kdf.h"

#define MAC_BYTES    16
#define TICKET_BYTES (PORTUNUS_TICKET_GUEST_BYTES + MAC_BYTES)
#define INFO         "portunus/1 ticket"

/* A ticket needs no memory: it is the guest's id, and what only this server can have made of it. */
static void
sign (const PortunusSecret *key,
      const char           *room,
      const char           *guest,
      guint8                mac[MAC_BYTES])
{
  g_autofree char *text = g_strconcat (INFO, " ", room, " ", guest, NULL);
  g_autoptr (GBytes) info = g_bytes_new (text, strlen (text));
  g_autoptr (PortunusSecret) secret = portunus_hkdf (key, NULL, info, MAC_BYTES, NULL);

  if (secret == NULL)
    g_error ("HKDF is missing from libcrypto");
  memcpy (mac, portunus_secret_get_data (secret, NULL), MAC_BYTES);
}

/**
 * portunus_ticket_write:
 * @key: the server's own, 32 bytes
 * @room: a room's id
 * @guest: a guest's id
 *
 * Returns: (transfer full): base64url
 */
char *
portunus_ticket_write (const PortunusSecret *key,
                       const char           *room,
                       const char           *guest)
{
  g_autoptr (GBytes) id = portunus_decode_hex (guest, PORTUNUS_TICKET_GUEST_BYTES, NULL);
  guint8 ticket[TICKET_BYTES];

  g_return_val_if_fail (id != NULL, NULL);

  memcpy (ticket, g_bytes_get_data (id, NULL), PORTUNUS_TICKET_GUEST_BYTES);
  sign (key, room, guest, ticket + PORTUNUS_TICKET_GUEST_BYTES);
  return portunus_encode_base64url (ticket, sizeof ticket);
}

/**
 * portunus_ticket_read:
 * @key: the server's own
 * @room: a room's id
 * @ticket: untrusted text
 *
 * Returns: (transfer full) (nullable): the guest's id; %NULL for what is no ticket of this room
 */
char *
portunus_ticket_read (const PortunusSecret *key,
                      const char           *room,
                      const char           *ticket)
{
  g_autoptr (GBytes) bytes = portunus_decode_base64url (ticket, TICKET_BYTES, NULL);
  const guint8 *data = bytes != NULL ? g_bytes_get_data (bytes, NULL) : NULL;
  g_autofree char *guest = NULL;
  guint8 mac[MAC_BYTES];

  if (bytes == NULL || g_bytes_get_size (bytes) != TICKET_BYTES)
    return NULL;
  guest = portunus_encode_hex (data, PORTUNUS_TICKET_GUEST_BYTES);
  sign (key, room, guest, mac);
  if (!portunus_constant_time_equal (mac, data + PORTUNUS_TICKET_GUEST_BYTES, sizeof mac))
    return NULL;
  return g_steal_pointer (&guest);
}
