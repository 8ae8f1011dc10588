/* portunus-store-rooms.c: the rooms that outlive a restart of their server
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-store-rooms.h"

#include "portunus-server-store-private.h"
#include "portunus-store-door.h"

#define COLUMNS                                                                                                       \
  "id, entry, created, expires, empty_seconds, max_peers, code_number, is_locked, is_one_time, password_verifier, "   \
  "host_token_hash"

#define SAVE_SQL                                                                                                      \
  "INSERT INTO rooms (" COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "                                         \
  "ON CONFLICT (id) DO UPDATE SET entry = excluded.entry, created = excluded.created, expires = excluded.expires, "   \
  "empty_seconds = excluded.empty_seconds, max_peers = excluded.max_peers, code_number = excluded.code_number, "      \
  "is_locked = excluded.is_locked, is_one_time = excluded.is_one_time, "                                              \
  "password_verifier = excluded.password_verifier, host_token_hash = excluded.host_token_hash"

#define LIST_SQL "SELECT " COLUMNS " FROM rooms WHERE expires = 0 OR expires > ? ORDER BY created, id"

typedef struct
{
  /* Owned */
  PortunusStoredRoom *room;     /* of "save" */
  char               *id;       /* of "delete" */
  GPtrArray          *rooms;    /* of "list" */
} RoomCall;

static void
room_call_free (gpointer data)
{
  RoomCall *call = data;

  g_clear_pointer (&call->room, portunus_stored_room_free);
  g_clear_pointer (&call->rooms, g_ptr_array_unref);
  g_free (call->id);
  g_free (call);
}

/**
 * portunus_stored_room_free:
 * @room: (transfer full): a room
 */
void
portunus_stored_room_free (PortunusStoredRoom *room)
{
  g_return_if_fail (room != NULL);

  g_free (room->id);
  g_free (room->entry);
  g_clear_pointer (&room->password_verifier, g_bytes_unref);
  g_clear_pointer (&room->host_token_hash, g_bytes_unref);
  g_free (room);
}

static PortunusStoredRoom *
copy_room (const PortunusStoredRoom *room)
{
  PortunusStoredRoom *copy = g_memdup2 (room, sizeof *room);

  copy->id = g_strdup (room->id);
  copy->entry = g_strdup (room->entry);
  copy->password_verifier = room->password_verifier != NULL ? g_bytes_ref (room->password_verifier) : NULL;
  copy->host_token_hash = room->host_token_hash != NULL ? g_bytes_ref (room->host_token_hash) : NULL;
  return copy;
}

static void
bind_bytes (PortunusStatement *statement,
            guint              parameter,
            GBytes            *bytes)
{
  gsize length = 0;
  gconstpointer data = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;

  portunus_statement_bind_blob (statement, parameter, data, length);
}

static GBytes *
dup_bytes (PortunusStatement *statement,
           guint              column)
{
  gsize length;
  gconstpointer data = portunus_statement_get_blob (statement, column, &length);

  return data != NULL ? g_bytes_new (data, length) : NULL;
}

static gboolean
save_on_worker (const PortunusStoreWork  *work,
                gpointer                  data,
                GError                  **error)
{
  const PortunusStoredRoom *room = ((RoomCall *) data)->room;
  PortunusStatement *statement = portunus_database_prepare (work->database, SAVE_SQL, error);

  if (statement == NULL)
    return FALSE;
  portunus_statement_bind_text (statement, 0, room->id);
  portunus_statement_bind_text (statement, 1, room->entry);
  portunus_statement_bind_int (statement, 2, room->created);
  portunus_statement_bind_int (statement, 3, room->expires);
  portunus_statement_bind_int (statement, 4, room->empty_seconds);
  portunus_statement_bind_int (statement, 5, room->max_peers);
  portunus_statement_bind_int (statement, 6, room->code_number);
  portunus_statement_bind_int (statement, 7, room->is_locked);
  portunus_statement_bind_int (statement, 8, room->is_one_time);
  bind_bytes (statement, 9, room->password_verifier);
  bind_bytes (statement, 10, room->host_token_hash);
  return portunus_statement_run (statement, error);
}

/* Who was kicked goes with the room. */
static gboolean
delete_all (const PortunusStoreWork  *work,
            gpointer                  data,
            GError                  **error)
{
  RoomCall *call = data;
  g_autofree char *scope = g_strconcat (PORTUNUS_STORE_ROOM_SCOPE, call->id, NULL);

  return _portunus_store_run_for (work, "DELETE FROM rooms WHERE id = ?", call->id, error)
         && _portunus_store_run_for (work, "DELETE FROM attempts WHERE scope = ?", scope, error);
}

static gboolean
delete_on_worker (const PortunusStoreWork  *work,
                  gpointer                  data,
                  GError                  **error)
{
  return _portunus_store_in_transaction (work, delete_all, data, error);
}

