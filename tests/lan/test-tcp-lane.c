/* test-tcp-lane.c: a lane straight over TCP, and what it takes from peers and strangers that misbehave
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "portunus-addresses.h"
#include "portunus-encoding.h"
#include "portunus-tcp-frame.h"
#include "portunus-tcp-greeting.h"
#include "portunus-tcp-lane-factory.h"
#include "portunus-tcp-message.h"
#include "portunus-test-side.h"
#include "portunus-test.h"
#include "portunus-transfer-error.h"

#define N_FRAMES 400

typedef struct
{
  PortunusTestSide a;
  PortunusTestSide b;
} Fixture;

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  g_autoptr (PortunusLaneFactory) factory = portunus_tcp_lane_factory_new ();

  portunus_test_side_init (&f->a, factory, TRUE);
  portunus_test_side_init (&f->b, factory, FALSE);
  f->a.peer = f->b.lane;
  f->b.peer = f->a.lane;
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  portunus_test_side_clear (&f->a);
  portunus_test_side_clear (&f->b);
}

static void
start_both (Fixture *f)
{
  portunus_lane_start (f->a.lane);
  portunus_lane_start (f->b.lane);
}

static void
open_both (Fixture *f)
{
  start_both (f);
  portunus_test_side_wait_open (&f->a);
  portunus_test_side_wait_open (&f->b);
  g_assert_cmpstr (portunus_lane_get_kind (f->a.lane), ==, "tcp");
  g_assert_cmpstr (portunus_lane_get_path (f->a.lane), ==, "LAN");
  g_assert_cmpstr (portunus_lane_get_path (f->b.lane), ==, "LAN");
}

/* The goodbye comes after all that was said, and is no error. */
static void
test_control (Fixture       *f,
              gconstpointer  data)
{
  open_both (f);
  portunus_test_side_say (&f->b, "hello");
  portunus_test_side_wait_controls (&f->a, 1);
  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i);

      portunus_test_side_say (&f->a, text);
    }
  portunus_lane_close (f->a.lane);
  portunus_test_side_wait_closed (&f->a);
  portunus_test_side_wait_closed (&f->b);
  g_assert_no_error (f->a.error);
  g_assert_no_error (f->b.error);
  g_assert_cmpuint (f->b.controls->len, ==, 100);
  g_assert_cmpstr (g_ptr_array_index (f->b.controls, 99), ==, "99");
}

/* Only one of the two is told where the other listens, as where a firewall or a NAT is in front of one. */
static void
test_one_way (Fixture       *f,
              gconstpointer  from)
{
  g_autoptr (JsonArray) nowhere = json_array_new ();
  PortunusTestSide *deaf = from != NULL ? &f->b : &f->a;
  PortunusLane *peer = deaf->peer;

  deaf->peer = NULL;
  start_both (f);
  while (deaf->negotiations->len == 0)
    g_main_context_iteration (NULL, TRUE);
  json_object_set_array_member (deaf->negotiations->pdata[0], "at", g_steal_pointer (&nowhere));
  portunus_lane_negotiate (peer, deaf->negotiations->pdata[0]);
  portunus_test_side_wait_open (&f->a);
  portunus_test_side_wait_open (&f->b);
}

static void
test_data (Fixture       *f,
           gconstpointer  data)
{
  open_both (f);
  portunus_test_side_send (&f->a, N_FRAMES);
  portunus_test_side_receive (&f->b, N_FRAMES);
  portunus_test_side_join (&f->a);
  portunus_test_side_join (&f->b);
  g_assert_no_error (f->a.send_error);
  g_assert_no_error (f->b.receive_error);
  g_assert_cmpuint (f->b.n_taken, ==, N_FRAMES);
}

