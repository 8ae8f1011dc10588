/* portunus-gate-listener.c: the sockets that connections come from
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-gate-listener.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <unistd.h>

#define BACKLOG 4096
#define MAX_ACCEPTS_PER_TURN 64
#define BACK_OFF_MS 100

struct _PortunusGateListener
{
  PortunusGateAcceptFunc    accept;
  PortunusGateTurnAwayFunc  turned_away;
  gpointer                  user_data;

  /* Owned */
  GPtrArray                *sockets;
  GPtrArray                *sources;

  int                       reserve;
  guint16                   port;
};

static int
open_reserve (void)
{
  return open ("/dev/null", O_RDONLY | O_CLOEXEC);
}

static void
drop_source (gpointer data)
{
  g_source_destroy (data);
  g_source_unref (data);
}

/**
 * portunus_gate_listener_new:
 * @accept: what to do with a socket
 * @turned_away: called for each client that there was no descriptor for
 * @user_data: for both
 *
 * Returns: (transfer full): a listener that does not listen yet
 */
PortunusGateListener *
portunus_gate_listener_new (PortunusGateAcceptFunc   accept,
                            PortunusGateTurnAwayFunc turned_away,
                            gpointer                 user_data)
{
  PortunusGateListener *self = g_new0 (PortunusGateListener, 1);

  self->accept = accept;
  self->turned_away = turned_away;
  self->user_data = user_data;
  self->sockets = g_ptr_array_new_with_free_func (g_object_unref);
  self->sources = g_ptr_array_new_with_free_func (drop_source);
  self->reserve = open_reserve ();
  return self;
}

/**
 * portunus_gate_listener_free:
 * @self: (transfer full): a listener
 */
void
portunus_gate_listener_free (PortunusGateListener *self)
{
  portunus_gate_listener_stop (self);
  g_ptr_array_unref (self->sockets);
  g_ptr_array_unref (self->sources);
  if (self->reserve >= 0)
    close (self->reserve);
  g_free (self);
}

static void watch (PortunusGateListener *self,
                   GSocket              *socket);

typedef struct
{
  PortunusGateListener *listener;
  GSocket              *socket;
} Retry;

static void
retry_free (gpointer data)
{
  Retry *retry = data;

  g_object_unref (retry->socket);
  g_free (retry);
}

static void
add_source (PortunusGateListener *self,
            GSource              *source)
{
  g_source_attach (source, g_main_context_get_thread_default ());
  g_ptr_array_add (self->sources, source);
}

static gboolean
retry_cb (gpointer user_data)
{
  Retry *retry = user_data;
  PortunusGateListener *self = retry->listener;
  g_autoptr (GSocket) socket = g_object_ref (retry->socket);

  g_ptr_array_remove_fast (self->sources, g_main_current_source ());
  watch (self, socket);
  return G_SOURCE_REMOVE;
}

static void
back_off (PortunusGateListener *self,
          GSocket              *socket)
{
  Retry *retry = g_new0 (Retry, 1);
  GSource *source = g_timeout_source_new (BACK_OFF_MS);

  retry->listener = self;
  retry->socket = g_object_ref (socket);
  g_source_set_callback (source, retry_cb, retry, retry_free);
  add_source (self, source);
}

/* The client at the head of the line learns at once that there is no place for it. Gives whether there was one. */
static gboolean
turn_one_away (PortunusGateListener *self,
               GSocket              *socket)
{
  g_autoptr (GSocket) client = NULL;

  if (self->reserve < 0)
    return FALSE;
  close (self->reserve);
  client = g_socket_accept (socket, NULL, NULL);
  if (client != NULL)
    g_socket_close (client, NULL);
  if (client != NULL)
    self->turned_away (self->user_data);
  self->reserve = open_reserve ();
  return client != NULL;
}

/* One at each look would leave the last of a long line waiting longer than those who have a place may stay silent. */
static void
turn_line_away (PortunusGateListener *self,
                GSocket              *socket)
{
  for (guint i = 0; i < MAX_ACCEPTS_PER_TURN && turn_one_away (self, socket); i++)
    ;
}

static gboolean
is_of_one_client (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK)
         || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED);
}

static gboolean
accept_cb (GSocket      *socket,
           GIOCondition  condition,
           gpointer      user_data)
{
  PortunusGateListener *self = user_data;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < MAX_ACCEPTS_PER_TURN && error == NULL; i++)
    {
      g_autoptr (GSocket) client = g_socket_accept (socket, NULL, &error);

      if (client != NULL)
        self->accept (client, self->user_data);
    }
  if (error == NULL || is_of_one_client (error))
    return G_SOURCE_CONTINUE;

  g_debug ("Cannot accept for now: %s", error->message);
  turn_line_away (self, socket);
  back_off (self, socket);
  g_ptr_array_remove_fast (self->sources, g_main_current_source ());
  return G_SOURCE_REMOVE;
}

static void
watch (PortunusGateListener *self,
       GSocket              *socket)
{
  GSource *source = g_socket_create_source (socket, G_IO_IN, NULL);

  g_source_set_callback (source, G_SOURCE_FUNC (accept_cb), self, NULL);
  add_source (self, source);
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
 * portunus_gate_listener_listen:
 * @self: a listener
 * @address: where; port 0 means the port of an earlier call, or any free one
 * @error: return location for a #GIOErrorEnum
 *
 * Listens on one more address.
 *
 * Returns: whether it does
 */
gboolean
portunus_gate_listener_listen (PortunusGateListener  *self,
                               GInetSocketAddress    *address,
                               GError               **error)
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
 * portunus_gate_listener_get_port:
 * @self: a listener
 *
 * Returns: the port of the first address, 0 before there is one
 */
guint16
portunus_gate_listener_get_port (PortunusGateListener *self)
{
  return self->port;
}

/**
 * portunus_gate_listener_stop:
 * @self: a listener
 *
 * Accepts nothing any more; what is open stays open.
 */
void
portunus_gate_listener_stop (PortunusGateListener *self)
{
  g_ptr_array_set_size (self->sources, 0);
  for (guint i = 0; i < self->sockets->len; i++)
    g_socket_close (g_ptr_array_index (self->sockets, i), NULL);
  g_ptr_array_set_size (self->sockets, 0);
}
