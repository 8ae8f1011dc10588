/* portunus-room-table.c: the rooms of a server and the numbers of their codes
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-room-table.h"

#include "portunus-encoding.h"
#include "portunus-room-table-private.h"
#include "portunus-token.h"

/* Between two looks at all rooms, whenever they are to close. */
#define SWEEP_MS 2000

/* Numbers come from a range that grows with the number of codes, so that they stay short and cannot be foreseen. */
#define MIN_CODE_RANGE 99
#define CODE_TRIES     64

static void
forget_code (PortunusRoomTable *self,
             PortunusRoom      *room)
{
  if (portunus_room_get_code_number (room) != 0)
    g_hash_table_remove (self->codes, GUINT_TO_POINTER (portunus_room_get_code_number (room)));
  portunus_room_clear_code (room);
}

static gint64
sweep_cb (gint64   now_us,
          gpointer user_data)
{
  PortunusRoomTable *self = user_data;
  g_autoptr (GPtrArray) rooms = portunus_room_table_list (self);
  gint64 next_us = G_MAXINT64;

  for (guint i = 0; i < rooms->len; i++)
    {
      PortunusRoom *room = g_ptr_array_index (rooms, i);
      gint64 deadline_us = portunus_room_get_deadline (room);

      if (deadline_us > now_us)
        next_us = MIN (next_us, deadline_us);
      else
        portunus_room_table_close (self, portunus_room_get_id (room));
    }
  return next_us;
}

/**
 * portunus_room_table_new:
 * @max_rooms: how many there may be
 * @key: (nullable): what tickets and tokens are signed with, %PORTUNUS_TOKEN_KEY_SIZE bytes; %NULL for a new one
 *
 * Returns: (transfer full): an empty table in the thread-default context
 */
PortunusRoomTable *
portunus_room_table_new (guint           max_rooms,
                         PortunusSecret *key)
{
  PortunusRoomTable *self = g_new0 (PortunusRoomTable, 1);

  self->rooms = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->codes = g_hash_table_new (NULL, NULL);
  self->max_rooms = max_rooms;
  self->key = key != NULL ? portunus_secret_ref (key) : portunus_secret_new_random (PORTUNUS_TOKEN_KEY_SIZE);
  self->sweep = portunus_gate_sweep_new (SWEEP_MS, sweep_cb, self);
  return self;
}

/**
 * portunus_room_table_free:
 * @self: (transfer full) (nullable): a table
 */
void
portunus_room_table_free (PortunusRoomTable *self)
{
  if (self == NULL)
    return;
  portunus_gate_sweep_free (self->sweep);
  g_clear_pointer (&self->keeper, portunus_room_keeper_free);
  g_hash_table_unref (self->codes);
  g_hash_table_unref (self->rooms);
  portunus_secret_unref (self->key);
  g_free (self);
}

/**
 * portunus_room_table_set_metrics:
 * @self: a table without rooms
 * @metrics: where to count; outlives the table
 *
 * Says where rooms, their members and what these say is counted.
 */
void
portunus_room_table_set_metrics (PortunusRoomTable *self,
                                 PortunusMetrics   *metrics)
{
  self->metrics = metrics;
}

/**
 * portunus_room_table_set_ice:
 * @self: a table
 * @ice: (nullable): what members of rooms to come are told of; outlives the table
 */
void
portunus_room_table_set_ice (PortunusRoomTable  *self,
                             PortunusIceServers *ice)
{
  self->ice = ice;
}

/* How many there are is set and not added up, so that no way of closing one can be forgotten. */
static void
count_rooms (PortunusRoomTable *self)
{
  if (self->metrics != NULL)
    portunus_metrics_set (self->metrics, PORTUNUS_METRIC_ROOMS, g_hash_table_size (self->rooms), NULL);
}

/* 0 where chance finds no free number: then the room has no code. */
static guint32
choose_number (PortunusRoomTable *self)
{
  guint32 range = MAX (MIN_CODE_RANGE, 4 * g_hash_table_size (self->codes));

  for (guint i = 0; i < CODE_TRIES; i++)
    {
      guint32 random;
      guint32 number;

      portunus_fill_random (&random, sizeof random);
      number = 1 + random % range;
      if (!g_hash_table_contains (self->codes, GUINT_TO_POINTER (number)))
        return number;
    }
  return 0;
}

static void
close_wanted_cb (PortunusRoom      *room,
                 PortunusRoomTable *self)
{
  g_autoptr (PortunusRoom) guard = g_object_ref (room);

  portunus_room_table_close (self, portunus_room_get_id (room));
}

static void
expect (PortunusRoom      *room,
        PortunusRoomTable *self)
{
  portunus_gate_sweep_expect (self->sweep, portunus_room_get_deadline (room));
}

static void
changed_cb (PortunusRoom      *room,
            PortunusRoomTable *self)
{
  expect (room, self);
  if (self->keeper != NULL)
    portunus_room_keeper_note_change (self->keeper, room);
}