/* A worker that does not read stops the other one, and nothing that is said. */
static void
test_full (Fixture       *f,
           gconstpointer  data)
{
  open_both (f);
  portunus_test_side_send (&f->a, 4000);
  for (guint i = 0; i < 10; i++)
    {
      portunus_test_side_say (&f->a, "question");
      portunus_test_side_wait_controls (&f->b, i + 1);
      portunus_test_side_say (&f->b, "answer");
      portunus_test_side_wait_controls (&f->a, i + 1);
    }
  portunus_lane_close (f->b.lane);
  portunus_test_side_wait_closed (&f->a);
  portunus_test_side_join (&f->a);
  g_assert_error (f->a.send_error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST);
}

/* What was sent before the goodbye is still given out. */
static void
test_last_frames (Fixture       *f,
                  gconstpointer  data)
{
  open_both (f);
  portunus_test_side_send (&f->a, 5);
  portunus_test_side_join (&f->a);
  portunus_lane_close (f->a.lane);
  portunus_test_side_wait_closed (&f->b);
  portunus_test_side_receive (&f->b, 6);
  portunus_test_side_clear (&f->a);
  portunus_test_side_join (&f->b);
  g_assert_cmpuint (f->b.n_taken, ==, 5);
  g_assert_error (f->b.receive_error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST);
  set_up (f, NULL);
}

/* Blocked workers return when their own side closes. */
static void
test_blocked (Fixture       *f,
              gconstpointer  data)
{
  open_both (f);
  portunus_test_side_receive (&f->a, 1);
  portunus_test_side_send (&f->a, 4000);
  portunus_lane_close (f->a.lane);
  portunus_test_side_join (&f->a);
  g_assert_error (f->a.receive_error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_error (f->a.send_error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_closed_early (Fixture       *f,
                   gconstpointer  data)
{
  start_both (f);
  portunus_lane_close (f->a.lane);
  portunus_test_side_wait_closed (&f->a);
  g_assert_no_error (f->a.error);
  g_assert_false (f->a.is_open);
}

static const char *malformed[] = {
  "{\"t\":\"tcp-open\"}",
  "{\"t\":\"relay-open\",\"port\":4000,\"at\":[],\"token\":\"AAAAAAAAAAAAAAAAAAAAAA\"}",
  "{\"t\":\"tcp-open\",\"port\":22,\"at\":[\"192.168.1.1\"],\"token\":\"AAAAAAAAAAAAAAAAAAAAAA\"}",
  "{\"t\":\"tcp-open\",\"port\":65536,\"at\":[],\"token\":\"AAAAAAAAAAAAAAAAAAAAAA\"}",
  "{\"t\":\"tcp-open\",\"port\":-1,\"at\":[],\"token\":\"AAAAAAAAAAAAAAAAAAAAAA\"}",
  "{\"t\":\"tcp-open\",\"port\":4000,\"at\":{},\"token\":\"AAAAAAAAAAAAAAAAAAAAAA\"}",
  "{\"t\":\"tcp-open\",\"port\":4000,\"at\":[7],\"token\":\"AAAAAAAAAAAAAAAAAAAAAA\"}",
  "{\"t\":\"tcp-open\",\"port\":4000,\"at\":[\"example.org\"],\"token\":\"AAAAAAAAAAAAAAAAAAAAAA\"}",
  "{\"t\":\"tcp-open\",\"port\":4000,\"at\":[[\"::1\"]],\"token\":\"AAAAAAAAAAAAAAAAAAAAAA\"}",
  "{\"t\":\"tcp-open\",\"port\":4000,\"at\":[],\"token\":\"AAAA\"}",
  "{\"t\":\"tcp-open\",\"port\":4000,\"at\":[]}",
  "{\"t\":\"tcp-open\",\"port\":4000,\"at\":[\"::1\",\"::1\",\"::1\",\"::1\",\"::1\",\"::1\",\"::1\",\"::1\",\"::1\","
  "\"::1\",\"::1\",\"::1\",\"::1\",\"::1\",\"::1\",\"::1\",\"::1\"],\"token\":\"AAAAAAAAAAAAAAAAAAAAAA\"}",
};

static JsonObject *
parse (const char *text)
{
  g_autoptr (JsonNode) node = json_from_string (text, NULL);

  return json_node_dup_object (node);
}

static void
test_malformed (void)
{
  g_autoptr (PortunusLaneFactory) factory = portunus_tcp_lane_factory_new ();

  for (guint i = 0; i < G_N_ELEMENTS (malformed); i++)
    {
      g_autoptr (JsonObject) message = parse (malformed[i]);
      PortunusTestSide side = { 0 };

      g_test_message ("%s", malformed[i]);
      portunus_test_side_init (&side, factory, FALSE);
      portunus_lane_start (side.lane);
      portunus_lane_negotiate (side.lane, message);
      g_assert_true (side.is_closed);
      g_assert_error (side.error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL);
      portunus_test_side_clear (&side);
    }
}

/* A peer cannot make us knock at what only we should reach. */
static void
test_addresses (void)
{
  g_autoptr (JsonObject) message = parse (
    "{\"t\":\"tcp-open\",\"port\":4000,\"at\":[\"127.0.0.1\",\"::1\",\"::ffff:127.0.0.1\",\"0.0.0.0\",\"0.1.2.3\","
    "\"::\",\"224.0.0.1\",\"ff02::1\",\"169.254.169.254\",\"fe80::1\",\"192.168.7.7\",\"2001:db8::7\"]}");
  g_auto (GStrv) own = portunus_addresses_list ();
  g_autoptr (GError) error = NULL;
  g_autoptr (PortunusTcpOpen) open = portunus_tcp_open_read (message, FALSE, &error);
  guint first = own[0] == NULL ? 2 : 0;
  g_autofree char *v4 = NULL;
  g_autofree char *v6 = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (open->addresses->len, ==, first + 2);
  v4 = g_socket_connectable_to_string (open->addresses->pdata[first]);
  v6 = g_socket_connectable_to_string (open->addresses->pdata[first + 1]);
  g_assert_cmpstr (v4, ==, "192.168.7.7:4000");
  g_assert_cmpstr (v6, ==, "[2001:db8::7]:4000");
}

static void
test_said_twice (Fixture       *f,
                 gconstpointer  data)
{
  start_both (f);
  while (f->a.negotiations->len == 0)
    g_main_context_iteration (NULL, TRUE);
  portunus_lane_negotiate (f->b.lane, f->a.negotiations->pdata[0]);
  g_assert_error (f->b.error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL);
}

/* Connects to where @side listens. */
static GSocketConnection *
visit (PortunusTestSide *side)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) error = NULL;
  GSocketConnection *connection;
  guint16 port;

  while (side->negotiations->len == 0)
    g_main_context_iteration (NULL, TRUE);
  g_socket_client_set_enable_proxy (client, FALSE);
  port = json_object_get_int_member (side->negotiations->pdata[0], "port");
  connection = g_socket_client_connect_to_host (client, "127.0.0.1", port, NULL, &error);
  g_assert_no_error (error);
  return connection;
}

typedef struct
{
  guint8 bytes[64];
  gssize n_read;
} Hearing;

static void
heard_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Hearing *hearing = user_data;

  hearing->n_read = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);
}

