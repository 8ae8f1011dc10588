/* portunus-room-table-keep.c: rooms that outlive their server
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "portunus-room-table-private.h"

static void
restore (PortunusRoomTable  *self,
         PortunusStoredRoom *stored)
{
  PortunusRoom *room;

  if (g_hash_table_contains (self->codes, GUINT_TO_POINTER (stored->code_number)))
    stored->code_number = 0;
  room = portunus_room_new_stored (stored, self->key);
  if (room != NULL)
    _portunus_room_table_add (self, room);
  else
    g_message ("A room that was written down is none");
}

static void
recall (PortunusRoomTable      *self,
        const PortunusDoorNote *note)
{
  PortunusRoom *room = portunus_room_table_lookup (self, note->room);

  if (room != NULL)
    portunus_room_recall (room, note);
}

/**
 * portunus_room_table_keep:
 * @self: a table without rooms
 * @store: where to keep them
 * @error: return location for a #PortunusStoreError
 *
 * Takes the rooms from before, and has those to come outlive the server. Runs the thread-default context until they
 * are there.
 *
 * Returns: whether they are
 */
gboolean
portunus_room_table_keep (PortunusRoomTable    *self,
                          PortunusServerStore  *store,
                          GError              **error)
{
  g_autoptr (GPtrArray) rooms = NULL;
  g_autoptr (GPtrArray) notes = NULL;

  self->keeper = portunus_room_keeper_new (store);
  rooms = portunus_room_keeper_load (self->keeper, error);
  notes = rooms != NULL ? portunus_room_keeper_load_notes (self->keeper, error) : NULL;
  if (notes == NULL)
    return FALSE;
  for (guint i = 0; i < rooms->len; i++)
    restore (self, g_ptr_array_index (rooms, i));
  for (guint i = 0; i < notes->len; i++)
    recall (self, g_ptr_array_index (notes, i));
  return TRUE;
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (portunus_room_keeper_save_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * portunus_room_table_save_async:
 * @self: a table
 * @room: a new room that nobody was told of
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 *
 * Makes sure that it outlives the server, where rooms do.
 */
void
portunus_room_table_save_async (PortunusRoomTable   *self,
                                PortunusRoom        *room,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (room, NULL, callback, user_data);

  g_task_set_source_tag (task, portunus_room_table_save_async);
  if (self->keeper != NULL)
    portunus_room_keeper_save_async (self->keeper, room, saved_cb, g_steal_pointer (&task));
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * portunus_room_table_save_finish:
 * @result: the result
 * @error: return location for a #PortunusStoreError
 *
 * Returns: whether it went well
 */
gboolean
portunus_room_table_save_finish (GAsyncResult  *result,
                                 GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
close_rooms (PortunusRoomTable *self,
             GPtrArray         *rooms)
{
  for (guint i = 0; i < rooms->len; i++)
    portunus_room_table_close (self, portunus_room_get_id (g_ptr_array_index (rooms, i)));
}

/**
 * portunus_room_table_close_all:
 * @self: a table
 *
 * For a server that ends. Rooms that outlive it stay, and their members find them again by themselves; this runs the
 * thread-default context until they are written down.
 */
void
portunus_room_table_close_all (PortunusRoomTable *self)
{
  g_autoptr (GPtrArray) all = portunus_room_table_list (self);

  if (self->keeper == NULL)
    {
      close_rooms (self, all);
      return;
    }
  for (guint i = 0; i < all->len; i++)
    portunus_room_close (g_ptr_array_index (all, i), 0);
  portunus_room_keeper_settle (self->keeper);
}
