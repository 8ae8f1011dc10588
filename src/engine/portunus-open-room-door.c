/* portunus-open-room-door.c: who may come into an open room, and who has to go
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-open-room-private.h"

/* An honest guest hears that it was sent away, and says so, before anything of its own ends. */
#define GRACE_MS 2000

typedef struct
{
  char             *device;

  /* Borrowed */
  PortunusOpenRoom *room;
} Farewell;

static void
farewell_free (gpointer data)
{
  g_free (((Farewell *) data)->device);
  g_free (data);
}

static void
cancel_all (GListModel *transfers)
{
  for (guint i = 0; i < g_list_model_get_n_items (transfers); i++)
    {
      g_autoptr (PortunusTransfer) transfer = g_list_model_get_item (transfers, i);

      if (!portunus_transfer_is_over (transfer))
        portunus_transfer_request_cancel (transfer);
    }
}

static gboolean
farewell_cb (gpointer user_data)
{
  const Farewell *farewell = user_data;
  g_autoptr (PortunusOpenRoom) self = g_object_ref (farewell->room);
  GListModel *guests = portunus_guest_list_get_model (self->guests);

  for (guint i = 0; i < g_list_model_get_n_items (guests); i++)
    {
      g_autoptr (PortunusGuest) guest = g_list_model_get_item (guests, i);

      /* It may have been forgiven meanwhile. */
      if (g_strcmp0 (portunus_guest_get_device (guest), farewell->device) == 0 && !portunus_guest_is_present (guest))
        cancel_all (portunus_guest_get_transfers (guest));
    }
  g_ptr_array_remove_fast (self->farewells, g_main_current_source ());
  return G_SOURCE_REMOVE;
}

/* A lane does not need the room, so one that goes on all the same is cut off here. */
static void
bid_farewell (PortunusOpenRoom *self,
              PortunusGuest    *guest)
{
  Farewell *farewell = g_new (Farewell, 1);
  GSource *source = g_timeout_source_new (GRACE_MS);

  *farewell = (Farewell) { .device = g_strdup (portunus_guest_get_device (guest)), .room = self };
  g_source_set_callback (source, farewell_cb, farewell, farewell_free);
  g_source_attach (source, g_main_context_get_thread_default ());
  g_ptr_array_add (self->farewells, source);
}

/**
 * portunus_open_room_answer:
 * @self: a room
 * @peer_id: who was announced by "asked"
 * @is_welcome: whether it may come in
 *
 * Nothing happens where it is gone by now.
 */
void
portunus_open_room_answer (PortunusOpenRoom *self,
                           const char       *peer_id,
                           gboolean          is_welcome)
{
  PortunusShareRoom *room;

  g_return_if_fail (PORTUNUS_IS_OPEN_ROOM (self));

  room = portunus_reception_get_room (self->reception);
  if (room != NULL)
    portunus_share_room_answer (room, peer_id, is_welcome);
}

/**
 * portunus_open_room_kick:
 * @self: a room
 * @guest: who goes, with all its connections
 *
 * What goes on with it ends after two seconds at the latest, whatever it does. It may come back from another address,
 * as long as it has the link.
 */
void
portunus_open_room_kick (PortunusOpenRoom *self,
                         PortunusGuest    *guest)
{
  PortunusShareRoom *room;
  g_auto (GStrv) peer_ids = NULL;

  g_return_if_fail (PORTUNUS_IS_OPEN_ROOM (self));
  g_return_if_fail (PORTUNUS_IS_GUEST (guest));

  room = portunus_reception_get_room (self->reception);
  peer_ids = portunus_guest_dup_peer_ids (guest);
  for (guint i = 0; room != NULL && peer_ids[i] != NULL; i++)
    portunus_share_room_kick (room, peer_ids[i]);
  bid_farewell (self, guest);
}

/**
 * portunus_open_room_forgive:
 * @self: a room
 *
 * Whoever comes from an address that was thrown out may come in again.
 */
