/* portunus-listener.c: accepts connections, shakes hands, and hands them to the HTTP library
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-listener.h"

#include <netinet/in.h>

#include "portunus-connection.h"
#include "portunus-rate-limiter.h"

#define BACKLOG 1024
#define MAX_ACCEPTS_PER_TURN 64
/* Each handshake holds a thread of a pool that all of GIO shares. */
#define MAX_HANDSHAKES 8
#define BACK_OFF_MS 100
#define HANDSHAKE_KEY "portunus-handshake"

struct _PortunusListener
{
  GObject                  parent_instance;

  PortunusListenerOptions  options;

  /* Owned */
  GTlsCertificate         *certificate;
  GPtrArray               *sockets;
  GPtrArray               *sources;
  GPtrArray               *connections;
  GQueue                   pending;
  /* client key -> number of connections */
  GHashTable              *clients;

  guint                    n_handshakes;
  guint16                  port;
};

G_DEFINE_FINAL_TYPE (PortunusListener, portunus_listener, G_TYPE_OBJECT)

static char *
make_key (GSocketAddress *address)
{
  return portunus_client_key (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)));
}

static gboolean
admit (PortunusListener   *self,
       PortunusConnection *connection)
{
  g_autofree char *key = make_key (portunus_connection_get_remote_address (connection));
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (self->clients, key));

  if (self->connections->len >= self->options.max_connections
      || (self->options.max_per_client > 0 && n >= self->options.max_per_client))
    return FALSE;
  g_hash_table_insert (self->clients, g_steal_pointer (&key), GUINT_TO_POINTER (n + 1));
  g_ptr_array_add (self->connections, g_object_ref (connection));
  return TRUE;
}

static void
count_out (PortunusListener   *self,
           PortunusConnection *connection)
{
  g_autofree char *key = make_key (portunus_connection_get_remote_address (connection));
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (self->clients, key));

  if (n > 1)
    g_hash_table_insert (self->clients, g_steal_pointer (&key), GUINT_TO_POINTER (n - 1));
  else
    g_hash_table_remove (self->clients, key);
}

static void
start_handshakes (PortunusListener *self)
{
  while (self->n_handshakes < MAX_HANDSHAKES && !g_queue_is_empty (&self->pending))
    {
      g_autoptr (PortunusConnection) connection = g_queue_pop_head (&self->pending);

      if (!portunus_connection_wants_handshake (connection))
        continue;
      self->n_handshakes++;
      g_object_set_data (G_OBJECT (connection), HANDSHAKE_KEY, GINT_TO_POINTER (TRUE));
      portunus_connection_handshake (connection);
    }
}

static void
end_handshake (PortunusListener   *self,
               PortunusConnection *connection)
{
  if (g_object_steal_data (G_OBJECT (connection), HANDSHAKE_KEY) != NULL)
    self->n_handshakes--;
}

static void
connection_pending_cb (PortunusConnection *connection,
                       PortunusListener   *self)
{
  g_queue_push_tail (&self->pending, g_object_ref (connection));
  start_handshakes (self);
}

static void
connection_ready_cb (PortunusConnection *connection,
                     PortunusListener   *self)
{
  end_handshake (self, connection);
  self->options.ready (connection, self->options.user_data);
  start_handshakes (self);
}

static void
connection_closed_cb (PortunusConnection *connection,
                      PortunusListener   *self)
{
  g_autoptr (PortunusConnection) keep = g_object_ref (connection);
  g_autoptr (PortunusListener) keep_self = g_object_ref (self);

  end_handshake (self, connection);
  if (g_ptr_array_remove_fast (self->connections, connection))
    count_out (self, connection);
  start_handshakes (self);
}

