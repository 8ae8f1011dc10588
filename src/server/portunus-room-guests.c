/* portunus-room-guests.c: who has a place in a room
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-room-private.h"

#define MAX_PER_GUEST 8

static guint
count_connections (PortunusRoom *self,
                   const char   *guest)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->guests, guest));
}

static void
set_connections (PortunusRoom *self,
                 const char   *guest,
                 guint         n)
{
  if (n > 0)
    g_hash_table_insert (self->guests, g_strdup (guest), GUINT_TO_POINTER (n));
  else
    g_hash_table_remove (self->guests, guest);
}

/* A host always gets in, so hosts are not in the table of guests. */
gboolean
_portunus_room_has_place_for (PortunusRoom *self,
                              const char   *guest,
                              gboolean      is_host)
{
  guint n = guest != NULL ? count_connections (self, guest) : 0;

  if (g_hash_table_size (self->members) >= PORTUNUS_ROOM_MAX_PEERS || n >= MAX_PER_GUEST)
    return FALSE;
  return is_host || n > 0 || g_hash_table_size (self->guests) < self->max_guests;
}

void
_portunus_room_count_in (PortunusRoom   *self,
                         PortunusMember *member)
{
  const char *guest = portunus_member_get_guest (member);

  if (!portunus_member_is_host (member))
    set_connections (self, guest, count_connections (self, guest) + 1);
}

void
_portunus_room_count_out (PortunusRoom   *self,
                          PortunusMember *member)
{
  const char *guest = portunus_member_get_guest (member);

  if (!portunus_member_is_host (member))
    set_connections (self, guest, count_connections (self, guest) - 1);
}

static gboolean
is_inside (PortunusRoom *self,
           const char   *guest)
{
  GHashTableIter iter;
  gpointer member;

  g_hash_table_iter_init (&iter, self->members);
  while (g_hash_table_iter_next (&iter, NULL, &member))
    if (g_str_equal (portunus_member_get_guest (member), guest))
      return TRUE;
  return FALSE;
}

/**
 * portunus_room_dup_ticket_holder:
 * @self: a room
 * @ticket: (nullable): untrusted text
 * @is_kicked: (out): whether it was a ticket until its guest had to go
 *
 * A ticket is good for as long as its guest is in the room.
 *
 * Returns: (transfer full) (nullable): which guest shows it; %NULL for nobody who is in the room now
 */
char *
portunus_room_dup_ticket_holder (PortunusRoom *self,
                                 const char   *ticket,
                                 gboolean     *is_kicked)
{
  g_autofree char *guest = ticket != NULL ? portunus_door_read_ticket (self->door, ticket) : NULL;

  *is_kicked = guest != NULL && portunus_door_is_kicked (self->door, guest);
  return guest != NULL && !*is_kicked && is_inside (self, guest) ? g_steal_pointer (&guest) : NULL;
}
