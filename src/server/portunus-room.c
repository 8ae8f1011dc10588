/* portunus-room.c: one room and those who are in it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-room-private.h"

#include "portunus-encoding.h"
#include "portunus-link.h"

#define DEFAULT_MAX_GUESTS 32
#define MAX_OUTSIDE        256

enum
{
  CHANGED,
  CLOSE_WANTED,
  EMPTIED,
  KICKED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusRoom, portunus_room, G_TYPE_OBJECT)

void
_portunus_room_count (PortunusRoom   *self,
                      PortunusMetric  metric,
                      int             n)
{
  if (self->metrics != NULL)
    portunus_metrics_add (self->metrics, metric, n, NULL);
}

void
_portunus_room_note_change (PortunusRoom *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
portunus_room_dispose (GObject *object)
{
  portunus_room_close (PORTUNUS_ROOM (object), PORTUNUS_ROOM_FAILURE_CLOSED);

  G_OBJECT_CLASS (portunus_room_parent_class)->dispose (object);
}

static void
portunus_room_finalize (GObject *object)
{
  PortunusRoom *self = PORTUNUS_ROOM (object);

  g_free (self->id);
  g_clear_object (&self->store);
  g_clear_pointer (&self->door, portunus_door_free);
  g_hash_table_unref (self->members);
  g_hash_table_unref (self->outside);
  g_hash_table_unref (self->guests);

  G_OBJECT_CLASS (portunus_room_parent_class)->finalize (object);
}

static void
portunus_room_class_init (PortunusRoomClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = portunus_room_dispose;
  object_class->finalize = portunus_room_finalize;

  signals[CLOSE_WANTED] = g_signal_new ("close-wanted", PORTUNUS_TYPE_ROOM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 0);
  signals[EMPTIED] = g_signal_new ("emptied", PORTUNUS_TYPE_ROOM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                   0);
  signals[KICKED] = g_signal_new ("kicked", PORTUNUS_TYPE_ROOM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                  G_TYPE_STRING);
  signals[CHANGED] = g_signal_new ("changed", PORTUNUS_TYPE_ROOM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                   0);
}

static void
portunus_room_init (PortunusRoom *self)
{
  self->members = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->outside = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->guests = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * portunus_room_new:
 * @options: what it is to be like
 * @key: what its tickets and tokens are signed with, 32 bytes
 * @code_number: the number of its code; 0 for none
 *
 * Returns: (transfer full): an empty room
 */
PortunusRoom *
portunus_room_new (const PortunusRoomOptions *options,
                   PortunusSecret            *key,
                   guint32                    code_number)
{
  PortunusRoom *self = g_object_new (PORTUNUS_TYPE_ROOM, NULL);
  gint64 now_us = g_get_monotonic_time ();

  self->id = options->id != NULL ? g_strdup (options->id) : portunus_random_id (PORTUNUS_ROOM_ID_BYTES);
  self->door = portunus_door_new (self->id, key, options);
  self->max_guests = options->max_peers > 0 ? options->max_peers : DEFAULT_MAX_GUESTS;
  self->expires_us = G_MAXINT64;
  if (options->expiry_seconds > 0)
    self->expires_us = now_us + (gint64) options->expiry_seconds * G_USEC_PER_SEC;
  self->empty_us = (gint64) options->empty_seconds * G_USEC_PER_SEC;
  self->empty_since_us = now_us;
  self->code_number = code_number;
  self->created = g_get_real_time () / G_USEC_PER_SEC;
  self->has_host_within = options->has_host_within;
  return self;
}

/**
 * portunus_room_set_store:
 * @self: a room without members
 * @store: what knows which invitations were used, also before a restart
 *
 * Has invitations used up there as well.
 */
void
portunus_room_set_store (PortunusRoom        *self,
                         PortunusServerStore *store)
{
  g_set_object (&self->store, store);
}

/**
 * portunus_room_set_metrics:
 * @self: a room without members
 * @metrics: (nullable): where to count; outlives the room
 *
 * Says where members and signals are counted.
 */
void
portunus_room_set_metrics (PortunusRoom    *self,
                           PortunusMetrics *metrics)
{
  self->metrics = metrics;
}

/**
 * portunus_room_set_ice:
 * @self: a room
 * @ice: (nullable): what those who come in are told of; outlives the room
 */
void
portunus_room_set_ice (PortunusRoom       *self,
                       PortunusIceServers *ice)
{
  self->ice = ice;
}

