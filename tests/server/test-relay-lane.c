/* test-relay-lane.c: a lane through a real server, and what it takes from a peer or a server that misbehaves
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "portunus-relay-flow.h"
#include "portunus-relay-frame.h"
#include "portunus-relay-lane-factory.h"
#include "portunus-relay-message.h"
#include "portunus-test-side.h"
#include "portunus-transfer-error.h"
#include "server-fixture.h"

#define N_FRAMES 400

typedef struct
{
  ServerFixture       server;
  PortunusRoomInfo   *room;
  PortunusConnectionTally *tally;
  PortunusLink       *link;
  PortunusAdmission  *admission;
  Guest              *member;
  PortunusTestSide    a;
  PortunusTestSide    b;
} Fixture;

static const PortunusServerOptions without = { .relay = { .is_off = TRUE } };

static void
set_up (Fixture       *f,
        gconstpointer  options)
{
  PortunusRelayWhere where = { 0 };
  g_autoptr (PortunusLaneFactory) factory = NULL;

  server_fixture_set_up (&f->server, options);
  f->room = server_fixture_make_room (&f->server, NULL);
  f->link = server_fixture_link (&f->server, f->room->id);
  f->tally = portunus_connection_tally_new ();
  f->admission = portunus_admission_new (NULL);
  f->member = guest_new_with (&f->server, f->room->id, f->admission);
  guest_wait_heard (f->member, "joined");
  where.link = f->link;
  where.admission = f->admission;
  where.tally = f->tally;
  factory = portunus_relay_lane_factory_new (&where);
  g_assert_cmpstr (portunus_lane_factory_get_kind (factory), ==, "relay");
  portunus_test_side_init (&f->a, factory, TRUE);
  portunus_test_side_init (&f->b, factory, FALSE);
  f->a.peer = f->b.lane;
  f->b.peer = f->a.lane;
}

static void
tear_down (Fixture       *f,
           gconstpointer  options)
{
  portunus_test_side_clear (&f->a);
  portunus_test_side_clear (&f->b);
  g_assert_true (portunus_connection_tally_wait_idle (f->tally, 20000));
  portunus_connection_tally_unref (f->tally);
  guest_free (f->member);
  portunus_admission_unref (f->admission);
  portunus_link_free (f->link);
  portunus_room_info_free (f->room);
  server_fixture_tear_down (&f->server, NULL);
}

static void
open_both (Fixture *f)
{
  portunus_lane_start (f->a.lane);
  portunus_lane_start (f->b.lane);
  portunus_test_side_wait_open (&f->a);
  portunus_test_side_wait_open (&f->b);
  g_assert_cmpstr (portunus_lane_get_path (f->a.lane), ==, "relay");
}

static void
wait_both_closed (Fixture *f)
{
  portunus_test_side_wait_closed (&f->a);
  portunus_test_side_wait_closed (&f->b);
}

/* The goodbye comes after all that was said, and is no error. */
static void
test_control (Fixture       *f,
              gconstpointer  options)
{
  open_both (f);
  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i);

      portunus_test_side_say (&f->a, text);
    }
  portunus_lane_close (f->a.lane);
  wait_both_closed (f);
  g_assert_no_error (f->a.error);
  g_assert_no_error (f->b.error);
  g_assert_cmpuint (f->b.controls->len, ==, 100);
  g_assert_cmpstr (g_ptr_array_index (f->b.controls, 99), ==, "99");
}

static void
test_data (Fixture       *f,
           gconstpointer  options)
{
  open_both (f);
  portunus_test_side_send (&f->a, N_FRAMES);
  portunus_test_side_receive (&f->b, N_FRAMES);
  portunus_test_side_join (&f->b);
  portunus_test_side_join (&f->a);
  g_assert_no_error (f->a.send_error);
  g_assert_no_error (f->b.receive_error);
  g_assert_cmpuint (f->b.n_taken, ==, N_FRAMES);
}

/* Workers on both sides learn of it. */
static void
test_server_dies (Fixture       *f,
                  gconstpointer  options)
{
  open_both (f);
  portunus_test_side_send (&f->a, N_FRAMES);
  portunus_server_stop (f->server.server);
  portunus_test_side_receive (&f->b, N_FRAMES);
  wait_both_closed (f);
  portunus_test_side_join (&f->a);
  portunus_test_side_join (&f->b);
  g_assert_error (f->a.error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST);
  g_assert_error (f->b.error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST);
  g_assert_error (f->a.send_error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST);
  g_assert_error (f->b.receive_error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST);
}

