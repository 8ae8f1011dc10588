/* portunus-room.c: one room and those who are in it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-room.h"

#include "portunus-encoding.h"
#include "portunus-link.h"

struct _PortunusRoom
{
  GObject          parent_instance;

  /* Owned */
  char            *id;
  GHashTable      *members;    /* peer id → PortunusMember */

  /* Borrowed */
  PortunusMetrics *metrics;

  guint            max_members;
  gint64           expires_us;     /* monotonic; G_MAXINT64 for never */
  gint64           empty_us;       /* how long it may be empty, 0 for ever */
  gint64           empty_since_us;
  guint32          code_number;
};

G_DEFINE_FINAL_TYPE (PortunusRoom, portunus_room, G_TYPE_OBJECT)

static void
count (PortunusRoom   *self,
       PortunusMetric  metric,
       int             n)
{
  if (self->metrics != NULL)
    portunus_metrics_add (self->metrics, metric, n, NULL);
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
  g_hash_table_unref (self->members);

  G_OBJECT_CLASS (portunus_room_parent_class)->finalize (object);
}

static void
portunus_room_class_init (PortunusRoomClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = portunus_room_dispose;
  object_class->finalize = portunus_room_finalize;
}

static void
portunus_room_init (PortunusRoom *self)
{
  self->id = portunus_random_id (PORTUNUS_ROOM_ID_BYTES);
  self->members = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
}

/**
 * portunus_room_new:
 * @max_members: how many may be in it at once
 * @expiry_seconds: after which it closes; 0 for never
 * @empty_seconds: for which it may be empty; 0 for any time
 * @code_number: the number of its code; 0 for none
 *
 * Returns: (transfer full): an empty room with a random id
 */
PortunusRoom *
portunus_room_new (guint   max_members,
                   guint   expiry_seconds,
                   guint   empty_seconds,
                   guint32 code_number)
{
  PortunusRoom *self = g_object_new (PORTUNUS_TYPE_ROOM, NULL);
  gint64 now_us = g_get_monotonic_time ();

  self->max_members = max_members;
  self->expires_us = expiry_seconds > 0 ? now_us + expiry_seconds * G_USEC_PER_SEC : G_MAXINT64;
  self->empty_us = empty_seconds * G_USEC_PER_SEC;
  self->empty_since_us = now_us;
  self->code_number = code_number;
  return self;
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
 * portunus_room_is_due:
 * @self: a room
 * @now_us: monotonic time
 *
 * Returns: whether it is time to close it
 */
gboolean
portunus_room_is_due (PortunusRoom *self,
                      gint64        now_us)
{
  if (now_us >= self->expires_us)
    return TRUE;
  return self->empty_us > 0 && g_hash_table_size (self->members) == 0
         && now_us - self->empty_since_us >= self->empty_us;
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
  GPtrArray *list = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer member;

  g_hash_table_iter_init (&iter, self->members);
  while (g_hash_table_iter_next (&iter, NULL, &member))
    g_ptr_array_add (list, g_object_ref (member));
  return list;
}

/* Sending may cut a member off, which changes the table, so this goes over a copy. */
static void
tell_all (PortunusRoom *self,
          const char   *text)
{
  g_autoptr (GPtrArray) members = portunus_room_list_members (self);

  for (guint i = 0; i < members->len; i++)
    portunus_member_send (g_ptr_array_index (members, i), text);
}

static void
member_left_cb (PortunusMember *member,
                PortunusRoom   *self)
{
  g_autoptr (PortunusMember) guard = g_object_ref (member);
  const char *id = portunus_member_get_id (member);
  g_autofree char *text = portunus_room_message_peer ("peer-left", id);

  g_signal_handlers_disconnect_by_data (member, self);
  if (!g_hash_table_remove (self->members, id))
    return;
  count (self, PORTUNUS_METRIC_MEMBERS, -1);
  self->empty_since_us = g_get_monotonic_time ();
  tell_all (self, text);
}

/* A peer that is gone was announced, so a signal to it needs no answer. */
static void
member_signal_cb (PortunusMember *member,
                  const char     *to,
                  const char     *data,
                  PortunusRoom   *self)
{
  PortunusMember *receiver = g_hash_table_lookup (self->members, to);
  g_autofree char *text = NULL;

  if (receiver == NULL || receiver == member)
    return;
  text = portunus_room_message_signal ("from", portunus_member_get_id (member), data);
  portunus_member_send (receiver, text);
  count (self, PORTUNUS_METRIC_SIGNALS, 1);
}

/**
 * portunus_room_join:
 * @self: a room
 * @member: a newcomer
 *
 * Welcomes @member and announces it, or refuses it where the room is full.
 */
void
portunus_room_join (PortunusRoom   *self,
                    PortunusMember *member)
{
  const char *id = portunus_member_get_id (member);
  g_autoptr (GList) peer_ids = g_hash_table_get_keys (self->members);
  g_autofree char *welcome = NULL;
  g_autofree char *news = NULL;

  if (g_hash_table_size (self->members) >= self->max_members)
    {
      portunus_member_fail (member, PORTUNUS_ROOM_FAILURE_FULL);
      return;
    }
  welcome = portunus_room_message_welcome (id, peer_ids);
  news = portunus_room_message_peer ("peer-joined", id);
  tell_all (self, news);
  g_hash_table_insert (self->members, g_strdup (id), g_object_ref (member));
  count (self, PORTUNUS_METRIC_MEMBERS, 1);
  count (self, PORTUNUS_METRIC_MEMBERS_TOTAL, 1);
  g_signal_connect_object (member, "signal", G_CALLBACK (member_signal_cb), self, 0);
  g_signal_connect_object (member, "left", G_CALLBACK (member_left_cb), self, 0);
  portunus_member_send (member, welcome);
}

/**
 * portunus_room_close:
 * @self: a room
 * @failure: what its members are told
 *
 * Empties the room.
 */
void
portunus_room_close (PortunusRoom        *self,
                     PortunusRoomFailure  failure)
{
  g_autoptr (GPtrArray) members = portunus_room_list_members (self);

  g_hash_table_remove_all (self->members);
  count (self, PORTUNUS_METRIC_MEMBERS, -(int) members->len);
  for (guint i = 0; i < members->len; i++)
    {
      PortunusMember *member = g_ptr_array_index (members, i);

      g_signal_handlers_disconnect_by_data (member, self);
      portunus_member_fail (member, failure);
    }
}
