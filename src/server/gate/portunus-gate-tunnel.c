/* portunus-gate-tunnel.c: the bytes of a WebSocket, counted and held to limits
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-gate-tunnel.h"

#include <string.h>

#define FINAL_TEXT 0x81
#define FINAL_CLOSE 0x88
#define FINAL_PING 0x89
#define MAX_REASON 123

struct _PortunusGateTunnel
{
  /* Owned */
  PortunusGateWire       *wire;
  GByteArray             *farewell;

  PortunusGateFrameRules  rules;
  PortunusGateFrames      outgoing;
  /* What was written of messages, without pings and the like. */
  guint64                 n_written;
  /* Called once when so much was written. */
  PortunusGateTunnelFunc  mark_func;
  gpointer                mark_data;
  guint64                 mark;
  /* To be cut with this code once so much was written. */
  guint                   close_code;
  char                   *close_reason;
  guint64                 close_mark;
  /* The stream may have taken the beginning of a frame that it says it has not; see portunus_gate_tunnel_write(). */
  gboolean                is_stuck;
  gboolean                is_paused;
  gboolean                has_said_farewell;
  gint64                  cut_time_us;
};

/**
 * portunus_gate_tunnel_new:
 * @wire: where the bytes come from and go to
 *
 * Returns: (transfer full): a tunnel without limits
 */
PortunusGateTunnel *
portunus_gate_tunnel_new (PortunusGateWire *wire)
{
  PortunusGateTunnel *self = g_new0 (PortunusGateTunnel, 1);

  self->wire = portunus_gate_wire_ref (wire);
  self->farewell = g_byte_array_new ();
  self->rules.max_message = G_MAXUINT32;
  self->rules.controls_since_us = g_get_monotonic_time ();
  return self;
}

/**
 * portunus_gate_tunnel_free:
 * @self: (transfer full): a tunnel
 */
void
portunus_gate_tunnel_free (PortunusGateTunnel *self)
{
  portunus_gate_wire_unref (self->wire);
  g_byte_array_unref (self->farewell);
  g_free (self->close_reason);
  g_free (self);
}

/**
 * portunus_gate_tunnel_read:
 * @self: a tunnel
 * @buffer: where to
 * @count: at most
 * @error: return location for a #GIOErrorEnum
 *
 * Reads what the client sent, unless reading is paused. A client that breaks a rule is cut.
 *
 * Returns: how many bytes came; 0 at the end, or once everything is said; -1 with @error set
 */
gssize
portunus_gate_tunnel_read (PortunusGateTunnel  *self,
                           void                *buffer,
                           gsize                count,
                           GError             **error)
{
  guint code;
  gssize n;

  if (self->has_said_farewell)
    return 0;
  if (self->is_paused || self->cut_time_us != 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK, "Reading is paused");
      return -1;
    }
  n = portunus_gate_wire_read (self->wire, buffer, count, error);
  if (n <= 0)
    return n;
  code = portunus_gate_frame_rules_check (&self->rules, buffer, n, g_get_monotonic_time ());
  if (code == 0)
    return n;

  portunus_gate_tunnel_cut (self, code, NULL, NULL);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "A frame is not allowed: %u", code);
  return -1;
}

/**
 * portunus_gate_tunnel_create_input:
 * @self: a tunnel
 * @stream: the stream that is read from, for the callback
 *
 * Returns: (transfer full): a source that is ready when there may be something to read; takes a #GPollableSourceFunc
 */
GSource *
portunus_gate_tunnel_create_input (PortunusGateTunnel *self,
                                   GObject            *stream)
{
  GSource *source;

  if (!self->is_paused && self->cut_time_us == 0)
    return portunus_gate_wire_create_input (self->wire, stream);
  source = portunus_gate_wire_create_parked (self->wire, stream);
  if (self->has_said_farewell)
    g_source_set_ready_time (source, 0);
  return source;
}

static void
say_farewell (PortunusGateTunnel *self)
{
  if (self->has_said_farewell)
    return;
  self->has_said_farewell = TRUE;
  portunus_gate_wire_push (self->wire, self->farewell->data, self->farewell->len);
  portunus_gate_wire_flush (self->wire, NULL);
  portunus_gate_wire_wake (self->wire);
}

