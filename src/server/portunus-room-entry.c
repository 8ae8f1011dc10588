/* portunus-room-entry.c: how somebody comes into a room
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-room-private.h"

#define MAX_WAITING            32
#define MAX_WAITING_PER_CLIENT 4
#define ENTER_SECONDS          60
#define WAIT_SECONDS           600

void
_portunus_room_tell_hosts (PortunusRoom   *self,
                           PortunusMember *member,
                           gboolean        is_waiting)
{
  const char *id = portunus_member_get_id (member);
  g_autofree char *text = is_waiting ? portunus_room_message_peer_waiting (id, portunus_member_get_name (member))
                                     : portunus_room_message_peer ("peer-gone", id, FALSE);

  _portunus_room_tell (self, text, portunus_member_is_host);
}

/* Who is outside and is a guest already waits for the host. */
gboolean
_portunus_room_is_waiting (PortunusMember *member)
{
  return portunus_member_get_guest (member) != NULL;
}

static GPtrArray *
list_waiting (PortunusRoom *self)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer member;

  g_hash_table_iter_init (&iter, self->outside);
  while (g_hash_table_iter_next (&iter, NULL, &member))
    if (_portunus_room_is_waiting (member))
      g_ptr_array_add (list, g_object_ref (member));
  return list;
}

static guint
count_waiting_from (GPtrArray  *waiting,
                    const char *client)
{
  guint n = 0;

  for (guint i = 0; i < waiting->len; i++)
    if (g_str_equal (portunus_member_get_client (g_ptr_array_index (waiting, i)), client))
      n++;
  return n;
}

static GList *
list_hosts (PortunusRoom *self)
{
  GList *hosts = NULL;
  GHashTableIter iter;
  gpointer id, member;

  g_hash_table_iter_init (&iter, self->members);
  while (g_hash_table_iter_next (&iter, &id, &member))
    if (portunus_member_is_host (member))
      hosts = g_list_prepend (hosts, id);
  return hosts;
}

static JsonArray *
describe_ice (PortunusRoom   *self,
              PortunusMember *member)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  return portunus_ice_servers_describe (self->ice, portunus_member_get_id (member), now);
}

static char *
write_welcome (PortunusRoom   *self,
               PortunusMember *member)
{
  g_autoptr (GList) peer_ids = g_hash_table_get_keys (self->members);
  g_autoptr (GList) host_ids = list_hosts (self);
  g_autofree char *ticket = NULL;
  g_autoptr (JsonArray) ice = NULL;
  PortunusRoomWelcome welcome = {
    .own_id = portunus_member_get_id (member),
    .peer_ids = peer_ids,
    .host_ids = host_ids,
    .is_host = portunus_member_is_host (member),
  };

  if (portunus_member_has_entered (member))
    ticket = portunus_door_make_ticket (self->door, portunus_member_get_guest (member));
  welcome.ticket = ticket;
  if (self->ice != NULL)
    {
      ice = describe_ice (self, member);
      welcome.ice_seconds = portunus_ice_servers_get_seconds (self->ice);
    }
  welcome.ice = ice;
  return portunus_room_message_welcome (&welcome);
}

/* What a member was told at its welcome ends before some members leave. */
gboolean
_portunus_room_renew_ice (PortunusRoom   *self,
                          PortunusMember *member)
{
  g_autoptr (JsonArray) ice = NULL;
  g_autofree char *text = NULL;

  if (self->ice == NULL || !portunus_member_has_entered (member))
    return FALSE;
  ice = describe_ice (self, member);
  text = portunus_room_message_ice (ice, portunus_ice_servers_get_seconds (self->ice));
  portunus_member_send (member, text);
  return TRUE;
}

/* What only those get who asked for it by their "enter". */
static void
brief (PortunusRoom   *self,
       PortunusMember *member)
{
  g_autoptr (GPtrArray) waiting = list_waiting (self);
  g_autofree char *text = NULL;
  PortunusRoomState state;

  if (!portunus_member_has_entered (member))
    return;
  portunus_room_get_state (self, &state);
  text = portunus_room_message_state (&state);
  portunus_member_send (member, text);
  for (guint i = 0; portunus_member_is_host (member) && i < waiting->len; i++)
    {
      PortunusMember *other = g_ptr_array_index (waiting, i);
      g_autofree char *news = portunus_room_message_peer_waiting (portunus_member_get_id (other),
                                                                  portunus_member_get_name (other));

      portunus_member_send (member, news);
    }
}

