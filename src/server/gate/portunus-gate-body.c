/* portunus-gate-body.c: where the body of an HTTP/1 message ends (RFC 9112 §6, §7.1), and what of it is contents
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-gate-body.h"

/* Sixty bits are enough for any file, and cannot overflow. */
#define MAX_DIGITS 15
#define MAX_EXTENSION 256
#define MAX_TRAILERS 4096

#define BAD_REQUEST 400
#define TOO_LARGE 413

/**
 * portunus_gate_body_init_length:
 * @self: (out caller-allocates): a body
 * @length: its Content-Length
 *
 * Begins a body of known length.
 */
void
portunus_gate_body_init_length (PortunusGateBody *self,
                                guint64           length)
{
  *self = (PortunusGateBody) {
    .state = length > 0 ? PORTUNUS_GATE_BODY_CONTENTS : PORTUNUS_GATE_BODY_OVER,
    .n_left = length,
  };
}

/**
 * portunus_gate_body_init_chunked:
 * @self: (out caller-allocates): a body
 * @max_total: how many bytes its chunks may have together
 *
 * Begins a body in chunks.
 */
void
portunus_gate_body_init_chunked (PortunusGateBody *self,
                                 guint64           max_total)
{
  *self = (PortunusGateBody) {
    .is_chunked = TRUE,
    .state = PORTUNUS_GATE_BODY_SIZE,
    .max_total = max_total,
  };
}

static gboolean
fail (PortunusGateBody *self,
      guint             status)
{
  self->status = status;
  return FALSE;
}

static gboolean
expect (PortunusGateBody      *self,
        char                   c,
        char                   expected,
        PortunusGateBodyState  next)
{
  if (c != expected)
    return fail (self, BAD_REQUEST);
  self->state = next;
  self->n_line = 0;
  return TRUE;
}

static gboolean
end_size (PortunusGateBody *self)
{
  if (self->n_digits == 0)
    return fail (self, BAD_REQUEST);
  if (self->n_left > self->max_total - self->n_total)
    return fail (self, TOO_LARGE);
  self->n_total += self->n_left;
  return TRUE;
}

static gboolean
step_size (PortunusGateBody *self,
           char              c)
{
  if (g_ascii_isxdigit (c))
    {
      if (++self->n_digits > MAX_DIGITS)
        return fail (self, TOO_LARGE);
      self->n_left = self->n_left << 4 | g_ascii_xdigit_value (c);
      return TRUE;
    }
  if (c == '\r')
    self->state = PORTUNUS_GATE_BODY_SIZE_FEED;
  else if (c == ';')
    self->state = PORTUNUS_GATE_BODY_EXTENSION;
  else
    return fail (self, BAD_REQUEST);
  return end_size (self);
}

/* Extensions and trailers mean nothing to us and are dropped, but must be text, and not long. */
static gboolean
step_text (PortunusGateBody      *self,
           char                   c,
           guint                  max_length,
           PortunusGateBodyState  next)
{
  if (c == '\r')
    {
      self->state = next;
      return TRUE;
    }
  if (++self->n_line > max_length || (c != '\t' && ((guchar) c < ' ' || c == 0x7f)))
    return fail (self, BAD_REQUEST);
  return TRUE;
}

static gboolean
step_size_feed (PortunusGateBody *self,
                char              c)
{
  gboolean is_last = self->n_left == 0;

  self->n_digits = 0;
  return expect (self, c, '\n', is_last ? PORTUNUS_GATE_BODY_TRAILER : PORTUNUS_GATE_BODY_CONTENTS);
}

static gboolean
step_trailer (PortunusGateBody *self,
              char              c)
{
  if (c == '\r')
    {
      self->state = PORTUNUS_GATE_BODY_LAST_FEED;
      return TRUE;
    }
  /* A line that goes on from the one before. */
  if (c == ' ' || c == '\t')
    return fail (self, BAD_REQUEST);
  self->state = PORTUNUS_GATE_BODY_TRAILER_LINE;
  return step_text (self, c, MAX_TRAILERS, PORTUNUS_GATE_BODY_TRAILER_FEED);
}