void
_portunus_room_table_add (PortunusRoomTable *self,
                          PortunusRoom      *room)
{
  guint32 number = portunus_room_get_code_number (room);

  g_signal_connect (room, "close-wanted", G_CALLBACK (close_wanted_cb), self);
  g_signal_connect (room, "emptied", G_CALLBACK (expect), self);
  g_signal_connect (room, "changed", G_CALLBACK (changed_cb), self);
  g_hash_table_insert (self->rooms, g_strdup (portunus_room_get_id (room)), room);
  if (self->keeper != NULL)
    portunus_room_set_store (room, portunus_room_keeper_get_store (self->keeper));
  portunus_room_set_metrics (room, self->metrics);
  portunus_room_set_ice (room, self->ice);
  count_rooms (self);
  expect (room, self);
  if (number != 0)
    g_hash_table_insert (self->codes, GUINT_TO_POINTER (number), room);
}

/**
 * portunus_room_table_create:
 * @self: a table
 * @options: limits of the room
 * @error: return location for %G_IO_ERROR_NO_SPACE where there are as many as there may be, and %G_IO_ERROR_EXISTS
 *
 * Returns: (transfer none) (nullable): the room
 */
PortunusRoom *
portunus_room_table_create (PortunusRoomTable          *self,
                            const PortunusRoomOptions  *options,
                            GError                    **error)
{
  PortunusRoom *room;
  guint32 number;

  if (g_hash_table_size (self->rooms) >= self->max_rooms)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "There are as many rooms as there may be.");
      return NULL;
    }
  if (options->id != NULL && g_hash_table_contains (self->rooms, options->id))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_EXISTS, "There is a room of that id.");
      return NULL;
    }
  number = options->with_code ? choose_number (self) : 0;
  room = portunus_room_new (options, self->key, number);
  _portunus_room_table_add (self, room);
  if (self->metrics != NULL)
    portunus_metrics_add (self->metrics, PORTUNUS_METRIC_ROOMS_TOTAL, 1, NULL);
  return room;
}

/**
 * portunus_room_table_lookup:
 * @self: a table
 * @id: untrusted text
 *
 * Returns: (transfer none) (nullable): the room of that id
 */
PortunusRoom *
portunus_room_table_lookup (PortunusRoomTable *self,
                            const char        *id)
{
  return g_hash_table_lookup (self->rooms, id);
}

/**
 * portunus_room_table_resolve:
 * @self: a table
 * @number: number of a code
 *
 * Returns: (transfer none) (nullable): the room whose code has that number
 */
PortunusRoom *
portunus_room_table_resolve (PortunusRoomTable *self,
                             guint64            number)
{
  return number <= G_MAXUINT32 ? g_hash_table_lookup (self->codes, GUINT_TO_POINTER ((guint32) number)) : NULL;
}

/**
 * portunus_room_table_close:
 * @self: a table
 * @id: id of a room
 *
 * Tells the members and forgets the room.
 *
 * Returns: whether there was such a room
 */
gboolean
portunus_room_table_close (PortunusRoomTable *self,
                           const char        *id)
{
  PortunusRoom *room = g_hash_table_lookup (self->rooms, id);

  if (room == NULL)
    return FALSE;
  g_debug ("Room %.6s closes", id);
  forget_code (self, room);
  portunus_room_close (room, PORTUNUS_ROOM_FAILURE_CLOSED);
  if (self->keeper != NULL)
    portunus_room_keeper_forget (self->keeper, id);
  g_hash_table_remove (self->rooms, id);
  count_rooms (self);
  return TRUE;
}

/**
 * portunus_room_table_close_code:
 * @self: a table
 * @number: number of a code
 *
 * The number is free again; the room stays.
 *
 * Returns: whether there was such a code
 */
gboolean
portunus_room_table_close_code (PortunusRoomTable *self,
                                guint32            number)
{
  PortunusRoom *room = portunus_room_table_resolve (self, number);

  if (room == NULL)
    return FALSE;
  forget_code (self, room);
  changed_cb (room, self);
  return TRUE;
}

/**
 * portunus_room_table_list:
 * @self: a table
 *
 * Returns: (transfer full) (element-type PortunusRoom): all rooms, in no order
 */
GPtrArray *
portunus_room_table_list (PortunusRoomTable *self)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer room;

  g_hash_table_iter_init (&iter, self->rooms);
  while (g_hash_table_iter_next (&iter, NULL, &room))
    g_ptr_array_add (list, g_object_ref (room));
  return list;
}

/**
 * portunus_room_table_get_n_rooms:
 * @self: a table
 *
 * Returns: how many rooms there are
 */
guint
portunus_room_table_get_n_rooms (PortunusRoomTable *self)
{
  return g_hash_table_size (self->rooms);
}

/**
 * portunus_room_table_set_max_rooms:
 * @self: a table
 * @max_rooms: how many there may be from now on; those there are stay
 */
void
portunus_room_table_set_max_rooms (PortunusRoomTable *self,
                                   guint              max_rooms)
{
  self->max_rooms = max_rooms;
}