/* Announces @member, which is outside, and welcomes it. */
static void
welcome (PortunusRoom   *self,
         PortunusMember *member)
{
  g_autoptr (PortunusMember) guard = g_object_ref (member);
  const char *id = portunus_member_get_id (member);
  gboolean is_host = portunus_member_is_host (member);
  g_autofree char *news = portunus_room_message_peer ("peer-joined", id, is_host);
  g_autofree char *text = NULL;

  portunus_member_expect (member, 0);
  g_hash_table_remove (self->outside, id);
  _portunus_room_tell (self, news, NULL);
  text = write_welcome (self, member);
  g_hash_table_insert (self->members, g_strdup (id), g_object_ref (member));
  _portunus_room_count (self, PORTUNUS_METRIC_MEMBERS, 1);
  _portunus_room_count (self, PORTUNUS_METRIC_MEMBERS_TOTAL, 1);
  _portunus_room_count_in (self, member);
  portunus_member_send (member, text);
  brief (self, member);
}

static void
note_guest (PortunusRoom *self)
{
  gboolean was_locked = portunus_door_is_locked (self->door);

  portunus_door_note_guest (self->door);
  if (portunus_door_is_locked (self->door) != was_locked)
    _portunus_room_tell_state (self);
}

void
_portunus_room_admit (PortunusRoom   *self,
                      PortunusMember *member)
{
  if (!_portunus_room_has_place_for (self, portunus_member_get_guest (member), FALSE))
    {
      portunus_member_fail (member, PORTUNUS_ROOM_FAILURE_FULL);
      return;
    }
  _portunus_room_tell_hosts (self, member, FALSE);
  welcome (self, member);
  note_guest (self);
}

static void
let_wait (PortunusRoom   *self,
          PortunusMember *member,
          const char     *guest)
{
  g_autoptr (GPtrArray) waiting = list_waiting (self);
  g_autofree char *text = portunus_room_message_waiting ();

  if (waiting->len >= MAX_WAITING
      || count_waiting_from (waiting, portunus_member_get_client (member)) >= MAX_WAITING_PER_CLIENT)
    {
      portunus_member_fail (member, PORTUNUS_ROOM_FAILURE_FULL);
      return;
    }
  portunus_member_set_guest (member, guest, FALSE);
  portunus_member_expect (member, WAIT_SECONDS);
  portunus_member_send (member, text);
  _portunus_room_tell_hosts (self, member, TRUE);
}

static void
turn_away (PortunusRoom             *self,
           PortunusMember           *member,
           const PortunusDoorAnswer *answer)
{
  if (answer->failure == PORTUNUS_ROOM_FAILURE_WRONG_PASSWORD)
    _portunus_room_refuse_password (self, member, answer);
  else
    portunus_member_fail (member, answer->failure);
}

static void
let_in (PortunusRoom   *self,
        PortunusMember *member,
        const char     *guest,
        gboolean        is_host,
        gboolean        is_new)
{
  portunus_member_set_guest (member, guest, is_host);
  if (is_host && self->has_host_within)
    portunus_member_trust (member);
  welcome (self, member);
  if (is_new && !is_host)
    note_guest (self);
}

/* Somebody new, and no host. */
void
_portunus_room_let_in (PortunusRoom   *self,
                       PortunusMember *member,
                       const char     *guest)
{
  let_in (self, member, guest, FALSE, TRUE);
}

/* A full room is found out before anything is used up. */
void
_portunus_room_enter (PortunusRoom                *self,
                      PortunusMember              *member,
                      const PortunusMemberMessage *claim)
{
  g_autofree char *guest = NULL;
  g_autofree char *token_id = NULL;
  PortunusDoorAnswer answer;

  if (claim->ticket == NULL && !_portunus_room_has_place_for (self, NULL, claim->host != NULL))
    {
      portunus_member_fail (member, PORTUNUS_ROOM_FAILURE_FULL);
      return;
    }
  portunus_door_judge (self->door, claim, portunus_member_get_client (member), g_get_monotonic_time (), &answer);
  guest = answer.guest;
  token_id = answer.token_id;
  if (answer.verdict == PORTUNUS_VERDICT_OUT)
    turn_away (self, member, &answer);
  else if (!_portunus_room_has_place_for (self, guest, answer.is_host))
    portunus_member_fail (member, PORTUNUS_ROOM_FAILURE_FULL);
  else if (answer.verdict == PORTUNUS_VERDICT_WAIT)
    let_wait (self, member, guest);
  else if (token_id != NULL && self->store != NULL)
    _portunus_room_use_up (self, member, &answer);
  else
    let_in (self, member, guest, answer.is_host, answer.is_new);
}

void
_portunus_room_ask (PortunusRoom   *self,
                    PortunusMember *member)
{
  g_autofree char *text = NULL;
  PortunusRoomState state;

  portunus_room_get_state (self, &state);
  text = portunus_room_message_entry (&state, portunus_door_has_password (self->door));
  portunus_member_expect (member, ENTER_SECONDS);
  portunus_member_send (member, text);
}
