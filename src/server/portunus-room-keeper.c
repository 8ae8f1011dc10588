/* portunus-room-keeper.c: keeps rooms in the store of the server
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-room-keeper.h"

struct _PortunusRoomKeeper
{
  /* Owned */
  PortunusServerStore *store;
  GHashTable          *behind;       /* id of a room that is being written down → whether it changed meanwhile */

  guint                n_pending;
};

typedef struct
{
  PortunusRoomKeeper *keeper;
  PortunusRoom       *room;
} Following;

typedef struct
{
  GPtrArray *found;
  GError    *error;
  gboolean   is_done;
} Loading;

/**
 * portunus_room_keeper_new:
 * @store: where to
 *
 * Returns: (transfer full): a keeper
 */
PortunusRoomKeeper *
portunus_room_keeper_new (PortunusServerStore *store)
{
  PortunusRoomKeeper *self = g_new0 (PortunusRoomKeeper, 1);

  self->store = g_object_ref (store);
  self->behind = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

/**
 * portunus_room_keeper_free:
 * @self: (transfer full): a keeper
 *
 * Runs the thread-default context until everything is written down.
 */
void
portunus_room_keeper_free (PortunusRoomKeeper *self)
{
  portunus_room_keeper_settle (self);
  g_hash_table_unref (self->behind);
  g_object_unref (self->store);
  g_free (self);
}

/**
 * portunus_room_keeper_get_store:
 * @self: a keeper
 *
 * Returns: (transfer none): where it keeps rooms
 */
PortunusServerStore *
portunus_room_keeper_get_store (PortunusRoomKeeper *self)
{
  return self->store;
}

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Loading *loading = user_data;

  loading->found = portunus_server_store_list_rooms_finish (PORTUNUS_SERVER_STORE (source), result, &loading->error);
  loading->is_done = TRUE;
}

static GPtrArray *
wait_for (Loading  *loading,
          GError  **error)
{
  while (!loading->is_done)
    g_main_context_iteration (g_main_context_get_thread_default (), TRUE);
  if (loading->error != NULL)
    g_propagate_error (error, loading->error);
  return loading->found;
}

/**
 * portunus_room_keeper_load:
 * @self: a keeper
 * @error: return location for a #PortunusStoreError
 *
 * Looks up the rooms from before, for a server that serves nobody yet. Runs the thread-default context until they are
 * there.
 *
 * Returns: (transfer full) (nullable) (element-type PortunusStoredRoom): the rooms
 */
GPtrArray *
portunus_room_keeper_load (PortunusRoomKeeper  *self,
                           GError             **error)
{
  Loading loading = { 0 };

  portunus_server_store_list_rooms_async (self->store, NULL, listed_cb, &loading);
  return wait_for (&loading, error);
}

static void
notes_listed_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  Loading *loading = user_data;

  loading->found = portunus_server_store_list_door_notes_finish (PORTUNUS_SERVER_STORE (source), result,
                                                                 &loading->error);
  loading->is_done = TRUE;
}

/**
 * portunus_room_keeper_load_notes:
 * @self: a keeper
 * @error: return location for a #PortunusStoreError
 *
 * Looks up who was sent away from the rooms; as portunus_room_keeper_load().
 *
 * Returns: (transfer full) (nullable) (element-type PortunusDoorNote): the notes
 */
GPtrArray *
portunus_room_keeper_load_notes (PortunusRoomKeeper  *self,
                                 GError             **error)
{
  Loading loading = { 0 };

  portunus_server_store_list_door_notes_async (self->store, NULL, notes_listed_cb, &loading);
  return wait_for (&loading, error);
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  PortunusRoomKeeper *self = g_task_get_task_data (task);
  GError *error = NULL;

  self->n_pending--;
  if (portunus_server_store_save_room_finish (PORTUNUS_SERVER_STORE (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * portunus_room_keeper_save_async:
 * @self: a keeper
 * @room: a room
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 *
 * Writes a new room down.
 */
void
portunus_room_keeper_save_async (PortunusRoomKeeper  *self,
                                 PortunusRoom        *room,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  GTask *task = g_task_new (room, NULL, callback, user_data);
  g_autoptr (PortunusStoredRoom) stored = portunus_room_dup_stored (room);

  g_task_set_source_tag (task, portunus_room_keeper_save_async);
  g_task_set_task_data (task, self, NULL);
  self->n_pending++;
  portunus_server_store_save_room_async (self->store, stored, NULL, saved_cb, task);
}

/**
 * portunus_room_keeper_save_finish:
 * @result: the result
 * @error: return location for a #PortunusStoreError
 *
 * Returns: whether it will be there after a restart
 */
gboolean
portunus_room_keeper_save_finish (GAsyncResult  *result,
                                  GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void follow (PortunusRoomKeeper *self,
                    PortunusRoom       *room);

static void
followed_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autofree Following *following = user_data;
  PortunusRoomKeeper *self = following->keeper;
  g_autoptr (PortunusRoom) room = following->room;
  g_autoptr (GError) error = NULL;
  gpointer has_changed = NULL;

  self->n_pending--;
  if (!portunus_server_store_save_room_finish (PORTUNUS_SERVER_STORE (source), result, &error))
    g_message ("What changed of a room was not written down: %s", error->message);
  if (g_hash_table_steal_extended (self->behind, portunus_room_get_id (room), NULL, &has_changed)
      && GPOINTER_TO_INT (has_changed))
    follow (self, room);
}

static void
follow (PortunusRoomKeeper *self,
        PortunusRoom       *room)
{
  g_autoptr (PortunusStoredRoom) stored = portunus_room_dup_stored (room);
  Following *following = g_new0 (Following, 1);

  following->keeper = self;
  following->room = g_object_ref (room);
  self->n_pending++;
  g_hash_table_insert (self->behind, g_strdup (stored->id), GINT_TO_POINTER (FALSE));
  portunus_server_store_save_room_async (self->store, stored, NULL, followed_cb, following);
}

/**
 * portunus_room_keeper_note_change:
 * @self: a keeper
 * @room: a room that was saved before
 *
 * Writes it down anew, once for however many changes come while it is being written down.
 */
void
portunus_room_keeper_note_change (PortunusRoomKeeper *self,
                                  PortunusRoom       *room)
{
  const char *id = portunus_room_get_id (room);

  if (g_hash_table_contains (self->behind, id))
    g_hash_table_insert (self->behind, g_strdup (id), GINT_TO_POINTER (TRUE));
  else
    follow (self, room);
}

static void
forgotten_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  PortunusRoomKeeper *self = user_data;
  g_autoptr (GError) error = NULL;

  self->n_pending--;
  if (!portunus_server_store_delete_room_finish (PORTUNUS_SERVER_STORE (source), result, &error))
    g_message ("A room that is closed is still written down: %s", error->message);
}

/**
 * portunus_room_keeper_forget:
 * @self: a keeper
 * @id: id of a room that is closed
 *
 * It will not be there after a restart.
 */
void
portunus_room_keeper_forget (PortunusRoomKeeper *self,
                             const char         *id)
{
  g_hash_table_remove (self->behind, id);
  self->n_pending++;
  portunus_server_store_delete_room_async (self->store, id, NULL, forgotten_cb, self);
}

/**
 * portunus_room_keeper_settle:
 * @self: a keeper
 *
 * Runs the thread-default context until everything is written down.
 */
void
portunus_room_keeper_settle (PortunusRoomKeeper *self)
{
  while (self->n_pending > 0)
    g_main_context_iteration (g_main_context_get_thread_default (), TRUE);
}
