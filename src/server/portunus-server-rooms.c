/* portunus-server-rooms.c: what the program itself does with the rooms of its server
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "portunus-server-answer.h"
#include "portunus-server-private.h"

static void
room_saved_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  GTask *task = user_data;
  PortunusServer *self = g_task_get_source_object (task);
  PortunusRoom *room = PORTUNUS_ROOM (source);
  PortunusRoomInfo *info;
  GError *error = NULL;

  if (!portunus_room_table_save_finish (result, &error))
    {
      if (self->core != NULL)
        portunus_room_table_close (portunus_server_core_get_rooms (self->core), portunus_room_get_id (room));
      portunus_server_give_back (task, NULL, error);
      return;
    }
  info = g_new0 (PortunusRoomInfo, 1);
  info->id = g_strdup (portunus_room_get_id (room));
  info->code_number = portunus_room_get_code_number (room);
  info->expires = portunus_room_get_expires (room);
  info->host = g_strdup (g_object_get_data (G_OBJECT (task), "host"));
  portunus_server_give_back (task, info, NULL);
}

static void
create_room_on_worker (PortunusServer *self,
                       GTask          *task)
{
  const PortunusRoomOptions *options = g_task_get_task_data (task);
  GError *error = NULL;
  char *host;
  PortunusRoom *room = portunus_room_table_create (portunus_server_core_get_rooms (self->core), options, &error);

  if (room == NULL)
    {
      portunus_server_give_back (task, NULL, error);
      return;
    }
  host = portunus_room_make_host (room);
  g_object_set_data_full (G_OBJECT (task), "host", host, g_free);
  portunus_room_table_save_async (portunus_server_core_get_rooms (self->core), room, room_saved_cb, task);
}

/**
 * portunus_server_create_room_async:
 * @self: a running server
 * @options: (nullable): limits of the room; %NULL for a room that lives until it is closed, without a code
 * @cancellable: (nullable): drops the result; the room may be made all the same
 * @callback: (scope async): called when the room is there
 * @user_data: for @callback
 *
 * Makes a room.
 */
void
portunus_server_create_room_async (PortunusServer                  *self,
                                   const PortunusServerRoomOptions *options,
                                   GCancellable                    *cancellable,
                                   GAsyncReadyCallback              callback,
                                   gpointer                         user_data)
{
  GTask *task;

  g_return_if_fail (PORTUNUS_IS_SERVER (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, portunus_server_create_room_async);
  g_task_set_task_data (task, portunus_room_options_copy (options), (GDestroyNotify) portunus_room_options_free);
  _portunus_server_post (self, task, create_room_on_worker);
}

/**
 * portunus_server_create_room_finish:
 * @self: a server
 * @result: what the callback got
 * @error: return location for %G_IO_ERROR_NO_SPACE, %G_IO_ERROR_EXISTS or %G_IO_ERROR_CLOSED
 *
 * Returns: (transfer full): the room
 */
PortunusRoomInfo *
portunus_server_create_room_finish (PortunusServer  *self,
                                    GAsyncResult    *result,
                                    GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
close_room_on_worker (PortunusServer *self,
                      GTask          *task)
{
  GError *error = NULL;

  if (!portunus_room_table_close (portunus_server_core_get_rooms (self->core), g_task_get_task_data (task)))
    error = g_error_new (G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "There is no such room");
  portunus_server_give_back (task, NULL, error);
}

/**
 * portunus_server_close_room_async:
 * @self: a running server
 * @room_id: which room
 * @cancellable: (nullable): drops the result
 * @callback: (scope async): called when it is closed
 * @user_data: for @callback
 *
 * Closes a room, tells its members, and gives its number back.
 */
void
portunus_server_close_room_async (PortunusServer      *self,
                                  const char          *room_id,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (PORTUNUS_IS_SERVER (self));
  g_return_if_fail (room_id != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, portunus_server_close_room_async);
  g_task_set_task_data (task, g_strdup (room_id), g_free);
  _portunus_server_post (self, task, close_room_on_worker);
}

/**
 * portunus_server_close_room_finish:
 * @self: a server
 * @result: what the callback got
 * @error: return location for %G_IO_ERROR_NOT_FOUND or %G_IO_ERROR_CLOSED
 *
 * Returns: whether there was such a room
 */
gboolean
portunus_server_close_room_finish (PortunusServer  *self,
                                   GAsyncResult    *result,
                                   GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
close_code_on_worker (PortunusServer *self,
                      GTask          *task)
{
  guint32 number = GPOINTER_TO_UINT (g_task_get_task_data (task));

  portunus_room_table_close_code (portunus_server_core_get_rooms (self->core), number);
  portunus_server_give_back (task, NULL, NULL);
}

/**
 * portunus_server_close_code:
 * @self: a server
 * @code_number: the number of a code that is spent
 *
 * Lets nobody find a room by this number any more. The room stays; a number that is not in use is ignored.
 */
void
portunus_server_close_code (PortunusServer *self,
                            guint32         code_number)
{
  GTask *task;

  g_return_if_fail (PORTUNUS_IS_SERVER (self));

  task = g_task_new (self, NULL, NULL, NULL);
  g_task_set_source_tag (task, portunus_server_close_code);
  g_task_set_task_data (task, GUINT_TO_POINTER (code_number), NULL);
  _portunus_server_post (self, task, close_code_on_worker);
}

static void
set_lobby_on_worker (PortunusServer *self,
                     GTask          *task)
{
  portunus_server_core_set_lobby (self->core, g_task_get_task_data (task));
  portunus_server_give_back (task, NULL, NULL);
}

/**
 * portunus_server_set_lobby:
 * @self: a server
 * @room_id: (nullable): the room in which the program waits for whoever comes
 *
 * Tells the room to those who know no more than the address of the server.
 */
void
portunus_server_set_lobby (PortunusServer *self,
                           const char     *room_id)
{
  GTask *task;

  g_return_if_fail (PORTUNUS_IS_SERVER (self));

  task = g_task_new (self, NULL, NULL, NULL);
  g_task_set_source_tag (task, portunus_server_set_lobby);
  g_task_set_task_data (task, g_strdup (room_id), g_free);
  _portunus_server_post (self, task, set_lobby_on_worker);
}
