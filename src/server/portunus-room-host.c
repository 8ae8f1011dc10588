/* portunus-room-host.c: what the host of a room may do
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-room-private.h"

static void
set_locked (PortunusRoom *self,
            gboolean      is_locked)
{
  portunus_door_set_locked (self->door, is_locked);
  _portunus_room_tell_state (self);
}

static PortunusMember *
find_waiting (PortunusRoom *self,
              const char   *peer_id)
{
  PortunusMember *member = g_hash_table_lookup (self->outside, peer_id);

  return member != NULL && _portunus_room_is_waiting (member) ? member : NULL;
}

/* Somebody who is gone in the meantime needs no answer. */
static void
decide (PortunusRoom *self,
        const char   *peer_id,
        gboolean      is_welcome)
{
  PortunusMember *member = find_waiting (self, peer_id);

  if (member == NULL)
    return;
  if (is_welcome)
    {
      _portunus_room_admit (self, member);
      return;
    }
  portunus_door_refuse (self->door, portunus_member_get_client (member), g_get_monotonic_time ());
  portunus_member_fail (member, PORTUNUS_ROOM_FAILURE_REFUSED);
}

/**
 * portunus_room_kick:
 * @self: a room
 * @peer_id: one of its members
 *
 * Ends all connections of that member's guest, who does not come in again.
 *
 * Returns: whether there was such a member
 */
gboolean
portunus_room_kick (PortunusRoom *self,
                    const char   *peer_id)
{
  PortunusMember *member = g_hash_table_lookup (self->members, peer_id);
  g_autoptr (GPtrArray) members = NULL;
  g_autofree char *guest = NULL;

  if (member == NULL)
    return FALSE;
  guest = g_strdup (portunus_member_get_guest (member));
  members = portunus_room_list_members (self);
  for (guint i = 0; i < members->len; i++)
    {
      PortunusMember *other = g_ptr_array_index (members, i);

      if (!g_str_equal (portunus_member_get_guest (other), guest))
        continue;
      _portunus_room_keep_kick (self, guest, portunus_member_get_client (other));
      portunus_member_fail (other, PORTUNUS_ROOM_FAILURE_KICKED);
    }
  g_signal_emit_by_name (self, "kicked", guest);
  return TRUE;
}

/* A host does not turn a host out. */
static void
kick (PortunusRoom *self,
      const char   *peer_id)
{
  PortunusMember *member = g_hash_table_lookup (self->members, peer_id);

  if (member != NULL && !portunus_member_is_host (member))
    portunus_room_kick (self, peer_id);
}

static gboolean
set (PortunusRoom                *self,
     const PortunusMemberMessage *message)
{
  if (message->has_entry && !portunus_door_set_entry (self->door, message->entry))
    return FALSE;
  if (message->max_peers > 0)
    self->max_guests = message->max_peers;
  if (message->expiry_seconds > 0)
    self->expires_us = g_get_monotonic_time () + (gint64) message->expiry_seconds * G_USEC_PER_SEC;
  _portunus_room_tell_state (self);
  return TRUE;
}

static void
invite (PortunusRoom                *self,
        PortunusMember              *host,
        const PortunusMemberMessage *message)
{
  gint64 expires;
  g_autofree char *token = portunus_door_make_token (self->door, message->expiry_seconds, &expires);
  g_autofree char *text = portunus_room_message_invitation (token, expires);

  portunus_member_send (host, text);
}

gboolean
_portunus_room_obey (PortunusRoom                *self,
                     PortunusMember              *host,
                     const PortunusMemberMessage *message)
{
  switch (message->type)
    {
    case PORTUNUS_MEMBER_LOCK:
    case PORTUNUS_MEMBER_UNLOCK:
      set_locked (self, message->type == PORTUNUS_MEMBER_LOCK);
      return TRUE;
    case PORTUNUS_MEMBER_ADMIT:
    case PORTUNUS_MEMBER_REFUSE:
      decide (self, message->peer, message->type == PORTUNUS_MEMBER_ADMIT);
      return TRUE;
    case PORTUNUS_MEMBER_KICK:
      kick (self, message->peer);
      return TRUE;
    case PORTUNUS_MEMBER_FORGIVE:
      _portunus_room_forgive (self);
      return TRUE;
    case PORTUNUS_MEMBER_SET:
      return set (self, message);
    case PORTUNUS_MEMBER_INVITE:
      invite (self, host, message);
      return TRUE;
    case PORTUNUS_MEMBER_CLOSE:
      g_signal_emit_by_name (self, "close-wanted");
      return TRUE;
    case PORTUNUS_MEMBER_SIGNAL:
    case PORTUNUS_MEMBER_ENTER:
    case PORTUNUS_MEMBER_ICE:
    default:
      return FALSE;
    }
}
