/* portunus-share-room-host.c: what the host of a room says about who is in it, and who may come
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-share-room-private.h"

#include "portunus-certificate.h"

static void
tell (PortunusShareRoom *self,
      const char        *order,
      const char        *peer_id)
{
  if (self->client != NULL)
    portunus_room_client_tell (self->client, order, peer_id);
}

/* In a room with a password an invitation has it in it already. */
char *
_portunus_share_room_format_invitation (PortunusShareRoom *self,
                                        const char        *token)
{
  g_autoptr (PortunusLink) link = portunus_link_copy (self->room->link);
  gsize length;
  const guint8 *secret = portunus_secret_get_data (self->keys->link_secret, &length);

  g_clear_pointer (&link->secret, g_bytes_unref);
  link->secret = g_bytes_new (secret, length);
  g_free (link->token);
  link->token = g_strdup (token);
  return portunus_link_format (link);
}

/**
 * portunus_share_room_answer:
 * @self: a room
 * @peer_id: who was announced by "asked"
 * @is_welcome: whether it may come in
 *
 * Nothing happens where it is gone by now.
 */
void
portunus_share_room_answer (PortunusShareRoom *self,
                            const char        *peer_id,
                            gboolean           is_welcome)
{
  g_return_if_fail (PORTUNUS_IS_SHARE_ROOM (self));

  tell (self, is_welcome ? "admit" : "refuse", peer_id);
}

/**
 * portunus_share_room_kick:
 * @self: a room that we host
 * @peer_id: who goes, with all its connections, and does not get in again by its ticket or from its address
 */
void
portunus_share_room_kick (PortunusShareRoom *self,
                          const char        *peer_id)
{
  g_return_if_fail (PORTUNUS_IS_SHARE_ROOM (self));

  tell (self, "kick", peer_id);
}

/**
 * portunus_share_room_forgive:
 * @self: a room that we host
 *
 * Whoever comes from an address that was thrown out may come in again.
 */
void
portunus_share_room_forgive (PortunusShareRoom *self)
{
  g_return_if_fail (PORTUNUS_IS_SHARE_ROOM (self));

  tell (self, "forgive", NULL);
}

/**
 * portunus_share_room_set_locked:
 * @self: a room that we host
 * @is_locked: whether nobody new gets in; "changed" follows
 */
void
portunus_share_room_set_locked (PortunusShareRoom *self,
                                gboolean           is_locked)
{
  g_return_if_fail (PORTUNUS_IS_SHARE_ROOM (self));

  tell (self, is_locked ? "lock" : "unlock", NULL);
}

/**
 * portunus_share_room_is_locked:
 * @self: a room
 *
 * Returns: whether nobody new gets in
 */
gboolean
portunus_share_room_is_locked (PortunusShareRoom *self)
{
  g_return_val_if_fail (PORTUNUS_IS_SHARE_ROOM (self), FALSE);

  return self->client != NULL && portunus_room_client_get_state (self->client)->is_locked;
}

/**
 * portunus_share_room_get_entry:
 * @self: a room
 *
 * Returns: who gets in: by the server's word, or until that is known by our own
 */
PortunusRoomEntry
portunus_share_room_get_entry (PortunusShareRoom *self)
{
  const PortunusRoomState *state;

  g_return_val_if_fail (PORTUNUS_IS_SHARE_ROOM (self), PORTUNUS_ROOM_ENTRY_LINK);

  state = self->client != NULL ? portunus_room_client_get_state (self->client) : NULL;
  return state != NULL && state->max_peers > 0 ? state->entry : self->rules.entry;
}

/**
 * portunus_share_room_is_one_time:
 * @self: a room of our own
 *
 * Returns: whether it locks itself behind the first guest
 */
gboolean
portunus_share_room_is_one_time (PortunusShareRoom *self)
{
  g_return_val_if_fail (PORTUNUS_IS_SHARE_ROOM (self), FALSE);

  return self->rules.is_one_time;
}

/**
 * portunus_share_room_get_expires:
 * @self: a room
 *
 * Returns: when it ends, in seconds since 1970; 0 for a room without an end, or while that is not known
 */
gint64
portunus_share_room_get_expires (PortunusShareRoom *self)
{
  g_return_val_if_fail (PORTUNUS_IS_SHARE_ROOM (self), 0);

  return self->client != NULL ? portunus_room_client_get_state (self->client)->expires : 0;
}

/**
 * portunus_share_room_get_standing:
 * @self: a room
 *
 * Returns: how far we are in
 */
PortunusStanding
portunus_share_room_get_standing (PortunusShareRoom *self)
{
  g_return_val_if_fail (PORTUNUS_IS_SHARE_ROOM (self), PORTUNUS_STANDING_OUTSIDE);

  return self->standing;
}

/**
 * portunus_share_room_get_n_tries_left:
 * @self: a room that failed with %PORTUNUS_TRANSFER_ERROR_WRONG_PASSWORD
 *
 * Returns: how many more wrong passwords it takes from us; -1 where it did not say so
 */
int
portunus_share_room_get_n_tries_left (PortunusShareRoom *self)
{
  g_return_val_if_fail (PORTUNUS_IS_SHARE_ROOM (self), -1);

  return self->n_tries_left;
}

/**
 * portunus_share_room_invite:
 * @self: a room that we host
 * @expiry_seconds: for which the invitation is good, 60 to 604,800
 *
 * Asks for a link that lets in one guest; "invited" brings it.
 */
void
portunus_share_room_invite (PortunusShareRoom *self,
                            guint              expiry_seconds)
{
  g_return_if_fail (PORTUNUS_IS_SHARE_ROOM (self));

  if (self->client != NULL)
    portunus_room_client_invite (self->client, expiry_seconds);
}

/**
 * portunus_share_room_dup_words:
 * @self: a room
 *
 * Returns: (transfer full) (nullable): six words that stand for the fingerprint of its server's certificate; %NULL
 *   where that is not known
 */
char *
portunus_share_room_dup_words (PortunusShareRoom *self)
{
  g_return_val_if_fail (PORTUNUS_IS_SHARE_ROOM (self), NULL);

  if (self->room == NULL || self->room->link->fingerprint == NULL)
    return NULL;
  return portunus_certificate_dup_words (self->room->link->fingerprint);
}
