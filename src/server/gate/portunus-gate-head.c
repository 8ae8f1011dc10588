/* portunus-gate-head.c: the head of an HTTP/1 request, read strictly
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-gate-head.h"

#include <string.h>

#define MAX_METHOD 32
#define MAX_TARGET (8 * 1024)

#define BAD_REQUEST 400
#define TARGET_TOO_LONG 414
#define EXPECTATION_FAILED 417
#define FIELDS_TOO_LARGE 431
#define NOT_IMPLEMENTED 501
#define VERSION_NOT_SUPPORTED 505

/**
 * portunus_gate_head_find_end:
 * @data: what came so far
 * @length: how much that is
 * @n_scanned: (inout): how much of it an earlier call has seen, 0 at first
 *
 * Looks for the empty line. A line that does not end with CRLF ends the search too, since nothing that follows could
 * mend it.
 *
 * Returns: how long the head is, with its end; 0 while it is not whole
 */
gsize
portunus_gate_head_find_end (const char *data,
                             gsize       length,
                             gsize      *n_scanned)
{
  gsize i = *n_scanned;

  for (; i < length; i++)
    {
      if (data[i] != '\n')
        continue;
      if (i == 0 || data[i - 1] != '\r')
        return i + 1;
      if (i >= 3 && data[i - 2] == '\n')
        return i + 1;
      /* An empty line where the request ought to be. */
      if (i == 1)
        return i + 1;
    }
  *n_scanned = i;
  return 0;
}

/* Gives the next line without its CRLF. */
static gboolean
take_line (PortunusGateSlice *rest,
           PortunusGateSlice *line)
{
  const char *feed = memchr (rest->text, '\n', rest->length);

  if (feed == NULL || feed == rest->text || feed[-1] != '\r')
    return FALSE;
  *line = (PortunusGateSlice) { rest->text, feed - 1 - rest->text };
  rest->length -= feed + 1 - rest->text;
  rest->text = feed + 1;
  return memchr (line->text, '\r', line->length) == NULL;
}

static gboolean
take_word (PortunusGateSlice *rest,
           PortunusGateSlice *word)
{
  const char *space = memchr (rest->text, ' ', rest->length);

  if (space == NULL || space == rest->text)
    return FALSE;
  *word = (PortunusGateSlice) { rest->text, space - rest->text };
  rest->length -= space + 1 - rest->text;
  rest->text = space + 1;
  return TRUE;
}

static guint
parse_version (PortunusGateHead  *self,
               PortunusGateSlice  version)
{
  if (version.length != strlen ("HTTP/1.1") || memcmp (version.text, "HTTP/", 5) != 0
      || !g_ascii_isdigit (version.text[5]) || version.text[6] != '.' || !g_ascii_isdigit (version.text[7]))
    return BAD_REQUEST;
  if (version.text[5] != '1' || version.text[7] > '1')
    return VERSION_NOT_SUPPORTED;
  self->minor_version = version.text[7] - '0';
  return 0;
}

static gboolean
is_method (PortunusGateSlice method)
{
  if (method.length > MAX_METHOD)
    return FALSE;
  for (gsize i = 0; i < method.length; i++)
    if (!g_ascii_isupper (method.text[i]) && method.text[i] != '-')
      return FALSE;
  return TRUE;
}

static gboolean
is_target (PortunusGateSlice target)
{
  for (gsize i = 0; i < target.length; i++)
    if (!g_ascii_isgraph (target.text[i]) || target.text[i] == '#')
      return FALSE;
  return TRUE;
}

static guint
parse_request_line (PortunusGateHead  *self,
                    PortunusGateSlice  line)
{
  if (!take_word (&line, &self->method) || !is_method (self->method) || !take_word (&line, &self->target)
      || !is_target (self->target))
    return BAD_REQUEST;
  if (self->target.length > MAX_TARGET)
    return TARGET_TOO_LONG;
  if (portunus_gate_slice_equal (self->method, "CONNECT"))
    return NOT_IMPLEMENTED;
  return parse_version (self, line);
}