static void
read_room (PortunusStatement *statement,
           gpointer           data)
{
  RoomCall *call = data;
  PortunusStoredRoom *room = g_new0 (PortunusStoredRoom, 1);

  room->id = g_strdup (portunus_statement_get_text (statement, 0));
  room->entry = g_strdup (portunus_statement_get_text (statement, 1));
  room->created = portunus_statement_get_int (statement, 2);
  room->expires = portunus_statement_get_int (statement, 3);
  room->empty_seconds = (guint) portunus_statement_get_int (statement, 4);
  room->max_peers = (guint) portunus_statement_get_int (statement, 5);
  room->code_number = (guint32) portunus_statement_get_int (statement, 6);
  room->is_locked = portunus_statement_get_int (statement, 7) != 0;
  room->is_one_time = portunus_statement_get_int (statement, 8) != 0;
  room->password_verifier = dup_bytes (statement, 9);
  room->host_token_hash = dup_bytes (statement, 10);
  g_ptr_array_add (call->rooms, room);
}

static gboolean
list_on_worker (const PortunusStoreWork  *work,
                gpointer                  data,
                GError                  **error)
{
  RoomCall *call = data;
  PortunusStatement *statement = portunus_database_prepare (work->database, LIST_SQL, error);

  if (statement == NULL)
    return FALSE;
  call->rooms = g_ptr_array_new_with_free_func ((GDestroyNotify) portunus_stored_room_free);
  portunus_statement_bind_int (statement, 0, work->now);
  return _portunus_store_each (statement, read_room, call, error);
}

/**
 * portunus_server_store_save_room_async:
 * @self: a store
 * @room: what to keep; copied
 * @cancellable: (nullable): cancels it
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 *
 * Keeps a room, in the place of one with the same id.
 */
void
portunus_server_store_save_room_async (PortunusServerStore      *self,
                                       const PortunusStoredRoom *room,
                                       GCancellable             *cancellable,
                                       GAsyncReadyCallback       callback,
                                       gpointer                  user_data)
{
  RoomCall *call;
  GTask *task;

  g_return_if_fail (PORTUNUS_IS_SERVER_STORE (self));
  g_return_if_fail (room != NULL && room->id != NULL && room->entry != NULL);

  call = g_new0 (RoomCall, 1);
  call->room = copy_room (room);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, portunus_server_store_save_room_async);
  g_task_set_task_data (task, call, room_call_free);
  _portunus_server_store_push (self, task, save_on_worker);
}

/**
 * portunus_server_store_save_room_finish:
 * @self: a store
 * @result: the result
 * @error: return location for a #PortunusStoreError
 *
 * Returns: whether it is kept
 */
gboolean
portunus_server_store_save_room_finish (PortunusServerStore  *self,
                                        GAsyncResult         *result,
                                        GError              **error)
{
  return _portunus_server_store_finish (self, result, portunus_server_store_save_room_async, error) != NULL;
}

/**
 * portunus_server_store_delete_room_async:
 * @self: a store
 * @id: id of a room
 * @cancellable: (nullable): cancels it
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 *
 * Forgets a room.
 */
void
portunus_server_store_delete_room_async (PortunusServerStore *self,
                                         const char          *id,
                                         GCancellable        *cancellable,
                                         GAsyncReadyCallback  callback,
                                         gpointer             user_data)
{
  RoomCall *call;
  GTask *task;

  g_return_if_fail (PORTUNUS_IS_SERVER_STORE (self));
  g_return_if_fail (id != NULL);

  call = g_new0 (RoomCall, 1);
  call->id = g_strdup (id);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, portunus_server_store_delete_room_async);
  g_task_set_task_data (task, call, room_call_free);
  _portunus_server_store_push (self, task, delete_on_worker);
}

/**
 * portunus_server_store_delete_room_finish:
 * @self: a store
 * @result: the result
 * @error: return location for a #PortunusStoreError
 *
 * Returns: whether it is forgotten, also when it was not known
 */
gboolean
portunus_server_store_delete_room_finish (PortunusServerStore  *self,
                                          GAsyncResult         *result,
                                          GError              **error)
{
  return _portunus_server_store_finish (self, result, portunus_server_store_delete_room_async, error) != NULL;
}

/**
 * portunus_server_store_list_rooms_async:
 * @self: a store
 * @cancellable: (nullable): cancels it
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 *
 * Looks up all rooms that have not expired.
 */
void
portunus_server_store_list_rooms_async (PortunusServerStore *self,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (PORTUNUS_IS_SERVER_STORE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, portunus_server_store_list_rooms_async);
  g_task_set_task_data (task, g_new0 (RoomCall, 1), room_call_free);
  _portunus_server_store_push (self, task, list_on_worker);
}

/**
 * portunus_server_store_list_rooms_finish:
 * @self: a store
 * @result: the result
 * @error: return location for a #PortunusStoreError
 *
 * Returns: (transfer full) (nullable) (element-type PortunusStoredRoom): the rooms, the oldest first
 */
GPtrArray *
portunus_server_store_list_rooms_finish (PortunusServerStore  *self,
                                         GAsyncResult         *result,
                                         GError              **error)
{
  RoomCall *call = _portunus_server_store_finish (self, result, portunus_server_store_list_rooms_async, error);

  return call != NULL ? g_steal_pointer (&call->rooms) : NULL;
}
