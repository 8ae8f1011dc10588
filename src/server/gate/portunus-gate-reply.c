/* portunus-gate-reply.c: the HTTP library's answer on its way to the client
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-gate-reply.h"

#include <string.h>

#define MAX_HEAD (64 * 1024)
/* Chunks we make ourselves, for a body whose end only the library knows. */
#define MAX_CHUNK (16 * 1024)

typedef enum
{
  STATE_HEAD,
  STATE_BODY,
  STATE_OVER,
  STATE_BROKEN,
} State;

struct _PortunusGateReply
{
  /* Owned */
  PortunusGateWire   *wire;
  GByteArray         *head;

  PortunusGateAsk     ask;
  PortunusGateAnswer  answer;
  PortunusGateBody    body;
  State               state;
  gsize               n_scanned;
  guint64             n_left;
  gboolean            has_begun;
};

/**
 * portunus_gate_reply_new:
 * @wire: where to write
 * @ask: what was asked
 *
 * Returns: (transfer full): a reply of which nothing is known yet
 */
PortunusGateReply *
portunus_gate_reply_new (PortunusGateWire      *wire,
                         const PortunusGateAsk *ask)
{
  PortunusGateReply *self = g_new0 (PortunusGateReply, 1);

  self->wire = portunus_gate_wire_ref (wire);
  self->head = g_byte_array_new ();
  self->ask = *ask;
  return self;
}

/**
 * portunus_gate_reply_free:
 * @self: (transfer full): a reply
 */
void
portunus_gate_reply_free (PortunusGateReply *self)
{
  portunus_gate_wire_unref (self->wire);
  g_byte_array_unref (self->head);
  g_free (self);
}

static gssize
fail (PortunusGateReply  *self,
      const char         *why,
      GError            **error)
{
  self->state = STATE_BROKEN;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, why);
  return -1;
}

static void
begin_body (PortunusGateReply *self)
{
  self->state = STATE_BODY;
  self->n_left = self->answer.length;
  if (self->answer.framing == PORTUNUS_GATE_FRAMING_CHUNKED)
    portunus_gate_body_init_chunked (&self->body, G_MAXINT64);
  if (self->answer.framing == PORTUNUS_GATE_FRAMING_NONE
      || (self->answer.framing == PORTUNUS_GATE_FRAMING_LENGTH && self->n_left == 0))
    self->state = STATE_OVER;
}

static gboolean
end_head (PortunusGateReply *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (!portunus_gate_answer_rewrite (&self->answer, &self->ask, (const char *) self->head->data, self->head->len,
                                     text))
    return FALSE;
  portunus_gate_wire_push (self->wire, text->str, text->len);
  portunus_gate_wire_flush (self->wire, NULL);
  g_byte_array_set_size (self->head, 0);
  self->n_scanned = 0;
  /* Others only announce the one that counts. */
  if (self->answer.status >= 200 || self->answer.status == 101)
    {
      self->has_begun = TRUE;
      begin_body (self);
    }
  return TRUE;
}

static gssize
write_head (PortunusGateReply  *self,
            const char         *data,
            gsize               length,
            GError            **error)
{
  gsize n_before = self->head->len;
  gsize end;

  if (n_before + length > MAX_HEAD)
    length = MAX_HEAD - n_before;
  if (length == 0)
    return fail (self, "The head of an answer is too long", error);
  g_byte_array_append (self->head, (const guint8 *) data, length);
  end = portunus_gate_head_find_end ((const char *) self->head->data, self->head->len, &self->n_scanned);
  if (end == 0)
    return length;
  g_byte_array_set_size (self->head, end);
  if (!end_head (self))
    return fail (self, "The head of an answer is malformed", error);
  return end - n_before;
}

static gssize
write_length (PortunusGateReply  *self,
              const char         *data,
              gsize               length,
              GError            **error)
{
  gssize n = portunus_gate_wire_write (self->wire, data, MIN (length, self->n_left), error);

  if (n > 0)
    self->n_left -= n;
  if (self->n_left == 0)
    self->state = STATE_OVER;
  return n;
}

/* Goes along with what the client was given, to know where it ends. */
static gssize
follow_chunks (PortunusGateReply  *self,
               const char         *data,
               gsize               length,
               GError            **error)
{
  for (gsize i = 0; i < length;)
    {
      gsize n_framing, n_contents;
      PortunusGateBodyEvent event = portunus_gate_body_next (&self->body, data + i, length - i, &n_framing,
                                                             &n_contents);

      i += n_framing + n_contents;
      if (event == PORTUNUS_GATE_BODY_DATA)
        portunus_gate_body_take (&self->body, n_contents);
      else if (event != PORTUNUS_GATE_BODY_MORE && !(event == PORTUNUS_GATE_BODY_END && i == length))
        return fail (self, "The chunks of an answer are malformed", error);
    }
  if (portunus_gate_body_is_over (&self->body))
    self->state = STATE_OVER;
  return length;
}

