/* test-room-client.c: people in rooms of a real server: joining, signals, leaving, and every way it may fail
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "portunus-room-api.h"
#include "portunus-room-message.h"
#include "portunus-signaling.h"
#include "portunus-transfer-error.h"
#include "server-fixture.h"

static void
test_exchange (ServerFixture *fixture,
               gconstpointer  data)
{
  g_autoptr (PortunusRoomInfo) room = server_fixture_make_room (fixture, NULL);
  g_autoptr (Guest) first = guest_new_joined (fixture, room->id);
  g_autoptr (Guest) second = guest_new_joined (fixture, room->id);
  g_autofree char *to_first = g_strconcat ("message ", second->id, " hello\n", NULL);
  g_autofree char *to_second = g_strconcat ("message ", first->id, " and you\n", NULL);
  g_autofree char *news = g_strconcat ("peer-joined ", second->id, "\n", NULL);

  g_assert_cmpuint (first->peers->len, ==, 0);
  g_assert_cmpuint (second->peers->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (second->peers, 0), ==, first->id);
  guest_wait_heard (first, news);
  guest_send (second, first->id, "hello");
  guest_wait_heard (first, to_first);
  guest_send (first, second->id, "and you");
  guest_wait_heard (second, to_second);
}

static void
test_largest (ServerFixture *fixture,
              gconstpointer  data)
{
  g_autoptr (PortunusRoomInfo) room = server_fixture_make_room (fixture, NULL);
  g_autoptr (Guest) first = guest_new_joined (fixture, room->id);
  g_autoptr (Guest) second = guest_new_joined (fixture, room->id);
  g_autofree char *text = g_strnfill (PORTUNUS_SIGNALING_MAX_MESSAGE, 'x');

  guest_send (second, first->id, text);
  guest_wait_heard (first, "message ");
}

static void
test_leave (ServerFixture *fixture,
            gconstpointer  data)
{
  g_autoptr (PortunusRoomInfo) room = server_fixture_make_room (fixture, NULL);
  g_autoptr (Guest) first = guest_new_joined (fixture, room->id);
  g_autoptr (Guest) second = guest_new_joined (fixture, room->id);
  g_autofree char *last = g_strconcat ("message ", second->id, " goodbye\npeer-left ", second->id, "\n", NULL);

  guest_send (second, first->id, "goodbye");
  portunus_signaling_close (PORTUNUS_SIGNALING (second->client));
  guest_wait_closed (second);
  g_assert_no_error (second->error);
  guest_wait_heard (first, last);
}

/* Nobody says goodbye here: the connection just ends. */
static void
test_abrupt (ServerFixture *fixture,
             gconstpointer  data)
{
  g_autoptr (PortunusRoomInfo) room = server_fixture_make_room (fixture, NULL);
  g_autofree char *path = g_strconcat ("/ws/", room->id, NULL);
  g_autoptr (Guest) first = guest_new_joined (fixture, room->id);
  g_autoptr (RawGuest) second = raw_guest_new (fixture, path, NULL, NULL);

  guest_wait_heard (first, "peer-joined");
  g_io_stream_close (soup_websocket_connection_get_io_stream (second->socket), NULL, NULL);
  guest_wait_heard (first, "peer-left");
}

static void
expect_failure (ServerFixture         *fixture,
                const char            *room,
                PortunusTransferError  code,
                const char            *word)
{
  g_autoptr (PortunusLink) link = server_fixture_link (fixture, room);
  g_autoptr (Guest) guest = guest_new (link, FALSE);

  guest_wait_closed (guest);
  g_assert_error (guest->error, PORTUNUS_TRANSFER_ERROR, (int) code);
  g_assert_nonnull (strstr (guest->error->message, word));
  g_assert_null (guest->id);
}

static void
test_unknown (ServerFixture *fixture,
              gconstpointer  data)
{
  expect_failure (fixture, "00112233445566778899aabbccddeeff", PORTUNUS_TRANSFER_ERROR_NO_ROOM, "no such room");
}

static void
test_full (ServerFixture *fixture,
           gconstpointer  data)
{
  const PortunusServerRoomOptions options = { .max_peers = 2 };
  g_autoptr (PortunusRoomInfo) room = server_fixture_make_room (fixture, &options);
  g_autoptr (Guest) first = guest_new_joined (fixture, room->id);
  Guest *second = guest_new_joined (fixture, room->id);

  expect_failure (fixture, room->id, PORTUNUS_TRANSFER_ERROR_ROOM_FULL, "full");
  guest_free (second);
  guest_wait_heard (first, "peer-left");
  second = guest_new_joined (fixture, room->id);
  guest_free (second);
}

