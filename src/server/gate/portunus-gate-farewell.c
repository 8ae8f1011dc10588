/* portunus-gate-farewell.c: the end of a connection, so that the client gets everything that was said to it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-gate-farewell.h"

#define PIECE_BYTES 4096
/* A client that goes on sending more than this is not listening. */
#define MAX_DISCARDED (1024 * 1024)

struct _PortunusGateFarewell
{
  /* Owned */
  GSocket                  *socket;
  GIOStream                *tls;
  PortunusGateWire         *wire;
  GSource                  *source;

  guint64                   n_discarded;
  PortunusGateFarewellFunc  done;
  gpointer                  user_data;
};

static void
clear_source (PortunusGateFarewell *self)
{
  if (self->source != NULL)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
}

static void
wait_for (PortunusGateFarewell *self,
          GSource              *source,
          GSourceFunc           callback)
{
  clear_source (self);
  self->source = source;
  g_source_set_callback (source, callback, self, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
}

static gboolean
discard_cb (GObject  *socket,
            gpointer  user_data)
{
  PortunusGateFarewell *self = user_data;
  g_autoptr (GError) error = NULL;
  char piece[PIECE_BYTES];
  gssize n = g_socket_receive_with_blocking (self->socket, piece, sizeof piece, FALSE, NULL, &error);

  if (n > 0)
    self->n_discarded += n;
  if (n > 0 && self->n_discarded <= MAX_DISCARDED)
    return G_SOURCE_CONTINUE;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    return G_SOURCE_CONTINUE;
  self->done (self->user_data);
  return G_SOURCE_REMOVE;
}

static void
linger (PortunusGateFarewell *self)
{
  g_socket_shutdown (self->socket, FALSE, TRUE, NULL);
  wait_for (self, portunus_gate_wire_create_raw (self->wire, G_OBJECT (self->socket)), G_SOURCE_FUNC (discard_cb));
}

static void
said_goodbye_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_output_stream_close_finish (G_OUTPUT_STREAM (source), result, NULL);
  linger (user_data);
}

/* A goodbye that does not go out at once would hold a thread. */
static void
say_goodbye (PortunusGateFarewell *self)
{
  clear_source (self);
  if (self->tls != NULL && (g_socket_condition_check (self->socket, G_IO_OUT) & G_IO_OUT) != 0)
    g_output_stream_close_async (g_io_stream_get_output_stream (self->tls), G_PRIORITY_DEFAULT, NULL, said_goodbye_cb,
                                 self);
  else
    linger (self);
}

static gboolean flush (PortunusGateFarewell *self);

static gboolean
flush_cb (GObject  *stream,
          gpointer  user_data)
{
  return flush (user_data);
}

static gboolean
flush (PortunusGateFarewell *self)
{
  g_autoptr (GError) error = NULL;

  if (!portunus_gate_wire_flush (self->wire, &error) && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    wait_for (self, portunus_gate_wire_create_output (self->wire, G_OBJECT (self->socket)), G_SOURCE_FUNC (flush_cb));
  else
    say_goodbye (self);
  return G_SOURCE_REMOVE;
}

/**
 * portunus_gate_farewell_new:
 * @socket: the connection's socket
 * @tls: (nullable): the TLS connection over it
 * @wire: what is queued for the client
 * @done: called when the socket can be closed, never from inside this call
 * @user_data: for @done
 *
 * Returns: (transfer full): a farewell under way; to be freed after @done only
 */
PortunusGateFarewell *
portunus_gate_farewell_new (GSocket                  *socket,
                            GIOStream                *tls,
                            PortunusGateWire         *wire,
                            PortunusGateFarewellFunc  done,
                            gpointer                  user_data)
{
  PortunusGateFarewell *self = g_new0 (PortunusGateFarewell, 1);

  self->socket = g_object_ref (socket);
  g_set_object (&self->tls, tls);
  self->wire = portunus_gate_wire_ref (wire);
  self->done = done;
  self->user_data = user_data;
  flush (self);
  return self;
}

/**
 * portunus_gate_farewell_free:
 * @self: (transfer full): a farewell that is done
 */
void
portunus_gate_farewell_free (PortunusGateFarewell *self)
{
  clear_source (self);
  g_clear_object (&self->socket);
  g_clear_object (&self->tls);
  portunus_gate_wire_unref (self->wire);
  g_free (self);
}
