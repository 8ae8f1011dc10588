/* portunus-server.c: the room server: rooms, codes and signaling over HTTPS, in a thread of its own
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-server.h"

#include "portunus-kdf.h"
#include "portunus-server-answer.h"
#include "portunus-server-options.h"
#include "portunus-server-private.h"

G_DEFINE_FINAL_TYPE (PortunusServer, portunus_server, G_TYPE_OBJECT)

/* A call from another thread, carried out in the server's. */
typedef struct
{
  GTask                  *task;
  PortunusServerCallFunc  func;
} Call;

static gboolean
call_cb (gpointer user_data)
{
  Call *call = user_data;
  PortunusServer *server = g_task_get_source_object (call->task);

  /* A call that came just before the end is dispatched after it. */
  if (server->core != NULL)
    call->func (server, call->task);
  else
    portunus_server_give_back (call->task, NULL,
                               g_error_new (G_IO_ERROR, G_IO_ERROR_CLOSED, "The server does not run"));
  return G_SOURCE_REMOVE;
}

/* Has @func called in the server's thread. Takes @task. */
void
_portunus_server_post (PortunusServer         *self,
                       GTask                  *task,
                       PortunusServerCallFunc  func)
{
  Call *call;

  g_mutex_lock (&self->lock);
  if (!self->is_running)
    {
      g_mutex_unlock (&self->lock);
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CLOSED, "The server does not run");
      g_object_unref (task);
      return;
    }
  call = g_new0 (Call, 1);
  call->task = task;
  call->func = func;
  g_main_context_invoke_full (self->context, G_PRIORITY_DEFAULT, call_cb, call, g_free);
  g_mutex_unlock (&self->lock);
}

static void
set_running (PortunusServer *self,
             gboolean        is_running)
{
  g_mutex_lock (&self->lock);
  self->is_running = is_running;
  g_mutex_unlock (&self->lock);
}

static gboolean
is_quitting (PortunusServer *self)
{
  gboolean result;

  g_mutex_lock (&self->lock);
  result = self->is_quitting;
  g_mutex_unlock (&self->lock);
  return result;
}

static gboolean
start_on_worker (PortunusServer *self,
                 GTask          *task)
{
  GError *error = NULL;
  gboolean is_started;

  self->core = portunus_server_core_new (&self->options, &error);
  is_started = self->core != NULL;
  if (is_started)
    {
      self->port = portunus_server_core_get_port (self->core);
      self->metrics_port = portunus_server_core_get_metrics_port (self->core);
      self->admin_port = portunus_server_core_get_admin_port (self->core);
      set_running (self, TRUE);
    }
  portunus_server_give_back (task, NULL, error);
  return is_started;
}

/* Whoever drops the server waits for this thread, so it needs no reference. */
static gpointer
run_on_worker (gpointer user_data)
{
  GTask *task = user_data;
  PortunusServer *self = g_task_get_source_object (task);
  g_autoptr (GMainContext) context = g_main_context_ref (self->context);

  g_main_context_push_thread_default (context);
  if (start_on_worker (self, task))
    {
      while (!is_quitting (self))
        g_main_context_iteration (context, TRUE);
      g_clear_pointer (&self->core, portunus_server_core_free);
    }
  while (g_main_context_iteration (context, FALSE))
    continue;
  g_main_context_pop_thread_default (context);
  return NULL;
}

static void
portunus_server_dispose (GObject *object)
{
  portunus_server_stop (PORTUNUS_SERVER (object));
  G_OBJECT_CLASS (portunus_server_parent_class)->dispose (object);
}

static void
portunus_server_finalize (GObject *object)
{
  PortunusServer *self = PORTUNUS_SERVER (object);

  portunus_server_core_options_clear (&self->options);
  g_clear_pointer (&self->fingerprint, g_bytes_unref);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (portunus_server_parent_class)->finalize (object);
}

static void
portunus_server_class_init (PortunusServerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = portunus_server_dispose;
  G_OBJECT_CLASS (klass)->finalize = portunus_server_finalize;
}

static void
portunus_server_init (PortunusServer *self)
{
  g_mutex_init (&self->lock);
  self->context = g_main_context_new ();
}

GBytes *
_portunus_server_hash_certificate (GTlsCertificate *certificate)
{
  g_autoptr (GByteArray) der = NULL;
  g_autoptr (PortunusHasher) hasher = portunus_hasher_new ();
  guint8 digest[PORTUNUS_HASH_SIZE];

  g_object_get (certificate, "certificate", &der, NULL);
  portunus_hasher_update (hasher, der->data, der->len);
  portunus_hasher_finish (hasher, digest);
  return g_bytes_new (digest, sizeof digest);
}

/**
 * portunus_server_new:
 * @options: where to listen, certificate, limits
 * @error: return location for %G_IO_ERROR_INVALID_ARGUMENT or a #GTlsError
 *
 * Returns: (transfer full) (nullable): a server that does not run yet; %NULL if @options make no sense
 */
PortunusServer *
portunus_server_new (const PortunusServerOptions  *options,
                     GError                      **error)
{
  g_autoptr (PortunusServer) self = g_object_new (PORTUNUS_TYPE_SERVER, NULL);

  g_return_val_if_fail (options->listen != NULL && options->listen[0] != NULL, NULL);

  if (!portunus_server_core_options_read (&self->options, options, error))
    return NULL;
  if (self->options.certificate != NULL)
    self->fingerprint = _portunus_server_hash_certificate (self->options.certificate);
  return g_steal_pointer (&self);
}

/**
 * portunus_server_start_async:
 * @self: a server that has not been started
 * @cancellable: (nullable): unused once the thread runs
 * @callback: (scope async): called when it listens
 * @user_data: for @callback
 *
 * Starts the server's thread.
 */
void
portunus_server_start_async (PortunusServer      *self,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (PORTUNUS_IS_SERVER (self));
  g_return_if_fail (self->thread == NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, portunus_server_start_async);
  self->thread = g_thread_new ("portunus-server", run_on_worker, task);
}

/**
 * portunus_server_start_finish:
 * @self: a server
 * @result: what the callback got
 * @error: return location for a #GIOErrorEnum
 *
 * Returns: whether it listens
 */
gboolean
portunus_server_start_finish (PortunusServer  *self,
                              GAsyncResult    *result,
                              GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * portunus_server_stop:
 * @self: a server
 *
 * Closes the rooms, tells their members, ends the connections and joins the thread. Blocks for at most two seconds.
 * Not to be called from the server's thread. A second call does nothing.
 */
void
portunus_server_stop (PortunusServer *self)
{
  g_return_if_fail (PORTUNUS_IS_SERVER (self));

  if (self->thread == NULL)
    return;
  g_mutex_lock (&self->lock);
  self->is_running = FALSE;
  self->is_quitting = TRUE;
  g_mutex_unlock (&self->lock);
  g_main_context_wakeup (self->context);
  g_thread_join (g_steal_pointer (&self->thread));
}

/**
 * portunus_server_get_port:
 * @self: a server that was started
 *
 * Returns: the TCP port it listens on
 */
guint16
portunus_server_get_port (PortunusServer *self)
{
  return self->port;
}

/**
 * portunus_server_get_fingerprint:
 * @self: a server
 *
 * Call it in the thread that calls portunus_server_set_certificate(), after which it is another.
 *
 * Returns: (transfer none) (nullable): SHA-256 of its certificate (DER), 32 bytes; %NULL for plain HTTP
 */
GBytes *
portunus_server_get_fingerprint (PortunusServer *self)
{
  return self->fingerprint;
}

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