/* Gives where the frame ends that @data goes on with, and counts nothing. */
static gsize
measure_frame (PortunusGateTunnel *self,
               const guint8       *data,
               gsize               length)
{
  PortunusGateFrames ahead = self->outgoing;
  gsize n_used;
  gsize i = 0;

  if (portunus_gate_frames_is_between (&ahead))
    return 0;
  while (i < length && !portunus_gate_frames_is_between (&ahead))
    {
      portunus_gate_frames_next (&ahead, data + i, length - i, &n_used);
      i += n_used;
    }
  return i;
}

static void
reach_mark (PortunusGateTunnel *self)
{
  PortunusGateTunnelFunc func = self->mark_func;

  if (self->close_code != 0 && self->n_written >= self->close_mark)
    portunus_gate_tunnel_cut (self, self->close_code, self->close_reason, NULL);
  if (func == NULL || self->n_written < self->mark)
    return;
  self->mark_func = NULL;
  func (self->mark_data);
}

static void
count_written (PortunusGateTunnel *self,
               const guint8       *data,
               gsize               length)
{
  gsize n_used;

  for (gsize i = 0; i < length; i += n_used)
    {
      portunus_gate_frames_next (&self->outgoing, data + i, length - i, &n_used);
      if (!portunus_gate_frames_is_control (&self->outgoing))
        self->n_written += n_used;
    }
  reach_mark (self);
}

/**
 * portunus_gate_tunnel_write:
 * @self: a tunnel
 * @data: frames
 * @length: how much
 * @error: return location for a #GIOErrorEnum
 *
 * Writes what the client takes. After a cut only the frame goes out that had begun, then the farewell; what the library
 * has queued besides is swallowed. TLS encrypts ahead: a frame it would not take at first has begun all the same.
 *
 * Returns: how many bytes were taken, -1 with @error set
 */
gssize
portunus_gate_tunnel_write (PortunusGateTunnel  *self,
                            const void          *data,
                            gsize                length,
                            GError             **error)
{
  g_autoptr (GError) local_error = NULL;
  gsize n_wanted = length;
  gssize n;

  if (self->cut_time_us != 0)
    {
      if (!self->is_stuck)
        n_wanted = measure_frame (self, data, length);
      if (self->has_said_farewell || n_wanted == 0)
        {
          say_farewell (self);
          return length;
        }
    }
  n = portunus_gate_wire_write (self->wire, data, n_wanted, &local_error);
  self->is_stuck = g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
  if (n < 0)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return -1;
    }
  count_written (self, data, n);
  if (self->cut_time_us != 0 && portunus_gate_frames_is_between (&self->outgoing))
    say_farewell (self);
  return n;
}

/**
 * portunus_gate_tunnel_set_max_message:
 * @self: a tunnel
 * @max_message: longest message of the client, all its frames together
 *
 * Limits what the library collects.
 */
void
portunus_gate_tunnel_set_max_message (PortunusGateTunnel *self,
                                      guint64             max_message)
{
  self->rules.max_message = max_message;
}

/**
 * portunus_gate_tunnel_set_paused:
 * @self: a tunnel
 * @is_paused: whether to leave what the client sends where it is
 *
 * Stops or resumes reading. Then the client cannot send more than fits into the buffers of the network.
 */
void
portunus_gate_tunnel_set_paused (PortunusGateTunnel *self,
                                 gboolean            is_paused)
{
  self->is_paused = is_paused;
  portunus_gate_wire_wake (self->wire);
}

/**
 * portunus_gate_tunnel_get_n_written:
 * @self: a tunnel
 *
 * Returns: bytes of message frames, with their heads, that went out so far
 */
guint64
portunus_gate_tunnel_get_n_written (PortunusGateTunnel *self)
{
  return self->n_written;
}

/**
 * portunus_gate_tunnel_set_mark:
 * @self: a tunnel
 * @n_written: more than portunus_gate_tunnel_get_n_written() gives now
 * @func: (nullable): called once, from the write that reaches it; %NULL for nothing
 * @user_data: for @func
 *
 * Watches what goes out. There is one mark.
 */
void
portunus_gate_tunnel_set_mark (PortunusGateTunnel     *self,
                               guint64                 n_written,
                               PortunusGateTunnelFunc  func,
                               gpointer                user_data)
{
  self->mark = n_written;
  self->mark_func = func;
  self->mark_data = user_data;
}

