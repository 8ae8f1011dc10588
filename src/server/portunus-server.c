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