static void
test_off (Fixture       *f,
          gconstpointer  options)
{
  portunus_lane_start (f->a.lane);
  portunus_lane_start (f->b.lane);
  wait_both_closed (f);
  g_assert_error (f->a.error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_NO_CONNECTION);
  g_assert_error (f->b.error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_NO_CONNECTION);
}

static void
test_wrong_certificate (Fixture       *f,
                        gconstpointer  options)
{
  g_autoptr (PortunusLink) link = portunus_link_copy (f->link);
  PortunusRelayWhere where = { .link = link, .admission = f->admission, .tally = f->tally };
  g_autoptr (PortunusLaneFactory) factory = NULL;
  PortunusTestSide side = { 0 };

  g_bytes_unref (link->fingerprint);
  link->fingerprint = g_bytes_new ("0123456789abcdef0123456789abcdef", 32);
  factory = portunus_relay_lane_factory_new (&where);
  portunus_test_side_init (&side, factory, TRUE);
  portunus_lane_start (side.lane);
  portunus_test_side_wait_closed (&side);
  g_assert_error (side.error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_NO_CONNECTION);
  portunus_test_side_clear (&side);
}

/* The offer of a peer that does not keep to the protocol. */
static void
test_negotiation (Fixture       *f,
                  gconstpointer  data)
{
  g_autoptr (JsonNode) node = json_from_string (data, NULL);
  g_autoptr (Guest) member = guest_new_joined (&f->server, f->room->id);

  portunus_lane_start (f->b.lane);
  portunus_lane_negotiate (f->b.lane, json_node_get_object (node));
  portunus_test_side_wait_closed (&f->b);
  g_assert_error (f->b.error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL);
}

/* A peer that speaks to the relay by itself. */
static RawGuest *
come_as_peer (Fixture *f)
{
  static const char token[] = "AAAAAAAAAAAAAAAAAAAAAA";
  g_autofree char *path = g_strdup_printf ("/relay/%s?v=1", f->room->id);
  g_autofree char *text = portunus_relay_message_new_pass (token, f->admission->ticket);
  g_autoptr (JsonObject) offer = json_object_new ();
  g_autoptr (GError) error = NULL;
  RawGuest *peer = raw_guest_new (&f->server, path, NULL, &error);

  g_assert_no_error (error);
  soup_websocket_connection_send_text (peer->socket, text);
  json_object_set_string_member (offer, "t", "relay-open");
  json_object_set_string_member (offer, "token", token);
  portunus_lane_start (f->b.lane);
  portunus_lane_negotiate (f->b.lane, offer);
  portunus_test_side_wait_open (&f->b);
  return peer;
}

typedef struct
{
  const char *name;
  const char *bytes;
  gsize       length;
} Breach;

static const Breach breaches[] = {
  { "empty", "", 0 },
  { "unknown", "\x06", 1 },
  { "short-ack", "\x01\0\0\0\0\0\0\0", 8 },
  { "long-ack", "\x01\0\0\0\0\0\0\0\0\0", 10 },
  { "ack-of-nothing", "\x01\0\0\0\0\0\0\0\x01", 9 },
  { "short-ping", "\x02\0\0\0", 4 },
  { "long-pong", "\x03\0\0\0\0\0", 6 },
  { "bye-with-body", "\x04\0", 2 },
  { "empty-frame", "\x05", 1 },
};

static void
test_breach (Fixture       *f,
             gconstpointer  data)
{
  const Breach *breach = data;
  g_autoptr (RawGuest) peer = come_as_peer (f);

  soup_websocket_connection_send_binary (peer->socket, breach->bytes, breach->length);
  portunus_test_side_wait_closed (&f->b);
  g_assert_error (f->b.error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL);
}

/* More than the window, which nobody releases. */
static void
test_flood (Fixture       *f,
            gconstpointer  data)
{
  gsize length = GPOINTER_TO_UINT (data);
  g_autofree char *frame = g_strnfill (1 + length, '\x05');
  g_autoptr (RawGuest) peer = come_as_peer (f);
  guint n_frames = MIN (PORTUNUS_RELAY_WINDOW / length, PORTUNUS_RELAY_WINDOW_FRAMES);

  for (guint i = 0; i < n_frames + 1; i++)
    soup_websocket_connection_send_binary (peer->socket, frame, 1 + length);
  portunus_test_side_wait_closed (&f->b);
  g_assert_error (f->b.error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL);
}