static void
append_frame (GByteArray *bytes,
              guint8      first,
              const char *payload,
              gsize       length)
{
  guint8 head[4] = { first, MIN (length, 126), length >> 8, length & 0xff };

  g_byte_array_append (bytes, head, length < 126 ? 2 : 4);
  g_byte_array_append (bytes, (const guint8 *) payload, length);
}

/**
 * portunus_gate_tunnel_cut:
 * @self: a tunnel
 * @code: close code (RFC 6455 §7.4)
 * @reason: (nullable): a word for the client, at most 123 bytes
 * @last_text: (nullable): a last message, less than 64 KiB
 *
 * Drops what is queued for the client, says why, and ends the connection. A second call does nothing.
 */
void
portunus_gate_tunnel_cut (PortunusGateTunnel *self,
                          guint               code,
                          const char         *reason,
                          const char         *last_text)
{
  char payload[2 + MAX_REASON] = { code >> 8, code & 0xff };
  gsize n_reason = reason != NULL ? strlen (reason) : 0;

  g_return_if_fail (n_reason <= MAX_REASON);
  g_return_if_fail (last_text == NULL || strlen (last_text) <= G_MAXUINT16);

  if (self->cut_time_us != 0)
    return;
  self->cut_time_us = g_get_monotonic_time ();
  portunus_gate_wire_stir (self->wire);
  if (last_text != NULL)
    append_frame (self->farewell, FINAL_TEXT, last_text, strlen (last_text));
  if (n_reason > 0)
    memcpy (payload + 2, reason, n_reason);
  append_frame (self->farewell, FINAL_CLOSE, payload, 2 + n_reason);
  if (portunus_gate_frames_is_between (&self->outgoing) && !self->is_stuck)
    say_farewell (self);
}

/**
 * portunus_gate_tunnel_close:
 * @self: a tunnel
 * @n_written: as portunus_gate_tunnel_get_n_written() is to give before
 * @code: close code (RFC 6455 §7.4)
 * @reason: (nullable): a word for the client, at most 123 bytes
 *
 * Cuts it once that much is written. The library is not asked to close: it would wait for the client with a timer that
 * it loses. A second call does nothing.
 */
void
portunus_gate_tunnel_close (PortunusGateTunnel *self,
                            guint64             n_written,
                            guint               code,
                            const char         *reason)
{
  if (self->close_code != 0)
    return;
  self->close_code = code;
  self->close_reason = g_strdup (reason);
  self->close_mark = n_written;
  reach_mark (self);
}

/**
 * portunus_gate_tunnel_is_closing:
 * @self: a tunnel
 *
 * Returns: whether it was closed or cut
 */
gboolean
portunus_gate_tunnel_is_closing (PortunusGateTunnel *self)
{
  return self->close_code != 0 || self->cut_time_us != 0;
}

/**
 * portunus_gate_tunnel_ping:
 * @self: a tunnel
 *
 * Asks the client for a sign of life, unless it has yet to take the rest of a frame: then there is no place for it.
 */
void
portunus_gate_tunnel_ping (PortunusGateTunnel *self)
{
  static const guint8 ping[] = { FINAL_PING, 1, '?' };

  if (self->cut_time_us == 0 && !self->is_stuck && portunus_gate_frames_is_between (&self->outgoing))
    portunus_gate_wire_push (self->wire, ping, sizeof ping);
  portunus_gate_tunnel_flush (self);
}

/**
 * portunus_gate_tunnel_flush:
 * @self: a tunnel
 *
 * Tries to send what is our own, should the client not have taken it at first.
 *
 * Returns: whether nothing is left of it
 */
gboolean
portunus_gate_tunnel_flush (PortunusGateTunnel *self)
{
  return portunus_gate_wire_flush (self->wire, NULL);
}

/**
 * portunus_gate_tunnel_get_sign_time:
 * @self: a tunnel
 *
 * Returns: when the client sent a ping or a pong last, monotonic time in microseconds; before
 *   that, when the tunnel began
 */
gint64
portunus_gate_tunnel_get_sign_time (PortunusGateTunnel *self)
{
  return self->rules.controls_since_us;
}

/**
 * portunus_gate_tunnel_get_cut_time:
 * @self: a tunnel
 *
 * Returns: when it was cut, monotonic time in microseconds; 0 if it was not
 */
gint64
portunus_gate_tunnel_get_cut_time (PortunusGateTunnel *self)
{
  return self->cut_time_us;
}
