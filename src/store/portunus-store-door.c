/* portunus-store-door.c: who was sent away from the rooms of a server
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-store-door.h"

#include "portunus-server-store-private.h"

#define KIND_GUEST  "guest"
#define KIND_CLIENT "client"

#define KEEP_SQL "INSERT INTO kicked (room, kind, name) VALUES (?, ?, ?) ON CONFLICT (room, kind, name) DO NOTHING"

/* The length is that of PORTUNUS_STORE_ROOM_SCOPE. */
#define TRIES_SQL                                                                                                     \
  "SELECT substr(scope, 6), name, n_tries, expires FROM attempts "                                                    \
  "WHERE substr(scope, 1, 5) = '" PORTUNUS_STORE_ROOM_SCOPE "' AND expires > ?"

typedef struct
{
  /* Owned */
  char      *room;
  char      *guest;
  char      *client;
  GPtrArray *notes;     /* of "list" */
} DoorCall;

static void
door_call_free (gpointer data)
{
  DoorCall *call = data;

  g_free (call->room);
  g_free (call->guest);
  g_free (call->client);
  g_clear_pointer (&call->notes, g_ptr_array_unref);
  g_free (call);
}

/**
 * portunus_door_note_free:
 * @note: (transfer full): a note
 */
void
portunus_door_note_free (PortunusDoorNote *note)
{
  g_return_if_fail (note != NULL);

  g_free (note->room);
  g_free (note->name);
  g_free (note);
}

static gboolean
keep (const PortunusStoreWork  *work,
      const char               *room,
      const char               *kind,
      const char               *name,
      GError                  **error)
{
  PortunusStatement *statement = portunus_database_prepare (work->database, KEEP_SQL, error);

  if (statement == NULL)
    return FALSE;
  portunus_statement_bind_text (statement, 0, room);
  portunus_statement_bind_text (statement, 1, kind);
  portunus_statement_bind_text (statement, 2, name);
  return portunus_statement_run (statement, error);
}

static gboolean
keep_both (const PortunusStoreWork  *work,
           gpointer                  data,
           GError                  **error)
{
  DoorCall *call = data;

  return keep (work, call->room, KIND_GUEST, call->guest, error)
         && keep (work, call->room, KIND_CLIENT, call->client, error);
}

static gboolean
keep_on_worker (const PortunusStoreWork  *work,
                gpointer                  data,
                GError                  **error)
{
  return _portunus_store_in_transaction (work, keep_both, data, error);
}

static gboolean
forgive_on_worker (const PortunusStoreWork  *work,
                   gpointer                  data,
                   GError                  **error)
{
  const char *sql = "DELETE FROM kicked WHERE room = ? AND kind = '" KIND_CLIENT "'";
  DoorCall *call = data;

  return _portunus_store_run_for (work, sql, call->room, error);
}

static void
read_kick (PortunusStatement *statement,
           gpointer           data)
{
  DoorCall *call = data;
  PortunusDoorNote *note = g_new0 (PortunusDoorNote, 1);
  gboolean is_guest = g_strcmp0 (portunus_statement_get_text (statement, 1), KIND_GUEST) == 0;

  note->kind = is_guest ? PORTUNUS_DOOR_NOTE_GUEST : PORTUNUS_DOOR_NOTE_CLIENT;
  note->room = g_strdup (portunus_statement_get_text (statement, 0));
  note->name = g_strdup (portunus_statement_get_text (statement, 2));
  g_ptr_array_add (call->notes, note);
}

static void
read_tries (PortunusStatement *statement,
            gpointer           data)
{
  DoorCall *call = data;
  PortunusDoorNote *note = g_new0 (PortunusDoorNote, 1);

  note->kind = PORTUNUS_DOOR_NOTE_TRIES;
  note->room = g_strdup (portunus_statement_get_text (statement, 0));
  note->name = g_strdup (portunus_statement_get_text (statement, 1));
  note->n_tries = (guint) portunus_statement_get_int (statement, 2);
  note->expires = portunus_statement_get_int (statement, 3);
  g_ptr_array_add (call->notes, note);
}

