/* portunus-engine-room.c: rooms for shares, on our own server or on somebody else's
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-engine-private.h"

#include "portunus-addresses.h"
#include "portunus-room-api.h"

static void
room_opened_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  PortunusHostedRoom *room = portunus_host_open_room_finish (PORTUNUS_HOST (source), result, &error);

  if (room != NULL)
    g_task_return_pointer (task, room, (GDestroyNotify) portunus_hosted_room_free);
  else
    g_task_return_error (task, error);
}

static void
room_made_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  guint32 code_number = 0;
  PortunusLink *link = portunus_room_api_create_room_finish (result, &code_number, &error);

  if (link != NULL)
    g_task_return_pointer (task, portunus_hosted_room_new (link, code_number, FALSE),
                           (GDestroyNotify) portunus_hosted_room_free);
  else
    g_task_return_error (task, error);
}

/**
 * portunus_engine_host_room_async:
 * @self: an engine that was started
 * @server: (nullable): URL of the room server to use; %NULL for our own, which is started for it
 * @with_code: whether there shall be a code
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 *
 * Makes a room.
 */
void
portunus_engine_host_room_async (PortunusEngine      *self,
                                 const char          *server,
                                 gboolean             with_code,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, portunus_engine_host_room_async);
  if (server != NULL)
    portunus_room_api_create_room_async (server, with_code, cancellable, room_made_cb, task);
  else
    portunus_host_open_room_async (portunus_engine_get_host (self), with_code, cancellable, room_opened_cb, task);
}

/**
 * portunus_engine_host_room_finish:
 * @self: an engine
 * @result: the result
 * @error: return location: %PORTUNUS_TRANSFER_ERROR_NO_CONNECTION, or why the embedded server does not start
 *
 * Returns: (transfer full): the room
 */
PortunusHostedRoom *
portunus_engine_host_room_finish (PortunusEngine  *self,
                                  GAsyncResult    *result,
                                  GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * portunus_engine_close_room:
 * @self: an engine
 * @room: a room; one of another server is left to expire there
 */
void
portunus_engine_close_room (PortunusEngine     *self,
                            PortunusHostedRoom *room)
{
  PortunusHost *host = portunus_engine_get_host (self);

  if (room->is_embedded && host != NULL)
    portunus_host_close_room (host, room);
}

/**
 * portunus_engine_close_code:
 * @self: an engine
 * @room: a room; the number of one of another server goes on to resolve there, to a code that nobody answers
 */
void
portunus_engine_close_code (PortunusEngine     *self,
                            PortunusHostedRoom *room)
{
  PortunusHost *host = portunus_engine_get_host (self);

  if (room->is_embedded && host != NULL)
    portunus_host_close_code (host, room);
}

/**
 * portunus_engine_refresh_link:
 * @self: an engine
 * @room: a room
 *
 * Puts the address that others best reach us by at this moment into the link of an embedded room. While nobody can
 * reach us the old one stays.
 *
 * Returns: whether the link changed
 */
gboolean
portunus_engine_refresh_link (PortunusEngine     *self,
                              PortunusHostedRoom *room)
{
  g_autofree char *address = NULL;

  if (!room->is_embedded)
    return FALSE;
  address = portunus_addresses_dup_best ();
  if (g_strcmp0 (address, room->link->host) == 0 || g_strcmp0 (address, "127.0.0.1") == 0)
    return FALSE;
  g_free (room->link->host);
  room->link->host = g_steal_pointer (&address);
  return TRUE;
}
