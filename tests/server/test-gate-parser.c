/* test-gate-parser.c: heads, bodies and answers at every split, and everything that two readers could read in two ways
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "portunus-gate-answer.h"
#include "portunus-gate-client.h"
#include "portunus-gate-hello.h"

/* What the gate makes of @text that comes in two pieces. */
static guint
parse (const char       *text,
       gsize             split,
       PortunusGateHead *head)
{
  gsize n_scanned = 0;
  gsize end = portunus_gate_head_find_end (text, split, &n_scanned);

  if (end == 0)
    end = portunus_gate_head_find_end (text, strlen (text), &n_scanned);
  return end > 0 ? portunus_gate_head_parse (head, text, end) : G_MAXUINT;
}

static void
expect_status (const char *text,
               guint       status)
{
  PortunusGateHead head;

  for (gsize split = 0; split <= strlen (text); split++)
    if (parse (text, split, &head) != status)
      g_error ("Split at %" G_GSIZE_FORMAT ", %u and not %u is the status of\n%s", split, parse (text, split, &head),
               status, text);
}

#define HOST "Host: x\r\n"

static const struct
{
  guint       status;
  const char *text;
} heads[] = {
  { 0, "GET / HTTP/1.1\r\n" HOST "\r\n" },
  { 0, "GET /a?b=c%20d HTTP/1.0\r\n" HOST "\r\n" },
  { 0, "OPTIONS * HTTP/1.1\r\n" HOST "\r\n" },
  { 0, "GET http://x/a HTTP/1.1\r\n" HOST "\r\n" },
  { 0, "GET HTTPS://X HTTP/1.1\r\n" HOST "\r\n" },
  { 0, "GET / HTTP/1.1\r\nHost:x\r\nA:\r\nB: \t \r\nC: a\xff\r\n\r\n" },
  { 0, "GET / HTTP/1.1\r\nHost: [2001:db8::1%25eth0]:8443\r\n\r\n" },
  { 0, "POST / HTTP/1.1\r\n" HOST "Content-Length: 5\r\n\r\n" },
  { 0, "POST / HTTP/1.1\r\n" HOST "transfer-encoding: Chunked\r\n\r\n" },
  { 0, "POST / HTTP/1.1\r\n" HOST "Content-Length: 1\r\nExpect: 100-Continue\r\n\r\n" },
  /* The request line. */
  { 400, "\r\nGET / HTTP/1.1\r\n" HOST "\r\n" },
  { 400, "GET / HTTP/1.1\n" HOST "\r\n" },
  { 400, "GET  / HTTP/1.1\r\n" HOST "\r\n" },
  { 400, "GET / HTTP/1.1 \r\n" HOST "\r\n" },
  { 400, " GET / HTTP/1.1\r\n" HOST "\r\n" },
  { 400, "GET /\r\n" HOST "\r\n" },
  { 400, "GET\t/ HTTP/1.1\r\n" HOST "\r\n" },
  { 400, "get / HTTP/1.1\r\n" HOST "\r\n" },
  { 400, "G\x01T / HTTP/1.1\r\n" HOST "\r\n" },
  { 400, "GET /\x7f HTTP/1.1\r\n" HOST "\r\n" },
  { 400, "GET /\xc3\xa4 HTTP/1.1\r\n" HOST "\r\n" },
  { 400, "GET /#a HTTP/1.1\r\n" HOST "\r\n" },
  { 400, "GET a HTTP/1.1\r\n" HOST "\r\n" },
  { 400, "GET * HTTP/1.1\r\n" HOST "\r\n" },
  { 400, "GET / http/1.1\r\n" HOST "\r\n" },
  { 400, "GET / HTTP/1.1x\r\n" HOST "\r\n" },
  { 400, "GET / HTTP/1.\r\n" HOST "\r\n" },
  { 505, "GET / HTTP/2.0\r\n" HOST "\r\n" },
  { 505, "GET / HTTP/1.2\r\n" HOST "\r\n" },
  { 505, "GET / HTTP/0.9\r\n" HOST "\r\n" },
  { 505, "PRI * HTTP/2.0\r\n\r\n" },
  { 501, "CONNECT x:443 HTTP/1.1\r\n" HOST "\r\n" },
  /* The host. */
  { 400, "GET / HTTP/1.1\r\n\r\n" },
  { 400, "GET / HTTP/1.0\r\n\r\n" },
  { 400, "GET / HTTP/1.1\r\n" HOST HOST "\r\n" },
  { 400, "GET / HTTP/1.1\r\n" HOST "hOST: y\r\n\r\n" },
  { 400, "GET / HTTP/1.1\r\nHost:\r\n\r\n" },
  { 400, "GET / HTTP/1.1\r\nHost: x y\r\n\r\n" },
  { 400, "GET / HTTP/1.1\r\nHost: x/y\r\n\r\n" },
  { 400, "GET / HTTP/1.1\r\nHost: u@x\r\n\r\n" },
  { 400, "GET / HTTP/1.1\r\nHost: x, y\r\n\r\n" },
  { 400, "GET http://y/ HTTP/1.1\r\n" HOST "\r\n" },
  { 400, "GET http://x:80/ HTTP/1.1\r\n" HOST "\r\n" },
  { 400, "GET http://u@x/ HTTP/1.1\r\n" HOST "\r\n" },
  { 400, "GET http://x?a HTTP/1.1\r\n" HOST "\r\n" },
  { 400, "GET ftp://x/ HTTP/1.1\r\n" HOST "\r\n" },
  /* Fields. */
  { 400, "GET / HTTP/1.1\r\n" HOST "A : b\r\n\r\n" },
  { 400, "GET / HTTP/1.1\r\n" HOST " A: b\r\n\r\n" },
  { 400, "GET / HTTP/1.1\r\n" HOST "A: b\r\n c\r\n\r\n" },
  { 400, "GET / HTTP/1.1\r\n" HOST "A: b\r\n\tc\r\n\r\n" },
  { 400, "GET / HTTP/1.1\r\n" HOST "A\r\n\r\n" },
  { 400, "GET / HTTP/1.1\r\n" HOST ": b\r\n\r\n" },
  { 400, "GET / HTTP/1.1\r\n" HOST "A: b\n\r\n" },
  { 400, "GET / HTTP/1.1\r\n" HOST "A: b\rc\r\n\r\n" },
  { 400, "GET / HTTP/1.1\r\n" HOST "A: b\r\r\n\r\n" },
  { 400, "GET / HTTP/1.1\r\n" HOST "A: \x01\r\n\r\n" },
  { 400, "GET / HTTP/1.1\r\n" HOST "A: b\x7f\r\n\r\n" },
  { 400, "GET / HTTP/1.1\r\n" HOST "A(: b\r\n\r\n" },
  { 400, "GET / HTTP/1.1\r\n" HOST "A: b\r\n\n" },
  /* Where the body ends. */
  { 400, "POST / HTTP/1.1\r\n" HOST "Content-Length: +5\r\n\r\n" },
  { 400, "POST / HTTP/1.1\r\n" HOST "Content-Length: -5\r\n\r\n" },
  { 400, "POST / HTTP/1.1\r\n" HOST "Content-Length: 0x5\r\n\r\n" },
  { 400, "POST / HTTP/1.1\r\n" HOST "Content-Length: 5 5\r\n\r\n" },
  { 400, "POST / HTTP/1.1\r\n" HOST "Content-Length: 5, 5\r\n\r\n" },
  { 400, "POST / HTTP/1.1\r\n" HOST "Content-Length:\r\n\r\n" },
  { 400, "POST / HTTP/1.1\r\n" HOST "Content-Length: 9999999999999999999\r\n\r\n" },
  { 400, "POST / HTTP/1.1\r\n" HOST "Content-Length : 5\r\n\r\n" },
  { 400, "POST / HTTP/1.1\r\n" HOST "Content-Length: 5\r\nContent-Length: 5\r\n\r\n" },
  { 400, "POST / HTTP/1.1\r\n" HOST "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n" },
  { 400, "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n" },
  { 400, "POST / HTTP/1.0\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n" },
  { 501, "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: gzip, chunked\r\n\r\n" },
  { 501, "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: xchunked\r\n\r\n" },
  { 501, "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n" },
  { 501, "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n" },
  { 501, "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding:\r\n\r\n" },
  { 417, "POST / HTTP/1.1\r\n" HOST "Expect: 200-ok\r\n\r\n" },
  { 400, "GET / HTTP/1.1\r\n" HOST "Connection: upgrade\r\nUpgrade: websocket\r\nContent-Length: 3\r\n\r\n" },
};