static gboolean
list_on_worker (const PortunusStoreWork  *work,
                gpointer                  data,
                GError                  **error)
{
  DoorCall *call = data;
  PortunusStatement *statement = portunus_database_prepare (work->database, "SELECT room, kind, name FROM kicked",
                                                            error);

  call->notes = g_ptr_array_new_with_free_func ((GDestroyNotify) portunus_door_note_free);
  if (statement == NULL || !_portunus_store_each (statement, read_kick, call, error))
    return FALSE;
  statement = portunus_database_prepare (work->database, TRIES_SQL, error);
  if (statement == NULL)
    return FALSE;
  portunus_statement_bind_int (statement, 0, work->now);
  return _portunus_store_each (statement, read_tries, call, error);
}

/**
 * portunus_server_store_keep_kick_async:
 * @self: a store
 * @room: id of a room that is kept
 * @guest: id of the guest that was kicked
 * @client: key of the address it came from
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 *
 * Keeps that somebody was kicked, for as long as the room is kept.
 */
void
portunus_server_store_keep_kick_async (PortunusServerStore *self,
                                       const char          *room,
                                       const char          *guest,
                                       const char          *client,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data)
{
  DoorCall *call;
  GTask *task;

  g_return_if_fail (PORTUNUS_IS_SERVER_STORE (self));
  g_return_if_fail (room != NULL && guest != NULL && client != NULL);

  call = g_new0 (DoorCall, 1);
  call->room = g_strdup (room);
  call->guest = g_strdup (guest);
  call->client = g_strdup (client);
  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, portunus_server_store_keep_kick_async);
  g_task_set_task_data (task, call, door_call_free);
  _portunus_server_store_push (self, task, keep_on_worker);
}

/**
 * portunus_server_store_keep_kick_finish:
 * @self: a store
 * @result: the result
 * @error: return location for a #PortunusStoreError
 *
 * Returns: whether it is kept
 */
gboolean
portunus_server_store_keep_kick_finish (PortunusServerStore  *self,
                                        GAsyncResult         *result,
                                        GError              **error)
{
  return _portunus_server_store_finish (self, result, portunus_server_store_keep_kick_async, error) != NULL;
}

/**
 * portunus_server_store_forgive_async:
 * @self: a store
 * @room: id of a room
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 *
 * Forgets from where those came who were kicked.
 */
void
portunus_server_store_forgive_async (PortunusServerStore *self,
                                     const char          *room,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data)
{
  DoorCall *call;
  GTask *task;

  g_return_if_fail (PORTUNUS_IS_SERVER_STORE (self));
  g_return_if_fail (room != NULL);

  call = g_new0 (DoorCall, 1);
  call->room = g_strdup (room);
  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, portunus_server_store_forgive_async);
  g_task_set_task_data (task, call, door_call_free);
  _portunus_server_store_push (self, task, forgive_on_worker);
}

/**
 * portunus_server_store_forgive_finish:
 * @self: a store
 * @result: the result
 * @error: return location for a #PortunusStoreError
 *
 * Returns: whether they are forgotten
 */
gboolean
portunus_server_store_forgive_finish (PortunusServerStore  *self,
                                      GAsyncResult         *result,
                                      GError              **error)
{
  return _portunus_server_store_finish (self, result, portunus_server_store_forgive_async, error) != NULL;
}

/**
 * portunus_server_store_list_door_notes_async:
 * @self: a store
 * @cancellable: (nullable): cancels it
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 *
 * Looks up who was kicked, and who came with wrong passwords lately.
 */
void
portunus_server_store_list_door_notes_async (PortunusServerStore *self,
                                             GCancellable        *cancellable,
                                             GAsyncReadyCallback  callback,
                                             gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (PORTUNUS_IS_SERVER_STORE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, portunus_server_store_list_door_notes_async);
  g_task_set_task_data (task, g_new0 (DoorCall, 1), door_call_free);
  _portunus_server_store_push (self, task, list_on_worker);
}

/**
 * portunus_server_store_list_door_notes_finish:
 * @self: a store
 * @result: the result
 * @error: return location for a #PortunusStoreError
 *
 * Returns: (transfer full) (nullable) (element-type PortunusDoorNote): the notes
 */
GPtrArray *
portunus_server_store_list_door_notes_finish (PortunusServerStore  *self,
                                              GAsyncResult         *result,
                                              GError              **error)
{
  DoorCall *call = _portunus_server_store_finish (self, result, portunus_server_store_list_door_notes_async, error);

  return call != NULL ? g_steal_pointer (&call->notes) : NULL;
}
