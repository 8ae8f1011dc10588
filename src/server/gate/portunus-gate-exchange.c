/* portunus-gate-exchange.c: one request on its way into the HTTP library, and its answer on its way out
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-gate-exchange.h"

#include <string.h>

#include "portunus-gate-reply.h"

/* Chunks we make ourselves, for the library. */
#define MAX_CHUNK (8 * 1024)

struct _PortunusGateExchange
{
  GObject               parent_instance;

  /* Owned */
  PortunusGateWire     *wire;
  /* What the library is to read next: the head, later the framing of chunks. */
  GString              *inward;
  PortunusGateReply    *reply;
  PortunusGateTunnel   *tunnel;

  gsize                 n_inward_read;
  PortunusGateBody      body;
  guint64               n_received;
  gboolean              is_upgrade;
  gboolean              has_last_chunk;
  gboolean              is_closed;
  guint                 fault;
  PortunusGateDoneFunc  done;
  gpointer              done_data;
};

G_DEFINE_FINAL_TYPE (PortunusGateExchange, portunus_gate_exchange, G_TYPE_OBJECT)

static gssize
read_inward (PortunusGateExchange *self,
             void                 *buffer,
             gsize                 count)
{
  gsize n = MIN (count, self->inward->len - self->n_inward_read);

  memcpy (buffer, self->inward->str + self->n_inward_read, n);
  self->n_inward_read += n;
  return n;
}

static gssize
take_contents (PortunusGateExchange *self,
               void                 *buffer,
               gsize                 count)
{
  gsize length;
  const char *data = portunus_gate_wire_peek (self->wire, &length);
  gsize n = MIN (count, length);

  memcpy (buffer, data, n);
  portunus_gate_body_take (&self->body, n);
  portunus_gate_wire_consume (self->wire, n);
  self->n_received += n;
  return n;
}

/* The library gets chunks of our making, never the client's. */
static void
make_chunk (PortunusGateExchange *self,
            gsize                 n_contents)
{
  gsize n = MIN (n_contents, MAX_CHUNK);
  gsize start;

  self->n_inward_read = 0;
  g_string_printf (self->inward, "%" G_GSIZE_MODIFIER "x\r\n", n);
  start = self->inward->len;
  g_string_set_size (self->inward, start + n);
  take_contents (self, self->inward->str + start, n);
  g_string_append (self->inward, "\r\n");
}

static gssize
end_body (PortunusGateExchange *self,
          void                 *buffer,
          gsize                 count)
{
  if (!self->body.is_chunked || self->has_last_chunk)
    return 0;
  self->has_last_chunk = TRUE;
  self->n_inward_read = 0;
  g_string_assign (self->inward, "0\r\n\r\n");
  return read_inward (self, buffer, count);
}

static gssize
fail (PortunusGateExchange  *self,
      GError               **error)
{
  self->fault = self->body.status;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "The body is refused: %u", self->fault);
  return -1;
}

static gssize
read_body (PortunusGateExchange  *self,
           void                  *buffer,
           gsize                  count,
           GError               **error)
{
  while (TRUE)
    {
      gsize length, n_framing, n_contents;
      const char *data = portunus_gate_wire_peek (self->wire, &length);
      PortunusGateBodyEvent event = portunus_gate_body_next (&self->body, data, length, &n_framing, &n_contents);
      gssize n;

      portunus_gate_wire_consume (self->wire, n_framing);
      if (event == PORTUNUS_GATE_BODY_FAULT)
        return fail (self, error);
      if (event == PORTUNUS_GATE_BODY_END)
        return end_body (self, buffer, count);
      if (event == PORTUNUS_GATE_BODY_DATA && !self->body.is_chunked)
        return take_contents (self, buffer, MIN (count, n_contents));
      if (event == PORTUNUS_GATE_BODY_DATA)
        {
          make_chunk (self, n_contents);
          return read_inward (self, buffer, count);
        }
      n = portunus_gate_wire_fill (self->wire, error);
      if (n <= 0)
        return n;
    }
}

static gssize
exchange_read (GObject  *object,
               void     *buffer,
               gsize     count,
               GError  **error)
{
  PortunusGateExchange *self = PORTUNUS_GATE_EXCHANGE (object);

  if (self->n_inward_read < self->inward->len)
    return read_inward (self, buffer, count);
  if (self->tunnel != NULL)
    return portunus_gate_tunnel_read (self->tunnel, buffer, count, error);
  return read_body (self, buffer, count, error);
}

static GSource *
exchange_create_input (GObject *object,
                       GObject *stream)
{
  PortunusGateExchange *self = PORTUNUS_GATE_EXCHANGE (object);

  if (self->tunnel != NULL)
    return portunus_gate_tunnel_create_input (self->tunnel, stream);
  return portunus_gate_wire_create_input (self->wire, stream);
}

static gssize
exchange_write (GObject     *object,
                const void  *data,
                gsize        length,
                GError     **error)
{
  PortunusGateExchange *self = PORTUNUS_GATE_EXCHANGE (object);
  gssize n;

  if (self->tunnel != NULL)
    return portunus_gate_tunnel_write (self->tunnel, data, length, error);
  n = portunus_gate_reply_write (self->reply, data, length, error);
  if (self->is_upgrade && portunus_gate_reply_get_status (self->reply) == 101)
    self->tunnel = portunus_gate_tunnel_new (self->wire);
  return n;
}

static GSource *
exchange_create_output (GObject *object,
                        GObject *stream)
{
  return portunus_gate_wire_create_output (PORTUNUS_GATE_EXCHANGE (object)->wire, stream);
}