static void
test_heads (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    expect_status (heads[i].text, heads[i].status);
}

/* A NUL cannot stand in the table. */
static void
test_head_nul (void)
{
  static const char text[] = "GET / HTTP/1.1\r\n" HOST "A: \0b\r\n\r\n";
  static const char name[] = "GET /\0 HTTP/1.1\r\n" HOST "\r\n";
  PortunusGateHead head;

  g_assert_cmpuint (portunus_gate_head_parse (&head, text, sizeof text - 1), ==, 400);
  g_assert_cmpuint (portunus_gate_head_parse (&head, name, sizeof name - 1), ==, 400);
}

static void
test_head_limits (void)
{
  g_autoptr (GString) many = g_string_new ("GET / HTTP/1.1\r\n" HOST);
  g_autofree char *path = g_strnfill (8 * 1024, 'a');
  g_autofree char *length = g_strdup_printf ("GET /%s HTTP/1.1\r\n" HOST "\r\n", path);
  PortunusGateHead head;

  for (guint i = 1; i < PORTUNUS_GATE_MAX_FIELDS; i++)
    g_string_append (many, "A: b\r\n");
  g_string_append (many, "\r\n");
  g_assert_cmpuint (portunus_gate_head_parse (&head, many->str, many->len), ==, 0);
  g_assert_cmpuint (head.n_fields, ==, PORTUNUS_GATE_MAX_FIELDS);
  g_string_insert (many, many->len - 2, "A: b\r\n");
  g_assert_cmpuint (portunus_gate_head_parse (&head, many->str, many->len), ==, 431);
  g_assert_cmpuint (portunus_gate_head_parse (&head, length, strlen (length)), ==, 414);
}

