/* portunus-relay-table.c: brings together two who come with the same token
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-relay-table.h"

#include <string.h>

#define DEFAULT_MAX_ENDS 512
#define DEFAULT_MAX_PER_ROOM 64
#define DEFAULT_MAX_PER_CLIENT 32
#define DEFAULT_PATIENCE_SECONDS 30

struct _PortunusRelayTable
{
  /* Owned */
  GPtrArray           *guests;
  GHashTable          *pairs;    /* key → PortunusRelayPair */

  /* Borrowed: the rooms of the guests */
  GHashTable          *rooms;

  PortunusRelayLimits  limits;
  PortunusRelayBooks   books;
};

/* Somebody who is connected. */
typedef struct
{
  /* Owned */
  PortunusRelayEnd   *end;
  char               *key;     /* room and token; NULL before it was named */
  char               *who;     /* which guest of the room; NULL before */

  /* Borrowed */
  PortunusRelayTable *table;
  PortunusRoom       *room;    /* no more than a name once it is gone */
} Guest;

static void
guest_free (gpointer data)
{
  Guest *guest = data;

  g_signal_handlers_disconnect_by_data (guest->end, guest);
  g_object_unref (guest->end);
  g_free (guest->key);
  g_free (guest->who);
  g_free (guest);
}

/* Makes the guest go away, and the one it is paired with. */
static void
show_out (PortunusRelayTable *self,
          Guest              *guest)
{
  PortunusRelayPair *pair = guest->key != NULL ? g_hash_table_lookup (self->pairs, guest->key) : NULL;

  if (pair != NULL)
    portunus_relay_pair_fail (pair, PORTUNUS_RELAY_FAILURE_ROOM_CLOSED);
  else
    portunus_relay_end_fail (guest->end, PORTUNUS_RELAY_FAILURE_ROOM_CLOSED);
}

static Guest *
find_in_room (PortunusRelayTable *self,
              PortunusRoom       *room)
{
  for (guint i = 0; i < self->guests->len; i++)
    {
      Guest *guest = g_ptr_array_index (self->guests, i);

      if (guest->room == room)
        return guest;
    }
  return NULL;
}

/* A room that closes ends its relays. */
static void
room_gone_cb (gpointer  user_data,
              GObject  *object)
{
  PortunusRelayTable *self = user_data;
  PortunusRoom *room = (PortunusRoom *) object;
  Guest *guest;

  g_hash_table_remove (self->rooms, room);
  while ((guest = find_in_room (self, room)) != NULL)
    show_out (self, guest);
}

static Guest *
find_connection (PortunusRelayTable *self,
                 PortunusRoom       *room,
                 const char         *who)
{
  for (guint i = 0; i < self->guests->len; i++)
    {
      Guest *guest = g_ptr_array_index (self->guests, i);

      if (guest->room == room && g_strcmp0 (guest->who, who) == 0)
        return guest;
    }
  return NULL;
}

/* Whoever it is paired with learns that it left. */
static void
kicked_cb (PortunusRoom       *room,
           const char         *who,
           PortunusRelayTable *self)
{
  Guest *guest;

  while ((guest = find_connection (self, room, who)) != NULL)
    portunus_relay_end_fail (guest->end, PORTUNUS_RELAY_FAILURE_KICKED);
}

static void
watch_room (PortunusRelayTable *self,
            PortunusRoom       *room)
{
  if (!g_hash_table_add (self->rooms, room))
    return;
  g_object_weak_ref (G_OBJECT (room), room_gone_cb, self);
  g_signal_connect (room, "kicked", G_CALLBACK (kicked_cb), self);
}

static void
unwatch_room (PortunusRelayTable *self,
              PortunusRoom       *room)
{
  if (!g_hash_table_remove (self->rooms, room))
    return;
  g_object_weak_unref (G_OBJECT (room), room_gone_cb, self);
  g_signal_handlers_disconnect_by_data (room, self);
}

static void
over_cb (PortunusRelayEnd *end,
         Guest            *guest)
{
  PortunusRelayTable *self = guest->table;
  PortunusRoom *room = guest->room;

  g_ptr_array_remove_fast (self->guests, guest);
  if (find_in_room (self, room) == NULL)
    unwatch_room (self, room);
}

static Guest *
find_waiting (PortunusRelayTable *self,
              const char         *key)
{
  for (guint i = 0; i < self->guests->len; i++)
    {
      Guest *guest = g_ptr_array_index (self->guests, i);

      if (g_strcmp0 (guest->key, key) == 0)
        return guest;
    }
  return NULL;
}

static void
pair_over_cb (PortunusRelayPair  *pair,
              PortunusRelayTable *self)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->pairs);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (value == pair)
      {
        g_signal_handlers_disconnect_by_data (pair, self);
        g_hash_table_iter_remove (&iter);
        return;
      }
}

/* Only who has a place in the room takes one of the room's here. */
static gboolean
is_room_full (PortunusRelayTable *self,
              PortunusRoom       *room)
{
  guint n = 0;

  for (guint i = 0; i < self->guests->len; i++)
    {
      Guest *guest = g_ptr_array_index (self->guests, i);

      n += guest->room == room && guest->who != NULL;
    }
  return n >= self->limits.max_per_room;
}