static void
exchange_closed (GObject *object)
{
  PortunusGateExchange *self = PORTUNUS_GATE_EXCHANGE (object);

  self->is_closed = TRUE;
  portunus_gate_reply_end (self->reply);
  self->done (self->done_data);
}

static const PortunusGateStreamFuncs stream_funcs = {
  .read = exchange_read,
  .create_input = exchange_create_input,
  .write = exchange_write,
  .create_output = exchange_create_output,
  .closed = exchange_closed,
};

static void
portunus_gate_exchange_finalize (GObject *object)
{
  PortunusGateExchange *self = PORTUNUS_GATE_EXCHANGE (object);

  g_string_free (self->inward, TRUE);
  g_clear_pointer (&self->tunnel, portunus_gate_tunnel_free);
  g_clear_pointer (&self->reply, portunus_gate_reply_free);
  g_clear_pointer (&self->wire, portunus_gate_wire_unref);
  G_OBJECT_CLASS (portunus_gate_exchange_parent_class)->finalize (object);
}

static void
portunus_gate_exchange_class_init (PortunusGateExchangeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = portunus_gate_exchange_finalize;
}

static void
portunus_gate_exchange_init (PortunusGateExchange *self)
{
  self->inward = g_string_new (NULL);
}

/**
 * portunus_gate_exchange_new:
 * @wire: where the body comes from and the answer goes
 * @head: the request
 * @keeps_alive: whether another request may follow
 * @max_body: how long the body may be, for one in chunks
 *
 * Returns: (transfer full): the exchange; @head is needed no longer
 */
PortunusGateExchange *
portunus_gate_exchange_new (PortunusGateWire       *wire,
                            const PortunusGateHead *head,
                            gboolean                keeps_alive,
                            guint64                 max_body)
{
  PortunusGateExchange *self = g_object_new (PORTUNUS_GATE_TYPE_EXCHANGE, NULL);
  PortunusGateAsk ask = {
    .is_head = portunus_gate_slice_equal (head->method, "HEAD"),
    .minor_version = head->minor_version,
    .keeps_alive = keeps_alive,
  };

  self->wire = portunus_gate_wire_ref (wire);
  self->reply = portunus_gate_reply_new (wire, &ask);
  self->is_upgrade = head->is_upgrade;
  portunus_gate_head_write (head, self->inward);
  if (head->is_chunked)
    portunus_gate_body_init_chunked (&self->body, max_body);
  else
    portunus_gate_body_init_length (&self->body, MAX (head->content_length, 0));
  portunus_gate_wire_reset_wait (wire);
  return self;
}

/**
 * portunus_gate_exchange_create_stream:
 * @self: an exchange
 * @done: called when the library closed the stream, from wherever that was
 * @user_data: for @done
 *
 * Returns: (transfer full): what the library reads the request from and writes the answer to
 */
GIOStream *
portunus_gate_exchange_create_stream (PortunusGateExchange *self,
                                      PortunusGateDoneFunc  done,
                                      gpointer              user_data)
{
  self->done = done;
  self->done_data = user_data;
  return G_IO_STREAM (portunus_gate_stream_new (&stream_funcs, G_OBJECT (self)));
}

/**
 * portunus_gate_exchange_get_outcome:
 * @self: an exchange
 *
 * Returns: what became of it
 */
PortunusGateOutcome
portunus_gate_exchange_get_outcome (PortunusGateExchange *self)
{
  if (!self->is_closed)
    return PORTUNUS_GATE_OUTCOME_OPEN;
  if (self->tunnel != NULL)
    return PORTUNUS_GATE_OUTCOME_LAST;
  if (!portunus_gate_reply_has_begun (self->reply))
    return PORTUNUS_GATE_OUTCOME_SILENT;
  if (!portunus_gate_reply_is_over (self->reply))
    return PORTUNUS_GATE_OUTCOME_BROKEN;
  /* A body that was not read would be taken for the next request. */
  if (portunus_gate_reply_keeps_alive (self->reply) && portunus_gate_body_is_over (&self->body))
    return PORTUNUS_GATE_OUTCOME_NEXT;
  return PORTUNUS_GATE_OUTCOME_LAST;
}

/**
 * portunus_gate_exchange_get_fault:
 * @self: an exchange
 *
 * Returns: HTTP status for what was wrong with the body, 0 for nothing
 */
guint
portunus_gate_exchange_get_fault (PortunusGateExchange *self)
{
  return self->fault;
}

/**
 * portunus_gate_exchange_is_head:
 * @self: an exchange
 *
 * Returns: whether the request was a HEAD, whose answer has no body
 */
gboolean
portunus_gate_exchange_is_head (PortunusGateExchange *self)
{
  return portunus_gate_reply_is_to_head (self->reply);
}

/**
 * portunus_gate_exchange_is_receiving:
 * @self: an exchange
 *
 * Returns: whether there is more to come of the body
 */
gboolean
portunus_gate_exchange_is_receiving (PortunusGateExchange *self)
{
  return self->tunnel == NULL && !portunus_gate_body_is_over (&self->body);
}

/**
 * portunus_gate_exchange_get_n_received:
 * @self: an exchange
 *
 * Returns: how much of the body came
 */
guint64
portunus_gate_exchange_get_n_received (PortunusGateExchange *self)
{
  return self->n_received;
}

/**
 * portunus_gate_exchange_get_tunnel:
 * @self: an exchange
 *
 * Returns: (transfer none) (nullable): the WebSocket's bytes, once there is one
 */
PortunusGateTunnel *
portunus_gate_exchange_get_tunnel (PortunusGateExchange *self)
{
  return self->tunnel;
}