static void
expect_written (const char *text,
                const char *expected)
{
  g_autoptr (GString) written = g_string_new (NULL);
  PortunusGateHead head;

  g_assert_cmpuint (parse (text, 0, &head), ==, 0);
  portunus_gate_head_write (&head, written);
  g_assert_cmpstr (written->str, ==, expected);
}

static void
test_head_write (void)
{
  expect_written ("GET http://x/a?b HTTP/1.1\r\nHost: X\r\nconnection: keep-alive, te\r\nTE: trailers\r\nA:  b \r\n"
                  "Upgrade: h2c\r\nHTTP2-Settings: x\r\n\r\n",
                  "GET /a?b HTTP/1.1\r\nHost: X\r\nA: b\r\nConnection: close\r\n\r\n");
  expect_written ("PUT / HTTP/1.1\r\nTransfer-Encoding: CHUNKED\r\nTrailer: A\r\nExpect: 100-continue\r\n"
                  "Host: x\r\n\r\n",
                  "PUT / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n"
                  "Connection: close\r\n\r\n");
  expect_written ("PUT / HTTP/1.0\r\nContent-Length: 007\r\nExpect: 100-continue\r\nHost: x\r\n\r\n",
                  "PUT / HTTP/1.0\r\nHost: x\r\nContent-Length: 7\r\nConnection: close\r\n\r\n");
  expect_written ("GET /ws HTTP/1.1\r\nHost: x\r\nConnection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\n\r\n",
                  "GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
}

static void
test_head_close (void)
{
  PortunusGateHead head;

  g_assert_cmpuint (parse ("GET / HTTP/1.1\r\n" HOST "\r\n", 0, &head), ==, 0);
  g_assert_false (head.wants_close);
  g_assert_cmpuint (parse ("GET / HTTP/1.1\r\n" HOST "Connection: a ,\tClose\r\n\r\n", 0, &head), ==, 0);
  g_assert_true (head.wants_close);
  g_assert_cmpuint (parse ("GET / HTTP/1.1\r\n" HOST "Connection: closed\r\n\r\n", 0, &head), ==, 0);
  g_assert_false (head.wants_close);
  g_assert_cmpuint (parse ("GET / HTTP/1.0\r\n" HOST "\r\n", 0, &head), ==, 0);
  g_assert_true (head.wants_close);
}

/* Reads @text in pieces of @piece and gives contents, where it ended, and how. */
static PortunusGateBodyEvent
read_body (PortunusGateBody *body,
           const char       *text,
           gsize             piece,
           GString          *contents,
           gsize            *n_used)
{
  gsize length = strlen (text);
  PortunusGateBodyEvent event;

  *n_used = 0;
  do
    {
      gsize n = MIN (piece, length - *n_used);
      gsize n_framing, n_contents;

      event = portunus_gate_body_next (body, text + *n_used, n, &n_framing, &n_contents);
      *n_used += n_framing;
      if (event == PORTUNUS_GATE_BODY_DATA)
        {
          g_string_append_len (contents, text + *n_used, n_contents);
          portunus_gate_body_take (body, n_contents);
          *n_used += n_contents;
        }
    }
  while (event < PORTUNUS_GATE_BODY_END && (*n_used < length || event == PORTUNUS_GATE_BODY_DATA));
  return event;
}

static const struct
{
  guint       status;
  const char *text;
  const char *contents;
} bodies[] = {
  { 0, "0\r\n\r\n", "" },
  { 0, "5\r\nhello\r\n0\r\n\r\n", "hello" },
  { 0, "00005;a=\"b c\"\r\nhello\r\nA\r\n0123456789\r\n000;x\r\nA: b\r\nC:\r\n\r\n", "hello0123456789" },
  { 400, "\r\n", NULL },
  { 400, "5\nhello\r\n0\r\n\r\n", NULL },
  { 400, "5\r\nhello\n0\r\n\r\n", NULL },
  { 400, "5\r\nhelloX\r\n0\r\n\r\n", NULL },
  { 400, "5\r\nhello\rX0\r\n\r\n", NULL },
  { 400, "5\r\nhello\r\n0\n\n", NULL },
  { 400, "5\r\nhello\r\n0\r\n\n", NULL },
  { 400, "5\r\nhello\r\n0\r\nA: b\n\r\n", NULL },
  { 400, "5\r\nhello\r\n0\r\n A: b\r\n\r\n", NULL },
  { 400, "5;a\nb\r\nhello\r\n0\r\n\r\n", NULL },
  { 400, "5;a\rb\r\nhello\r\n0\r\n\r\n", NULL },
  { 400, " 5\r\nhello\r\n0\r\n\r\n", NULL },
  { 400, "5 \r\nhello\r\n0\r\n\r\n", NULL },
  { 400, "+5\r\nhello\r\n0\r\n\r\n", NULL },
  { 400, "-1\r\nhello\r\n0\r\n\r\n", NULL },
  { 400, "0x5\r\nhello\r\n0\r\n\r\n", NULL },
  { 400, ";a\r\nhello\r\n0\r\n\r\n", NULL },
  { 400, "g\r\nhello\r\n0\r\n\r\n", NULL },
  { 413, "65\r\n", NULL },
  { 413, "64\r\n0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
         "\r\n1\r\n", NULL },
  { 413, "ffffffffffffffff\r\n", NULL },
  { 413, "10000000000000005\r\n", NULL },
};

static void
test_chunks (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autofree char *more = g_strconcat (bodies[i].text, "GET /", NULL);

      for (gsize piece = 1; piece <= strlen (more); piece++)
        {
          g_autoptr (GString) contents = g_string_new (NULL);
          PortunusGateBody body;
          PortunusGateBodyEvent event;
          gsize n_used;

          portunus_gate_body_init_chunked (&body, 100);
          event = read_body (&body, more, piece, contents, &n_used);
          g_assert_cmpint (event, ==, bodies[i].status == 0 ? PORTUNUS_GATE_BODY_END : PORTUNUS_GATE_BODY_FAULT);
          g_assert_cmpuint (body.status, ==, bodies[i].status);
          if (bodies[i].status != 0)
            continue;
          g_assert_cmpstr (contents->str, ==, bodies[i].contents);
          g_assert_cmpuint (n_used, ==, strlen (bodies[i].text));
        }
    }
}

