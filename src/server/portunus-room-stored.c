/* portunus-room-stored.c: a room as it is written down, and a room from what was
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-room-private.h"

#include "portunus-encoding.h"
#include "portunus-kdf.h"
#include "portunus-link.h"
#include "portunus-room-password.h"

/* For a room that would live until it is closed: nobody may be left who knows of it. */
#define EMPTY_SECONDS (24 * 60 * 60)

/**
 * portunus_room_dup_stored:
 * @self: a room
 *
 * Returns: (transfer full): what has to be known of it to have it again
 */
PortunusStoredRoom *
portunus_room_dup_stored (PortunusRoom *self)
{
  PortunusStoredRoom *stored = g_new0 (PortunusStoredRoom, 1);

  stored->id = g_strdup (self->id);
  stored->created = self->created;
  stored->expires = portunus_room_get_expires (self);
  stored->empty_seconds = (guint) (self->empty_us / G_USEC_PER_SEC);
  stored->max_peers = self->max_guests;
  stored->code_number = self->code_number;
  portunus_door_describe (self->door, stored);
  return stored;
}

static gboolean
has_size (GBytes *bytes,
          gsize   size)
{
  return bytes == NULL || g_bytes_get_size (bytes) == size;
}

static gboolean
check (const PortunusStoredRoom *stored)
{
  g_autoptr (GBytes) id = portunus_decode_hex (stored->id, PORTUNUS_ROOM_ID_BYTES, NULL);

  return id != NULL && has_size (stored->password_verifier, PORTUNUS_ROOM_PROOF_SIZE)
         && has_size (stored->host_token_hash, PORTUNUS_HASH_SIZE);
}

/**
 * portunus_room_new_stored:
 * @stored: what was written down
 * @key: what its tickets and tokens are signed with, 32 bytes
 *
 * The time for which it may be empty begins anew.
 *
 * Returns: (transfer full) (nullable): the room, empty; %NULL where there is none any more
 */
PortunusRoom *
portunus_room_new_stored (const PortunusStoredRoom *stored,
                          PortunusSecret           *key)
{
  gint64 left = stored->expires - g_get_real_time () / G_USEC_PER_SEC;
  PortunusRoomOptions options = {
    .id = stored->id,
    .max_peers = CLAMP (stored->max_peers, PORTUNUS_ROOM_MIN_GUESTS, PORTUNUS_ROOM_MAX_GUESTS),
    .empty_seconds = stored->empty_seconds,
    .verifier = stored->password_verifier,
    .is_one_time = stored->is_one_time,
  };
  PortunusRoom *self;

  if (!check (stored) || !portunus_room_entry_from_name (stored->entry, &options.entry)
      || (stored->expires != 0 && left <= 0))
    return NULL;
  if (stored->expires != 0)
    options.expiry_seconds = (guint) MIN (left, PORTUNUS_ROOM_MAX_EXPIRY_SECONDS);
  else if (stored->empty_seconds == 0)
    options.empty_seconds = EMPTY_SECONDS;
  self = portunus_room_new (&options, key, stored->code_number);
  self->created = stored->created;
  portunus_door_restore (self->door, stored);
  return self;
}