static gboolean
has_heard (gpointer user_data)
{
  return ((Hearing *) user_data)->n_read != G_MAXSSIZE;
}

static void
assert_hangs_up (GSocketConnection *connection)
{
  Hearing hearing = { .n_read = G_MAXSSIZE };

  g_input_stream_read_async (g_io_stream_get_input_stream (G_IO_STREAM (connection)), hearing.bytes,
                             sizeof hearing.bytes, 0, NULL, heard_cb, &hearing);
  portunus_test_wait (has_heard, &hearing, 20000);
  g_assert_cmpint (hearing.n_read, <=, 0);
}

/* Strangers learn nothing, and those who only wait do not keep the peer out. */
static void
test_strangers (Fixture       *f,
                gconstpointer  data)
{
  static const char junk[64] = "portunus/1 tcp\r\n";
  GSocketConnection *silent[20];
  g_autoptr (GSocketConnection) stranger = NULL;
  PortunusLane *b = f->a.peer;

  f->a.peer = NULL;
  portunus_lane_start (f->b.lane);
  portunus_lane_start (f->a.lane);
  stranger = visit (&f->a);
  g_assert_true (g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (stranger)), junk, sizeof junk,
                                            NULL, NULL, NULL));
  assert_hangs_up (stranger);
  for (guint i = 0; i < G_N_ELEMENTS (silent); i++)
    {
      silent[i] = visit (&f->a);
      while (g_main_context_iteration (NULL, FALSE))
        continue;
    }
  for (guint i = 0; i < G_N_ELEMENTS (silent); i++)
    assert_hangs_up (silent[i]);
  portunus_lane_negotiate (b, f->a.negotiations->pdata[0]);
  portunus_test_side_wait_open (&f->a);
  portunus_test_side_wait_open (&f->b);
  for (guint i = 0; i < G_N_ELEMENTS (silent); i++)
    g_object_unref (silent[i]);
}

