/* test-http.c: what the server says over HTTP, to friends and to others
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "portunus-admin-routes.h"
#include "portunus-error.h"
#include "portunus-health.h"
#include "portunus-json.h"
#include "portunus-room-api.h"
#include "portunus-routes.h"
#include "portunus-transfer-error.h"
#include "server-fixture.h"

#define NO_ROOM "00112233445566778899aabbccddeeff"
#define TICKET "AAAAAAAAAAAAAAAAAAAAAA"

/* Says @request, and that it is the last one, and gives the whole answer. */
static char *
ask (ServerFixture *fixture,
     const char    *request)
{
  g_autoptr (GIOStream) stream = raw_stream_new (fixture);
  const char *fields = strstr (request, "\r\n") + 2;
  g_autofree char *line = g_strndup (request, fields - request);
  g_autofree char *whole = g_strconcat (line, g_str_has_suffix (line, "HTTP/1.1\r\n") ? "Connection: close\r\n" : "",
                                        fields, NULL);

  raw_stream_write (stream, whole);
  return raw_stream_read (stream);
}

static void
expect (ServerFixture *fixture,
        const char    *request,
        guint          status)
{
  g_autofree char *answer = ask (fixture, request);
  g_autofree char *start = g_strdup_printf ("HTTP/1.1 %u ", status);

  if (!g_str_has_prefix (answer, start))
    g_error ("Instead of %u the answer to\n%s\nis\n%s", status, request, answer);
}

