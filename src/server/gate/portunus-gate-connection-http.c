/* portunus-gate-connection-http.c: the requests of a connection, one after another
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-gate-connection-private.h"

#include <string.h>

static void read_head (PortunusGateConnection *self);

void
_portunus_gate_connection_refuse (PortunusGateConnection *self,
                                  guint                   status,
                                  gboolean                with_body)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const char *fields = self->limits->refusal_fields;

  g_debug ("A request is refused: %u", status);
  portunus_gate_connection_report (self, PORTUNUS_GATE_EVENT_MALFORMED, status);
  portunus_gate_answer_refuse (text, status, fields != NULL ? fields : "", with_body);
  portunus_gate_wire_push (self->wire, text->str, text->len);
  _portunus_gate_connection_part (self);
}

static void
await_request (PortunusGateConnection *self)
{
  self->state = PORTUNUS_GATE_STATE_HEAD;
  self->n_scanned = 0;
  _portunus_gate_connection_set_deadline (self, self->limits->idle_ms);
  if (self->is_draining)
    _portunus_gate_connection_part (self);
  else
    read_head (self);
}

static gboolean
flushed_cb (GObject  *stream,
            gpointer  user_data)
{
  PortunusGateConnection *self = user_data;
  g_autoptr (GError) error = NULL;

  if (portunus_gate_wire_flush (self->wire, &error))
    await_request (self);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    _portunus_gate_connection_wait_for (self, portunus_gate_wire_create_output (self->wire, G_OBJECT (self->stream)),
                                        G_SOURCE_FUNC (flushed_cb));
  else
    _portunus_gate_connection_end (self);
  return G_SOURCE_REMOVE;
}

static void
end_exchange (PortunusGateConnection *self)
{
  g_autoptr (PortunusGateExchange) exchange = g_steal_pointer (&self->exchange);
  PortunusGateOutcome outcome = portunus_gate_exchange_get_outcome (exchange);
  guint fault = portunus_gate_exchange_get_fault (exchange);

  self->sweep_func = NULL;
  if (self->is_killed || outcome == PORTUNUS_GATE_OUTCOME_BROKEN)
    _portunus_gate_connection_end (self);
  else if (outcome == PORTUNUS_GATE_OUTCOME_LAST)
    _portunus_gate_connection_part (self);
  else if (outcome == PORTUNUS_GATE_OUTCOME_SILENT)
    _portunus_gate_connection_refuse (self, fault != 0 ? fault : 500, !portunus_gate_exchange_is_head (exchange));
  else
    {
      self->state = PORTUNUS_GATE_STATE_FLUSHING;
      flushed_cb (NULL, self);
    }
}

static gboolean
exchange_done_cb (gpointer user_data)
{
  end_exchange (user_data);
  return G_SOURCE_REMOVE;
}

/* The library may be anywhere in its own code. */
static void
stream_closed_cb (gpointer user_data)
{
  _portunus_gate_connection_call_later (user_data, exchange_done_cb);
}

static guint64
get_max_body (PortunusGateConnection *self,
              const PortunusGateHead *head)
{
  g_autofree char *method = g_strndup (head->method.text, head->method.length);
  g_autofree char *target = g_strndup (head->target.text, head->target.length);

  if (self->limits->max_body == NULL)
    return 0;
  target[strcspn (target, "?")] = '\0';
  return self->limits->max_body (method, target, self->limits->user_data);
}

static void
begin_exchange (PortunusGateConnection *self,
                const PortunusGateHead *head,
                gsize                   length)
{
  guint64 max_body = get_max_body (self, head);
  gboolean keeps_alive = !head->wants_close && ++self->n_requests < self->limits->max_requests && !self->is_draining;
  g_autoptr (GIOStream) stream = NULL;

  if (head->content_length > 0 && (guint64) head->content_length > max_body)
    {
      _portunus_gate_connection_refuse (self, 413, !portunus_gate_slice_equal (head->method, "HEAD"));
      return;
    }
  _portunus_gate_connection_clear_source (self);
  _portunus_gate_connection_set_deadline (self, 0);
  self->state = PORTUNUS_GATE_STATE_SERVING;
  self->exchange = portunus_gate_exchange_new (self->wire, head, keeps_alive, max_body);
  portunus_gate_wire_consume (self->wire, length);
  stream = portunus_gate_exchange_create_stream (self->exchange, stream_closed_cb, self);
  self->funcs->request (self, stream, self->user_data);
}

/* Gives whether there is nothing to wait for. */
static gboolean
try_head (PortunusGateConnection *self)
{
  gsize length;
  const char *data = portunus_gate_wire_peek (self->wire, &length);
  gsize end = portunus_gate_head_find_end (data, length, &self->n_scanned);
  PortunusGateHead head;
  guint status;

  if (end == 0 && length < PORTUNUS_GATE_MAX_HEAD)
    return FALSE;
  if (end == 0)
    {
      _portunus_gate_connection_refuse (self, 431, TRUE);
      return TRUE;
    }
  status = portunus_gate_head_parse (&head, data, end);
  if (status != 0)
    _portunus_gate_connection_refuse (self, status, TRUE);
  else
    begin_exchange (self, &head, end);
  return TRUE;
}

static gboolean
head_cb (GObject  *stream,
         gpointer  user_data)
{
  read_head (user_data);
  return G_SOURCE_REMOVE;
}

static void
read_head (PortunusGateConnection *self)
{
  g_autoptr (PortunusGateConnection) keep = g_object_ref (self);
  gsize n_before, n_after;

  portunus_gate_wire_peek (self->wire, &n_before);
  while (!try_head (self))
    {
      g_autoptr (GError) error = NULL;
      gssize n = portunus_gate_wire_fill (self->wire, &error);

      if (n < 0 && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        {
          portunus_gate_wire_peek (self->wire, &n_after);
          if (n_before == 0 && n_after > 0)
            _portunus_gate_connection_set_deadline (self, self->limits->head_ms);
          _portunus_gate_connection_wait_for (self, portunus_gate_wire_create_more (self->wire),
                                              G_SOURCE_FUNC (head_cb));
          return;
        }
      if (n <= 0)
        {
          _portunus_gate_connection_end (self);
          return;
        }
    }
}

void
_portunus_gate_connection_become_ready (PortunusGateConnection *self)
{
  self->wire = portunus_gate_wire_new (self->stream, self->watch);
  await_request (self);
  /* The first request has no idling before it. */
  if (self->state == PORTUNUS_GATE_STATE_HEAD)
    _portunus_gate_connection_set_deadline (self, self->limits->head_ms);
}
