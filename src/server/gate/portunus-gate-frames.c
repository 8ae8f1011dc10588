/* portunus-gate-frames.c: where frames of a WebSocket (RFC 6455 §5) begin and end, and which are too many or too long
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-gate-frames.h"

#define FINAL 0x80
#define RESERVED 0x70
#define OPCODE 0x0f
#define CONTROL 0x08
#define MASKED 0x80
#define MAX_CONTROL 125

/* Frames of one message; who sends more wants us to work, not to listen. */
#define MAX_FRAGMENTS 1024
/* Pings cost an answer each. */
#define CONTROL_BURST 100
#define CONTROLS_PER_SECOND 2

#define CLOSE_PROTOCOL_ERROR 1002
#define CLOSE_POLICY_VIOLATION 1008
#define CLOSE_TOO_BIG 1009

static guint
count_head (PortunusGateFrames *self)
{
  guint length = 2;

  if (self->n_head < 2)
    return length;
  if ((self->head[1] & ~MASKED) == 126)
    length += 2;
  else if ((self->head[1] & ~MASKED) == 127)
    length += 8;
  return length + (self->head[1] & MASKED ? 4 : 0);
}

/**
 * portunus_gate_frames_get_length:
 * @self: frames, after a head
 *
 * Returns: how long the payload is
 */
guint64
portunus_gate_frames_get_length (PortunusGateFrames *self)
{
  guint n_bytes = (self->head[1] & ~MASKED) == 126 ? 2 : (self->head[1] & ~MASKED) == 127 ? 8 : 0;
  guint64 length = 0;

  if (n_bytes == 0)
    return self->head[1] & ~MASKED;
  for (guint i = 0; i < n_bytes; i++)
    length = length << 8 | self->head[2 + i];
  return length;
}

/**
 * portunus_gate_frames_is_control:
 * @self: frames, after a head
 *
 * Returns: whether the frame is a ping, a pong or a farewell
 */
gboolean
portunus_gate_frames_is_control (PortunusGateFrames *self)
{
  return (self->head[0] & CONTROL) != 0;
}

/**
 * portunus_gate_frames_is_between:
 * @self: frames
 *
 * Returns: whether one frame is over and the next has not begun
 */
gboolean
portunus_gate_frames_is_between (PortunusGateFrames *self)
{
  return self->n_head == 0 && self->n_left == 0;
}

/**
 * portunus_gate_frames_next:
 * @self: frames
 * @data: what came
 * @length: how much, more than 0
 * @n_used: (out): how much of it belongs to one head or to one payload
 *
 * Goes through a head, or through as much of a payload as there is.
 *
 * Returns: whether a head was completed
 */
gboolean
portunus_gate_frames_next (PortunusGateFrames *self,
                           const guint8       *data,
                           gsize               length,
                           gsize              *n_used)
{
  gsize i = 0;

  if (self->n_left > 0)
    {
      *n_used = MIN (length, self->n_left);
      self->n_left -= *n_used;
      return FALSE;
    }
  while (i < length && self->n_head < count_head (self))
    self->head[self->n_head++] = data[i++];
  *n_used = i;
  if (self->n_head < count_head (self))
    return FALSE;
  self->n_left = portunus_gate_frames_get_length (self);
  self->n_head = 0;
  return TRUE;
}

static gboolean
take_control (PortunusGateFrameRules *self,
              gint64                  now_us)
{
  double back = (double) (now_us - self->controls_since_us) / G_USEC_PER_SEC * CONTROLS_PER_SECOND;

  self->n_controls = MAX (0, self->n_controls - back) + 1;
  self->controls_since_us = now_us;
  return self->n_controls <= CONTROL_BURST;
}

static guint
check_head (PortunusGateFrameRules *self,
            gint64                  now_us)
{
  guint8 first = self->frames.head[0];
  guint64 length = portunus_gate_frames_get_length (&self->frames);

  if ((first & RESERVED) != 0 || (self->frames.head[1] & MASKED) == 0)
    return CLOSE_PROTOCOL_ERROR;
  if (portunus_gate_frames_is_control (&self->frames))
    {
      if (length > MAX_CONTROL || (first & FINAL) == 0)
        return CLOSE_PROTOCOL_ERROR;
      return take_control (self, now_us) ? 0 : CLOSE_POLICY_VIOLATION;
    }
  if ((first & OPCODE) != 0)
    self->n_message = self->n_fragments = 0;
  if (length > self->max_message - self->n_message)
    return CLOSE_TOO_BIG;
  self->n_message += length;
  return ++self->n_fragments <= MAX_FRAGMENTS ? 0 : CLOSE_POLICY_VIOLATION;
}

/**
 * portunus_gate_frame_rules_check:
 * @self: rules
 * @data: what the client sent
 * @length: how much
 * @now_us: monotonic time
 *
 * The library limits a frame, but neither a message in many frames nor how many pings it answers.
 *
 * Returns: 0, or the close code (RFC 6455 §7.4) for what is not allowed
 */
guint
portunus_gate_frame_rules_check (PortunusGateFrameRules *self,
                                 const guint8           *data,
                                 gsize                   length,
                                 gint64                  now_us)
{
  gsize n_used;
  guint code = 0;

  for (gsize i = 0; i < length && code == 0; i += n_used)
    if (portunus_gate_frames_next (&self->frames, data + i, length - i, &n_used))
      code = check_head (self, now_us);
  return code;
}