/* A host and perhaps a port: what could pass for more than that to somebody else is refused. */
static gboolean
is_host (PortunusGateSlice host)
{
  for (gsize i = 0; i < host.length; i++)
    if (!g_ascii_isalnum (host.text[i]) && strchr ("-._~:[]%", host.text[i]) == NULL)
      return FALSE;
  return host.length > 0 && host.length <= 255 + 6;
}

typedef struct
{
  guint             n_hosts;
  guint             n_lengths;
  guint             n_codings;
  gboolean          has_upgrade;
  PortunusGateSlice upgrade;
} Tally;

static guint
heed_coding (PortunusGateHead  *self,
             Tally             *tally,
             PortunusGateSlice  value)
{
  self->is_chunked = TRUE;
  tally->n_codings++;
  return portunus_gate_slice_equal (value, "chunked") && tally->n_codings == 1 ? 0 : NOT_IMPLEMENTED;
}

static guint
heed_expectation (PortunusGateHead  *self,
                  PortunusGateSlice  value)
{
  if (!portunus_gate_slice_equal (value, "100-continue") || self->has_expectation)
    return EXPECTATION_FAILED;
  self->has_expectation = TRUE;
  return 0;
}

static guint
heed_field (PortunusGateHead        *self,
            Tally                   *tally,
            const PortunusGateField *field)
{
  if (portunus_gate_slice_equal (field->name, "Host"))
    {
      self->host = field->value;
      return tally->n_hosts++ == 0 && is_host (field->value) ? 0 : BAD_REQUEST;
    }
  if (portunus_gate_slice_equal (field->name, "Content-Length"))
    return tally->n_lengths++ == 0 && portunus_gate_parse_length (field->value, &self->content_length) ? 0
                                                                                                      : BAD_REQUEST;
  if (portunus_gate_slice_equal (field->name, "Transfer-Encoding"))
    return heed_coding (self, tally, field->value);
  if (portunus_gate_slice_equal (field->name, "Expect"))
    return heed_expectation (self, field->value);
  if (portunus_gate_slice_equal (field->name, "Upgrade"))
    tally->upgrade = field->value;
  if (portunus_gate_slice_equal (field->name, "Connection"))
    {
      self->wants_close |= portunus_gate_slice_has (field->value, "close");
      tally->has_upgrade |= portunus_gate_slice_has (field->value, "upgrade");
    }
  return 0;
}

/* Absolute targets (RFC 9112 §3.2.2) are for proxies; from us only our own host may be asked for. */
static guint
settle_target (PortunusGateHead *self)
{
  static const char * const schemes[] = { "http://", "https://" };
  PortunusGateSlice rest = self->target;
  gsize n;

  if (self->target.text[0] == '/')
    return 0;
  if (portunus_gate_slice_equal (self->target, "*"))
    return portunus_gate_slice_equal (self->method, "OPTIONS") ? 0 : BAD_REQUEST;
  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (rest.length > strlen (schemes[i]) && g_ascii_strncasecmp (rest.text, schemes[i], strlen (schemes[i])) == 0)
      {
        n = strlen (schemes[i]);
        rest = (PortunusGateSlice) { rest.text + n, rest.length - n };
        break;
      }
  if (rest.text == self->target.text)
    return BAD_REQUEST;
  for (n = 0; n < rest.length && rest.text[n] != '/' && rest.text[n] != '?';)
    n++;
  if (n != self->host.length || g_ascii_strncasecmp (rest.text, self->host.text, n) != 0)
    return BAD_REQUEST;
  self->target = (PortunusGateSlice) { rest.text + n, rest.length - n };
  if (n == rest.length)
    self->target = (PortunusGateSlice) { "/", 1 };
  return self->target.text[0] == '/' ? 0 : BAD_REQUEST;
}

