/* test-https-lane.c: what a lane without data frames keeps for a peer that does not listen
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "portunus-https-lane.h"
#include "portunus-test.h"
#include "portunus-transfer-error.h"

#define MANY 20000

typedef struct
{
  PortunusTickets *tickets;
  PortunusLane    *lane;
  GError          *error;
  guint            n_pieces;
  guint            n_closed;
} Fixture;

static void
negotiation_cb (PortunusLane *lane,
                JsonObject   *message,
                Fixture      *f)
{
  if (g_str_equal (json_object_get_string_member (message, "t"), "piece"))
    f->n_pieces++;
}

static void
closed_cb (PortunusLane *lane,
           GError       *error,
           Fixture      *f)
{
  f->n_closed++;
  f->error = error != NULL ? g_error_copy (error) : NULL;
}

static void
hear (Fixture    *f,
      const char *text)
{
  g_autoptr (JsonNode) node = json_from_string (text, NULL);

  portunus_lane_negotiate (f->lane, json_node_get_object (node));
}

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  f->tickets = portunus_tickets_new ();
  f->lane = PORTUNUS_LANE (portunus_https_lane_new (f->tickets, FALSE));
  g_signal_connect (f->lane, "negotiation", G_CALLBACK (negotiation_cb), f);
  g_signal_connect (f->lane, "closed", G_CALLBACK (closed_cb), f);
  portunus_lane_start (f->lane);
  hear (f, "{\"t\":\"https-open\"}");
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  g_assert_finalize_object (f->lane);
  portunus_tickets_unref (f->tickets);
  g_clear_error (&f->error);
}

static void
say (Fixture *f,
     guint    n)
{
  g_autoptr (GBytes) message = g_bytes_new_static ("x", 1);

  for (guint i = 0; i < n; i++)
    portunus_lane_send_control (f->lane, message);
}

static gboolean
is_closed (gpointer user_data)
{
  Fixture *f = user_data;

  return f->n_closed > 0;
}

/* It waits for answers, and not without end. */
static void
test_deaf (Fixture       *f,
           gconstpointer  data)
{
  say (f, 1000);
  g_assert_cmpuint (f->n_pieces, ==, 8);
  say (f, MANY);
  g_assert_cmpuint (f->n_closed, ==, 0);
  portunus_test_wait (is_closed, f, 20000);
  g_assert_error (f->error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST);
  say (f, MANY);
  g_assert_cmpuint (f->n_closed, ==, 1);
  g_assert_cmpuint (f->n_pieces, ==, 8);
}

static gboolean
has_heard_all (gpointer user_data)
{
  Fixture *f = user_data;
  g_autofree char *answer = g_strdup_printf ("{\"t\":\"got\",\"n\":%u}", f->n_pieces);

  hear (f, answer);
  return f->n_pieces == 80;
}

static void
test_listener (Fixture       *f,
               gconstpointer  data)
{
  say (f, 80);
  portunus_test_wait (has_heard_all, f, 20000);
  g_assert_cmpuint (f->n_closed, ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add ("/https-lane/deaf", Fixture, NULL, set_up, test_deaf, tear_down);
  g_test_add ("/https-lane/listener", Fixture, NULL, set_up, test_listener, tear_down);

  return g_test_run ();
}