static void
test_length (void)
{
  for (gsize piece = 1; piece < 20; piece++)
    {
      g_autoptr (GString) contents = g_string_new (NULL);
      PortunusGateBody body;
      gsize n_used;

      portunus_gate_body_init_length (&body, 5);
      g_assert_cmpint (read_body (&body, "helloGET /", piece, contents, &n_used), ==, PORTUNUS_GATE_BODY_END);
      g_assert_cmpstr (contents->str, ==, "hello");
      g_assert_cmpuint (n_used, ==, 5);
      portunus_gate_body_init_length (&body, 0);
      g_assert_true (portunus_gate_body_is_over (&body));
    }
}

static void
test_long_lines (void)
{
  g_autofree char *letters = g_strnfill (5000, 'x');
  g_autofree char *extension = g_strconcat ("0;", letters, "\r\n\r\n", NULL);
  g_autofree char *trailer = g_strconcat ("0\r\nA: ", letters, "\r\n\r\n", NULL);
  const char *texts[] = { extension, trailer };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GString) contents = g_string_new (NULL);
      PortunusGateBody body;
      gsize n_used;

      portunus_gate_body_init_chunked (&body, 100);
      g_assert_cmpint (read_body (&body, texts[i], 1000, contents, &n_used), ==, PORTUNUS_GATE_BODY_FAULT);
      g_assert_cmpuint (body.status, ==, 400);
    }
}