/* A peer that has met us, and then says what it likes: @rogue is its control connection, @data that for data. */
typedef struct
{
  PortunusTestSide   side;
  GSocketConnection *control;
  GSocketConnection *data;
} Rogue;

static void
greet (Rogue              *rogue,
       GSocketConnection **connection,
       PortunusTcpChannel  channel)
{
  const char *text = json_object_get_string_member (rogue->side.negotiations->pdata[0], "token");
  g_autoptr (GBytes) token = portunus_decode_base64url (text, PORTUNUS_TCP_TOKEN_SIZE, NULL);
  PortunusTcpSide side = { g_bytes_get_data (token, NULL), FALSE };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  *connection = visit (&rogue->side);
  portunus_tcp_greet_async (G_IO_STREAM (*connection), &side, channel, NULL, portunus_test_store_result, &result);
  portunus_test_wait_result (&result);
  portunus_tcp_greet_finish (G_IO_STREAM (*connection), result, &error);
  g_assert_no_error (error);
}

static void
rogue_set_up (Rogue         *rogue,
              gconstpointer  data)
{
  g_autoptr (PortunusLaneFactory) factory = portunus_tcp_lane_factory_new ();

  portunus_test_side_init (&rogue->side, factory, TRUE);
  portunus_lane_start (rogue->side.lane);
  while (rogue->side.negotiations->len == 0)
    g_main_context_iteration (NULL, TRUE);
  greet (rogue, &rogue->control, PORTUNUS_TCP_CHANNEL_CONTROL);
  greet (rogue, &rogue->data, PORTUNUS_TCP_CHANNEL_DATA);
  portunus_test_side_wait_open (&rogue->side);
}

static void
rogue_tear_down (Rogue         *rogue,
                 gconstpointer  data)
{
  g_clear_object (&rogue->control);
  g_clear_object (&rogue->data);
  portunus_test_side_clear (&rogue->side);
}

static void
write_head (GSocketConnection *connection,
            guint8             type,
            guint32            length)
{
  const guint32 head = GUINT32_TO_BE ((guint32) type << 24 | length);

  g_assert_true (g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), &head,
                                            sizeof head, NULL, NULL, NULL));
}

static const struct
{
  const char *path;
  guint8      type;
  guint32     length;
} rogue_heads[] = {
  { "no-type", 0, 0 },
  { "unknown-type", 6, 0 },
  { "data", PORTUNUS_TCP_FRAME_DATA, 0 },
  { "long-message", PORTUNUS_TCP_FRAME_MESSAGE, PORTUNUS_LANE_MAX_CONTROL + 1 },
  { "ping-with-body", PORTUNUS_TCP_FRAME_PING, 1 },
};

static void
test_rogue_control (Rogue         *rogue,
                    gconstpointer  row)
{
  const guint i = GPOINTER_TO_UINT (row);

  write_head (rogue->control, rogue_heads[i].type, rogue_heads[i].length);
  portunus_test_side_wait_closed (&rogue->side);
  g_assert_error (rogue->side.error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL);
}