/* Who asks without end does not fill our memory with answers. */
static void
test_pings (Fixture       *f,
            gconstpointer  data)
{
  g_autoptr (RawGuest) peer = come_as_peer (f);

  for (guint i = 0; i < 20000; i++)
    soup_websocket_connection_send_binary (peer->socket, "\x02\0\0\0\1", 5);
  soup_websocket_connection_send_binary (peer->socket, "\x04", 1);
  raw_guest_wait_closed (peer);
  g_assert_cmpuint (peer->n_heard, <, 10000);
}

static void
count_cb (gpointer user_data)
{
}

/* The sender waits where the window ends, to the byte. */
static void
test_window (void)
{
  g_autoptr (PortunusRelayFlow) flow = portunus_relay_flow_new (count_cb, NULL, count_cb);
  g_autofree char *text = g_strnfill (64 * 1024, 'x');
  g_autoptr (GBytes) frame = g_bytes_new (text, 64 * 1024);
  g_autoptr (GError) error = NULL;
  guint64 n_released;

  for (guint i = 0; i < PORTUNUS_RELAY_WINDOW / (64 * 1024); i++)
    g_assert_true (portunus_relay_flow_send (flow, frame, &error));
  g_assert_false (portunus_relay_flow_put_ack (flow, PORTUNUS_RELAY_WINDOW + 1, NULL));
  g_assert_true (portunus_relay_flow_put_ack (flow, 64 * 1024, &error));
  g_assert_true (portunus_relay_flow_send (flow, frame, &error));
  g_assert_false (portunus_relay_flow_put_ack (flow, 64 * 1024 - 1, NULL));

  for (guint i = 0; i < PORTUNUS_RELAY_WINDOW / (64 * 1024); i++)
    g_assert_true (portunus_relay_flow_put (flow, frame, &error));
  g_assert_false (portunus_relay_flow_put (flow, frame, NULL));
  portunus_relay_flow_release (flow, 64 * 1024);
  g_assert_false (portunus_relay_flow_take_ack (flow, FALSE, &n_released));
  g_assert_true (portunus_relay_flow_take_ack (flow, TRUE, &n_released));
  g_assert_cmpuint (n_released, ==, 64 * 1024);
  g_assert_true (portunus_relay_flow_put (flow, frame, &error));
  g_assert_no_error (error);
}

static void
add (const char     *name,
     gconstpointer   data,
     void          (*test) (Fixture *, gconstpointer))
{
  g_autofree char *path = g_strconcat ("/relay-lane/", name, NULL);

  g_test_add (path, Fixture, data, set_up, test, tear_down);
}

static void
set_up_plain (Fixture       *f,
              gconstpointer  data)
{
  set_up (f, NULL);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  add ("control", NULL, test_control);
  add ("data", NULL, test_data);
  add ("server-dies", NULL, test_server_dies);
  add ("off", &without, test_off);
  add ("wrong-certificate", NULL, test_wrong_certificate);
  g_test_add ("/relay-lane/negotiation/unknown", Fixture, "{\"t\":\"rtc-open\",\"n\":1}", set_up_plain,
              test_negotiation, tear_down);
  g_test_add ("/relay-lane/negotiation/no-token", Fixture, "{\"t\":\"relay-open\",\"token\":\"AA\"}", set_up_plain,
              test_negotiation, tear_down);
  for (guint i = 0; i < G_N_ELEMENTS (breaches); i++)
    {
      g_autofree char *path = g_strconcat ("/relay-lane/breach/", breaches[i].name, NULL);

      g_test_add (path, Fixture, &breaches[i], set_up_plain, test_breach, tear_down);
    }
  g_test_add ("/relay-lane/pings", Fixture, NULL, set_up_plain, test_pings, tear_down);
  g_test_add ("/relay-lane/flood/large", Fixture, GUINT_TO_POINTER (65000), set_up_plain, test_flood, tear_down);
  g_test_add ("/relay-lane/flood/small", Fixture, GUINT_TO_POINTER (10), set_up_plain, test_flood, tear_down);
  g_test_add_func ("/relay-lane/window", test_window);

  return server_test_run ();
}
