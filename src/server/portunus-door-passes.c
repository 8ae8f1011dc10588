/* portunus-door-passes.c: what lets somebody in: the host's token, tickets and invitations (SIGNALING.md)
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-door-private.h"

#include <string.h>

#include "portunus-encoding.h"
#include "portunus-ticket.h"
#include "portunus-token.h"

#define TOKEN_ID_BYTES 16

static void
hash (gconstpointer data,
      gsize         length,
      guint8        digest[PORTUNUS_HASH_SIZE])
{
  g_autoptr (PortunusHasher) hasher = portunus_hasher_new ();

  portunus_hasher_update (hasher, data, length);
  portunus_hasher_finish (hasher, digest);
}

/**
 * portunus_door_make_host:
 * @self: a door
 *
 * Makes the token that makes somebody host, in the place of an earlier one. Its hash is all that is kept.
 *
 * Returns: (transfer full): base64url
 */
char *
portunus_door_make_host (PortunusDoor *self)
{
  guint8 token[PORTUNUS_ROOM_HOST_TOKEN_BYTES];
  char *text;

  portunus_fill_random (token, sizeof token);
  hash (token, sizeof token, self->host_hash);
  self->has_host = TRUE;
  text = portunus_encode_base64url (token, sizeof token);
  explicit_bzero (token, sizeof token);
  return text;
}

gboolean
_portunus_door_is_host (PortunusDoor *self,
                        GBytes       *token)
{
  guint8 digest[PORTUNUS_HASH_SIZE];

  hash (g_bytes_get_data (token, NULL), g_bytes_get_size (token), digest);
  return self->has_host && portunus_constant_time_equal (digest, self->host_hash, sizeof digest);
}

/**
 * portunus_door_make_ticket:
 * @self: a door
 * @guest: which guest
 *
 * Returns: (transfer full): what lets this guest come back
 */
char *
portunus_door_make_ticket (PortunusDoor *self,
                           const char   *guest)
{
  return portunus_ticket_write (self->key, self->room, guest);
}

/**
 * portunus_door_read_ticket:
 * @self: a door
 * @ticket: untrusted text
 *
 * Returns: (transfer full) (nullable): the guest who may show it; %NULL for what is no ticket of this room
 */
char *
portunus_door_read_ticket (PortunusDoor *self,
                           const char   *ticket)
{
  return portunus_ticket_read (self->key, self->room, ticket);
}

/**
 * portunus_door_make_token:
 * @self: a door
 * @expiry_seconds: for which it is good
 * @expires: (out): the Unix time of its end
 *
 * Returns: (transfer full): a token that lets one guest in
 */
char *
portunus_door_make_token (PortunusDoor *self,
                          guint         expiry_seconds,
                          gint64       *expires)
{
  guint8 id[TOKEN_ID_BYTES];
  g_autofree char *id_text = NULL;
  PortunusToken token = { .audience = self->room };

  portunus_fill_random (id, sizeof id);
  id_text = portunus_encode_base64url (id, sizeof id);
  token.id = id_text;
  token.issued = g_get_real_time () / G_USEC_PER_SEC;
  token.expires = token.issued + expiry_seconds;
  *expires = token.expires;
  return portunus_token_write (&token, self->key);
}

static void
forget_expired_tokens (PortunusDoor *self,
                       gint64        now)
{
  GHashTableIter iter;
  gpointer expires;

  g_hash_table_iter_init (&iter, self->used_tokens);
  while (g_hash_table_iter_next (&iter, NULL, &expires))
    if (*(gint64 *) expires <= now)
      g_hash_table_iter_remove (&iter);
}

/* 0 for a token that is good, and used up by now. */
PortunusRoomFailure
_portunus_door_use_token (PortunusDoor       *self,
                          const char         *text,
                          PortunusDoorAnswer *answer)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autoptr (PortunusToken) token = portunus_token_read (text, self->key, NULL);

  if (token == NULL || strcmp (token->audience, self->room) != 0 || token->issued > token->expires)
    return PORTUNUS_ROOM_FAILURE_TOKEN_INVALID;
  if (token->expires <= now)
    return PORTUNUS_ROOM_FAILURE_TOKEN_EXPIRED;
  forget_expired_tokens (self, now);
  if (!g_hash_table_insert (self->used_tokens, g_strdup (token->id), g_memdup2 (&token->expires, sizeof (gint64))))
    return PORTUNUS_ROOM_FAILURE_TOKEN_USED;
  answer->token_id = g_strdup (token->id);
  answer->token_expires = token->expires;
  return 0;
}
