/* portunus-gate-wire.c: the bytes of one connection, in both directions
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-gate-wire.h"

#include <string.h>

#define BUFFER_BYTES (16 * 1024)
/* What one client may have read at a stretch before others have their turn. */
#define MAX_BYTES_PER_TURN (64 * 1024)

struct _PortunusGateWire
{
  /* Owned */
  GIOStream             *stream;
  PortunusGateWatch     *watch;
  GByteArray            *output;
  char                  *buffer;

  /* Borrowed from the stream */
  GPollableInputStream  *in;
  GPollableOutputStream *out;

  gsize                  start;
  gsize                  end;
  gsize                  n_this_turn;
  /* Whether the stream itself said that there is nothing. Until then TLS may have some that no source would tell of. */
  gboolean               is_dry;
  gint64                 read_time_us;
  /* How long we waited for the client to send, and since when we wait; 0 while we do not. */
  gint64                 waited_us;
  gint64                 waiting_since_us;
  /* Since when the client takes nothing; 0 while it does. */
  gint64                 stuck_since_us;
  /* Whether reading nothing may mean that the client began another handshake, which TLS 1.3 has none of. */
  gboolean               may_shake_again;
};

/**
 * portunus_gate_wire_new:
 * @stream: a connection over a socket, which may be one of TLS whose handshake is over
 * @watch: the socket's; what the stream waits for is what the socket waits for, also under TLS
 *
 * Returns: (transfer full): the wire
 */
PortunusGateWire *
portunus_gate_wire_new (GIOStream         *stream,
                        PortunusGateWatch *watch)
{
  PortunusGateWire *self = g_rc_box_new0 (PortunusGateWire);

  self->stream = g_object_ref (stream);
  self->watch = portunus_gate_watch_ref (watch);
  self->in = G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (stream));
  self->out = G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (stream));
  self->output = g_byte_array_new ();
  self->may_shake_again = G_IS_TLS_CONNECTION (stream)
                          && g_tls_connection_get_protocol_version (G_TLS_CONNECTION (stream))
                             != G_TLS_PROTOCOL_VERSION_TLS_1_3;
  self->read_time_us = g_get_monotonic_time ();
  return self;
}

/**
 * portunus_gate_wire_ref:
 * @self: a wire
 *
 * Returns: (transfer full): @self
 */
PortunusGateWire *
portunus_gate_wire_ref (PortunusGateWire *self)
{
  return g_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  PortunusGateWire *self = data;

  g_object_unref (self->stream);
  portunus_gate_watch_unref (self->watch);
  g_byte_array_unref (self->output);
  g_free (self->buffer);
}

/**
 * portunus_gate_wire_unref:
 * @self: (transfer full): a wire
 */
void
portunus_gate_wire_unref (PortunusGateWire *self)
{
  g_rc_box_release_full (self, clear);
}

static gssize
read_some (PortunusGateWire  *self,
           void              *buffer,
           gsize              count,
           GError           **error)
{
  g_autoptr (GError) local_error = NULL;
  gint64 now_us = g_get_monotonic_time ();
  gssize n;

  if (self->n_this_turn >= MAX_BYTES_PER_TURN)
    {
      self->n_this_turn = 0;
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK, "It is the turn of others");
      return -1;
    }
  n = g_pollable_input_stream_read_nonblocking (self->in, buffer, count, NULL, &local_error);
  if (n < 0)
    {
      self->n_this_turn = 0;
      self->is_dry = TRUE;
      if (g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK) && self->waiting_since_us == 0)
        self->waiting_since_us = now_us;
      if (self->may_shake_again)
        portunus_gate_wire_stir (self);
      g_propagate_error (error, g_steal_pointer (&local_error));
      return -1;
    }
  if (self->waiting_since_us != 0)
    self->waited_us += now_us - self->waiting_since_us;
  self->waiting_since_us = 0;
  self->is_dry = FALSE;
  self->read_time_us = now_us;
  self->n_this_turn += n;
  return n;
}

/**
 * portunus_gate_wire_fill:
 * @self: a wire
 * @error: return location for %G_IO_ERROR_WOULD_BLOCK or another error of the stream
 *
 * Reads what is there into the buffer, as far as there is room.
 *
 * Returns: how many bytes came; 0 at the end of the stream; -1 with @error set
 */