static void
expect_answer (const char            *inner,
               const PortunusGateAsk *ask,
               PortunusGateFraming    framing,
               const char            *outer)
{
  g_autoptr (GString) text = g_string_new (NULL);
  PortunusGateAnswer answer;

  g_assert_true (portunus_gate_answer_rewrite (&answer, ask, inner, strlen (inner), text));
  g_assert_cmpint (answer.framing, ==, framing);
  g_assert_cmpstr (text->str, ==, outer);
}

static void
test_answers (void)
{
  static const PortunusGateAsk get = { FALSE, 1, TRUE };
  static const PortunusGateAsk last = { FALSE, 1, FALSE };
  static const PortunusGateAsk old = { FALSE, 0, FALSE };
  static const PortunusGateAsk head = { TRUE, 1, TRUE };

  expect_answer ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\nA: b\r\n\r\n", &get,
                 PORTUNUS_GATE_FRAMING_LENGTH, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nA: b\r\n\r\n");
  expect_answer ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", &last, PORTUNUS_GATE_FRAMING_LENGTH,
                 "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\n");
  expect_answer ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", &get, PORTUNUS_GATE_FRAMING_CHUNKED,
                 "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
  expect_answer ("HTTP/1.1 200 OK\r\n\r\n", &get, PORTUNUS_GATE_FRAMING_CLOSE,
                 "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
  expect_answer ("HTTP/1.0 200 OK\r\n\r\n", &old, PORTUNUS_GATE_FRAMING_CLOSE,
                 "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
  expect_answer ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", &head, PORTUNUS_GATE_FRAMING_NONE,
                 "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
  expect_answer ("HTTP/1.1 304 Not Modified\r\n\r\n", &get, PORTUNUS_GATE_FRAMING_NONE,
                 "HTTP/1.1 304 Not Modified\r\n\r\n");
  expect_answer ("HTTP/1.1 100 Continue\r\nA: b\r\n\r\n", &last, PORTUNUS_GATE_FRAMING_NONE,
                 "HTTP/1.1 100 Continue\r\n\r\n");
  expect_answer ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n", &get,
                 PORTUNUS_GATE_FRAMING_NONE,
                 "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
}

static void
expect_hello (const char *bytes,
              gsize       length,
              gssize      needed)
{
  g_assert_cmpint (portunus_gate_hello_measure ((const guint8 *) bytes, length), ==, needed);
}

static void
test_hello (void)
{
  expect_hello ("", 0, 5);
  expect_hello ("\x16\x03\x01\x02", 4, 5);
  expect_hello ("\x16\x03\x01\x02\x00", 5, 517);
  expect_hello ("\x16\x03\x01\x02\x00\x01", 6, 517);
  expect_hello ("\x16\x03\x01\x02\x00\x02", 6, -1);
  expect_hello ("\x16\x03\x01\x40\x00", 5, -1);
  expect_hello ("\x16\x03\x01\x00\x00", 5, -1);
  expect_hello ("\x16\x02", 2, -1);
  expect_hello ("GET / HTTP/1.1", 14, -1);
}

static void
expect_one (const char *text,
            const char *expected)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (text);
  g_autoptr (GInetAddress) one = portunus_gate_normalise_address (address);
  g_autoptr (GInetAddress) again = portunus_gate_normalise_address (one);
  g_autofree char *name = g_inet_address_to_string (one);

  g_assert_cmpstr (name, ==, expected);
  g_assert_true (g_inet_address_equal (one, again));
}