static guint
settle (PortunusGateHead *self,
        Tally            *tally)
{
  gboolean has_body = self->is_chunked || self->content_length > 0;

  if (tally->n_hosts != 1 || (self->is_chunked && (tally->n_lengths > 0 || self->minor_version == 0)))
    return BAD_REQUEST;
  self->is_upgrade = tally->has_upgrade && tally->upgrade.text != NULL
                     && portunus_gate_slice_equal (tally->upgrade, "websocket")
                     && portunus_gate_slice_equal (self->method, "GET") && self->minor_version == 1;
  if (self->is_upgrade && has_body)
    return BAD_REQUEST;
  self->has_expectation &= has_body && self->minor_version == 1;
  self->wants_close |= self->minor_version == 0;
  return settle_target (self);
}

/**
 * portunus_gate_head_parse:
 * @self: (out caller-allocates): what it says
 * @data: a head as portunus_gate_head_find_end() found it; must outlive @self
 * @length: its length
 *
 * Reads a request head of RFC 9112 and refuses what two readers could read in two ways.
 *
 * Returns: 0, or the HTTP status of the refusal
 */
guint
portunus_gate_head_parse (PortunusGateHead *self,
                          const char       *data,
                          gsize             length)
{
  PortunusGateSlice rest = { data, length };
  PortunusGateSlice line;
  Tally tally = { 0 };
  guint status;

  memset (self, 0, G_STRUCT_OFFSET (PortunusGateHead, fields));
  self->n_fields = 0;
  self->host = (PortunusGateSlice) { NULL, 0 };
  self->content_length = -1;
  self->is_chunked = self->is_upgrade = self->has_expectation = self->wants_close = FALSE;

  if (!take_line (&rest, &line))
    return BAD_REQUEST;
  status = parse_request_line (self, line);
  while (status == 0)
    {
      if (!take_line (&rest, &line))
        return BAD_REQUEST;
      if (line.length == 0)
        return rest.length == 0 ? settle (self, &tally) : BAD_REQUEST;
      if (self->n_fields == PORTUNUS_GATE_MAX_FIELDS)
        return FIELDS_TOO_LARGE;
      if (!portunus_gate_parse_field (line, &self->fields[self->n_fields]))
        return BAD_REQUEST;
      status = heed_field (self, &tally, &self->fields[self->n_fields++]);
    }
  return status;
}

static gboolean
is_ours_to_say (PortunusGateSlice name)
{
  static const char * const names[] = {
    "Connection", "Content-Length", "Expect", "HTTP2-Settings", "Keep-Alive", "Proxy-Connection", "TE", "Trailer",
    "Transfer-Encoding", "Upgrade",
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (portunus_gate_slice_equal (name, names[i]))
      return TRUE;
  return FALSE;
}

/**
 * portunus_gate_head_write:
 * @self: a head
 * @text: where to append it
 *
 * Writes the head anew, as the only request of a connection: what says where the body ends, or concerns the connection,
 * comes from what was understood and not from the client's words.
 */
void
portunus_gate_head_write (const PortunusGateHead *self,
                          GString                *text)
{
  g_string_append_len (text, self->method.text, self->method.length);
  g_string_append_c (text, ' ');
  g_string_append_len (text, self->target.text, self->target.length);
  g_string_append_printf (text, " HTTP/1.%u\r\n", self->minor_version);
  for (guint i = 0; i < self->n_fields; i++)
    {
      const PortunusGateField *field = &self->fields[i];

      if (is_ours_to_say (field->name))
        continue;
      g_string_append_len (text, field->name.text, field->name.length);
      g_string_append (text, ": ");
      g_string_append_len (text, field->value.text, field->value.length);
      g_string_append (text, "\r\n");
    }
  if (self->is_chunked)
    g_string_append (text, "Transfer-Encoding: chunked\r\n");
  else if (self->content_length >= 0)
    g_string_append_printf (text, "Content-Length: %" G_GINT64_FORMAT "\r\n", self->content_length);
  if (self->has_expectation)
    g_string_append (text, "Expect: 100-continue\r\n");
  g_string_append (text, self->is_upgrade ? "Upgrade: websocket\r\nConnection: Upgrade\r\n\r\n"
                                          : "Connection: close\r\n\r\n");
}