static void
take_socket (PortunusListener *self,
             GSocket          *socket)
{
  g_autoptr (PortunusConnection) connection = portunus_connection_new (socket, self->certificate);

  if (connection == NULL)
    return;
  if (!admit (self, connection))
    {
      g_debug ("A client has too many connections");
      portunus_connection_kill (connection);
      return;
    }
  g_signal_connect_object (connection, "pending", G_CALLBACK (connection_pending_cb), self, 0);
  g_signal_connect_object (connection, "ready", G_CALLBACK (connection_ready_cb), self, 0);
  g_signal_connect_object (connection, "closed", G_CALLBACK (connection_closed_cb), self, 0);
}

static void watch (PortunusListener *self,
                   GSocket          *socket);

typedef struct
{
  PortunusListener *self;
  GSocket          *socket;
} Retry;

static void
retry_free (gpointer data)
{
  Retry *retry = data;

  g_object_unref (retry->socket);
  g_free (retry);
}

static void
add_source (PortunusListener *self,
            GSource          *source)
{
  g_source_attach (source, g_main_context_get_thread_default ());
  g_ptr_array_add (self->sources, source);
}

static gboolean
retry_cb (gpointer user_data)
{
  Retry *retry = user_data;

  g_ptr_array_remove_fast (retry->self->sources, g_main_current_source ());
  watch (retry->self, retry->socket);
  return G_SOURCE_REMOVE;
}

/* Out of descriptors, mostly: the client stays in the kernel's queue until some are free again. */
static void
back_off (PortunusListener *self,
          GSocket          *socket,
          const GError     *error)
{
  Retry *retry = g_new0 (Retry, 1);
  GSource *source = g_timeout_source_new (BACK_OFF_MS);

  g_debug ("Cannot accept for now: %s", error->message);
  retry->self = self;
  retry->socket = g_object_ref (socket);
  g_source_set_callback (source, retry_cb, retry, retry_free);
  add_source (self, source);
}

static gboolean
accept_cb (GSocket      *socket,
           GIOCondition  condition,
           gpointer      user_data)
{
  PortunusListener *self = user_data;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < MAX_ACCEPTS_PER_TURN && error == NULL; i++)
    {
      g_autoptr (GSocket) client = g_socket_accept (socket, NULL, &error);

      if (client != NULL)
        take_socket (self, client);
    }
  if (error == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK)
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED))
    return G_SOURCE_CONTINUE;

  back_off (self, socket, error);
  g_ptr_array_remove_fast (self->sources, g_main_current_source ());
  return G_SOURCE_REMOVE;
}

static void
watch (PortunusListener *self,
       GSocket          *socket)
{
  GSource *source = g_socket_create_source (socket, G_IO_IN, NULL);

  g_source_set_callback (source, G_SOURCE_FUNC (accept_cb), self, NULL);
  add_source (self, source);
}

static void
drop_source (gpointer data)
{
  g_source_destroy (data);
  g_source_unref (data);
}

static void
portunus_listener_dispose (GObject *object)
{
  PortunusListener *self = PORTUNUS_LISTENER (object);

  portunus_listener_stop (self);
  portunus_listener_kill_all (self);
  g_queue_clear_full (&self->pending, g_object_unref);
  g_clear_object (&self->certificate);
  G_OBJECT_CLASS (portunus_listener_parent_class)->dispose (object);
}

static void
portunus_listener_finalize (GObject *object)
{
  PortunusListener *self = PORTUNUS_LISTENER (object);

  g_ptr_array_unref (self->sockets);
  g_ptr_array_unref (self->sources);
  g_ptr_array_unref (self->connections);
  g_hash_table_unref (self->clients);
  G_OBJECT_CLASS (portunus_listener_parent_class)->finalize (object);
}

static void
portunus_listener_class_init (PortunusListenerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = portunus_listener_dispose;
  G_OBJECT_CLASS (klass)->finalize = portunus_listener_finalize;
}

static void
portunus_listener_init (PortunusListener *self)
{
  self->sockets = g_ptr_array_new_with_free_func (g_object_unref);
  self->sources = g_ptr_array_new_with_free_func (drop_source);
  self->connections = g_ptr_array_new_with_free_func (g_object_unref);
  self->clients = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_queue_init (&self->pending);
}

