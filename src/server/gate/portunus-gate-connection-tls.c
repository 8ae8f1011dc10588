/* portunus-gate-connection-tls.c: a connection until its handshake is over
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-gate-connection-private.h"

#include <sys/socket.h>

#include "portunus-gate-hello.h"

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
  g_autoptr (PortunusGateConnection) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean is_good = g_tls_connection_handshake_finish (G_TLS_CONNECTION (source), result, &error)
                     && is_version_good (G_TLS_CONNECTION (source), &error);

  is_good = is_good && !self->is_killed;
  portunus_gate_connection_report (self, is_good ? PORTUNUS_GATE_EVENT_SHAKEN : PORTUNUS_GATE_EVENT_SHAKE_FAILED,
                                   g_get_monotonic_time () - self->pending_us);
  self->funcs->shaken (self, self->user_data);
  g_socket_set_timeout (self->socket, 0);
  if (is_good)
    {
      _portunus_gate_connection_become_ready (self);
      return;
    }
  g_debug ("A handshake failed: %s", error != NULL ? error->message : "too late");
  _portunus_gate_connection_end (self);
}

/* The socket says when that much is there; a poll would be ready all the time for less. */
static void
set_low_water (PortunusGateConnection *self,
               gsize                   n_bytes)
{
  self->n_low_water = n_bytes;
  g_socket_set_option (self->socket, SOL_SOCKET, SO_RCVLOWAT, n_bytes, NULL);
}

static gboolean
hello_cb (GObject  *socket,
          gpointer  user_data)
{
  PortunusGateConnection *self = user_data;
  guint8 buffer[PORTUNUS_GATE_HELLO_HEAD + 1];
  GInputVector vector = { buffer, sizeof buffer };
  int flags = G_SOCKET_MSG_PEEK;
  g_autoptr (GError) error = NULL;
  gssize n = g_socket_receive_message (self->socket, NULL, &vector, 1, NULL, NULL, &flags, NULL, &error);
  gssize needed = n > 0 ? portunus_gate_hello_measure (buffer, n) : -1;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    return G_SOURCE_CONTINUE;
  if (n > 0 && needed < 0)
    portunus_gate_connection_report (self, PORTUNUS_GATE_EVENT_NO_TLS, 0);
  n = needed >= 0 ? g_socket_get_available_bytes (self->socket) : -1;
  /* Less than the low water is there only when nothing more can come. */
  if (n < (gssize) self->n_low_water)
    {
      _portunus_gate_connection_end (self);
      return G_SOURCE_REMOVE;
    }
  if (n < needed)
    {
      set_low_water (self, needed);
      return G_SOURCE_CONTINUE;
    }
  set_low_water (self, 1);
  _portunus_gate_connection_clear_source (self);
  self->state = PORTUNUS_GATE_STATE_PENDING;
  self->pending_us = g_get_monotonic_time ();
  _portunus_gate_connection_set_deadline (self, self->limits->queue_ms);
  self->funcs->pending (self, self->user_data);
  return G_SOURCE_REMOVE;
}

void
_portunus_gate_connection_await_hello (PortunusGateConnection *self)
{
  self->state = PORTUNUS_GATE_STATE_HELLO;
  _portunus_gate_connection_set_deadline (self, self->limits->hello_ms);
  set_low_water (self, PORTUNUS_GATE_HELLO_HEAD);
  _portunus_gate_connection_wait_for (self, portunus_gate_watch_create_source (self->watch, G_IO_IN,
                                                                               G_OBJECT (self->socket)),
                                      G_SOURCE_FUNC (hello_cb));
}

/* TLS 1.2 lets a client begin another handshake (RFC 5246 §7.4.1.1). The TLS library gives it a thread without any cap
 * or deadline, and takes no output meanwhile, whatever the socket takes. Who dawdles over it is cut off, and whoever
 * reads learns of that from the library. */
void
_portunus_gate_connection_check_shaken (PortunusGateConnection *self)
{
  GPollableOutputStream *output;

  if (!G_IS_TLS_CONNECTION (self->stream) || self->state < PORTUNUS_GATE_STATE_HEAD
      || self->state > PORTUNUS_GATE_STATE_FLUSHING)
    return;
  output = G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (self->stream));
  if (g_pollable_output_stream_is_writable (output) || g_socket_condition_check (self->socket, G_IO_OUT) == 0)
    return;
  g_debug ("A client shakes hands again");
  if (self->state == PORTUNUS_GATE_STATE_SERVING)
    portunus_gate_connection_kill (self);
  else
    g_socket_shutdown (self->socket, TRUE, TRUE, NULL);
}

/* Without any authorities: no client shows a certificate, and the system's are many to read for each connection. The
 * backend reads them as it is made, so that it is too late to say so afterwards. */
static GIOStream *
new_tls_connection (GSocketConnection  *base,
                    GTlsCertificate    *certificate,
                    GError            **error)
{
  return g_initable_new (g_tls_backend_get_server_connection_type (g_tls_backend_get_default ()), NULL, error,
                         "base-io-stream", base, "certificate", certificate, "database", NULL, NULL);
}

static gboolean
no_handshake_cb (gpointer user_data)
{
  PortunusGateConnection *self = user_data;

  self->funcs->shaken (self, self->user_data);
  _portunus_gate_connection_end (self);
  return G_SOURCE_REMOVE;
}

/**
 * portunus_gate_connection_handshake:
 * @self: a connection that is pending
 *
 * Shakes hands. `shaken` follows in any case.
 */
void
portunus_gate_connection_handshake (PortunusGateConnection *self)
{
  static const char * const protocols[] = { "http/1.1", NULL };
  g_autoptr (GSocketConnection) base = g_socket_connection_factory_create_connection (self->socket);
  g_autoptr (GError) error = NULL;

  g_return_if_fail (self->state == PORTUNUS_GATE_STATE_PENDING);

  self->state = PORTUNUS_GATE_STATE_HANDSHAKE;
  _portunus_gate_connection_set_deadline (self, self->limits->handshake_ms);
  /* For the thread, should the sweep be late. */
  g_socket_set_timeout (self->socket, self->limits->handshake_ms / 1000 + 1);
  self->stream = new_tls_connection (base, self->certificate, &error);
  if (self->stream == NULL)
    {
      g_warning ("No TLS connection can be made: %s", error->message);
      _portunus_gate_connection_call_later (self, no_handshake_cb);
      return;
    }
  g_tls_connection_set_advertised_protocols (G_TLS_CONNECTION (self->stream), protocols);
  g_tls_connection_set_require_close_notify (G_TLS_CONNECTION (self->stream), FALSE);
  g_tls_connection_handshake_async (G_TLS_CONNECTION (self->stream), G_PRIORITY_DEFAULT, self->cancellable,
                                    handshake_cb, g_object_ref (self));
}