gssize
portunus_gate_wire_fill (PortunusGateWire  *self,
                         GError           **error)
{
  gssize n;

  if (self->buffer == NULL)
    self->buffer = g_malloc (BUFFER_BYTES);
  if (self->start > 0)
    {
      memmove (self->buffer, self->buffer + self->start, self->end - self->start);
      self->end -= self->start;
      self->start = 0;
    }
  g_return_val_if_fail (self->end < BUFFER_BYTES, -1);
  n = read_some (self, self->buffer + self->end, BUFFER_BYTES - self->end, error);
  self->end += MAX (n, 0);
  if (self->end == 0)
    g_clear_pointer (&self->buffer, g_free);
  return n;
}

/**
 * portunus_gate_wire_peek:
 * @self: a wire
 * @length: (out): how much is there
 *
 * Returns: (transfer none) (nullable): what was read and not consumed
 */
const char *
portunus_gate_wire_peek (PortunusGateWire *self,
                         gsize            *length)
{
  *length = self->end - self->start;
  return *length > 0 ? self->buffer + self->start : NULL;
}

/**
 * portunus_gate_wire_consume:
 * @self: a wire
 * @n_bytes: no more than there is
 *
 * Goes past input that was dealt with.
 */
void
portunus_gate_wire_consume (PortunusGateWire *self,
                            gsize             n_bytes)
{
  g_return_if_fail (n_bytes <= self->end - self->start);

  self->start += n_bytes;
  if (self->start < self->end)
    return;
  self->start = self->end = 0;
  /* Thousands of connections may be idle. */
  g_clear_pointer (&self->buffer, g_free);
}

/**
 * portunus_gate_wire_read:
 * @self: a wire
 * @buffer: where to
 * @count: at most
 * @error: return location for %G_IO_ERROR_WOULD_BLOCK or another error of the stream
 *
 * Gives what is buffered, else what is there.
 *
 * Returns: how many bytes came; 0 at the end of the stream; -1 with @error set
 */
gssize
portunus_gate_wire_read (PortunusGateWire  *self,
                         void              *buffer,
                         gsize              count,
                         GError           **error)
{
  gsize length = MIN (count, self->end - self->start);

  if (length == 0)
    return read_some (self, buffer, count, error);
  memcpy (buffer, self->buffer + self->start, length);
  portunus_gate_wire_consume (self, length);
  return length;
}

static GSource *
create_source (PortunusGateWire *self,
               GObject          *stream,
               gboolean          is_ready)
{
  GSource *source = portunus_gate_watch_create_source (self->watch, is_ready ? 0 : G_IO_IN, stream);

  if (is_ready)
    g_source_set_ready_time (source, 0);
  return source;
}

/**
 * portunus_gate_wire_create_input:
 * @self: a wire
 * @stream: the stream that is read from, for the callback
 *
 * Returns: (transfer full): a source that is ready when portunus_gate_wire_read() may have something; takes a
 *   #GPollableSourceFunc
 */
GSource *
portunus_gate_wire_create_input (PortunusGateWire *self,
                                 GObject          *stream)
{
  return create_source (self, stream, self->end > self->start || !self->is_dry);
}

/**
 * portunus_gate_wire_create_more:
 * @self: a wire
 *
 * Returns: (transfer full): a source that is ready when portunus_gate_wire_fill() may have something; takes a
 *   #GPollableSourceFunc
 */
GSource *
portunus_gate_wire_create_more (PortunusGateWire *self)
{
  return create_source (self, G_OBJECT (self->in), !self->is_dry);
}

/**
 * portunus_gate_wire_create_raw:
 * @self: a wire that is read from no more
 * @socket: its socket, for the callback
 *
 * Returns: (transfer full): a source that is ready when the socket has something; takes a #GPollableSourceFunc
 */
GSource *
portunus_gate_wire_create_raw (PortunusGateWire *self,
                               GObject          *socket)
{
  return create_source (self, socket, FALSE);
}

/**
 * portunus_gate_wire_create_parked:
 * @self: a wire
 * @stream: the stream that is read from, for the callback
 *
 * Returns: (transfer full): a source for somebody who wants no input now; takes a #GPollableSourceFunc
 */
GSource *
portunus_gate_wire_create_parked (PortunusGateWire *self,
                                  GObject          *stream)
{
  return portunus_gate_watch_create_source (self->watch, 0, stream);
}

/**
 * portunus_gate_wire_wake:
 * @self: a wire
 *
 * Makes the sources for input ready, those that are parked too.
 */
void
portunus_gate_wire_wake (PortunusGateWire *self)
{
  portunus_gate_watch_wake (self->watch);
}

