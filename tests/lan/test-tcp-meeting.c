/* test-tcp-meeting.c: how many connections one meeting takes, and how it lets go of them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-tcp-meeting.h"

#include <string.h>

#include "portunus-tcp-greeting.h"
#include "portunus-test.h"

#define TIMEOUT_MS 20000
/* As many connections of the peer as a meeting keeps until one is taken. */
#define MAX_OFFERED (4 * PORTUNUS_TCP_MAX_ADDRESSES)

static const guint8 token[PORTUNUS_TCP_TOKEN_SIZE] = { 1, 2, 3 };

/* A meeting that waits for the initiator, who is us and keeps to no rules. */
typedef struct
{
  PortunusTcpMeeting *meeting;
  guint16             port;
  GPtrArray          *connections;
  GSocketConnection  *control;
  GSocketConnection  *data;
} Fixture;

static void
met_cb (PortunusTcpMeeting *meeting,
        GSocketConnection  *control,
        GSocketConnection  *data,
        Fixture            *f)
{
  g_assert_null (f->control);
  f->control = g_object_ref (control);
  f->data = g_object_ref (data);
  g_clear_object (&f->meeting);
}

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  g_autoptr (GPtrArray) addresses = g_ptr_array_new ();
  PortunusTcpOpen open = { .addresses = addresses };
  g_autoptr (JsonObject) message = NULL;
  g_autoptr (GError) error = NULL;

  memcpy (open.token, token, sizeof token);
  f->connections = g_ptr_array_new_with_free_func (g_object_unref);
  f->meeting = portunus_tcp_meeting_new (FALSE);
  g_signal_connect (f->meeting, "met", G_CALLBACK (met_cb), f);
  portunus_tcp_meeting_knock (f->meeting, &open);
  message = portunus_tcp_meeting_listen (f->meeting, &error);
  g_assert_no_error (error);
  f->port = json_object_get_int_member (message, "port");
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  g_clear_object (&f->meeting);
  g_clear_object (&f->control);
  g_clear_object (&f->data);
  g_ptr_array_unref (f->connections);
}

static GSocketConnection *
connect_to (Fixture *f)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GSocketConnection *connection;

  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_connect_to_host_async (client, "127.0.0.1", f->port, NULL, portunus_test_store_result, &result);
  portunus_test_wait_result (&result);
  connection = g_socket_client_connect_to_host_finish (client, result, &error);
  g_assert_no_error (error);
  g_ptr_array_add (f->connections, connection);
  return connection;
}

static GSocketConnection *
greet (Fixture            *f,
       PortunusTcpChannel  channel)
{
  const PortunusTcpSide side = { .token = token, .is_initiator = TRUE };
  GSocketConnection *connection = connect_to (f);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  portunus_tcp_greet_async (G_IO_STREAM (connection), &side, channel, NULL, portunus_test_store_result, &result);
  portunus_test_wait_result (&result);
  portunus_tcp_greet_finish (G_IO_STREAM (connection), result, &error);
  g_assert_no_error (error);
  return connection;
}

static gboolean
is_readable (gpointer user_data)
{
  return g_socket_condition_check (g_socket_connection_get_socket (user_data), G_IO_IN) != 0;
}

static void
assert_hung_up (GSocketConnection *connection)
{
  guint8 byte;

  portunus_test_wait (is_readable, connection, TIMEOUT_MS);
  g_assert_cmpint (g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)), &byte, 1, NULL, NULL),
                   <=, 0);
}

static void
say (GSocketConnection *connection,
     guint8             byte)
{
  g_assert_true (g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), &byte, 1, NULL,
                                            NULL, NULL));
}

static gboolean
has_met (gpointer user_data)
{
  return ((Fixture *) user_data)->control != NULL;
}

static void
fill (Fixture *f)
{
  for (guint i = 0; i < MAX_OFFERED; i++)
    greet (f, PORTUNUS_TCP_CHANNEL_CONTROL);
}

/* The peer opens as many connections as it likes: some are kept, and any of them may be the one. */
static void
test_cap (Fixture       *f,
          gconstpointer  data)
{
  fill (f);
  assert_hung_up (greet (f, PORTUNUS_TCP_CHANNEL_CONTROL));
  for (guint i = 0; i < MAX_OFFERED; i++)
    g_assert_false (is_readable (f->connections->pdata[i]));
  say (f->connections->pdata[MAX_OFFERED - 1], 1);
  greet (f, PORTUNUS_TCP_CHANNEL_DATA);
  portunus_test_wait (has_met, f, TIMEOUT_MS);
  for (guint i = 0; i < MAX_OFFERED - 1; i++)
    assert_hung_up (f->connections->pdata[i]);
  g_assert_false (is_readable (f->connections->pdata[MAX_OFFERED - 1]));
}

/* Whoever holds the meeting lets go of it while connections are being looked at, were kept, or are still to come. */
static void
test_end (Fixture       *f,
          gconstpointer  data)
{
  PortunusTcpMeeting *meeting = f->meeting;

  fill (f);
  for (guint i = 0; i < 8; i++)
    connect_to (f);
  g_object_add_weak_pointer (G_OBJECT (meeting), (gpointer *) &meeting);
  portunus_tcp_meeting_end (f->meeting);
  g_clear_object (&f->meeting);
  for (guint i = 0; i < f->connections->len; i++)
    assert_hung_up (f->connections->pdata[i]);
  g_assert_null (meeting);
}

/* Nobody is asked twice, and a wrong word is no choice. */
static void
test_wrong_word (Fixture       *f,
                 gconstpointer  data)
{
  GSocketConnection *wrong = greet (f, PORTUNUS_TCP_CHANNEL_CONTROL);
  GSocketConnection *right = greet (f, PORTUNUS_TCP_CHANNEL_CONTROL);

  say (wrong, 2);
  assert_hung_up (wrong);
  say (right, 1);
  greet (f, PORTUNUS_TCP_CHANNEL_DATA);
  portunus_test_wait (has_met, f, TIMEOUT_MS);
}

#define ADD(path, function) g_test_add ("/lan/tcp-meeting/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("cap", test_cap);
  ADD ("end", test_end);
  ADD ("wrong-word", test_wrong_word);

  return g_test_run ();
}
