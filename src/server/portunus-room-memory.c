/* portunus-room-memory.c: what a room has its store know of those who came to its door
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-room-private.h"

#include "portunus-store-attempts.h"
#include "portunus-store-once.h"

/* Somebody at the door while the store is asked. */
typedef struct
{
  PortunusRoom   *room;
  PortunusMember *member;
  char           *guest;      /* of an invitation */
  guint           n_left;     /* after a wrong password */
} Comer;

static Comer *
comer_new (PortunusRoom             *room,
           PortunusMember           *member,
           const PortunusDoorAnswer *answer)
{
  Comer *comer = g_new0 (Comer, 1);

  comer->room = g_object_ref (room);
  comer->member = g_object_ref (member);
  comer->guest = g_strdup (answer->guest);
  comer->n_left = answer->n_left;
  return comer;
}

static void
comer_free (Comer *comer)
{
  g_object_unref (comer->room);
  g_object_unref (comer->member);
  g_free (comer->guest);
  g_free (comer);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Comer, comer_free)

/* It may have given up meanwhile, or the room may be closed. */
static gboolean
is_still_there (const Comer *comer)
{
  return g_hash_table_lookup (comer->room->outside, portunus_member_get_id (comer->member)) == comer->member;
}

static void
used_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (Comer) comer = user_data;
  PortunusRoom *self = comer->room;
  g_autoptr (GError) error = NULL;
  gboolean is_first = portunus_server_store_use_once_finish (PORTUNUS_SERVER_STORE (source), result, &error);
  PortunusRoomFailure failure;

  if (error != NULL)
    g_message ("Nobody knows whether an invitation was used: %s", error->message);
  if (!is_still_there (comer))
    return;
  failure = portunus_door_check_again (self->door, portunus_member_get_client (comer->member));
  if (!is_first)
    portunus_member_fail (comer->member, PORTUNUS_ROOM_FAILURE_TOKEN_USED);
  else if (failure != 0)
    portunus_member_fail (comer->member, failure);
  else if (!_portunus_room_has_place_for (self, comer->guest, FALSE))
    portunus_member_fail (comer->member, PORTUNUS_ROOM_FAILURE_FULL);
  else
    _portunus_room_let_in (self, comer->member, comer->guest);
}

/* The door knows what was used since the server started, the store what was before. */
void
_portunus_room_use_up (PortunusRoom             *self,
                       PortunusMember           *member,
                       const PortunusDoorAnswer *answer)
{
  portunus_server_store_use_once_async (self->store, "invitation", answer->token_id, answer->token_expires, NULL,
                                        used_cb, comer_new (self, member, answer));
}

static PortunusAttemptLimit
get_limit (const char *scope)
{
  return (PortunusAttemptLimit) {
    .scope = scope,
    .max = PORTUNUS_DOOR_PASSWORD_TRIES,
    .window_seconds = PORTUNUS_DOOR_PASSWORD_SECONDS,
  };
}

static void
counted_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (Comer) comer = user_data;
  g_autoptr (GError) error = NULL;

  portunus_server_store_take_attempt_finish (PORTUNUS_SERVER_STORE (source), result, NULL, &error);
  if (error != NULL)
    g_message ("A wrong password was not written down: %s", error->message);
  if (is_still_there (comer))
    portunus_member_fail_password (comer->member, comer->n_left);
}

/* The door has counted it by now. The answer comes after the store has, too: nobody learns more by a restart. */
void
_portunus_room_refuse_password (PortunusRoom             *self,
                                PortunusMember           *member,
                                const PortunusDoorAnswer *answer)
{
  g_autofree char *scope = g_strconcat (PORTUNUS_STORE_ROOM_SCOPE, self->id, NULL);
  const PortunusAttemptLimit limit = get_limit (scope);

  if (self->store != NULL)
    portunus_server_store_take_attempt_async (self->store, &limit, portunus_member_get_client (member), NULL,
                                              counted_cb, comer_new (self, member, answer));
  else
    portunus_member_fail_password (member, answer->n_left);
}

static void
kick_kept_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (PortunusRoom) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!portunus_server_store_keep_kick_finish (PORTUNUS_SERVER_STORE (source), result, &error))
    g_message ("Who was kicked from room %.6s was not written down: %s", self->id, error->message);
}

void
_portunus_room_keep_kick (PortunusRoom *self,
                          const char   *guest,
                          const char   *client)
{
  portunus_door_kick (self->door, guest, client);
  if (self->store != NULL)
    portunus_server_store_keep_kick_async (self->store, self->id, guest, client, kick_kept_cb, g_object_ref (self));
}

static void
forgiven_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (PortunusRoom) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!portunus_server_store_forgive_finish (PORTUNUS_SERVER_STORE (source), result, &error))
    g_message ("Whom the host of room %.6s forgave was not written down: %s", self->id, error->message);
}

void
_portunus_room_forgive (PortunusRoom *self)
{
  portunus_door_forgive (self->door);
  if (self->store != NULL)
    portunus_server_store_forgive_async (self->store, self->id, forgiven_cb, g_object_ref (self));
}

/**
 * portunus_room_recall:
 * @self: a room from before a restart
 * @note: who was sent away from it then
 *
 * Sends that one away as before.
 */
void
portunus_room_recall (PortunusRoom           *self,
                      const PortunusDoorNote *note)
{
  gint64 left = note->expires - g_get_real_time () / G_USEC_PER_SEC;

  portunus_door_recall (self->door, note, left, g_get_monotonic_time ());
}
