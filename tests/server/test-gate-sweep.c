/* test-gate-sweep.c: deadlines are looked after in time, and nothing wakes up where there are none
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "gate-fixture.h"
#include "portunus-gate-sweep.h"
#include "portunus-room-table.h"

#define PACE_MS     50
#define PATIENCE_MS 10000
/* More than the pace of any sweep here, and less than the deadlines that are far away. */
#define QUIET_MS    4000

#define GET "GET / HTTP/1.1\r\nHost: x\r\n\r\n"

typedef struct
{
  PortunusGateSweep *sweep;
  gint64             next_us;     /* what the function gives */
  gint64             last_us;     /* when it looked last */
  gint64             least_us;    /* between two looks */
  guint              n_looks;
  gboolean           stirs;
} Watchman;

static gint64
look_cb (gint64   now_us,
         gpointer user_data)
{
  Watchman *self = user_data;
  gint64 next_us = self->next_us;

  if (self->n_looks++ > 0)
    self->least_us = MIN (self->least_us, now_us - self->last_us);
  self->last_us = now_us;
  self->next_us = G_MAXINT64;
  if (self->stirs)
    portunus_gate_sweep_stir (self->sweep);
  self->stirs = FALSE;
  return next_us;
}

static void
watchman_init (Watchman *self)
{
  *self = (Watchman) { .next_us = G_MAXINT64, .least_us = G_MAXINT64 };
  self->sweep = portunus_gate_sweep_new (PACE_MS, look_cb, self);
}

/* How long the loop would sleep; -1 for ever. */
static int
get_sleep_ms (void)
{
  GMainContext *context = g_main_context_default ();
  int priority, timeout_ms;

  g_assert_true (g_main_context_acquire (context));
  g_main_context_prepare (context, &priority);
  g_main_context_query (context, G_MAXINT, &timeout_ms, NULL, 0);
  g_main_context_release (context);
  return timeout_ms;
}

/* Until nothing is due for a while; a wait of the tests would keep the loop awake itself. */
static void
run_until_quiet (void)
{
  gint64 end_us = g_get_monotonic_time () + PATIENCE_MS * G_TIME_SPAN_MILLISECOND;

  while (get_sleep_ms () >= 0 && get_sleep_ms () < QUIET_MS)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end_us);
      g_main_context_iteration (NULL, TRUE);
    }
}

static gboolean
has_looked (gpointer user_data)
{
  return ((Watchman *) user_data)->n_looks > 0;
}

static gboolean
has_looked_twice (gpointer user_data)
{
  return ((Watchman *) user_data)->n_looks > 1;
}

static void
test_nothing (void)
{
  Watchman watchman;

  watchman_init (&watchman);
  g_assert_cmpint (get_sleep_ms (), ==, -1);
  portunus_gate_sweep_expect (watchman.sweep, G_MAXINT64);
  g_assert_cmpint (get_sleep_ms (), ==, -1);
  portunus_gate_sweep_free (watchman.sweep);
}

/* The earliest counts, whatever was said before and after it. */
static void
test_earliest (void)
{
  gint64 began_us = g_get_monotonic_time ();
  Watchman watchman;

  watchman_init (&watchman);
  portunus_gate_sweep_expect (watchman.sweep, began_us + G_TIME_SPAN_HOUR);
  portunus_gate_sweep_expect (watchman.sweep, began_us + 30 * G_TIME_SPAN_MILLISECOND);
  portunus_gate_sweep_expect (watchman.sweep, began_us + G_TIME_SPAN_DAY);
  g_assert_cmpint (get_sleep_ms (), <=, 30);
  portunus_test_wait (has_looked, &watchman, PATIENCE_MS);
  g_assert_cmpint (watchman.last_us, >=, began_us + 30 * G_TIME_SPAN_MILLISECOND);
  g_assert_cmpint (get_sleep_ms (), ==, -1);
  portunus_gate_sweep_free (watchman.sweep);
}

/* What is overdue again and again is no reason to do nothing else. */
static void
test_pace (void)
{
  Watchman watchman;

  watchman_init (&watchman);
  watchman.next_us = 1;
  portunus_gate_sweep_expect (watchman.sweep, 1);
  g_assert_cmpint (get_sleep_ms (), ==, 0);
  portunus_test_wait (has_looked_twice, &watchman, PATIENCE_MS);
  g_assert_cmpint (watchman.least_us, >=, PACE_MS * G_TIME_SPAN_MILLISECOND);
  g_assert_cmpint (get_sleep_ms (), ==, -1);
  portunus_gate_sweep_free (watchman.sweep);
}

