/* portunus-host.c: the rooms that this process hosts on a server of its own
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-host.h"

#include "portunus-addresses.h"
#include "portunus-certificate.h"
#include "portunus-host-portal.h"
#include "portunus-last-port.h"
#include "portunus-server.h"

/* In the data folder. */
#define PORT_NAME "port"

struct _PortunusHost
{
  GObject              parent_instance;

  /* Owned */
  PortunusSecretStore *store;
  char                *folder;
  char                *port_path;
  PortunusServer      *server;
  PortunusHostPortal  *portal;        /* NULL while there is no server */
  PortunusTickets     *tickets;
  GPtrArray           *waiting;       /* GTasks that wait for the server */

  guint16              last_port;     /* 0 for none */
  guint16              port;          /* to listen on, 0 for any */
  gboolean             is_starting;
  gboolean             is_running;
};

G_DEFINE_FINAL_TYPE (PortunusHost, portunus_host, G_TYPE_OBJECT)

static void
portunus_host_dispose (GObject *object)
{
  PortunusHost *self = PORTUNUS_HOST (object);

  portunus_host_stop (self);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (portunus_host_parent_class)->dispose (object);
}

static void
portunus_host_finalize (GObject *object)
{
  g_ptr_array_unref (PORTUNUS_HOST (object)->waiting);
  portunus_tickets_unref (PORTUNUS_HOST (object)->tickets);
  g_free (PORTUNUS_HOST (object)->folder);
  g_free (PORTUNUS_HOST (object)->port_path);

  G_OBJECT_CLASS (portunus_host_parent_class)->finalize (object);
}

static void
portunus_host_class_init (PortunusHostClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = portunus_host_dispose;
  object_class->finalize = portunus_host_finalize;
}

static void
portunus_host_init (PortunusHost *self)
{
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  self->tickets = portunus_tickets_new ();
}

/**
 * portunus_host_new:
 * @store: where the server's key is, or will be
 * @folder: (type filename): where the port is kept, for a browser goes on only with what came from the same, and what
 *   belongs to the portal
 *
 * Returns: (transfer full): a host without a server
 */
PortunusHost *
portunus_host_new (PortunusSecretStore *store,
                   const char          *folder)
{
  PortunusHost *self = g_object_new (PORTUNUS_TYPE_HOST, NULL);

  self->store = g_object_ref (store);
  self->folder = g_strdup (folder);
  self->port_path = g_build_filename (folder, PORT_NAME, NULL);
  return self;
}

static PortunusLink *
make_link (PortunusHost *self,
           const char   *room)
{
  PortunusLink *link = g_new0 (PortunusLink, 1);

  link->host = portunus_addresses_dup_best ();
  link->port = portunus_server_get_port (self->server);
  link->room = g_strdup (room);
  link->fingerprint = g_bytes_ref (portunus_server_get_fingerprint (self->server));
  return link;
}

static void
room_created_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  PortunusHost *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (PortunusRoomInfo) info = portunus_server_create_room_finish (PORTUNUS_SERVER (source), result, &error);

  PortunusHostedRoom *room;

  if (info == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  room = portunus_hosted_room_new (make_link (self, info->id), info->code_number, TRUE);
  room->host = g_steal_pointer (&info->host);
  g_task_return_pointer (task, room, (GDestroyNotify) portunus_hosted_room_free);
}

static void
create_room (PortunusHost *self,
             GTask        *task)
{
  portunus_server_create_room_async (self->server, g_task_get_task_data (task), g_task_get_cancellable (task),
                                     room_created_cb, g_object_ref (task));
}

static void
portal_opened_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  PortunusPortal *portal = portunus_host_portal_open_finish (PORTUNUS_HOST_PORTAL (source), result, &error);

  if (portal != NULL)
    g_task_return_pointer (task, portal, (GDestroyNotify) portunus_portal_free);
  else
    g_task_return_error (task, error);
}

/* The server runs. */
static void
go_on (PortunusHost *self,
       GTask        *task)
{
  if (g_task_get_source_tag (task) == portunus_host_open_portal_async)
    portunus_host_portal_open_async (self->portal, portal_opened_cb, g_object_ref (task));
  else
    create_room (self, task);
}

static void
answer_waiting (PortunusHost *self,
                const GError *error)
{
  g_autoptr (GPtrArray) tasks = g_steal_pointer (&self->waiting);

  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  self->is_starting = FALSE;
  self->is_running = error == NULL;
  for (guint i = 0; i < tasks->len; i++)
    {
      GTask *task = g_ptr_array_index (tasks, i);

      if (error == NULL)
        go_on (self, task);
      else
        g_task_return_error (task, g_error_copy (error));
    }
}

static void load_certificate (PortunusHost *self);

static void
server_started_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr (PortunusHost) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!portunus_server_start_finish (PORTUNUS_SERVER (source), result, &error))
    g_clear_object (&self->server);
  if (error != NULL && self->port != 0)
    {
      self->port = 0;
      load_certificate (self);
      return;
    }
  /* Whoever has the last one now is likely to be us as well, and gives it back. */
  if (error == NULL && self->last_port == 0)
    portunus_last_port_save (self->port_path, portunus_server_get_port (self->server));
  if (error == NULL)
    {
      self->portal = portunus_host_portal_new (self->store, self->folder, self->server);
      portunus_host_portal_load_limits (self->portal);
    }
  answer_waiting (self, error);
}