static void
test_rogue_data (Rogue         *rogue,
                 gconstpointer  data)
{
  portunus_test_side_receive (&rogue->side, 1);
  write_head (rogue->data, PORTUNUS_TCP_FRAME_MESSAGE, 4);
  portunus_test_side_wait_closed (&rogue->side);
  portunus_test_side_join (&rogue->side);
  g_assert_error (rogue->side.error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL);
  g_assert_error (rogue->side.receive_error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL);
}

/* Asks all the time and never reads: what answers it does not pile up. */
static void
test_pings (Rogue         *rogue,
            gconstpointer  data)
{
  for (guint i = 0; i < 20000; i++)
    {
      write_head (rogue->control, PORTUNUS_TCP_FRAME_PING, 0);
      if (i % 100 == 0)
        while (g_main_context_iteration (NULL, FALSE))
          continue;
    }
  g_assert_false (rogue->side.is_closed);
  write_head (rogue->control, PORTUNUS_TCP_FRAME_BYE, 0);
  portunus_test_side_wait_closed (&rogue->side);
  g_assert_no_error (rogue->side.error);
}

static void
test_cut (Rogue         *rogue,
          gconstpointer  data)
{
  portunus_test_side_receive (&rogue->side, 1);
  g_clear_object (&rogue->control);
  portunus_test_side_wait_closed (&rogue->side);
  portunus_test_side_join (&rogue->side);
  g_assert_error (rogue->side.error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST);
  g_assert_error (rogue->side.receive_error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST);
}

/* Half a frame is no frame. */
static void
test_cut_in_frame (Rogue         *rogue,
                   gconstpointer  data)
{
  portunus_test_side_receive (&rogue->side, 1);
  write_head (rogue->data, PORTUNUS_TCP_FRAME_DATA, 1000);
  g_clear_object (&rogue->data);
  portunus_test_side_wait_closed (&rogue->side);
  portunus_test_side_join (&rogue->side);
  g_assert_error (rogue->side.receive_error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST);
  g_assert_cmpuint (rogue->side.n_taken, ==, 0);
}

static void
add (const char    *path,
     gconstpointer  data,
     void         (*func) (Fixture       *f,
                           gconstpointer  data))
{
  g_test_add (path, Fixture, data, set_up, func, tear_down);
}

static void
add_rogue (const char    *path,
           gconstpointer  data,
           void         (*func) (Rogue         *rogue,
                                 gconstpointer  data))
{
  g_test_add (path, Rogue, data, rogue_set_up, func, rogue_tear_down);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  add ("/lan/tcp-lane/control", NULL, test_control);
  add ("/lan/tcp-lane/one-way/to-responder", NULL, test_one_way);
  add ("/lan/tcp-lane/one-way/to-initiator", "b", test_one_way);
  add ("/lan/tcp-lane/data", NULL, test_data);
  add ("/lan/tcp-lane/full", NULL, test_full);
  add ("/lan/tcp-lane/last-frames", NULL, test_last_frames);
  add ("/lan/tcp-lane/blocked", NULL, test_blocked);
  add ("/lan/tcp-lane/closed-early", NULL, test_closed_early);
  g_test_add_func ("/lan/tcp-lane/malformed", test_malformed);
  g_test_add_func ("/lan/tcp-lane/addresses", test_addresses);
  add ("/lan/tcp-lane/said-twice", NULL, test_said_twice);
  add ("/lan/tcp-lane/strangers", NULL, test_strangers);
  for (guint i = 0; i < G_N_ELEMENTS (rogue_heads); i++)
    {
      g_autofree char *path = g_strconcat ("/lan/tcp-lane/rogue-control/", rogue_heads[i].path, NULL);

      add_rogue (path, GUINT_TO_POINTER (i), test_rogue_control);
    }
  add_rogue ("/lan/tcp-lane/rogue-data", NULL, test_rogue_data);
  add_rogue ("/lan/tcp-lane/pings", NULL, test_pings);
  add_rogue ("/lan/tcp-lane/cut", NULL, test_cut);
  add_rogue ("/lan/tcp-lane/cut-in-frame", NULL, test_cut_in_frame);

  return g_test_run ();
}