static void
test_expiry (ServerFixture *fixture,
             gconstpointer  data)
{
  const PortunusServerRoomOptions options = { .expiry_seconds = 1, .with_code = TRUE };
  g_autoptr (PortunusRoomInfo) room = server_fixture_make_room (fixture, &options);
  g_autoptr (Guest) guest = guest_new_joined (fixture, room->id);

  g_assert_cmpint (ABS (room->expires - g_get_real_time () / G_USEC_PER_SEC), <=, 2);
  guest_wait_closed (guest);
  g_assert_error (guest->error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_ROOM_CLOSED);
  g_assert_nonnull (strstr (guest->error->message, "closed"));
  expect_failure (fixture, room->id, PORTUNUS_TRANSFER_ERROR_NO_ROOM, "no such room");
}

typedef struct
{
  ServerFixture *fixture;
  guint32        code_number;
} Question;

/* Asks so often that the server now and then wants to be left alone; that says nothing of the code. */
static gboolean
is_gone (gpointer user_data)
{
  Question *question = user_data;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (PortunusLink) link = NULL;
  g_autoptr (GError) error = NULL;

  portunus_room_api_resolve_code_async (question->fixture->base, question->code_number, NULL,
                                        portunus_test_store_result, &result);
  portunus_test_wait_result (&result);
  link = portunus_room_api_resolve_code_finish (result, &error);
  return g_error_matches (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_WRONG_SECRET);
}

static void
test_empty (ServerFixture *fixture,
            gconstpointer  data)
{
  const PortunusServerRoomOptions options = { .empty_seconds = 1, .with_code = TRUE };
  g_autoptr (PortunusRoomInfo) room = server_fixture_make_room (fixture, &options);
  g_autoptr (PortunusRoomInfo) inhabited = server_fixture_make_room (fixture, &options);
  g_autoptr (Guest) guest = guest_new_joined (fixture, inhabited->id);
  Question question = { fixture, room->code_number };

  g_assert_false (is_gone (&question));
  portunus_test_wait (is_gone, &question, 10000);
  g_assert_false (guest->is_closed);
}

static void
test_close (ServerFixture *fixture,
            gconstpointer  data)
{
  g_autoptr (PortunusRoomInfo) room = server_fixture_make_room (fixture, NULL);
  g_autoptr (PortunusRoomInfo) other = server_fixture_make_room (fixture, NULL);
  g_autoptr (Guest) guest = guest_new_joined (fixture, room->id);
  g_autoptr (Guest) neighbour = guest_new_joined (fixture, other->id);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) again = NULL;
  g_autoptr (GError) error = NULL;

  portunus_server_close_room_async (fixture->server, room->id, NULL, portunus_test_store_result, &result);
  portunus_test_wait_result (&result);
  g_assert_true (portunus_server_close_room_finish (fixture->server, result, NULL));
  guest_wait_closed (guest);
  g_assert_error (guest->error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_ROOM_CLOSED);

  portunus_server_close_room_async (fixture->server, room->id, NULL, portunus_test_store_result, &again);
  portunus_test_wait_result (&again);
  g_assert_false (portunus_server_close_room_finish (fixture->server, again, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_false (neighbour->is_closed);
}

static void
test_stop (ServerFixture *fixture,
           gconstpointer  data)
{
  g_autoptr (PortunusRoomInfo) room = server_fixture_make_room (fixture, NULL);
  g_autoptr (Guest) guest = guest_new_joined (fixture, room->id);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  portunus_server_stop (fixture->server);
  guest_wait_closed (guest);
  g_assert_error (guest->error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_ROOM_CLOSED);
  g_assert_nonnull (strstr (guest->error->message, "closed"));

  portunus_server_create_room_async (fixture->server, NULL, NULL, portunus_test_store_result, &result);
  portunus_test_wait_result (&result);
  g_assert_null (portunus_server_create_room_finish (fixture->server, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED);
}

/* Nobody stops the server or waits for its answers; the last reference may go at any moment. */
static void
test_drop (void)
{
  static const char * const listen[] = { "127.0.0.1:0", NULL };
  const PortunusServerOptions options = { .listen = listen };

  for (guint i = 0; i < 50; i++)
    {
      PortunusServer *server = portunus_server_new (&options, NULL);
      g_autoptr (GAsyncResult) started = NULL;
      g_autoptr (GAsyncResult) created = NULL;

      portunus_server_start_async (server, NULL, portunus_test_store_result, &started);
      if (i % 3 != 0)
        portunus_test_wait_result (&started);
      portunus_server_create_room_async (server, NULL, NULL, portunus_test_store_result, &created);
      g_object_unref (server);
      portunus_test_wait_result (&created);
      if (started == NULL)
        portunus_test_wait_result (&started);
    }
}

static void
test_address_in_use (ServerFixture *fixture,
                     gconstpointer  data)
{
  g_autofree char *address = g_strdup_printf ("127.0.0.1:%u", portunus_server_get_port (fixture->server));
  const char *listen[] = { address, NULL };
  const PortunusServerOptions options = { .listen = listen };

  for (guint i = 0; i < 20; i++)
    {
      PortunusServer *server = portunus_server_new (&options, NULL);
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;

      portunus_server_start_async (server, NULL, portunus_test_store_result, &result);
      portunus_test_wait_result (&result);
      g_assert_false (portunus_server_start_finish (server, result, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE);
      g_clear_object (&result);
      g_assert_finalize_object (server);
    }
}

static void
test_wrong_fingerprint (ServerFixture *fixture,
                        gconstpointer  data)
{
  g_autoptr (PortunusRoomInfo) room = server_fixture_make_room (fixture, NULL);
  g_autoptr (PortunusLink) link = server_fixture_link (fixture, room->id);
  gsize length;
  g_autofree guint8 *wrong = g_bytes_unref_to_data (g_steal_pointer (&link->fingerprint), &length);
  g_autoptr (Guest) guest = NULL;

  wrong[31] ^= 1;
  link->fingerprint = g_bytes_new (wrong, length);
  guest = guest_new (link, TRUE);
  guest_wait_closed (guest);
  g_assert_error (guest->error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_TAMPERED);
}

static void
test_no_fingerprint (ServerFixture *fixture,
                     gconstpointer  data)
{
  g_autoptr (PortunusRoomInfo) room = server_fixture_make_room (fixture, NULL);
  g_autoptr (PortunusLink) link = server_fixture_link (fixture, room->id);
  g_autoptr (Guest) careful = NULL;
  g_autoptr (Guest) careless = NULL;

  g_clear_pointer (&link->fingerprint, g_bytes_unref);
  careful = guest_new (link, FALSE);
  guest_wait_closed (careful);
  g_assert_error (careful->error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_TAMPERED);
  careless = guest_new (link, TRUE);
  guest_wait_heard (careless, "joined 0");
}

static void
test_unreachable (void)
{
  g_autoptr (PortunusLink) link = g_new0 (PortunusLink, 1);
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  g_autoptr (Guest) guest = NULL;

  link->host = g_strdup ("127.0.0.1");
  link->room = g_strdup ("00112233445566778899aabbccddeeff");
  link->port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);
  g_socket_listener_close (listener);
  guest = guest_new (link, TRUE);
  guest_wait_closed (guest);
  g_assert_error (guest->error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_NO_CONNECTION);
}

/* Something that accepts and never says a word. */
static void
test_silent (void)
{
  g_autoptr (PortunusLink) link = g_new0 (PortunusLink, 1);
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  gint64 start = g_get_monotonic_time ();
  g_autoptr (Guest) guest = NULL;

  link->host = g_strdup ("127.0.0.1");
  link->room = g_strdup ("00112233445566778899aabbccddeeff");
  link->port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);
  guest = guest_new (link, TRUE);
  guest_wait_closed (guest);
  g_assert_error (guest->error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_NO_CONNECTION);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 15 * G_USEC_PER_SEC);
}