static void
test_health (ServerFixture *fixture,
             gconstpointer  data)
{
  g_autofree char *answer = ask (fixture, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");

  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 200 "));
  g_assert_nonnull (strstr (answer, "\r\n\r\n{\"status\":\"ok\",\"version\":\"" PORTUNUS_VERSION "\"}"));
}

static const char * const headers[] = {
  "\r\nX-Content-Type-Options: nosniff\r\n",
  "\r\nCache-Control: no-store\r\n",
  "\r\nReferrer-Policy: no-referrer\r\n",
  "\r\nContent-Security-Policy: default-src 'none';",
  "\r\nConnection: close\r\n",
};

/* Also where the library answers before any of us was asked. */
static void
test_headers (ServerFixture *fixture,
              gconstpointer  data)
{
  static const char * const requests[] = {
    "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n",
    "GET /r/" NO_ROOM " HTTP/1.1\r\nHost: x\r\n\r\n",
    "GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n",
    "PUT /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
    "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
    "GET /healthz HTTP/1.1\r\n\r\n",
    "nonsense\r\n\r\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      g_autofree char *answer = ask (fixture, requests[i]);

      g_assert_null (strstr (answer, "\r\nServer:"));
      for (guint j = 0; j < G_N_ELEMENTS (headers); j++)
        if (strstr (answer, headers[j]) == NULL)
          g_error ("No%sin the answer to\n%s\n%s", headers[j], requests[i], answer);
    }
}

static void
test_routes (ServerFixture *fixture,
             gconstpointer  data)
{
  expect (fixture, "GET / HTTP/1.1\r\nHost: x\r\n\r\n", 200);
  expect (fixture, "GET /r/ HTTP/1.1\r\nHost: x\r\n\r\n", 404);
  expect (fixture, "GET /r/" NO_ROOM "/ HTTP/1.1\r\nHost: x\r\n\r\n", 404);
  expect (fixture, "GET /r/" NO_ROOM "00 HTTP/1.1\r\nHost: x\r\n\r\n", 404);
  expect (fixture, "GET /r/../healthz HTTP/1.1\r\nHost: x\r\n\r\n", 200);
  expect (fixture, "GET /r/..%2fhealthz HTTP/1.1\r\nHost: x\r\n\r\n", 400);
  expect (fixture, "GET /healthz%00 HTTP/1.1\r\nHost: x\r\n\r\n", 400);
  expect (fixture, "GET /healthz/ HTTP/1.1\r\nHost: x\r\n\r\n", 404);
  expect (fixture, "GET /HEALTHZ HTTP/1.1\r\nHost: x\r\n\r\n", 404);
  expect (fixture, "DELETE /api/rooms HTTP/1.1\r\nHost: x\r\n\r\n", 405);
  expect (fixture, "GET /api/rooms HTTP/1.1\r\nHost: x\r\n\r\n", 405);
  expect (fixture, "GET /api/codes/ HTTP/1.1\r\nHost: x\r\n\r\n", 404);
  expect (fixture, "GET /api/codes/-1 HTTP/1.1\r\nHost: x\r\n\r\n", 404);
  expect (fixture, "GET /api/codes/1x HTTP/1.1\r\nHost: x\r\n\r\n", 404);
  expect (fixture, "GET /api/codes/4294967297 HTTP/1.1\r\nHost: x\r\n\r\n", 404);
  expect (fixture, "GET /ws/" NO_ROOM " HTTP/1.1\r\nHost: x\r\n\r\n", 400);
  expect (fixture, "GET http://x/healthz HTTP/1.1\r\nHost: x\r\n\r\n", 200);
  expect (fixture, "GET http://y/healthz HTTP/1.1\r\nHost: x\r\n\r\n", 400);
  expect (fixture, "CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n", 501);
}

static void
test_page (ServerFixture *fixture,
           gconstpointer  data)
{
  g_autoptr (PortunusRoomInfo) room = server_fixture_make_room (fixture, NULL);
  g_autofree char *request = g_strdup_printf ("GET /r/%s HTTP/1.1\r\nHost: x\r\n\r\n", room->id);
  g_autofree char *known = ask (fixture, request);
  g_autofree char *unknown = ask (fixture, "GET /r/" NO_ROOM " HTTP/1.1\r\nHost: x\r\n\r\n");

  g_assert_true (g_str_has_prefix (known, "HTTP/1.1 200 "));
  g_assert_nonnull (strstr (known, "portunus-cli receive"));
  g_assert_null (strstr (known, "<script>"));
  g_assert_cmpstr (strstr (known, "\r\n\r\n"), ==, strstr (unknown, "\r\n\r\n"));
}

static const char * const foreign_origins[] = {
  "https://evil.example", "http://x", "https://x:8443", "https://x.evil.example", "https://evilx", "null", "x", "",
};

static char *
fill_pattern (const char *pattern)
{
  static const struct
  {
    const char *kind;
    const char *value;
  } values[] = {
    { "{room}", NO_ROOM }, { "{number}", "1" }, { "{fetch}", TICKET }, { "{put}", TICKET "/0" },
  };
  const char *brace = strchr (pattern, '{');

  if (brace == NULL)
    return g_strdup (pattern);
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    if (strcmp (values[i].kind, brace) == 0)
      return g_strdup_printf ("%.*s%s", (int) (brace - pattern), pattern, values[i].value);
  g_error ("What stands for %s?", brace);
}

static char *
write_request (const PortunusRoute *route,
               const char          *origin)
{
  g_autofree char *path = fill_pattern (route->pattern);

  return g_strdup_printf ("%s %s HTTP/1.1\r\nHost: x\r\nOrigin: %s\r\nUpgrade: websocket\r\n"
                          "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                          "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n%s\r\n",
                          route->method, path, origin,
                          strcmp (route->method, "GET") == 0 ? "" : "Content-Length: 0\r\n");
}

/* What changes something here, or goes on to talk, is not for pages of others; looking at what everybody may see is. */
static gboolean
must_be_own (const PortunusRoute *route)
{
  /* Whoever posts there is shown the way home, and that is all. */
  if (strcmp (route->pattern, "/share/") == 0)
    return FALSE;
  return (strcmp (route->method, "GET") != 0 && strcmp (route->method, "HEAD") != 0)
         || g_str_has_prefix (route->pattern, "/ws/") || g_str_has_prefix (route->pattern, "/relay/")
         || g_str_has_prefix (route->pattern, "/api/") || g_str_has_suffix (route->pattern, "/live");
}

static void
test_origin_table (void)
{
  const PortunusRoute * const tables[] = { portunus_routes, portunus_admin_routes, portunus_health_routes };
  guint n_own = 0;

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    for (const PortunusRoute *route = tables[i]; route->method != NULL; route++)
      {
        if (must_be_own (route) && (route->flags & PORTUNUS_ROUTE_SAME_ORIGIN) == 0)
          g_error ("%s %s is for pages of others as well", route->method, route->pattern);
        n_own += must_be_own (route);
      }
  g_assert_cmpuint (n_own, >, 5);
}

static void
test_origin (ServerFixture *fixture,
             gconstpointer  data)
{
  for (const PortunusRoute *route = portunus_routes; route->method != NULL; route++)
    for (guint i = 0; (route->flags & PORTUNUS_ROUTE_SAME_ORIGIN) != 0 && i < G_N_ELEMENTS (foreign_origins); i++)
      {
        g_autofree char *request = write_request (route, foreign_origins[i]);

        expect (fixture, request, 403);
      }
  expect (fixture, "POST /api/rooms HTTP/1.1\r\nHost: x\r\nOrigin: https://x\r\nOrigin: https://evil.example\r\n"
          "Content-Length: 0\r\n\r\n", 403);
  expect (fixture, "POST /api/rooms HTTP/1.1\r\nHost: x\r\nOrigin: https://x\r\nContent-Length: 0\r\n\r\n", 201);
}

static void
test_create_body (ServerFixture *fixture,
                  gconstpointer  data)
{
  g_autofree char *plain = NULL;
  g_autofree char *spaces = g_strnfill (5000, ' ');
  g_autofree char *large = g_strdup_printf ("POST /api/rooms HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n%s",
                                            spaces);
  g_autofree char *chunked = g_strdup_printf ("POST /api/rooms HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
                                              "\r\n1388\r\n%s\r\n0\r\n\r\n", spaces);

  plain = ask (fixture, "POST /api/rooms HTTP/1.1\r\nHost: x\r\nContent-Length: 19\r\n\r\n{\"with_code\":false}");
  g_assert_true (g_str_has_prefix (plain, "HTTP/1.1 201 "));
  g_assert_null (strstr (plain, "\"code\""));
  expect (fixture, "POST /api/rooms HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n[]", 400);
  expect (fixture, "POST /api/rooms HTTP/1.1\r\nHost: x\r\nContent-Length: 15\r\n\r\n{\"with_code\":1}", 400);
  expect (fixture, large, 413);
  expect (fixture, chunked, 413);
}

/* Megabytes are not even read. */
static void
test_huge_body (ServerFixture *fixture,
                gconstpointer  data)
{
  g_autoptr (GIOStream) stream = raw_stream_new (fixture);
  g_autofree char *piece = g_strnfill (65536, ' ');
  guint n = 0;

  raw_stream_write (stream, "POST /api/rooms HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n");
  while (n < 1600 && g_output_stream_write_all (g_io_stream_get_output_stream (stream), piece, 65536, NULL, NULL, NULL))
    n++;
  g_assert_cmpuint (n, <, 1600);
}

/* One connection, one request: what follows it is nobody's. */
static void
test_smuggling (ServerFixture *fixture,
                gconstpointer  data)
{
  g_autofree char *answer = ask (fixture,
                                 "POST /api/rooms HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n"
                                 "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
  g_autofree char *pipelined = ask (fixture, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
                                    "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");

  g_assert_null (strstr (answer, "\"status\":\"ok\""));
  g_assert_nonnull (strstr (pipelined, "\"status\":\"ok\""));
  g_assert_null (strstr (strstr (pipelined, "\"status\":\"ok\"") + 1, "HTTP/1.1"));
}

static PortunusLink *
resolve (const char  *server,
         guint32      number,
         GError     **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  portunus_room_api_resolve_code_async (server, number, NULL, portunus_test_store_result, &result);
  portunus_test_wait_result (&result);
  return portunus_room_api_resolve_code_finish (result, error);
}

static PortunusLink *
create (const char  *server,
        gboolean     with_code,
        guint32     *number,
        GError     **error)
{
  const PortunusRoomOptions options = { .with_code = with_code };
  g_autofree char *host = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  portunus_room_api_create_room_async (server, &options, NULL, portunus_test_store_result, &result);
  portunus_test_wait_result (&result);
  return portunus_room_api_create_room_finish (result, number, &host, error);
}

static void
test_codes (ServerFixture *fixture,
            gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  guint32 number = 0;
  g_autoptr (PortunusLink) made = create (fixture->base, TRUE, &number, &error);
  g_autoptr (PortunusLink) found = NULL;
  g_autoptr (PortunusLink) again = NULL;
  g_autoptr (Guest) guest = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (number, >, 0);
  g_assert_null (made->secret);
  g_assert_true (g_bytes_equal (made->fingerprint, portunus_server_get_fingerprint (fixture->server)));
  found = resolve (fixture->base, number, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (found->room, ==, made->room);
  g_assert_cmpuint (found->port, ==, portunus_server_get_port (fixture->server));
  guest = guest_new_joined (fixture, found->room);

  portunus_server_close_code (fixture->server, number);
  again = resolve (fixture->base, number, &error);
  g_assert_null (again);
  g_assert_error (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_WRONG_SECRET);
  g_assert_false (guest->is_closed);
}

static void
test_no_code (ServerFixture *fixture,
              gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  guint32 number = 7;
  g_autoptr (PortunusLink) made = create (fixture->base, FALSE, &number, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (number, ==, 0);
}

static void
test_server_urls (ServerFixture *fixture,
                  gconstpointer  data)
{
  static const char * const bad[] = { "", "ftp://127.0.0.1", "http://example.org", "https://", "https://u@127.0.0.1" };
  g_autoptr (PortunusLink) link = server_fixture_link (fixture, NO_ROOM);
  g_autofree char *text = portunus_link_format (link);
  g_autofree char *pinned = g_strconcat (fixture->base, "/", strchr (text, '#'), NULL);
  g_autofree char *wrong = g_strconcat (fixture->base, "#f=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (PortunusLink) made = NULL;
  guint32 number;

  made = create (pinned, TRUE, &number, &error);
  g_assert_no_error (error);
  g_assert_nonnull (made);
  g_assert_null (create (wrong, TRUE, &number, &error));
  g_assert_error (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_TAMPERED);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_clear_error (&error);
      g_assert_null (create (bad[i], TRUE, &number, &error));
      g_assert_error (error, PORTUNUS_CORE_ERROR, PORTUNUS_CORE_ERROR_BAD_LINK);
    }
}

static void
test_resolve_rate (ServerFixture *fixture,
                   gconstpointer  data)
{
  gint64 start = g_get_monotonic_time ();
  int n_refused = 0;

  for (guint i = 0; i < 25; i++)
    {
      g_autofree char *answer = ask (fixture, "GET /api/codes/5 HTTP/1.1\r\nHost: x\r\n\r\n");

      n_refused += g_str_has_prefix (answer, "HTTP/1.1 429 ");
      g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 429 ") || g_str_has_prefix (answer, "HTTP/1.1 404 "));
    }
  /* Ten at once, and one more for each second that the test took. */
  g_assert_cmpint (n_refused, >=, 25 - 10 - 1 - (g_get_monotonic_time () - start) / G_USEC_PER_SEC);
  g_assert_cmpint (n_refused, <=, 25 - 10);
  expect (fixture, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n", 200);
}

static void
test_room_cap (ServerFixture *fixture,
               gconstpointer  data)
{
  guint32 number;
  g_autoptr (GError) error = NULL;
  g_autoptr (PortunusLink) first = create (fixture->base, TRUE, &number, NULL);
  g_autoptr (PortunusLink) second = create (fixture->base, TRUE, &number, NULL);
  g_autoptr (GAsyncResult) result = NULL;

  g_assert_nonnull (second);
  g_assert_null (create (fixture->base, TRUE, &number, &error));
  g_assert_error (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_NO_CONNECTION);
  g_clear_error (&error);
  portunus_server_create_room_async (fixture->server, NULL, NULL, portunus_test_store_result, &result);
  portunus_test_wait_result (&result);
  g_assert_null (portunus_server_create_room_finish (fixture->server, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
}

static void
expect_version (ServerFixture *fixture,
                const char    *query,
                const char    *word)
{
  g_autofree char *path = g_strconcat ("/ws/" NO_ROOM, query, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (RawGuest) guest = raw_guest_new (fixture, path, NULL, &error);

  g_assert_no_error (error);
  raw_guest_wait_closed (guest);
  g_assert_nonnull (strstr (guest->heard->str, word));
}

static void
test_version (ServerFixture *fixture,
              gconstpointer  data)
{
  expect_version (fixture, "", "room-not-found");
  expect_version (fixture, "?v=1", "room-not-found");
  expect_version (fixture, "?v=2", "\"version\"");
}

static void
test_plain (void)
{
  static const char * const loopback[] = { "127.0.0.1:0", "[::1]:0", NULL };
  static const char * const open[] = { "127.0.0.1:0", "0.0.0.0:0", NULL };
  static const char * const bad[] = { "localhost", NULL };
  PortunusServerOptions options = { .listen = loopback };
  g_autoptr (GError) error = NULL;
  PortunusServer *server = portunus_server_new (&options, &error);

  g_assert_no_error (error);
  g_assert_null (portunus_server_get_fingerprint (server));
  g_assert_finalize_object (server);
  options.listen = open;
  g_assert_null (portunus_server_new (&options, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
  options.is_behind_proxy = TRUE;
  server = portunus_server_new (&options, &error);
  g_assert_no_error (error);
  g_assert_finalize_object (server);
  options.listen = bad;
  g_assert_null (portunus_server_new (&options, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
}

static gboolean
has_few_descriptors (gpointer user_data)
{
  return count_descriptors () <= GPOINTER_TO_UINT (user_data);
}

/* The library leaks a descriptor for each connection that it keeps for another request, so it keeps none. */
static void
test_descriptors (ServerFixture *fixture,
                  gconstpointer  data)
{
  g_autoptr (PortunusRoomInfo) room = server_fixture_make_room (fixture, NULL);
  g_autofree char *path = g_strconcat ("/ws/", room->id, NULL);
  guint before;

  expect (fixture, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n", 200);
  before = count_descriptors ();
  for (guint i = 0; i < 70; i++)
    {
      g_autoptr (GIOStream) silent = raw_stream_new (fixture);
      g_autoptr (GIOStream) half = raw_stream_new (fixture);

      expect (fixture, "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: keep-alive\r\n\r\n", 200);
      raw_stream_write (half, "GET /heal");
    }
  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (GIOStream) stream = raw_stream_new (fixture);

      raw_stream_upgrade (stream, path);
    }
  portunus_test_wait (has_few_descriptors, GUINT_TO_POINTER (before + 2), 10000);
}

/* Clients that connect and say nothing get no thread, so others are served at once. */
static void
test_silent_clients (ServerFixture *fixture,
                     gconstpointer  data)
{
  g_autoptr (GPtrArray) silent = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  gint64 start;

  g_socket_client_set_enable_proxy (client, FALSE);
  for (guint i = 0; i < 100; i++)
    g_ptr_array_add (silent, g_socket_client_connect_to_host (client, "127.0.0.1",
                                                              portunus_server_get_port (fixture->server), NULL, NULL));
  start = g_get_monotonic_time ();
  expect (fixture, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n", 200);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 5 * G_USEC_PER_SEC);
}

typedef struct
{
  PortunusLink *link;
  Guest        *guest;
} Attempt;

static gboolean
has_come_in (gpointer user_data)
{
  Attempt *attempt = user_data;

  if (attempt->guest == NULL || attempt->guest->is_closed)
    {
      g_clear_pointer (&attempt->guest, guest_free);
      attempt->guest = guest_new (attempt->link, FALSE);
    }
  return attempt->guest->id != NULL;
}

/* Beyond its share a client is turned away, and can come back when others of its connections are gone. */
static void
test_client_cap (ServerFixture *fixture,
                 gconstpointer  data)
{
  g_autoptr (PortunusRoomInfo) room = server_fixture_make_room (fixture, NULL);
  g_autoptr (PortunusLink) link = server_fixture_link (fixture, room->id);
  Guest *first = guest_new_joined (fixture, room->id);
  g_autoptr (Guest) second = guest_new_joined (fixture, room->id);
  g_autoptr (Guest) third = guest_new (link, FALSE);
  Attempt attempt = { .link = link };

  guest_wait_closed (third);
  g_assert_error (third->error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_NO_CONNECTION);
  guest_free (first);
  guest_wait_heard (second, "peer-left");
  /* The connection goes a little after its member. */
  portunus_test_wait (has_come_in, &attempt, 10000);
  guest_free (attempt.guest);
}

int
main (int    argc,
      char **argv)
{
  static const PortunusServerOptions two_rooms = { .max_rooms = 2 };
  static const PortunusServerOptions two_connections = { .max_per_client = 2 };

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD_WITH(path, options, func) \
  g_test_add ("/server/http/" path, ServerFixture, options, server_fixture_set_up, func, server_fixture_tear_down)
#define ADD(path, func) ADD_WITH (path, NULL, func)
  ADD ("health", test_health);
  ADD ("headers", test_headers);
  ADD ("routes", test_routes);
  ADD ("page", test_page);
  ADD ("origin", test_origin);
  g_test_add_func ("/server/http/origin-table", test_origin_table);
  ADD ("create-body", test_create_body);
  ADD ("huge-body", test_huge_body);
  ADD ("smuggling", test_smuggling);
  ADD ("codes", test_codes);
  ADD ("no-code", test_no_code);
  ADD ("server-urls", test_server_urls);
  ADD ("resolve-rate", test_resolve_rate);
  ADD ("version", test_version);
  ADD ("descriptors", test_descriptors);
  ADD ("silent-clients", test_silent_clients);
  ADD_WITH ("room-cap", &two_rooms, test_room_cap);
  ADD_WITH ("client-cap", &two_connections, test_client_cap);
  g_test_add_func ("/server/http/plain", test_plain);

  return server_test_run ();
}