void
portunus_open_room_forgive (PortunusOpenRoom *self)
{
  PortunusShareRoom *room;

  g_return_if_fail (PORTUNUS_IS_OPEN_ROOM (self));

  room = portunus_reception_get_room (self->reception);
  if (room != NULL)
    portunus_share_room_forgive (room);
}

/**
 * portunus_open_room_set_locked:
 * @self: a room
 * @is_locked: whether nobody new gets in; "changed" follows
 */
void
portunus_open_room_set_locked (PortunusOpenRoom *self,
                               gboolean          is_locked)
{
  PortunusShareRoom *room;

  g_return_if_fail (PORTUNUS_IS_OPEN_ROOM (self));

  room = portunus_reception_get_room (self->reception);
  if (room != NULL)
    portunus_share_room_set_locked (room, is_locked);
}

/**
 * portunus_open_room_is_locked:
 * @self: a room
 *
 * Returns: whether nobody new gets in
 */
gboolean
portunus_open_room_is_locked (PortunusOpenRoom *self)
{
  PortunusShareRoom *room;

  g_return_val_if_fail (PORTUNUS_IS_OPEN_ROOM (self), FALSE);

  room = portunus_reception_get_room (self->reception);
  return room != NULL && portunus_share_room_is_locked (room);
}

/**
 * portunus_open_room_get_entry:
 * @self: a room
 *
 * Returns: who gets in
 */
PortunusRoomEntry
portunus_open_room_get_entry (PortunusOpenRoom *self)
{
  PortunusShareRoom *room;

  g_return_val_if_fail (PORTUNUS_IS_OPEN_ROOM (self), PORTUNUS_ROOM_ENTRY_LINK);

  room = portunus_reception_get_room (self->reception);
  return room != NULL ? portunus_share_room_get_entry (room) : PORTUNUS_ROOM_ENTRY_LINK;
}

/**
 * portunus_open_room_is_one_time:
 * @self: a room
 *
 * Returns: whether it locks itself behind the first guest
 */
gboolean
portunus_open_room_is_one_time (PortunusOpenRoom *self)
{
  PortunusShareRoom *room;

  g_return_val_if_fail (PORTUNUS_IS_OPEN_ROOM (self), FALSE);

  room = portunus_reception_get_room (self->reception);
  return room != NULL && portunus_share_room_is_one_time (room);
}

/**
 * portunus_open_room_get_expires:
 * @self: a room
 *
 * Returns: when it ends, in seconds since 1970; 0 for a room without an end, or while that is not known
 */
gint64
portunus_open_room_get_expires (PortunusOpenRoom *self)
{
  PortunusShareRoom *room;

  g_return_val_if_fail (PORTUNUS_IS_OPEN_ROOM (self), 0);

  room = portunus_reception_get_room (self->reception);
  return room != NULL ? portunus_share_room_get_expires (room) : 0;
}

/**
 * portunus_open_room_invite:
 * @self: a room
 * @expiry_seconds: for which the invitation is good, 60 to 604,800
 *
 * Asks for a link that lets in one guest, past password and questions; "invited" brings it.
 */
void
portunus_open_room_invite (PortunusOpenRoom *self,
                           guint             expiry_seconds)
{
  PortunusShareRoom *room;

  g_return_if_fail (PORTUNUS_IS_OPEN_ROOM (self));

  room = portunus_reception_get_room (self->reception);
  if (room != NULL)
    portunus_share_room_invite (room, expiry_seconds);
}

/**
 * portunus_open_room_dup_words:
 * @self: a room
 *
 * Returns: (transfer full) (nullable): six words that stand for the certificate, to compare with a browser's page;
 *   %NULL before "ready"
 */
char *
portunus_open_room_dup_words (PortunusOpenRoom *self)
{
  PortunusShareRoom *room;

  g_return_val_if_fail (PORTUNUS_IS_OPEN_ROOM (self), NULL);

  room = portunus_reception_get_room (self->reception);
  return room != NULL ? portunus_share_room_dup_words (room) : NULL;
}