/**
 * portunus_room_get_id:
 * @self: a room
 *
 * Returns: its id, 32 hexadecimal digits
 */
const char *
portunus_room_get_id (PortunusRoom *self)
{
  return self->id;
}

/**
 * portunus_room_get_code_number:
 * @self: a room
 *
 * Returns: the number of its code, 0 where there is none
 */
guint32
portunus_room_get_code_number (PortunusRoom *self)
{
  return self->code_number;
}

/**
 * portunus_room_clear_code:
 * @self: a room
 *
 * Forgets the code.
 */
void
portunus_room_clear_code (PortunusRoom *self)
{
  self->code_number = 0;
}

/**
 * portunus_room_get_expires:
 * @self: a room
 *
 * Returns: seconds since 1970 at which it closes; 0 for never
 */
gint64
portunus_room_get_expires (PortunusRoom *self)
{
  gint64 left_us = self->expires_us - g_get_monotonic_time ();

  return self->expires_us == G_MAXINT64 ? 0 : (g_get_real_time () + left_us) / G_USEC_PER_SEC;
}

/**
 * portunus_room_get_deadline:
 * @self: a room
 *
 * It becomes earlier only as the room is `emptied` or `changed`.
 *
 * Returns: monotonic time in microseconds at which to close it, as things are now; %G_MAXINT64 for never
 */
gint64
portunus_room_get_deadline (PortunusRoom *self)
{
  if (self->empty_us == 0 || g_hash_table_size (self->members) > 0)
    return self->expires_us;
  return MIN (self->expires_us, self->empty_since_us + self->empty_us);
}

/**
 * portunus_room_make_host:
 * @self: a room
 *
 * Returns: (transfer full): the token of its host; an earlier one is good no more
 */
char *
portunus_room_make_host (PortunusRoom *self)
{
  return portunus_door_make_host (self->door);
}

/**
 * portunus_room_get_state:
 * @self: a room
 * @state: (out caller-allocates): how it is now
 */
void
portunus_room_get_state (PortunusRoom      *self,
                         PortunusRoomState *state)
{
  *state = (PortunusRoomState) {
    .entry = portunus_door_get_entry (self->door),
    .is_locked = portunus_door_is_locked (self->door),
    .max_peers = self->max_guests,
    .expires = portunus_room_get_expires (self),
  };
}

static GPtrArray *
list_table (GHashTable *members)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer member;

  g_hash_table_iter_init (&iter, members);
  while (g_hash_table_iter_next (&iter, NULL, &member))
    g_ptr_array_add (list, g_object_ref (member));
  return list;
}

/**
 * portunus_room_list_members:
 * @self: a room
 *
 * Returns: (transfer full) (element-type PortunusMember): who is in it now, in no order
 */
GPtrArray *
portunus_room_list_members (PortunusRoom *self)
{
  return list_table (self->members);
}

/* Sending may cut a member off, which changes the table, so this goes over a copy. */
void
_portunus_room_tell (PortunusRoom *self,
                     const char   *text,
                     gboolean    (*is_meant) (PortunusMember *member))
{
  g_autoptr (GPtrArray) members = list_table (self->members);

  for (guint i = 0; i < members->len; i++)
    if (is_meant == NULL || is_meant (g_ptr_array_index (members, i)))
      portunus_member_send (g_ptr_array_index (members, i), text);
}

void
_portunus_room_tell_state (PortunusRoom *self)
{
  g_autofree char *text = NULL;
  PortunusRoomState state;

  portunus_room_get_state (self, &state);
  text = portunus_room_message_state (&state);
  _portunus_room_tell (self, text, portunus_member_has_entered);
  _portunus_room_note_change (self);
}

static void
forget_member (PortunusRoom   *self,
               PortunusMember *member)
{
  const char *id = portunus_member_get_id (member);
  g_autofree char *text = portunus_room_message_peer ("peer-left", id, FALSE);

  if (!g_hash_table_remove (self->members, id))
    return;
  _portunus_room_count_out (self, member);
  _portunus_room_count (self, PORTUNUS_METRIC_MEMBERS, -1);
  self->empty_since_us = g_get_monotonic_time ();
  _portunus_room_tell (self, text, NULL);
  if (g_hash_table_size (self->members) == 0)
    g_signal_emit (self, signals[EMPTIED], 0);
}

