/* portunus-connection.c: one accepted TCP connection, from its first byte to its end
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-connection.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

/* A client has this long for its first byte, the handshake and one whole request. */
#define REQUEST_SECONDS 20
/* A blocked read, write or farewell ends after this, so that no thread hangs on a silent peer. */
#define SOCKET_SECONDS 45
/* Request head and body together; bodies are far smaller, the rest is read and dropped so that an answer arrives. */
#define MAX_REQUEST_BYTES (1024 * 1024)
#define ADDRESS_KEY "portunus-connection"

typedef enum
{
  STATE_WAITING,
  STATE_PENDING,
  STATE_HANDSHAKING,
  STATE_READY,
  STATE_CLOSED,
} State;

struct _PortunusConnection
{
  GObject                parent_instance;

  /* Owned */
  GSocket               *socket;
  GTlsCertificate       *certificate;
  GSocketAddress        *local_address;
  GSocketAddress        *remote_address;
  GIOStream             *tls;
  PortunusMeteredStream *stream;
  GCancellable          *cancellable;
  GSource               *first_byte;
  GSource               *deadline;

  State                  state;
};

enum
{
  PENDING,
  READY,
  CLOSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusConnection, portunus_connection, G_TYPE_OBJECT)

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
end (PortunusConnection *self)
{
  if (self->state == STATE_CLOSED)
    return;
  self->state = STATE_CLOSED;
  clear_source (&self->first_byte);
  clear_source (&self->deadline);
  g_signal_emit (self, signals[CLOSED], 0);
}

static gboolean
deadline_cb (gpointer user_data)
{
  PortunusConnection *self = user_data;

  g_debug ("A client took too long");
  portunus_connection_kill (self);
  return G_SOURCE_REMOVE;
}

static void
become_ready (PortunusConnection *self,
              GIOStream          *stream)
{
  self->stream = portunus_metered_stream_new (stream);
  portunus_metered_stream_set_max_read (self->stream, MAX_REQUEST_BYTES);
  g_signal_connect_object (self->stream, "closed", G_CALLBACK (end), self, G_CONNECT_SWAPPED);
  self->state = STATE_READY;
  g_signal_emit (self, signals[READY], 0);
}

/* GnuTLS as the distribution sets it up takes TLS 1.0 too. */
static gboolean
is_version_good (GTlsConnection  *tls,
                 GError         **error)
{
  GTlsProtocolVersion version = g_tls_connection_get_protocol_version (tls);

  if (version == G_TLS_PROTOCOL_VERSION_TLS_1_2 || version == G_TLS_PROTOCOL_VERSION_TLS_1_3)
    return TRUE;
  g_set_error_literal (error, G_TLS_ERROR, G_TLS_ERROR_HANDSHAKE, "The client speaks an old version of TLS");
  return FALSE;
}

static void
handshake_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (PortunusConnection) self = user_data;
  g_autoptr (GError) error = NULL;

  if (g_tls_connection_handshake_finish (G_TLS_CONNECTION (source), result, &error)
      && is_version_good (G_TLS_CONNECTION (source), &error) && self->state != STATE_CLOSED)
    {
      become_ready (self, self->tls);
      return;
    }
  g_debug ("A handshake failed: %s", error != NULL ? error->message : "too late");
  portunus_connection_kill (self);
}

static gboolean
first_byte_cb (GSocket      *socket,
               GIOCondition  condition,
               gpointer      user_data)
{
  g_autoptr (PortunusConnection) self = g_object_ref (user_data);

  clear_source (&self->first_byte);
  self->state = STATE_PENDING;
  g_signal_emit (self, signals[PENDING], 0);
  return G_SOURCE_REMOVE;
}

static void
portunus_connection_dispose (GObject *object)
{
  PortunusConnection *self = PORTUNUS_CONNECTION (object);

  g_cancellable_cancel (self->cancellable);
  clear_source (&self->first_byte);
  clear_source (&self->deadline);
  g_clear_object (&self->stream);
  g_clear_object (&self->tls);
  g_clear_object (&self->socket);
  g_clear_object (&self->certificate);
  g_clear_object (&self->local_address);
  g_clear_object (&self->remote_address);
  G_OBJECT_CLASS (portunus_connection_parent_class)->dispose (object);
}

static void
portunus_connection_finalize (GObject *object)
{
  g_clear_object (&PORTUNUS_CONNECTION (object)->cancellable);
  G_OBJECT_CLASS (portunus_connection_parent_class)->finalize (object);
}