/* A client of HTTP/1.0 gets the contents alone. */
static gssize
strip_chunks (PortunusGateReply  *self,
              const char         *data,
              gsize               length,
              GError            **error)
{
  gsize n_framing, n_contents;
  PortunusGateBodyEvent event = portunus_gate_body_next (&self->body, data, length, &n_framing, &n_contents);
  gssize n;

  if (event == PORTUNUS_GATE_BODY_FAULT)
    return fail (self, "The chunks of an answer are malformed", error);
  if (portunus_gate_body_is_over (&self->body))
    self->state = STATE_OVER;
  if (n_framing > 0)
    return n_framing;
  n = portunus_gate_wire_write (self->wire, data, n_contents, error);
  if (n > 0)
    portunus_gate_body_take (&self->body, n);
  return n;
}

static gssize
write_chunks (PortunusGateReply  *self,
              const char         *data,
              gsize               length,
              GError            **error)
{
  gssize n;

  if (self->ask.minor_version == 0)
    return strip_chunks (self, data, length, error);
  n = portunus_gate_wire_write (self->wire, data, length, error);
  return n > 0 ? follow_chunks (self, data, n, error) : n;
}

static gssize
write_until_close (PortunusGateReply  *self,
                   const char         *data,
                   gsize               length,
                   GError            **error)
{
  gsize n = MIN (length, MAX_CHUNK);
  g_autofree char *size = NULL;

  if (self->ask.minor_version == 0)
    return portunus_gate_wire_write (self->wire, data, length, error);
  if (!portunus_gate_wire_flush (self->wire, error))
    return -1;
  size = g_strdup_printf ("%" G_GSIZE_MODIFIER "x\r\n", n);
  portunus_gate_wire_push (self->wire, size, strlen (size));
  portunus_gate_wire_push (self->wire, data, n);
  portunus_gate_wire_push (self->wire, "\r\n", 2);
  portunus_gate_wire_flush (self->wire, NULL);
  return n;
}

/**
 * portunus_gate_reply_write:
 * @self: a reply
 * @data: what the library says
 * @length: how much, more than 0
 * @error: return location for %G_IO_ERROR_WOULD_BLOCK or another #GIOErrorEnum
 *
 * Passes on what the client takes.
 *
 * Returns: how many bytes were taken, -1 with @error set
 */
gssize
portunus_gate_reply_write (PortunusGateReply  *self,
                           const void         *data,
                           gsize               length,
                           GError            **error)
{
  if (self->state == STATE_HEAD)
    return write_head (self, data, length, error);
  if (self->state != STATE_BODY)
    return fail (self, "An answer is longer than it said", error);
  if (self->answer.framing == PORTUNUS_GATE_FRAMING_LENGTH)
    return write_length (self, data, length, error);
  if (self->answer.framing == PORTUNUS_GATE_FRAMING_CHUNKED)
    return write_chunks (self, data, length, error);
  return write_until_close (self, data, length, error);
}

/**
 * portunus_gate_reply_end:
 * @self: a reply
 *
 * The library says nothing more.
 */
void
portunus_gate_reply_end (PortunusGateReply *self)
{
  if (self->state != STATE_BODY || self->answer.framing != PORTUNUS_GATE_FRAMING_CLOSE)
    return;
  self->state = STATE_OVER;
  if (self->ask.minor_version == 1)
    portunus_gate_wire_push (self->wire, "0\r\n\r\n", 5);
}

/**
 * portunus_gate_reply_get_status:
 * @self: a reply
 *
 * Returns: the HTTP status of the last head, 0 before there is one
 */
guint
portunus_gate_reply_get_status (PortunusGateReply *self)
{
  return self->answer.status;
}

/**
 * portunus_gate_reply_has_begun:
 * @self: a reply
 *
 * Returns: whether the client was given the beginning of it
 */
gboolean
portunus_gate_reply_has_begun (PortunusGateReply *self)
{
  return self->has_begun;
}

/**
 * portunus_gate_reply_is_over:
 * @self: a reply
 *
 * Returns: whether all of it is there
 */
gboolean
portunus_gate_reply_is_over (PortunusGateReply *self)
{
  return self->state == STATE_OVER;
}

/**
 * portunus_gate_reply_keeps_alive:
 * @self: a reply
 *
 * Returns: whether the client was told that another request may follow
 */
gboolean
portunus_gate_reply_keeps_alive (PortunusGateReply *self)
{
  return self->ask.keeps_alive;
}

/**
 * portunus_gate_reply_is_to_head:
 * @self: a reply
 *
 * Returns: whether it is one without a body, to a HEAD
 */
gboolean
portunus_gate_reply_is_to_head (PortunusGateReply *self)
{
  return self->ask.is_head;
}
