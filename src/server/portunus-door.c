/* portunus-door.c: who gets into a room, and who does not (SIGNALING.md)
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-door-private.h"

#include <string.h>

#include "portunus-encoding.h"
#include "portunus-room-password.h"
#include "portunus-ticket.h"

#define PASSWORD_WINDOW_US ((gint64) PORTUNUS_DOOR_PASSWORD_SECONDS * G_USEC_PER_SEC)
/* How often one may knock after a no. */
#define REFUSALS           3
#define REFUSAL_WINDOW_US  (G_GINT64_CONSTANT (300) * G_USEC_PER_SEC)

static GHashTable *
new_set (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * portunus_door_new:
 * @room: the room's id
 * @key: what tickets and tokens are signed with, 32 bytes
 * @options: who gets in; copied
 *
 * Returns: (transfer full): a door that nobody came to yet
 */
PortunusDoor *
portunus_door_new (const char                *room,
                   PortunusSecret            *key,
                   const PortunusRoomOptions *options)
{
  PortunusDoor *self = g_new0 (PortunusDoor, 1);

  self->room = g_strdup (room);
  self->key = portunus_secret_ref (key);
  self->verifier = options->verifier != NULL ? g_bytes_ref (options->verifier) : NULL;
  self->entry = options->entry;
  self->is_one_time = options->is_one_time;
  self->passwords = portunus_tries_new (PORTUNUS_DOOR_PASSWORD_TRIES, PASSWORD_WINDOW_US);
  self->refusals = portunus_tries_new (REFUSALS, REFUSAL_WINDOW_US);
  self->kicked_guests = new_set ();
  self->kicked_clients = new_set ();
  self->used_tokens = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

/**
 * portunus_door_free:
 * @self: (transfer full): a door
 */
void
portunus_door_free (PortunusDoor *self)
{
  g_free (self->room);
  portunus_secret_unref (self->key);
  g_clear_pointer (&self->verifier, g_bytes_unref);
  portunus_tries_free (self->passwords);
  portunus_tries_free (self->refusals);
  g_hash_table_unref (self->kicked_guests);
  g_hash_table_unref (self->kicked_clients);
  g_hash_table_unref (self->used_tokens);
  g_free (self);
}

/**
 * portunus_door_describe:
 * @self: a door
 * @stored: a room to be written down
 *
 * Fills in what the door knows of it.
 */
void
portunus_door_describe (PortunusDoor       *self,
                        PortunusStoredRoom *stored)
{
  stored->entry = g_strdup (portunus_room_entry_get_name (self->entry));
  stored->is_locked = self->is_locked;
  stored->is_one_time = self->is_one_time;
  stored->password_verifier = self->verifier != NULL ? g_bytes_ref (self->verifier) : NULL;
  stored->host_token_hash = self->has_host ? g_bytes_new (self->host_hash, sizeof self->host_hash) : NULL;
}

/**
 * portunus_door_restore:
 * @self: a door that was made from the same room
 * @stored: a room that was written down, its hash of %PORTUNUS_HASH_SIZE bytes
 *
 * Takes what does not come with the options of a new room.
 */
void
portunus_door_restore (PortunusDoor             *self,
                       const PortunusStoredRoom *stored)
{
  self->is_locked = stored->is_locked;
  self->has_host = stored->host_token_hash != NULL;
  if (self->has_host)
    memcpy (self->host_hash, g_bytes_get_data (stored->host_token_hash, NULL), sizeof self->host_hash);
}

static void
let_in (PortunusDoorAnswer *answer,
        char               *guest)
{
  answer->verdict = PORTUNUS_VERDICT_IN;
  answer->guest = guest != NULL ? guest : portunus_random_id (PORTUNUS_TICKET_GUEST_BYTES);
}

static void
turn_away (PortunusDoorAnswer  *answer,
           PortunusRoomFailure  failure)
{
  answer->verdict = PORTUNUS_VERDICT_OUT;
  answer->failure = failure;
}

static gboolean
is_right_password (PortunusDoor *self,
                   GBytes       *proof)
{
  guint8 verifier[PORTUNUS_ROOM_PROOF_SIZE];

  portunus_room_password_verifier (g_bytes_get_data (proof, NULL), verifier);
  return portunus_constant_time_equal (verifier, g_bytes_get_data (self->verifier, NULL), sizeof verifier);
}

/* The try is counted before it is looked at. */
static gboolean
check_password (PortunusDoor       *self,
                GBytes             *proof,
                const char         *client,
                gint64              now_us,
                PortunusDoorAnswer *answer)
{
  if (self->verifier == NULL)
    return TRUE;
  if (proof == NULL)
    turn_away (answer, PORTUNUS_ROOM_FAILURE_PASSWORD_NEEDED);
  else if (!portunus_tries_take (self->passwords, client, now_us))
    turn_away (answer, PORTUNUS_ROOM_FAILURE_TOO_MANY_TRIES);
  else if (is_right_password (self, proof))
    {
      portunus_tries_give_back (self->passwords, client);
      return TRUE;
    }
  else
    {
      turn_away (answer, PORTUNUS_ROOM_FAILURE_WRONG_PASSWORD);
      answer->n_left = portunus_tries_get_left (self->passwords, client, now_us);
    }
  return FALSE;
}

static void
judge_stranger (PortunusDoor                *self,
                const PortunusMemberMessage *claim,
                const char                  *client,
                gint64                       now_us,
                PortunusDoorAnswer          *answer)
{
  PortunusRoomFailure failure;

  answer->is_new = TRUE;
  failure = portunus_door_check_again (self, client);
  if (failure == 0 && claim->token != NULL)
    failure = _portunus_door_use_token (self, claim->token, answer);
  if (failure != 0)
    turn_away (answer, failure);
  else if (claim->token != NULL)
    let_in (answer, NULL);
  else if (!check_password (self, claim->password, client, now_us, answer))
    return;
  else if (self->entry != PORTUNUS_ROOM_ENTRY_ASK)
    let_in (answer, NULL);
  else if (portunus_tries_get_left (self->refusals, client, now_us) == 0)
    turn_away (answer, PORTUNUS_ROOM_FAILURE_REFUSED);
  else
    {
      let_in (answer, NULL);
      answer->verdict = PORTUNUS_VERDICT_WAIT;
    }
}

/**
 * portunus_door_judge:
 * @self: a door
 * @claim: what somebody shows; may be empty
 * @client: the key of its address
 * @now_us: monotonic time in microseconds
 * @answer: (out caller-allocates): what becomes of it; free its guest and its token_id
 *
 * Decides. What is good for one time, or for so many tries, is used up by it.
 */
void
portunus_door_judge (PortunusDoor                *self,
                     const PortunusMemberMessage *claim,
                     const char                  *client,
                     gint64                       now_us,
                     PortunusDoorAnswer          *answer)
{
  g_autofree char *guest = NULL;

  if (claim->ticket != NULL)
    guest = portunus_door_read_ticket (self, claim->ticket);
  *answer = (PortunusDoorAnswer) { 0 };
  if (claim->host != NULL)
    {
      answer->is_host = _portunus_door_is_host (self, claim->host);
      if (answer->is_host)
        let_in (answer, g_steal_pointer (&guest));
      else
        turn_away (answer, PORTUNUS_ROOM_FAILURE_REFUSED);
    }
  else if (guest != NULL && portunus_door_is_kicked (self, guest))
    turn_away (answer, PORTUNUS_ROOM_FAILURE_KICKED);
  else if (guest != NULL)
    let_in (answer, g_steal_pointer (&guest));
  else
    judge_stranger (self, claim, client, now_us, answer);
}

/**
 * portunus_door_note_guest:
 * @self: a door
 *
 * Somebody new came in who is no host: a room for one time locks itself.
 */
void
portunus_door_note_guest (PortunusDoor *self)
{
  self->is_locked |= self->is_one_time;
}

/**
 * portunus_door_kick:
 * @self: a door
 * @guest: which guest
 * @client: the key of its address
 *
 * Neither gets in again, except guests of the same address by their own tickets.
 */
void
portunus_door_kick (PortunusDoor *self,
                    const char   *guest,
                    const char   *client)
{
  g_hash_table_add (self->kicked_guests, g_strdup (guest));
  g_hash_table_add (self->kicked_clients, g_strdup (client));
}

/**
 * portunus_door_recall:
 * @self: a door that nobody came to yet
 * @note: who was sent away before a restart
 * @seconds: of wrong passwords: for how long they still count
 * @now_us: monotonic time in microseconds
 *
 * Treats that one as before.
 */
void
portunus_door_recall (PortunusDoor           *self,
                      const PortunusDoorNote *note,
                      gint64                  seconds,
                      gint64                  now_us)
{
  switch (note->kind)
    {
    case PORTUNUS_DOOR_NOTE_GUEST:
      g_hash_table_add (self->kicked_guests, g_strdup (note->name));
      break;
    case PORTUNUS_DOOR_NOTE_CLIENT:
      g_hash_table_add (self->kicked_clients, g_strdup (note->name));
      break;
    case PORTUNUS_DOOR_NOTE_TRIES:
    default:
      seconds = CLAMP (seconds, 0, PORTUNUS_DOOR_PASSWORD_SECONDS);
      portunus_tries_recall (self->passwords, note->name, note->n_tries,
                             now_us - PASSWORD_WINDOW_US + seconds * G_USEC_PER_SEC);
    }
}

/**
 * portunus_door_check_again:
 * @self: a door
 * @client: the key of the address of somebody new
 *
 * Returns: why nobody new comes in from there, whatever it shows; 0 if it may
 */
PortunusRoomFailure
portunus_door_check_again (PortunusDoor *self,
                           const char   *client)
{
  if (g_hash_table_contains (self->kicked_clients, client))
    return PORTUNUS_ROOM_FAILURE_KICKED;
  return self->is_locked ? PORTUNUS_ROOM_FAILURE_LOCKED : 0;
}

/**
 * portunus_door_is_kicked:
 * @self: a door
 * @guest: a guest
 *
 * Returns: whether that one had to go
 */
gboolean
portunus_door_is_kicked (PortunusDoor *self,
                         const char   *guest)
{
  return g_hash_table_contains (self->kicked_guests, guest);
}

/**
 * portunus_door_refuse:
 * @self: a door
 * @client: the key of an address
 * @now_us: monotonic time in microseconds
 *
 * The host said no. After a few of them nobody from there is asked for again for a while.
 */
void
portunus_door_refuse (PortunusDoor *self,
                      const char   *client,
                      gint64        now_us)
{
  portunus_tries_take (self->refusals, client, now_us);
}

/**
 * portunus_door_forgive:
 * @self: a door
 *
 * Forgets the addresses of those who were kicked and refused.
 */
void
portunus_door_forgive (PortunusDoor *self)
{
  g_hash_table_remove_all (self->kicked_clients);
  portunus_tries_clear (self->refusals);
}

/**
 * portunus_door_set_locked:
 * @self: a door
 * @is_locked: whether nobody new comes in
 */
void
portunus_door_set_locked (PortunusDoor *self,
                          gboolean      is_locked)
{
  self->is_locked = is_locked;
}

/**
 * portunus_door_set_entry:
 * @self: a door
 * @entry: who gets in from now on
 *
 * The password cannot be changed, since the peers' secret hangs on it.
 *
 * Returns: %FALSE if @entry does not go with the password, or the lack of one
 */
gboolean
portunus_door_set_entry (PortunusDoor      *self,
                         PortunusRoomEntry  entry)
{
  PortunusRoomEntry without_asking = self->verifier != NULL ? PORTUNUS_ROOM_ENTRY_PASSWORD : PORTUNUS_ROOM_ENTRY_LINK;

  if (entry != PORTUNUS_ROOM_ENTRY_ASK && entry != without_asking)
    return FALSE;
  self->entry = entry;
  return TRUE;
}

/**
 * portunus_door_is_locked:
 * @self: a door
 *
 * Returns: whether nobody new comes in
 */
gboolean
portunus_door_is_locked (PortunusDoor *self)
{
  return self->is_locked;
}

/**
 * portunus_door_get_entry:
 * @self: a door
 *
 * Returns: who gets in
 */
PortunusRoomEntry
portunus_door_get_entry (PortunusDoor *self)
{
  return self->entry;
}

/**
 * portunus_door_has_password:
 * @self: a door
 *
 * Returns: whether there is one
 */
gboolean
portunus_door_has_password (PortunusDoor *self)
{
  return self->verifier != NULL;
}

/**
 * portunus_door_is_open:
 * @self: a door
 *
 * Returns: whether somebody who shows nothing may come in, unless it was sent away before
 */
gboolean
portunus_door_is_open (PortunusDoor *self)
{
  return !self->is_locked && self->verifier == NULL && self->entry == PORTUNUS_ROOM_ENTRY_LINK;
}