static void
test_stir (void)
{
  gint64 began_us = g_get_monotonic_time ();
  Watchman watchman;

  watchman_init (&watchman);
  watchman.stirs = TRUE;
  for (guint i = 0; i < 1000; i++)
    portunus_gate_sweep_stir (watchman.sweep);
  portunus_test_wait (has_looked_twice, &watchman, PATIENCE_MS);
  g_assert_cmpint (watchman.n_looks, ==, 2);
  g_assert_cmpint (watchman.last_us, >=, began_us + 2 * PACE_MS * G_TIME_SPAN_MILLISECOND);
  g_assert_cmpint (get_sleep_ms (), ==, -1);
  portunus_gate_sweep_free (watchman.sweep);
}

/* A connection between two requests has a deadline far away, and none is left when it goes. */
static void
test_gate (GateFixture   *self,
           gconstpointer  data)
{
  g_autoptr (GateClient) client = NULL;

  g_assert_cmpint (get_sleep_ms (), ==, -1);
  client = gate_client_new (self);
  gate_client_say (client, GET);
  gate_client_expect (client, "<GET /");
  run_until_quiet ();
  g_assert_cmpint (get_sleep_ms (), >, QUIET_MS);
  g_assert_cmpint (get_sleep_ms (), <=, (int) self->limits.idle_ms + 1);
  g_socket_close (client->socket, NULL);
  portunus_test_wait (gate_fixture_is_empty, self, PATIENCE_MS);
  run_until_quiet ();
  g_assert_cmpint (get_sleep_ms (), ==, -1);
}

/* Between its pings, nothing is done for a WebSocket. */
static void
test_web_socket (GateFixture   *self,
                 gconstpointer  data)
{
  g_autoptr (GateClient) client = NULL;

  self->web_socket_limits.ping_seconds = 30;
  self->web_socket_limits.dead_seconds = 90;
  client = gate_client_upgrade (self);
  run_until_quiet ();
  g_assert_cmpint (get_sleep_ms (), >, QUIET_MS);
  g_assert_cmpint (get_sleep_ms (), <=, (int) self->web_socket_limits.dead_seconds * 1000);
  g_socket_close (client->socket, NULL);
  portunus_test_wait (gate_fixture_is_empty, self, PATIENCE_MS);
  run_until_quiet ();
  g_assert_cmpint (get_sleep_ms (), ==, -1);
}

static gboolean
has_one_room (gpointer user_data)
{
  return portunus_room_table_get_n_rooms (user_data) == 1;
}

static gboolean
has_no_room (gpointer user_data)
{
  return portunus_room_table_get_n_rooms (user_data) == 0;
}

/* Those without an end cost nothing, and the others end in time. */
static void
test_rooms (void)
{
  PortunusRoomTable *table = portunus_room_table_new (10, NULL);
  const PortunusRoomOptions endless = { 0 };
  const PortunusRoomOptions short_lived = { .expiry_seconds = 1 };
  const PortunusRoomOptions lonely = { .expiry_seconds = 3600, .empty_seconds = 2 };
  gint64 began_us;
  PortunusRoom *room;

  room = portunus_room_table_create (table, &endless, NULL);
  g_assert_cmpint (get_sleep_ms (), ==, -1);
  began_us = g_get_monotonic_time ();
  g_assert_nonnull (portunus_room_table_create (table, &lonely, NULL));
  g_assert_nonnull (portunus_room_table_create (table, &short_lived, NULL));
  g_assert_cmpint (get_sleep_ms (), <=, 1000);
  portunus_test_wait (has_one_room, table, PATIENCE_MS);
  g_assert_cmpint (g_get_monotonic_time () - began_us, >=, 2 * G_USEC_PER_SEC);
  g_assert_cmpint (get_sleep_ms (), ==, -1);
  portunus_room_table_close (table, portunus_room_get_id (room));
  g_assert_true (has_no_room (table));
  portunus_room_table_free (table);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/server/gate-sweep/nothing", test_nothing);
  g_test_add_func ("/server/gate-sweep/earliest", test_earliest);
  g_test_add_func ("/server/gate-sweep/pace", test_pace);
  g_test_add_func ("/server/gate-sweep/stir", test_stir);
  g_test_add_func ("/server/gate-sweep/rooms", test_rooms);
  g_test_add ("/server/gate-sweep/gate", GateFixture, NULL, gate_fixture_set_up, test_gate, gate_fixture_tear_down);
  g_test_add ("/server/gate-sweep/web-socket", GateFixture, NULL, gate_fixture_set_up, test_web_socket,
              gate_fixture_tear_down);

  return g_test_run ();
}