static void
certificate_loaded_cb (GObject      *source,
                       GAsyncResult *result,
                       gpointer      user_data)
{
  g_autoptr (PortunusHost) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (PortunusSecret) pem = portunus_certificate_load_finish (result, &error);
  /* Those who get the link need to reach us, so every interface. */
  g_autofree char *address = g_strdup_printf ("0.0.0.0:%u", self->port);
  PortunusServerOptions options = {
    .listen = (const char * const[]) { address, NULL },
    .tls_pem = pem,
    .tickets = self->tickets,
  };

  if (pem != NULL)
    self->server = portunus_server_new (&options, &error);
  if (self->server == NULL)
    answer_waiting (self, error);
  else
    portunus_server_start_async (self->server, NULL, server_started_cb, g_object_ref (self));
}

static void
load_certificate (PortunusHost *self)
{
  g_auto (GStrv) names = portunus_addresses_dup_certificate_names ();

  portunus_certificate_load_async (self->store, (const char * const *) names, NULL, certificate_loaded_cb,
                                   g_object_ref (self));
}

static void
start_server (PortunusHost *self)
{
  if (self->is_starting)
    return;
  self->is_starting = TRUE;
  self->last_port = portunus_last_port_load (self->port_path);
  self->port = self->last_port;
  load_certificate (self);
}

/* Takes @task. */
static void
begin (PortunusHost *self,
       GTask        *task)
{
  g_ptr_array_add (self->waiting, task);
  if (self->is_running)
    answer_waiting (self, NULL);
  else
    start_server (self);
}

/**
 * portunus_host_open_room_async:
 * @self: a host
 * @options: what it is to be like
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 *
 * Makes a room, after starting the server where it does not run yet.
 */
void
portunus_host_open_room_async (PortunusHost              *self,
                               const PortunusRoomOptions *options,
                               GCancellable              *cancellable,
                               GAsyncReadyCallback        callback,
                               gpointer                   user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_return_if_fail (PORTUNUS_IS_HOST (self));

  g_task_set_source_tag (task, portunus_host_open_room_async);
  g_task_set_task_data (task, portunus_room_options_copy (options), (GDestroyNotify) portunus_room_options_free);
  begin (self, g_steal_pointer (&task));
}

/**
 * portunus_host_open_room_finish:
 * @self: a host
 * @result: the result
 * @error: return location for why there is no server
 *
 * Returns: (transfer full): the room
 */
PortunusHostedRoom *
portunus_host_open_room_finish (PortunusHost  *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * portunus_host_open_portal_async:
 * @self: a host
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 *
 * Opens the admin portal, after starting the server where it does not run yet.
 */
void
portunus_host_open_portal_async (PortunusHost        *self,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (PORTUNUS_IS_HOST (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, portunus_host_open_portal_async);
  begin (self, task);
}

/**
 * portunus_host_open_portal_finish:
 * @self: a host
 * @result: the result
 * @error: return location for why there is none, see portunus_host_portal_open_finish()
 *
 * Returns: (transfer full): where it is
 */
PortunusPortal *
portunus_host_open_portal_finish (PortunusHost  *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * portunus_host_close_room:
 * @self: a host
 * @room: one of its rooms
 *
 * Closes the room in the server's own time; those in it are told.
 */
void
portunus_host_close_room (PortunusHost       *self,
                          PortunusHostedRoom *room)
{
  if (self->server != NULL)
    portunus_server_close_room_async (self->server, room->link->room, NULL, NULL, NULL);
}

/**
 * portunus_host_close_code:
 * @self: a host
 * @room: one of its rooms
 *
 * The number of the code resolves to the room no longer.
 */
void
portunus_host_close_code (PortunusHost       *self,
                          PortunusHostedRoom *room)
{
  if (self->server != NULL)
    portunus_server_close_code (self->server, room->code_number);
}

/**
 * portunus_host_set_lobby:
 * @self: a host
 * @room_id: (nullable): one of its rooms, in which this device waits for whoever knows its address; %NULL for none
 */
void
portunus_host_set_lobby (PortunusHost *self,
                         const char   *room_id)
{
  if (self->server != NULL)
    portunus_server_set_lobby (self->server, room_id);
}

/**
 * portunus_host_get_tickets:
 * @self: a host
 *
 * Returns: (transfer none): the tickets of its server
 */
PortunusTickets *
portunus_host_get_tickets (PortunusHost *self)
{
  return self->tickets;
}

/**
 * portunus_host_stop:
 * @self: a host
 *
 * Stops the server and joins its thread. A second call does nothing.
 */
void
portunus_host_stop (PortunusHost *self)
{
  g_return_if_fail (PORTUNUS_IS_HOST (self));

  if (self->is_running)
    portunus_server_stop (self->server);
  self->is_running = FALSE;
  g_clear_object (&self->portal);
  g_clear_object (&self->server);
}