static void
test_close_early (ServerFixture *fixture,
                  gconstpointer  data)
{
  g_autoptr (PortunusRoomInfo) room = server_fixture_make_room (fixture, NULL);
  g_autoptr (PortunusLink) link = server_fixture_link (fixture, room->id);
  g_autoptr (Guest) guest = guest_new (link, FALSE);

  portunus_signaling_close (PORTUNUS_SIGNALING (guest->client));
  guest_wait_closed (guest);
  g_assert_no_error (guest->error);
  g_assert_null (guest->id);
}

/* Silence for longer than two pings is nothing: the connection is kept. */
static void
test_idle (ServerFixture *fixture,
           gconstpointer  data)
{
  g_autoptr (PortunusRoomInfo) room = server_fixture_make_room (fixture, NULL);
  g_autoptr (Guest) first = guest_new_joined (fixture, room->id);
  g_autoptr (Guest) second = guest_new_joined (fixture, room->id);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  g_timeout_add_seconds (2 * PORTUNUS_ROOM_PING_SECONDS + 3, G_SOURCE_FUNC (g_main_loop_quit), loop);
  g_main_loop_run (loop);
  g_assert_false (first->is_closed);
  guest_send (second, first->id, "still here");
  guest_wait_heard (first, "still here");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(path, func) \
  g_test_add ("/server/room-client/" path, ServerFixture, NULL, server_fixture_set_up, func, server_fixture_tear_down)
  ADD ("exchange", test_exchange);
  ADD ("largest", test_largest);
  ADD ("leave", test_leave);
  ADD ("abrupt", test_abrupt);
  ADD ("unknown", test_unknown);
  ADD ("full", test_full);
  ADD ("expiry", test_expiry);
  ADD ("empty", test_empty);
  ADD ("close", test_close);
  ADD ("close-early", test_close_early);
  ADD ("stop", test_stop);
  ADD ("wrong-fingerprint", test_wrong_fingerprint);
  ADD ("no-fingerprint", test_no_fingerprint);
  ADD ("idle", test_idle);
  ADD ("address-in-use", test_address_in_use);
  g_test_add_func ("/server/room-client/drop", test_drop);
  g_test_add_func ("/server/room-client/unreachable", test_unreachable);
  g_test_add_func ("/server/room-client/silent", test_silent);

  return g_test_run ();
}
