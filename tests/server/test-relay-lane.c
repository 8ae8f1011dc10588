/* test-relay-lane.c: a lane through a real server, and what it takes from a peer or a server that misbehaves
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "portunus-relay-flow.h"
#include "portunus-relay-frame.h"
#include "portunus-relay-lane-factory.h"
#include "portunus-relay-message.h"
#include "portunus-transfer-error.h"
#include "server-fixture.h"

#define N_FRAMES 400
#define FRAME_SIZE PORTUNUS_LANE_MAX_DATA

typedef struct
{
  PortunusLane *lane;
  PortunusLane *peer;
  GPtrArray    *controls;
  GError       *error;
  gboolean      is_open;
  gboolean      is_closed;
} Side;

typedef struct
{
  ServerFixture       server;
  PortunusRoomInfo   *room;
  PortunusConnectionTally *tally;
  PortunusLink       *link;
  PortunusAdmission  *admission;
  Guest              *member;
  Side                a;
  Side                b;
} Fixture;

static const PortunusServerOptions without = { .relay = { .is_off = TRUE } };

static void
negotiation_cb (PortunusLane *lane,
                JsonObject   *message,
                Side         *side)
{
  if (side->peer != NULL)
    portunus_lane_negotiate (side->peer, message);
}

static void
opened_cb (PortunusLane *lane,
           Side         *side)
{
  side->is_open = TRUE;
}

static void
control_cb (PortunusLane *lane,
            GBytes       *message,
            Side         *side)
{
  gsize length;
  const char *text = g_bytes_get_data (message, &length);

  g_ptr_array_add (side->controls, g_strndup (text, length));
}

static void
closed_cb (PortunusLane *lane,
           GError       *error,
           Side         *side)
{
  g_assert_false (side->is_closed);
  side->is_closed = TRUE;
  side->error = error != NULL ? g_error_copy (error) : NULL;
}

static void
side_init (Side                *side,
           PortunusLaneFactory *factory,
           gboolean             is_offerer)
{
  g_autoptr (GError) error = NULL;

  side->controls = g_ptr_array_new_with_free_func (g_free);
  side->lane = portunus_lane_factory_create_lane (factory, is_offerer, &error);
  g_assert_no_error (error);
  g_signal_connect (side->lane, "negotiation", G_CALLBACK (negotiation_cb), side);
  g_signal_connect (side->lane, "opened", G_CALLBACK (opened_cb), side);
  g_signal_connect (side->lane, "control", G_CALLBACK (control_cb), side);
  g_signal_connect (side->lane, "closed", G_CALLBACK (closed_cb), side);
}

static void
side_clear (Side *side)
{
  g_signal_handlers_disconnect_by_data (side->lane, side);
  portunus_lane_close (side->lane);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_finalize_object (side->lane);
  g_ptr_array_unref (side->controls);
  g_clear_error (&side->error);
}

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
  side_init (&f->a, factory, TRUE);
  side_init (&f->b, factory, FALSE);
  f->a.peer = f->b.lane;
  f->b.peer = f->a.lane;
}

static void
tear_down (Fixture       *f,
           gconstpointer  options)
{
  side_clear (&f->a);
  side_clear (&f->b);
  g_assert_true (portunus_connection_tally_wait_idle (f->tally, 20000));
  portunus_connection_tally_unref (f->tally);
  guest_free (f->member);
  portunus_admission_unref (f->admission);
  portunus_link_free (f->link);
  portunus_room_info_free (f->room);
  server_fixture_tear_down (&f->server, NULL);
}

static gboolean
is_open_or_closed (gpointer user_data)
{
  Side *side = user_data;

  return side->is_open || side->is_closed;
}

static gboolean
is_closed (gpointer user_data)
{
  Side *side = user_data;

  return side->is_closed;
}

static void
open_both (Fixture *f)
{
  portunus_lane_start (f->a.lane);
  portunus_lane_start (f->b.lane);
  portunus_test_wait (is_open_or_closed, &f->a, 20000);
  portunus_test_wait (is_open_or_closed, &f->b, 20000);
  g_assert_no_error (f->a.error);
  g_assert_true (f->a.is_open && f->b.is_open);
  g_assert_cmpstr (portunus_lane_get_path (f->a.lane), ==, "relay");
}

static void
say (Side       *side,
     const char *text)
{
  g_autoptr (GBytes) message = g_bytes_new (text, strlen (text));

  portunus_lane_send_control (side->lane, message);
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

      say (&f->a, text);
    }
  portunus_lane_close (f->a.lane);
  portunus_test_wait (is_closed, &f->a, 20000);
  portunus_test_wait (is_closed, &f->b, 20000);
  g_assert_no_error (f->a.error);
  g_assert_no_error (f->b.error);
  g_assert_cmpuint (f->b.controls->len, ==, 100);
  g_assert_cmpstr (g_ptr_array_index (f->b.controls, 99), ==, "99");
}

static gpointer
send_on_worker (gpointer user_data)
{
  Side *side = user_data;
  GError *error = NULL;

  for (guint i = 0; i < N_FRAMES && error == NULL; i++)
    {
      guint8 *data = g_malloc0 (FRAME_SIZE);
      g_autoptr (GBytes) frame = NULL;

      memcpy (data, &i, sizeof i);
      frame = g_bytes_new_take (data, i == N_FRAMES - 1 ? 5 : FRAME_SIZE);
      portunus_lane_send_data (side->lane, frame, &error);
    }
  return error;
}

typedef struct
{
  Side *side;
  guint n_taken;
  int   is_done;
} Receiving;

static gpointer
receive_on_worker (gpointer user_data)
{
  Receiving *receiving = user_data;
  GError *error = NULL;

  while (receiving->n_taken < N_FRAMES)
    {
      g_autoptr (GBytes) frame = portunus_lane_receive_data (receiving->side->lane, &error);

      if (frame == NULL)
        break;
      g_assert_cmpuint (memcmp (g_bytes_get_data (frame, NULL), &receiving->n_taken, sizeof receiving->n_taken), ==, 0);
      portunus_lane_release_data (receiving->side->lane, g_bytes_get_size (frame));
      receiving->n_taken++;
    }
  g_atomic_int_set (&receiving->is_done, TRUE);
  return error;
}

static gboolean
is_done (gpointer user_data)
{
  Receiving *receiving = user_data;

  return g_atomic_int_get (&receiving->is_done);
}

static void
test_data (Fixture       *f,
           gconstpointer  options)
{
  Receiving receiving = { &f->b };
  g_autoptr (GError) send_error = NULL;
  g_autoptr (GError) receive_error = NULL;
  GThread *sender;
  GThread *receiver;

  open_both (f);
  sender = g_thread_new ("sender", send_on_worker, &f->a);
  receiver = g_thread_new ("receiver", receive_on_worker, &receiving);
  portunus_test_wait (is_done, &receiving, 60000);
  send_error = g_thread_join (sender);
  receive_error = g_thread_join (receiver);
  g_assert_no_error (send_error);
  g_assert_no_error (receive_error);
  g_assert_cmpuint (receiving.n_taken, ==, N_FRAMES);
}

/* Workers on both sides learn of it. */
static void
test_server_dies (Fixture       *f,
                  gconstpointer  options)
{
  Receiving receiving = { &f->b };
  g_autoptr (GError) send_error = NULL;
  g_autoptr (GError) receive_error = NULL;
  GThread *sender;
  GThread *receiver;

  open_both (f);
  sender = g_thread_new ("sender", send_on_worker, &f->a);
  portunus_server_stop (f->server.server);
  receiver = g_thread_new ("receiver", receive_on_worker, &receiving);
  portunus_test_wait (is_closed, &f->a, 20000);
  portunus_test_wait (is_closed, &f->b, 20000);
  send_error = g_thread_join (sender);
  receive_error = g_thread_join (receiver);
  g_assert_error (f->a.error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST);
  g_assert_error (f->b.error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST);
  g_assert_error (send_error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST);
  g_assert_error (receive_error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST);
}

static void
test_off (Fixture       *f,
          gconstpointer  options)
{
  portunus_lane_start (f->a.lane);
  portunus_lane_start (f->b.lane);
  portunus_test_wait (is_closed, &f->a, 20000);
  portunus_test_wait (is_closed, &f->b, 20000);
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
  Side side = { 0 };

  g_bytes_unref (link->fingerprint);
  link->fingerprint = g_bytes_new ("0123456789abcdef0123456789abcdef", 32);
  factory = portunus_relay_lane_factory_new (&where);
  side_init (&side, factory, TRUE);
  portunus_lane_start (side.lane);
  portunus_test_wait (is_closed, &side, 20000);
  g_assert_error (side.error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_NO_CONNECTION);
  side_clear (&side);
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
  portunus_test_wait (is_closed, &f->b, 20000);
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
  portunus_test_wait (is_open_or_closed, &f->b, 20000);
  g_assert_no_error (f->b.error);
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
  portunus_test_wait (is_closed, &f->b, 20000);
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
  portunus_test_wait (is_closed, &f->b, 20000);
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