static gboolean
step_trailer_feed (PortunusGateBody *self,
                   char              c)
{
  guint n_line = self->n_line;

  if (!expect (self, c, '\n', PORTUNUS_GATE_BODY_TRAILER))
    return FALSE;
  self->n_line = n_line + 1;
  return TRUE;
}

static gboolean
step (PortunusGateBody *self,
      char              c)
{
  switch (self->state)
    {
    case PORTUNUS_GATE_BODY_SIZE:
      return step_size (self, c);
    case PORTUNUS_GATE_BODY_EXTENSION:
      return step_text (self, c, MAX_EXTENSION, PORTUNUS_GATE_BODY_SIZE_FEED);
    case PORTUNUS_GATE_BODY_SIZE_FEED:
      return step_size_feed (self, c);
    case PORTUNUS_GATE_BODY_CONTENTS_RETURN:
      return expect (self, c, '\r', PORTUNUS_GATE_BODY_CONTENTS_FEED);
    case PORTUNUS_GATE_BODY_CONTENTS_FEED:
      return expect (self, c, '\n', PORTUNUS_GATE_BODY_SIZE);
    case PORTUNUS_GATE_BODY_TRAILER:
      return step_trailer (self, c);
    case PORTUNUS_GATE_BODY_TRAILER_LINE:
      return step_text (self, c, MAX_TRAILERS, PORTUNUS_GATE_BODY_TRAILER_FEED);
    case PORTUNUS_GATE_BODY_TRAILER_FEED:
      return step_trailer_feed (self, c);
    case PORTUNUS_GATE_BODY_LAST_FEED:
      return expect (self, c, '\n', PORTUNUS_GATE_BODY_OVER);
    case PORTUNUS_GATE_BODY_CONTENTS:
    case PORTUNUS_GATE_BODY_OVER:
    default:
      g_assert_not_reached ();
    }
}

/**
 * portunus_gate_body_next:
 * @self: a body
 * @data: (array length=length): what came and was not used yet
 * @length: how much that is
 * @n_framing: (out): how many bytes at the start of @data are used up
 * @n_contents: (out): how many bytes after them are contents; 0 but with %PORTUNUS_GATE_BODY_DATA
 *
 * Goes as far as the next contents. They count as used when portunus_gate_body_take() was told so.
 *
 * Returns: what was found
 */
PortunusGateBodyEvent
portunus_gate_body_next (PortunusGateBody *self,
                         const char       *data,
                         gsize             length,
                         gsize            *n_framing,
                         gsize            *n_contents)
{
  gsize i = 0;

  *n_contents = 0;
  while (self->status == 0 && i < length && self->state != PORTUNUS_GATE_BODY_CONTENTS
         && self->state != PORTUNUS_GATE_BODY_OVER)
    step (self, data[i++]);

  *n_framing = i;
  if (self->status != 0)
    return PORTUNUS_GATE_BODY_FAULT;
  if (self->state == PORTUNUS_GATE_BODY_OVER)
    return PORTUNUS_GATE_BODY_END;
  if (i == length)
    return PORTUNUS_GATE_BODY_MORE;
  *n_contents = MIN (length - i, self->n_left);
  return PORTUNUS_GATE_BODY_DATA;
}

/**
 * portunus_gate_body_take:
 * @self: a body
 * @n_contents: how much of what portunus_gate_body_next() found was used
 *
 * Goes past contents.
 */
void
portunus_gate_body_take (PortunusGateBody *self,
                         gsize             n_contents)
{
  g_return_if_fail (self->state == PORTUNUS_GATE_BODY_CONTENTS && n_contents <= self->n_left);

  self->n_left -= n_contents;
  if (self->n_left == 0)
    self->state = self->is_chunked ? PORTUNUS_GATE_BODY_CONTENTS_RETURN : PORTUNUS_GATE_BODY_OVER;
}

/**
 * portunus_gate_body_is_over:
 * @self: a body
 *
 * Returns: whether all of it was read
 */
gboolean
portunus_gate_body_is_over (PortunusGateBody *self)
{
  return self->state == PORTUNUS_GATE_BODY_OVER;
}
