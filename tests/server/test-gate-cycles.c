/* test-gate-cycles.c: a hundred thousand clients that come and go leave nothing behind
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "gate-fixture.h"

/* A sanitizer makes the same mistakes visible with fewer. */
#ifdef __SANITIZE_ADDRESS__
#define N_CYCLES 5000
#else
#define N_CYCLES 100000
#endif
#define BATCH 100
/* Ports of closed connections stay taken for a minute, for each address that they came from. */
#define N_SOURCES 32
#define MAX_GROWTH (8 * MIB)

typedef struct
{
  int      fd;
  gboolean asks;
  gboolean resets;
} Visitor;

static guint
count_descriptors (void)
{
  g_autoptr (GDir) folder = g_dir_open ("/proc/self/fd", 0, NULL);
  guint n = 0;

  while (g_dir_read_name (folder) != NULL)
    n++;
  return n;
}

static void
visitor_come (Visitor *self,
              guint    number,
              guint16  port)
{
  static const char request[] = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
  const int on = 1;
  struct sockaddr_in from = { .sin_family = AF_INET };
  struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons (port) };

  from.sin_addr.s_addr = htonl (INADDR_LOOPBACK + number % N_SOURCES);
  to.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  self->fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint (self->fd, >=, 0);
  setsockopt (self->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
  g_assert_cmpint (bind (self->fd, (struct sockaddr *) &from, sizeof from), ==, 0);
  g_assert_cmpint (connect (self->fd, (struct sockaddr *) &to, sizeof to), ==, 0);
  self->asks = number % 5 == 0;
  self->resets = number % 3 == 0;
  if (self->asks)
    g_assert_cmpint (send (self->fd, request, sizeof request - 1, MSG_NOSIGNAL), ==, sizeof request - 1);
}

static gboolean
visitor_has_answer (gpointer user_data)
{
  Visitor *self = user_data;
  char c;

  return recv (self->fd, &c, 1, MSG_PEEK | MSG_DONTWAIT) == 1;
}

static void
visitor_go (Visitor *self)
{
  const struct linger at_once = { .l_onoff = 1, .l_linger = 0 };

  if (self->asks)
    portunus_test_wait (visitor_has_answer, self, 20000);
  if (self->resets)
    setsockopt (self->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  close (self->fd);
}

static void
run_batch (GateFixture *fixture,
           guint        first)
{
  Visitor visitors[BATCH];

  for (guint i = 0; i < BATCH; i++)
    visitor_come (&visitors[i], first + i, portunus_gate_get_port (fixture->gate));
  for (guint i = 0; i < BATCH; i++)
    visitor_go (&visitors[i]);
}

static void
test_cycles (GateFixture   *fixture,
             gconstpointer  data)
{
  guint n_before, n_after;
  gssize rss_before, rss_after;

  for (guint i = 0; i < N_CYCLES / 20; i += BATCH)
    run_batch (fixture, i);
  portunus_test_wait (gate_fixture_is_empty, fixture, 20000);
  n_before = count_descriptors ();
  rss_before = gate_fixture_get_rss ();

  for (guint i = 0; i < N_CYCLES; i += BATCH)
    run_batch (fixture, i);
  portunus_test_wait (gate_fixture_is_empty, fixture, 20000);
  n_after = count_descriptors ();
  rss_after = gate_fixture_get_rss ();
  g_test_message ("cycles: %u descriptors before, %u after; %" G_GSSIZE_FORMAT " KiB more", n_before, n_after,
                  (rss_after - rss_before) / 1024);
  g_assert_cmpuint (n_after, ==, n_before);
  g_assert_cmpint (rss_after - rss_before, <, MAX_GROWTH);
}

int
main (int    argc,
      char **argv)
{
  static const PortunusGateLimits defaults = PORTUNUS_GATE_LIMITS_INIT;
  PortunusGateLimits limits = defaults;

  limits.max_per_client = 0;
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add ("/server/gate-cycles", GateFixture, &limits, gate_fixture_set_up, test_cycles, gate_fixture_tear_down);
  return g_test_run ();
}