static void
test_addresses (void)
{
  static const char * const loopback[] = { "127.0.0.1", "127.255.1.2", "::1", "::ffff:127.0.0.1", "::127.0.0.2",
                                           "::ffff:0:127.0.0.1" };
  static const char * const zero[] = { "0.0.0.0", "0.1.2.3", "::", "::ffff:0.0.0.0", "::ffff:0:0.0.0.9", "::2" };

  for (guint i = 0; i < G_N_ELEMENTS (loopback); i++)
    expect_one (loopback[i], "127.0.0.1");
  for (guint i = 0; i < G_N_ELEMENTS (zero); i++)
    expect_one (zero[i], "0.0.0.0");
  expect_one ("2001:db8::1", "2001:db8::1");
  expect_one ("::fffe:192.0.2.1", "::fffe:c000:201");
}

/* Whatever the clothes, an IPv4 address is one client; and what two IPv6 addresses share beyond 64 bits is nothing. */
static void
test_address_property (void)
{
  for (guint round = 0; round < 20000; round++)
    {
      guint8 bytes[16] = { [10] = 0xff, [11] = 0xff };
      guint8 v6[16];
      g_autoptr (GInetAddress) mapped = NULL;
      g_autoptr (GInetAddress) plain = NULL;
      g_autofree char *mapped_key = NULL;
      g_autofree char *plain_key = NULL;
      g_autofree char *first_key = NULL;
      g_autofree char *second_key = NULL;

      for (guint i = 12; i < 16; i++)
        bytes[i] = g_test_rand_int_range (0, 256);
      for (guint i = 0; i < 16; i++)
        v6[i] = i == 0 ? 0x20 : g_test_rand_int_range (0, 256);
      mapped = g_inet_address_new_from_bytes (bytes, G_SOCKET_FAMILY_IPV6);
      plain = g_inet_address_new_from_bytes (bytes + 12, G_SOCKET_FAMILY_IPV4);
      mapped_key = portunus_gate_client_key (mapped);
      plain_key = portunus_gate_client_key (plain);
      g_assert_cmpstr (mapped_key, ==, plain_key);
      g_assert_cmpuint (strlen (plain_key), ==, 8);

      g_set_object (&mapped, NULL);
      mapped = g_inet_address_new_from_bytes (v6, G_SOCKET_FAMILY_IPV6);
      first_key = portunus_gate_client_key (mapped);
      v6[g_test_rand_int_range (8, 16)] ^= 0x55;
      g_set_object (&mapped, NULL);
      mapped = g_inet_address_new_from_bytes (v6, G_SOCKET_FAMILY_IPV6);
      second_key = portunus_gate_client_key (mapped);
      g_assert_cmpstr (first_key, ==, second_key);
      g_assert_cmpuint (strlen (first_key), ==, 16);
    }
}

static void
test_shares (void)
{
  PortunusGateShares shares;

  portunus_gate_shares_init (&shares, 3, 2);
  g_assert_true (portunus_gate_shares_take (&shares, "a"));
  g_assert_true (portunus_gate_shares_take (&shares, "a"));
  g_assert_false (portunus_gate_shares_take (&shares, "a"));
  g_assert_true (portunus_gate_shares_take (&shares, "b"));
  g_assert_false (portunus_gate_shares_take (&shares, "c"));
  portunus_gate_shares_give (&shares, "a");
  g_assert_true (portunus_gate_shares_take (&shares, "c"));
  portunus_gate_shares_give (&shares, "b");
  portunus_gate_shares_give (&shares, "c");
  portunus_gate_shares_give (&shares, "a");
  g_assert_cmpuint (shares.n_total, ==, 0);
  g_assert_cmpuint (g_hash_table_size (shares.counts), ==, 0);
  portunus_gate_shares_clear (&shares);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/server/gate-parser/heads", test_heads);
  g_test_add_func ("/server/gate-parser/head-nul", test_head_nul);
  g_test_add_func ("/server/gate-parser/head-limits", test_head_limits);
  g_test_add_func ("/server/gate-parser/head-write", test_head_write);
  g_test_add_func ("/server/gate-parser/head-close", test_head_close);
  g_test_add_func ("/server/gate-parser/chunks", test_chunks);
  g_test_add_func ("/server/gate-parser/length", test_length);
  g_test_add_func ("/server/gate-parser/long-lines", test_long_lines);
  g_test_add_func ("/server/gate-parser/answers", test_answers);
  g_test_add_func ("/server/gate-parser/hello", test_hello);
  g_test_add_func ("/server/gate-parser/addresses", test_addresses);
  g_test_add_func ("/server/gate-parser/address-property", test_address_property);
  g_test_add_func ("/server/gate-parser/shares", test_shares);

  return g_test_run ();
}
