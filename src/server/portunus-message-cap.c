/* portunus-message-cap.c: ends a WebSocket whose server sends without end and never a whole message
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-message-cap.h"

#include <linux/tcp.h>
#include <netinet/in.h>
#include <stddef.h>
#include <sys/socket.h>

/* The library bounds each fragment, not their number, and does not let anybody see what it has of a message. The kernel
 * knows what came. */
typedef struct
{
  GSource  source;
  GSocket *socket;
  guint64  n_at_message;     /* what had come when the last whole message was there */
} Cap;

static guint64
count_received (GSocket *socket)
{
  struct tcp_info info = { 0 };
  socklen_t length = sizeof info;

  if (getsockopt (g_socket_get_fd (socket), IPPROTO_TCP, TCP_INFO, &info, &length) != 0
      || length < offsetof (struct tcp_info, tcpi_bytes_received) + sizeof info.tcpi_bytes_received)
    return 0;
  return info.tcpi_bytes_received;
}

static gboolean
is_over (Cap *cap)
{
  return count_received (cap->socket) > cap->n_at_message + PORTUNUS_MESSAGE_CAP_BYTES;
}

/* Each time around the loop. */
static gboolean
prepare (GSource *source,
         int     *timeout_ms)
{
  *timeout_ms = -1;
  return is_over ((Cap *) source);
}

static gboolean
check (GSource *source)
{
  return is_over ((Cap *) source);
}

/* Nothing more is read, and whoever has the connection learns that it broke. */
static gboolean
dispatch (GSource     *source,
          GSourceFunc  callback,
          gpointer     user_data)
{
  g_debug ("A server sends without end");
  g_socket_shutdown (((Cap *) source)->socket, TRUE, TRUE, NULL);
  return G_SOURCE_REMOVE;
}

static void
finalize (GSource *source)
{
  g_object_unref (((Cap *) source)->socket);
}

static GSourceFuncs cap_funcs = { .prepare = prepare, .check = check, .dispatch = dispatch, .finalize = finalize };

/* TLS and the library each put a stream of their own around that of the socket. */
static GSocket *
find_socket (GIOStream *stream)
{
  static const char * const inner[] = { "base-iostream", "base-io-stream" };
  g_autoptr (GIOStream) base = NULL;

  if (G_IS_SOCKET_CONNECTION (stream))
    return g_socket_connection_get_socket (G_SOCKET_CONNECTION (stream));
  for (guint i = 0; base == NULL && i < G_N_ELEMENTS (inner); i++)
    if (g_object_class_find_property (G_OBJECT_GET_CLASS (stream), inner[i]) != NULL)
      g_object_get (stream, inner[i], &base, NULL);
  return base != NULL ? find_socket (base) : NULL;
}

static void
message_cb (SoupWebsocketConnection *socket,
            int                      type,
            GBytes                  *message,
            Cap                     *cap)
{
  cap->n_at_message = count_received (cap->socket);
}

static void
cap_free (gpointer data,
          GClosure *closure)
{
  GSource *source = data;

  g_source_destroy (source);
  g_source_unref (source);
}

/**
 * portunus_message_cap_watch:
 * @socket: a client's WebSocket, open
 *
 * Breaks the connection when %PORTUNUS_MESSAGE_CAP_BYTES came since its last whole message: a server could else fill
 * our memory with fragments. Belongs to the thread-default context; goes with @socket.
 */
void
portunus_message_cap_watch (SoupWebsocketConnection *socket)
{
  GSocket *base = find_socket (soup_websocket_connection_get_io_stream (socket));
  Cap *cap;

  if (base == NULL)
    return;
  cap = (Cap *) g_source_new (&cap_funcs, sizeof (Cap));
  cap->socket = g_object_ref (base);
  cap->n_at_message = count_received (base);
  g_source_set_priority (&cap->source, G_PRIORITY_HIGH);
  g_source_attach (&cap->source, g_main_context_get_thread_default ());
  g_signal_connect_data (socket, "message", G_CALLBACK (message_cb), cap, cap_free, 0);
}