static gboolean
admit (PortunusRelayTable      *self,
       Guest                   *guest,
       const PortunusRelayPass *pass)
{
  gboolean is_kicked = FALSE;
  g_autofree char *who = portunus_room_dup_ticket_holder (guest->room, pass->ticket, &is_kicked);

  if (who == NULL)
    portunus_relay_end_fail (guest->end, is_kicked ? PORTUNUS_RELAY_FAILURE_KICKED
                                                   : PORTUNUS_RELAY_FAILURE_NOT_ADMITTED);
  else if (is_room_full (self, guest->room))
    portunus_relay_end_fail (guest->end, PORTUNUS_RELAY_FAILURE_FULL);
  else
    {
      guest->who = g_steal_pointer (&who);
      return TRUE;
    }
  return FALSE;
}

static void
named_cb (PortunusRelayEnd        *end,
          const PortunusRelayPass *pass,
          Guest                   *guest)
{
  PortunusRelayTable *self = guest->table;
  g_autofree char *key = g_strconcat (portunus_room_get_id (guest->room), "/", pass->token, NULL);
  Guest *other;
  PortunusRelayPair *pair;

  if (!admit (self, guest, pass))
    return;
  if (g_hash_table_contains (self->pairs, key))
    {
      portunus_relay_end_fail (end, PORTUNUS_RELAY_FAILURE_TAKEN);
      return;
    }
  other = find_waiting (self, key);
  guest->key = g_steal_pointer (&key);
  if (other == NULL)
    {
      portunus_relay_end_await_peer (end, self->limits.patience_seconds);
      return;
    }
  pair = portunus_relay_pair_new (other->end, end, self->limits.pair_per_second, &self->books);
  g_signal_connect (pair, "over", G_CALLBACK (pair_over_cb), self);
  g_hash_table_insert (self->pairs, g_strdup (guest->key), pair);
}

static void
set_default (guint *limit,
             guint  value)
{
  if (*limit == 0)
    *limit = value;
}

/**
 * portunus_relay_table_new:
 * @limits: how much is relayed; copied
 * @metrics: what is counted for those who look
 *
 * Returns: (transfer full): an empty table in the thread-default context
 */
PortunusRelayTable *
portunus_relay_table_new (const PortunusRelayLimits *limits,
                          PortunusMetrics           *metrics)
{
  PortunusRelayTable *self = g_new0 (PortunusRelayTable, 1);

  self->limits = *limits;
  set_default (&self->limits.max_ends, DEFAULT_MAX_ENDS);
  set_default (&self->limits.max_per_room, DEFAULT_MAX_PER_ROOM);
  set_default (&self->limits.max_per_client, DEFAULT_MAX_PER_CLIENT);
  set_default (&self->limits.patience_seconds, DEFAULT_PATIENCE_SECONDS);
  self->books.patience_seconds = self->limits.patience_seconds;
  self->books.metrics = portunus_metrics_ref (metrics);
  self->books.pace.per_second = limits->total_per_second;
  self->guests = g_ptr_array_new_with_free_func (guest_free);
  self->pairs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->rooms = g_hash_table_new (NULL, NULL);
  return self;
}

/**
 * portunus_relay_table_free:
 * @self: (transfer full): a table
 */
void
portunus_relay_table_free (PortunusRelayTable *self)
{
  portunus_relay_table_close_all (self);
  g_hash_table_unref (self->pairs);
  g_hash_table_unref (self->rooms);
  g_ptr_array_unref (self->guests);
  portunus_metrics_unref (self->books.metrics);
  g_free (self);
}

static gboolean
is_full (PortunusRelayTable *self,
         const char         *client)
{
  guint n_of_client = 0;

  for (guint i = 0; i < self->guests->len; i++)
    {
      Guest *guest = g_ptr_array_index (self->guests, i);

      n_of_client += strcmp (portunus_relay_end_get_client (guest->end), client) == 0;
    }
  return self->guests->len >= self->limits.max_ends || n_of_client >= self->limits.max_per_client;
}

/**
 * portunus_relay_table_join:
 * @self: a table
 * @room: where the client belongs
 * @end: whose client has said nothing yet
 *
 * Waits for its ticket and token, and for the other one with the same token.
 */
void
portunus_relay_table_join (PortunusRelayTable *self,
                           PortunusRoom       *room,
                           PortunusRelayEnd   *end)
{
  Guest *guest;

  if (self->limits.is_off)
    {
      portunus_relay_end_fail (end, PORTUNUS_RELAY_FAILURE_OFF);
      return;
    }
  if (is_full (self, portunus_relay_end_get_client (end)))
    {
      portunus_relay_end_fail (end, PORTUNUS_RELAY_FAILURE_FULL);
      return;
    }
  guest = g_new0 (Guest, 1);
  guest->table = self;
  guest->end = g_object_ref (end);
  guest->room = room;
  watch_room (self, room);
  g_ptr_array_add (self->guests, guest);
  g_signal_connect (end, "named", G_CALLBACK (named_cb), guest);
  /* After the pair has heard of it. */
  g_signal_connect_after (end, "over", G_CALLBACK (over_cb), guest);
}

/**
 * portunus_relay_table_close_all:
 * @self: a table
 *
 * Says goodbye to all.
 */
void
portunus_relay_table_close_all (PortunusRelayTable *self)
{
  while (self->guests->len > 0)
    show_out (self, g_ptr_array_index (self->guests, 0));
}
