/* portunus-gate-answer.c: the head of the HTTP library's answer, made fit for a connection that goes on
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-gate-answer.h"

#include <stdlib.h>
#include <string.h>

static const struct
{
  guint       status;
  const char *reason;
  const char *sentence;
} refusals[] = {
  { 400, "Bad Request", "The request is malformed." },
  { 408, "Request Timeout", "The request took too long." },
  { 413, "Content Too Large", "The request is too large." },
  { 414, "URI Too Long", "The address is too long." },
  { 417, "Expectation Failed", "The server cannot do what the request expects." },
  { 431, "Request Header Fields Too Large", "The head of the request is too large." },
  { 500, "Internal Server Error", "The server could not answer." },
  { 501, "Not Implemented", "The server does not do that." },
  { 503, "Service Unavailable", "The server is busy." },
  { 505, "HTTP Version Not Supported", "The server speaks HTTP/1.1." },
};

static gboolean
take_line (PortunusGateSlice *rest,
           PortunusGateSlice *line)
{
  const char *end = g_strstr_len (rest->text, rest->length, "\r\n");

  if (end == NULL)
    return FALSE;
  *line = (PortunusGateSlice) { rest->text, end - rest->text };
  rest->length -= end + 2 - rest->text;
  rest->text = end + 2;
  return TRUE;
}

static gboolean
take_status (PortunusGateAnswer *self,
             PortunusGateSlice   line)
{
  if (line.length < strlen ("HTTP/1.1 200") || memcmp (line.text, "HTTP/1.", 7) != 0)
    return FALSE;
  self->status = atoi (line.text + strlen ("HTTP/1.1 "));
  return self->status >= 100 && self->status <= 599;
}

static gboolean
has_no_body (const PortunusGateAnswer *self,
             const PortunusGateAsk    *ask)
{
  return ask->is_head || self->status < 200 || self->status == 204 || self->status == 304;
}

/* Gives whether the field goes on to the client. */
static gboolean
heed_field (PortunusGateAnswer      *self,
            const PortunusGateField *field)
{
  gint64 length;

  if (portunus_gate_slice_equal (field->name, "Content-Length")
      && portunus_gate_parse_length (field->value, &length) && self->framing == PORTUNUS_GATE_FRAMING_CLOSE)
    {
      self->framing = PORTUNUS_GATE_FRAMING_LENGTH;
      self->length = length;
    }
  if (portunus_gate_slice_equal (field->name, "Transfer-Encoding"))
    {
      self->framing = PORTUNUS_GATE_FRAMING_CHUNKED;
      return FALSE;
    }
  /* The library says there already what belongs to the answer. */
  if (self->status < 200 && self->status != 101)
    return FALSE;
  return !portunus_gate_slice_equal (field->name, "Connection")
         && !portunus_gate_slice_equal (field->name, "Keep-Alive")
         && (self->status == 101 || !portunus_gate_slice_equal (field->name, "Upgrade"));
}

static void
end_head (PortunusGateAnswer    *self,
          const PortunusGateAsk *ask,
          GString               *text)
{
  gboolean is_in_chunks = self->framing == PORTUNUS_GATE_FRAMING_CHUNKED
                          || self->framing == PORTUNUS_GATE_FRAMING_CLOSE;

  if (has_no_body (self, ask))
    self->framing = PORTUNUS_GATE_FRAMING_NONE;
  else if (is_in_chunks && ask->minor_version == 1)
    g_string_append (text, "Transfer-Encoding: chunked\r\n");
  if (self->status == 101)
    g_string_append (text, "Connection: Upgrade\r\n");
  else if (self->status >= 200 && !ask->keeps_alive)
    g_string_append (text, "Connection: close\r\n");
  g_string_append (text, "\r\n");
}

/**
 * portunus_gate_answer_rewrite:
 * @self: (out caller-allocates): what the answer says
 * @ask: what was asked
 * @data: the head, with its end
 * @length: its length
 * @text: where to append the head for the client
 *
 * The library was told that the connection ends with the answer. The client is told what is true of its own, and where
 * the body ends, in any case: an answer that would end with the connection goes in chunks.
 *
 * Returns: whether it is a head at all
 */
gboolean
portunus_gate_answer_rewrite (PortunusGateAnswer    *self,
                              const PortunusGateAsk *ask,
                              const char            *data,
                              gsize                  length,
                              GString               *text)
{
  PortunusGateSlice rest = { data, length };
  PortunusGateSlice line;
  PortunusGateField field;

  *self = (PortunusGateAnswer) { .framing = PORTUNUS_GATE_FRAMING_CLOSE };
  if (!take_line (&rest, &line) || !take_status (self, line))
    return FALSE;
  g_string_append_printf (text, "HTTP/1.1%.*s\r\n", (int) (line.length - 8), line.text + 8);
  while (take_line (&rest, &line) && line.length > 0)
    {
      if (!portunus_gate_parse_field (line, &field))
        return FALSE;
      if (heed_field (self, &field))
        g_string_append_printf (text, "%.*s\r\n", (int) line.length, line.text);
    }
  end_head (self, ask, text);
  return TRUE;
}

/**
 * portunus_gate_answer_refuse:
 * @text: where to append the answer
 * @status: HTTP status
 * @more_fields: further fields, each with its CRLF
 * @with_body: %FALSE after a HEAD
 *
 * Writes an answer of our own, after which the connection ends.
 */
void
portunus_gate_answer_refuse (GString    *text,
                             guint       status,
                             const char *more_fields,
                             gboolean    with_body)
{
  const char *reason = "Error";
  const char *sentence = "The request was refused.";
  g_autofree char *body = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    if (refusals[i].status == status)
      {
        reason = refusals[i].reason;
        sentence = refusals[i].sentence;
      }
  body = g_strdup_printf ("{\"error\":\"%s\"}", sentence);
  g_string_append_printf (text, "HTTP/1.1 %u %s\r\n%sContent-Type: application/json\r\n"
                          "Content-Length: %" G_GSIZE_FORMAT "\r\nConnection: close\r\n\r\n%s",
                          status, reason, more_fields, strlen (body), with_body ? body : "");
}