static void
member_left_cb (PortunusMember *member,
                PortunusRoom   *self)
{
  g_autoptr (PortunusMember) guard = g_object_ref (member);

  g_signal_handlers_disconnect_by_data (member, self);
  if (!g_hash_table_remove (self->outside, portunus_member_get_id (member)))
    forget_member (self, member);
  else if (_portunus_room_is_waiting (member))
    _portunus_room_tell_hosts (self, member, FALSE);
}

/* A peer that is gone was announced, so a signal to it needs no answer. */
static void
pass_on (PortunusRoom                *self,
         PortunusMember              *member,
         const PortunusMemberMessage *message)
{
  PortunusMember *receiver = g_hash_table_lookup (self->members, message->peer);
  g_autofree char *text = NULL;

  if (receiver == NULL || receiver == member)
    return;
  text = portunus_room_message_signal ("from", portunus_member_get_id (member), message->data);
  portunus_member_send (receiver, text);
  _portunus_room_count (self, PORTUNUS_METRIC_SIGNALS, 1);
}

static gboolean
obey (PortunusRoom                *self,
      PortunusMember              *member,
      const PortunusMemberMessage *message)
{
  if (message->type == PORTUNUS_MEMBER_ICE)
    return _portunus_room_renew_ice (self, member);
  return message->type != PORTUNUS_MEMBER_ENTER && portunus_member_is_host (member)
         && _portunus_room_obey (self, member, message);
}

static void
handle_inside (PortunusRoom                *self,
               PortunusMember              *member,
               const PortunusMemberMessage *message)
{
  if (message->type == PORTUNUS_MEMBER_SIGNAL)
    pass_on (self, member, message);
  else if (!obey (self, member, message))
    portunus_member_fail (member, PORTUNUS_ROOM_FAILURE_BAD_MESSAGE);
}

static void
member_message_cb (PortunusMember              *member,
                   const PortunusMemberMessage *message,
                   PortunusRoom                *room)
{
  g_autoptr (PortunusRoom) self = g_object_ref (room);

  if (g_hash_table_contains (self->members, portunus_member_get_id (member)))
    handle_inside (self, member, message);
  else if (message->type == PORTUNUS_MEMBER_ENTER && !portunus_member_has_entered (member))
    {
      portunus_member_set_entered (member, message->name);
      _portunus_room_enter (self, member, message);
    }
  else
    portunus_member_fail (member, PORTUNUS_ROOM_FAILURE_BAD_MESSAGE);
}

/**
 * portunus_room_join:
 * @self: a room
 * @member: a newcomer
 * @has_more: whether it wants to say who it is before it is welcomed
 *
 * Welcomes @member and announces it, or refuses it, or asks it for more.
 */
void
portunus_room_join (PortunusRoom   *self,
                    PortunusMember *member,
                    gboolean        has_more)
{
  const PortunusMemberMessage nothing = { .type = PORTUNUS_MEMBER_ENTER };

  if (g_hash_table_size (self->outside) >= MAX_OUTSIDE)
    {
      portunus_member_fail (member, PORTUNUS_ROOM_FAILURE_FULL);
      return;
    }
  g_hash_table_insert (self->outside, g_strdup (portunus_member_get_id (member)), g_object_ref (member));
  g_signal_connect_object (member, "message", G_CALLBACK (member_message_cb), self, 0);
  g_signal_connect_object (member, "left", G_CALLBACK (member_left_cb), self, 0);
  if (!has_more && portunus_door_is_open (self->door))
    _portunus_room_enter (self, member, &nothing);
  else
    _portunus_room_ask (self, member);
}

static void
dismiss (PortunusRoom        *self,
         GHashTable          *table,
         PortunusRoomFailure  failure)
{
  g_autoptr (GPtrArray) members = list_table (table);

  g_hash_table_remove_all (table);
  for (guint i = 0; i < members->len; i++)
    {
      PortunusMember *member = g_ptr_array_index (members, i);

      g_signal_handlers_disconnect_by_data (member, self);
      if (failure != 0)
        portunus_member_fail (member, failure);
      else
        portunus_member_send_off (member);
    }
}

/**
 * portunus_room_close:
 * @self: a room
 * @failure: what its members are told; 0 where they may come back, and nothing is said
 *
 * Empties the room, and the place before its door.
 */
void
portunus_room_close (PortunusRoom        *self,
                     PortunusRoomFailure  failure)
{
  _portunus_room_count (self, PORTUNUS_METRIC_MEMBERS, -(int) g_hash_table_size (self->members));
  dismiss (self, self->outside, failure);
  dismiss (self, self->members, failure);
  g_hash_table_remove_all (self->guests);
}