static guint
add_signal (const char *name)
{
  return g_signal_new (name, PORTUNUS_TYPE_CONNECTION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
portunus_connection_class_init (PortunusConnectionClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = portunus_connection_dispose;
  G_OBJECT_CLASS (klass)->finalize = portunus_connection_finalize;

  signals[PENDING] = add_signal ("pending");
  signals[READY] = add_signal ("ready");
  signals[CLOSED] = add_signal ("closed");
}

static void
portunus_connection_init (PortunusConnection *self)
{
  self->cancellable = g_cancellable_new ();
}

static void
free_weak_ref (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

/* The HTTP library hands the address object out with each request, and nothing else that would lead back to us. */
static void
tie_to_address (PortunusConnection *self)
{
  GWeakRef *link = g_new0 (GWeakRef, 1);

  g_weak_ref_init (link, self);
  g_object_set_data_full (G_OBJECT (self->remote_address), ADDRESS_KEY, link, free_weak_ref);
}

static void
watch_socket (PortunusConnection *self)
{
  self->first_byte = g_socket_create_source (self->socket, G_IO_IN, NULL);
  g_source_set_callback (self->first_byte, G_SOURCE_FUNC (first_byte_cb), self, NULL);
  g_source_attach (self->first_byte, g_main_context_get_thread_default ());

  self->deadline = g_timeout_source_new_seconds (REQUEST_SECONDS);
  g_source_set_callback (self->deadline, deadline_cb, self, NULL);
  g_source_attach (self->deadline, g_main_context_get_thread_default ());
}

/**
 * portunus_connection_new:
 * @socket: a socket just accepted
 * @certificate: (nullable): for TLS; %NULL for a plain connection
 *
 * Returns: (transfer full) (nullable): a connection in the thread-default context, %NULL if the client is gone already
 */
PortunusConnection *
portunus_connection_new (GSocket         *socket,
                         GTlsCertificate *certificate)
{
  g_autoptr (PortunusConnection) self = g_object_new (PORTUNUS_TYPE_CONNECTION, NULL);

  self->socket = g_object_ref (socket);
  g_set_object (&self->certificate, certificate);
  self->local_address = g_socket_get_local_address (socket, NULL);
  self->remote_address = g_socket_get_remote_address (socket, NULL);
  if (self->local_address == NULL || self->remote_address == NULL)
    return NULL;

  g_socket_set_blocking (socket, FALSE);
  g_socket_set_timeout (socket, SOCKET_SECONDS);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, TRUE, NULL);
  tie_to_address (self);
  watch_socket (self);
  return g_steal_pointer (&self);
}

/**
 * portunus_connection_wants_handshake:
 * @self: a connection
 *
 * Returns: whether the client has sent something and nothing was done about it
 */
gboolean
portunus_connection_wants_handshake (PortunusConnection *self)
{
  return self->state == STATE_PENDING;
}

/**
 * portunus_connection_is_handshaking:
 * @self: a connection
 *
 * Returns: whether a TLS handshake runs
 */
gboolean
portunus_connection_is_handshaking (PortunusConnection *self)
{
  return self->state == STATE_HANDSHAKING;
}

static GIOStream *
make_tls (PortunusConnection *self,
          GIOStream          *base)
{
  static const char * const protocols[] = { "http/1.1", NULL };
  g_autoptr (GError) error = NULL;
  GIOStream *tls = g_tls_server_connection_new (base, self->certificate, &error);

  if (tls == NULL)
    {
      g_warning ("No TLS connection can be made: %s", error->message);
      return NULL;
    }
  g_tls_connection_set_advertised_protocols (G_TLS_CONNECTION (tls), protocols);
  g_tls_connection_set_require_close_notify (G_TLS_CONNECTION (tls), FALSE);
  return tls;
}

/**
 * portunus_connection_handshake:
 * @self: a connection that wants it
 *
 * Goes on: "ready" or "closed" follows, at once where there is no TLS.
 */
void
portunus_connection_handshake (PortunusConnection *self)
{
  g_autoptr (GIOStream) base = NULL;

  g_return_if_fail (self->state == STATE_PENDING);

  base = G_IO_STREAM (g_socket_connection_factory_create_connection (self->socket));
  if (self->certificate == NULL)
    {
      become_ready (self, base);
      return;
    }
  self->state = STATE_HANDSHAKING;
  self->tls = make_tls (self, base);
  if (self->tls == NULL)
    portunus_connection_kill (self);
  else
    g_tls_connection_handshake_async (G_TLS_CONNECTION (self->tls), G_PRIORITY_DEFAULT, self->cancellable,
                                      handshake_cb, g_object_ref (self));
}

/**
 * portunus_connection_get_stream:
 * @self: a connection
 *
 * Returns: (transfer none) (nullable): what to read requests from, after "ready"
 */
PortunusMeteredStream *
portunus_connection_get_stream (PortunusConnection *self)
{
  return self->stream;
}

/**
 * portunus_connection_get_local_address:
 * @self: a connection
 *
 * Returns: (transfer none): our address
 */
GSocketAddress *
portunus_connection_get_local_address (PortunusConnection *self)
{
  return self->local_address;
}

/**
 * portunus_connection_get_remote_address:
 * @self: a connection
 *
 * Returns: (transfer none): the client's address
 */
GSocketAddress *
portunus_connection_get_remote_address (PortunusConnection *self)
{
  return self->remote_address;
}

/**
 * portunus_connection_set_long_lived:
 * @self: a connection
 *
 * Takes the deadline and the size limit of a request away, for what has limits of its own.
 */
void
portunus_connection_set_long_lived (PortunusConnection *self)
{
  clear_source (&self->deadline);
  portunus_metered_stream_set_max_read (self->stream, G_MAXUINT64);
}

/**
 * portunus_connection_kill:
 * @self: a connection
 *
 * Ends it at once, without a farewell; whoever reads from it sees the end of the stream.
 */
void
portunus_connection_kill (PortunusConnection *self)
{
  g_autoptr (PortunusConnection) keep = g_object_ref (self);

  g_cancellable_cancel (self->cancellable);
  g_socket_shutdown (self->socket, TRUE, TRUE, NULL);
  if (self->state != STATE_READY)
    end (self);
}

/**
 * portunus_connection_get_for_address:
 * @remote_address: an address object
 *
 * Returns: (transfer full) (nullable): the connection that has this very object as its remote address
 */
PortunusConnection *
portunus_connection_get_for_address (GSocketAddress *remote_address)
{
  GWeakRef *link = g_object_get_data (G_OBJECT (remote_address), ADDRESS_KEY);

  return link != NULL ? g_weak_ref_get (link) : NULL;
}