/**
 * portunus_gate_wire_push:
 * @self: a wire
 * @data: (array length=length): something of our own
 * @length: how long
 *
 * Queues @data before anything that is written later.
 */
void
portunus_gate_wire_push (PortunusGateWire *self,
                         const void       *data,
                         gsize             length)
{
  g_byte_array_append (self->output, data, length);
}

static gssize
write_some (PortunusGateWire  *self,
            const void        *data,
            gsize              length,
            GError           **error)
{
  g_autoptr (GError) local_error = NULL;
  gssize n = g_pollable_output_stream_write_nonblocking (self->out, data, length, NULL, &local_error);

  if (n >= 0)
    self->stuck_since_us = 0;
  else if (g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK) && self->stuck_since_us == 0)
    self->stuck_since_us = g_get_monotonic_time ();
  if (n >= 0)
    return n;
  portunus_gate_wire_stir (self);
  g_propagate_error (error, g_steal_pointer (&local_error));
  return -1;
}

/**
 * portunus_gate_wire_flush:
 * @self: a wire
 * @error: return location for %G_IO_ERROR_WOULD_BLOCK or another error of the stream
 *
 * Returns: whether nothing is queued any more
 */
gboolean
portunus_gate_wire_flush (PortunusGateWire  *self,
                          GError           **error)
{
  while (self->output->len > 0)
    {
      gssize n = write_some (self, self->output->data, self->output->len, error);

      if (n < 0)
        return FALSE;
      g_byte_array_remove_range (self->output, 0, n);
    }
  return TRUE;
}

/**
 * portunus_gate_wire_write:
 * @self: a wire
 * @data: (array length=length): what to send
 * @length: how long, more than 0
 * @error: return location for %G_IO_ERROR_WOULD_BLOCK or another error of the stream
 *
 * Sends what the stream takes, after what is queued.
 *
 * Returns: how many bytes were taken, -1 with @error set
 */
gssize
portunus_gate_wire_write (PortunusGateWire  *self,
                          const void        *data,
                          gsize              length,
                          GError           **error)
{
  if (!portunus_gate_wire_flush (self, error))
    return -1;
  return write_some (self, data, length, error);
}

/**
 * portunus_gate_wire_has_output:
 * @self: a wire
 *
 * Returns: whether something is queued
 */
gboolean
portunus_gate_wire_has_output (PortunusGateWire *self)
{
  return self->output->len > 0;
}

/**
 * portunus_gate_wire_create_output:
 * @self: a wire
 * @stream: the stream that is written to, for the callback
 *
 * Returns: (transfer full): a source that is ready when the stream takes something; takes a #GPollableSourceFunc
 */
GSource *
portunus_gate_wire_create_output (PortunusGateWire *self,
                                  GObject          *stream)
{
  return portunus_gate_watch_create_source (self->watch, G_IO_OUT, stream);
}

/**
 * portunus_gate_wire_get_read_time:
 * @self: a wire
 *
 * Returns: when something came last, monotonic time in microseconds
 */
gint64
portunus_gate_wire_get_read_time (PortunusGateWire *self)
{
  return self->read_time_us;
}

/**
 * portunus_gate_wire_get_read_wait:
 * @self: a wire
 * @now_us: monotonic time
 *
 * Returns: for how long, since the last portunus_gate_wire_reset_wait(), we waited for the client to send something
 */
gint64
portunus_gate_wire_get_read_wait (PortunusGateWire *self,
                                  gint64            now_us)
{
  return self->waited_us + (self->waiting_since_us != 0 ? now_us - self->waiting_since_us : 0);
}

/**
 * portunus_gate_wire_reset_wait:
 * @self: a wire
 *
 * Begins to count anew.
 */
void
portunus_gate_wire_reset_wait (PortunusGateWire *self)
{
  self->waited_us = 0;
  self->waiting_since_us = 0;
}

/**
 * portunus_gate_wire_get_stuck:
 * @self: a wire
 * @now_us: monotonic time
 *
 * Returns: for how long the client has not taken anything that is there for it, in microseconds
 */
gint64
portunus_gate_wire_get_stuck (PortunusGateWire *self,
                              gint64            now_us)
{
  return self->stuck_since_us != 0 ? now_us - self->stuck_since_us : 0;
}

/**
 * portunus_gate_wire_stir:
 * @self: a wire
 *
 * Says that there is something that may last too long.
 */
void
portunus_gate_wire_stir (PortunusGateWire *self)
{
  portunus_gate_watch_stir (self->watch);
}