/**
 * portunus_listener_new:
 * @options: limits, and where connections go
 *
 * Returns: (transfer full): a listener that does not listen yet
 */
PortunusListener *
portunus_listener_new (const PortunusListenerOptions *options)
{
  PortunusListener *self = g_object_new (PORTUNUS_TYPE_LISTENER, NULL);

  self->options = *options;
  g_set_object (&self->certificate, options->certificate);
  return self;
}

static GSocket *
bind_socket (GSocketAddress  *address,
             GError         **error)
{
  g_autoptr (GSocket) socket = g_socket_new (g_socket_address_get_family (address), G_SOCKET_TYPE_STREAM,
                                             G_SOCKET_PROTOCOL_TCP, error);

  if (socket == NULL)
    return NULL;
  /* An IPv6 address means IPv6 only, whatever the system's default, so that both wildcards can be bound together. */
  if (g_socket_get_family (socket) == G_SOCKET_FAMILY_IPV6)
    g_socket_set_option (socket, IPPROTO_IPV6, IPV6_V6ONLY, TRUE, NULL);
  g_socket_set_blocking (socket, FALSE);
  g_socket_set_listen_backlog (socket, BACKLOG);
  if (!g_socket_bind (socket, address, TRUE, error) || !g_socket_listen (socket, error))
    return NULL;
  return g_steal_pointer (&socket);
}

/**
 * portunus_listener_listen:
 * @self: a listener
 * @address: where; port 0 means the port of an earlier call, or any free one
 * @error: return location for a #GIOErrorEnum
 *
 * Listens on one more address.
 *
 * Returns: whether it does
 */
gboolean
portunus_listener_listen (PortunusListener    *self,
                          GInetSocketAddress  *address,
                          GError             **error)
{
  guint16 wanted = g_inet_socket_address_get_port (address);
  g_autoptr (GSocketAddress) exact = g_inet_socket_address_new (g_inet_socket_address_get_address (address),
                                                                wanted != 0 ? wanted : self->port);
  g_autoptr (GSocket) socket = bind_socket (exact, error);
  g_autoptr (GSocketAddress) bound = NULL;

  if (socket == NULL)
    return FALSE;
  bound = g_socket_get_local_address (socket, error);
  if (bound == NULL)
    return FALSE;
  if (self->port == 0)
    self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  watch (self, socket);
  g_ptr_array_add (self->sockets, g_steal_pointer (&socket));
  return TRUE;
}

/**
 * portunus_listener_get_port:
 * @self: a listener
 *
 * Returns: the port of the first address, 0 before there is one
 */
guint16
portunus_listener_get_port (PortunusListener *self)
{
  return self->port;
}

/**
 * portunus_listener_get_n_connections:
 * @self: a listener
 *
 * Returns: how many connections are open
 */
guint
portunus_listener_get_n_connections (PortunusListener *self)
{
  return self->connections->len;
}

/**
 * portunus_listener_stop:
 * @self: a listener
 *
 * Accepts nothing any more; what is open stays open.
 */
void
portunus_listener_stop (PortunusListener *self)
{
  g_ptr_array_set_size (self->sources, 0);
  for (guint i = 0; i < self->sockets->len; i++)
    g_socket_close (g_ptr_array_index (self->sockets, i), NULL);
  g_ptr_array_set_size (self->sockets, 0);
}

/**
 * portunus_listener_kill_all:
 * @self: a listener
 *
 * Ends all connections without a farewell. Those that are being served count as open until their reader noticed.
 */
void
portunus_listener_kill_all (PortunusListener *self)
{
  g_autoptr (GPtrArray) all = g_ptr_array_copy (self->connections, (GCopyFunc) (void (*) (void)) g_object_ref, NULL);

  g_ptr_array_set_free_func (all, g_object_unref);
  for (guint i = 0; i < all->len; i++)
    portunus_connection_kill (g_ptr_array_index (all, i));
}
