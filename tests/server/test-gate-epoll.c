/* test-gate-epoll.c: who waits for a socket is woken when it is ready, and only then
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "portunus-gate-watch.h"
#include "portunus-test.h"

#define N_IDLE 200

typedef struct
{
  PortunusGateEpoll *epoll;
  PortunusGateWatch *watch;
  GSocket           *ours;
  int                theirs;
} Fixture;

typedef struct
{
  GSource *source;
  guint    n_calls;
  gboolean reads;
  gboolean ends;
} Ear;

static GSocket *
make_pair (int *theirs)
{
  int fds[2];
  GSocket *socket;

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds), ==, 0);
  socket = g_socket_new_from_fd (fds[0], NULL);
  g_socket_set_blocking (socket, FALSE);
  *theirs = fds[1];
  return socket;
}

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  self->epoll = portunus_gate_epoll_new ();
  self->ours = make_pair (&self->theirs);
  self->watch = portunus_gate_watch_new (self->epoll, self->ours);
  g_assert_nonnull (self->watch);
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  portunus_gate_watch_close (self->watch);
  portunus_gate_watch_unref (self->watch);
  portunus_gate_epoll_free (self->epoll);
  g_assert_finalize_object (self->ours);
  close (self->theirs);
}

static gboolean
hear_cb (GObject  *stream,
         gpointer  user_data)
{
  Ear *self = user_data;
  char c;

  self->n_calls++;
  if (self->reads)
    g_socket_receive (G_SOCKET (stream), &c, 1, NULL, NULL);
  return self->ends ? G_SOURCE_REMOVE : G_SOURCE_CONTINUE;
}

static void
listen_to (Fixture      *fixture,
           GIOCondition  condition,
           Ear          *ear)
{
  ear->source = portunus_gate_watch_create_source (fixture->watch, condition, G_OBJECT (fixture->ours));
  g_source_set_callback (ear->source, G_SOURCE_FUNC (hear_cb), ear, NULL);
  g_source_attach (ear->source, NULL);
}

static void
ear_clear (Ear *self)
{
  g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
}

static void
say (Fixture    *fixture,
     const char *text)
{
  g_assert_cmpint (send (fixture->theirs, text, strlen (text), MSG_NOSIGNAL), ==, strlen (text));
}

/* Until nothing is ready. */
static guint
run_out (void)
{
  guint n = 0;

  while (n < 100 && g_main_context_iteration (NULL, FALSE))
    n++;
  return n;
}

static void
test_input (Fixture       *self,
            gconstpointer  data)
{
  Ear ear = { .reads = TRUE };

  listen_to (self, G_IO_IN, &ear);
  run_out ();
  g_assert_cmpuint (ear.n_calls, ==, 0);
  say (self, "a");
  run_out ();
  g_assert_cmpuint (ear.n_calls, ==, 1);
  run_out ();
  g_assert_cmpuint (ear.n_calls, ==, 1);
  /* One call for each byte: what is left is not forgotten. */
  say (self, "bcd");
  run_out ();
  g_assert_cmpuint (ear.n_calls, ==, 4);
  ear_clear (&ear);
}

/* What comes while nobody waits is there for who waits next. */
static void
test_late_waiter (Fixture       *self,
                  gconstpointer  data)
{
  Ear first = { .ends = TRUE };
  Ear second = { .reads = TRUE };

  listen_to (self, G_IO_IN, &first);
  say (self, "a");
  run_out ();
  g_assert_cmpuint (first.n_calls, ==, 1);
  g_assert_cmpuint (run_out (), ==, 0);
  listen_to (self, G_IO_IN, &second);
  run_out ();
  g_assert_cmpuint (second.n_calls, ==, 1);
  ear_clear (&first);
  ear_clear (&second);
}

/* A socket is ready for one who does not read as often as he looks, and costs nothing once he is gone. */
static void
test_level (Fixture       *self,
            gconstpointer  data)
{
  Ear ear = { 0 };

  listen_to (self, G_IO_IN, &ear);
  say (self, "a");
  g_assert_cmpuint (run_out (), ==, 100);
  g_assert_cmpuint (ear.n_calls, >, 20);
  ear_clear (&ear);
  g_assert_cmpuint (run_out (), <, 5);
}

static void
test_output (Fixture       *self,
             gconstpointer  data)
{
  static char piece[65536];
  Ear reader = { .reads = TRUE };
  Ear writer = { .ends = TRUE };

  while (g_socket_send (self->ours, piece, sizeof piece, NULL, NULL) > 0)
    continue;
  listen_to (self, G_IO_IN, &reader);
  listen_to (self, G_IO_OUT, &writer);
  run_out ();
  g_assert_cmpuint (writer.n_calls, ==, 0);
  say (self, "a");
  run_out ();
  g_assert_cmpuint (reader.n_calls, ==, 1);
  g_assert_cmpuint (writer.n_calls, ==, 0);
  while (recv (self->theirs, piece, sizeof piece, 0) > 0)
    continue;
  run_out ();
  g_assert_cmpuint (reader.n_calls, ==, 1);
  g_assert_cmpuint (writer.n_calls, ==, 1);
  ear_clear (&reader);
  ear_clear (&writer);
}

/* A peer that shuts its side is readable, and one that only listens can still be written to. */
static void
test_half_close (Fixture       *self,
                 gconstpointer  data)
{
  Ear reader = { .ends = TRUE };
  Ear writer = { .ends = TRUE };
  char c;

  listen_to (self, G_IO_IN, &reader);
  run_out ();
  shutdown (self->theirs, SHUT_WR);
  run_out ();
  g_assert_cmpuint (reader.n_calls, ==, 1);
  g_assert_cmpint (g_socket_receive (self->ours, &c, 1, NULL, NULL), ==, 0);
  listen_to (self, G_IO_OUT, &writer);
  run_out ();
  g_assert_cmpuint (writer.n_calls, ==, 1);
  g_assert_cmpint (g_socket_send (self->ours, "a", 1, NULL, NULL), ==, 1);
  ear_clear (&reader);
  ear_clear (&writer);
  /* Nobody waits for more, so a peer that is gone does not keep us busy. */
  shutdown (self->theirs, SHUT_RD);
  g_assert_cmpuint (run_out (), <, 5);
}

/* Who waits for output only learns of a failure too. */
static void
test_gone (Fixture       *self,
           gconstpointer  data)
{
  static char piece[65536];
  Ear writer = { .ends = TRUE };
  Ear parked = { .ends = TRUE };

  while (g_socket_send (self->ours, piece, sizeof piece, NULL, NULL) > 0)
    continue;
  listen_to (self, G_IO_OUT, &writer);
  listen_to (self, 0, &parked);
  run_out ();
  g_assert_cmpuint (writer.n_calls, ==, 0);
  g_socket_shutdown (self->ours, TRUE, TRUE, NULL);
  run_out ();
  g_assert_cmpuint (writer.n_calls, ==, 1);
  ear_clear (&writer);
  ear_clear (&parked);
}

static void
test_wake (Fixture       *self,
           gconstpointer  data)
{
  Ear parked = { 0 };
  Ear writer = { 0 };
  static char piece[65536];

  while (g_socket_send (self->ours, piece, sizeof piece, NULL, NULL) > 0)
    continue;
  listen_to (self, 0, &parked);
  listen_to (self, G_IO_OUT, &writer);
  say (self, "a");
  run_out ();
  g_assert_cmpuint (parked.n_calls, ==, 0);
  portunus_gate_watch_wake (self->watch);
  run_out ();
  g_assert_cmpuint (parked.n_calls, ==, 1);
  g_assert_cmpuint (writer.n_calls, ==, 0);
  portunus_gate_watch_wake (self->watch);
  run_out ();
  g_assert_cmpuint (parked.n_calls, ==, 2);
  ear_clear (&parked);
  ear_clear (&writer);
}

/* A copy of the descriptor keeps the socket open, which the set must not hear of. */
static void
test_close (Fixture       *self,
            gconstpointer  data)
{
  Ear ear = { .ends = TRUE };
  Ear late = { .ends = TRUE };
  int copy = fcntl (g_socket_get_fd (self->ours), F_DUPFD_CLOEXEC, 0);

  listen_to (self, G_IO_IN, &ear);
  run_out ();
  portunus_gate_watch_close (self->watch);
  g_socket_close (self->ours, NULL);
  run_out ();
  g_assert_cmpuint (ear.n_calls, ==, 1);
  say (self, "a");
  g_assert_cmpuint (run_out (), ==, 0);
  listen_to (self, G_IO_IN, &late);
  run_out ();
  g_assert_cmpuint (late.n_calls, ==, 1);
  ear_clear (&ear);
  ear_clear (&late);
  close (copy);
}

static gboolean
close_cb (GObject  *stream,
          gpointer  user_data)
{
  Fixture *self = user_data;

  portunus_gate_watch_close (self->watch);
  return G_SOURCE_REMOVE;
}

/* From inside the callback of another that became ready in the same turn. */
static void
test_close_within (Fixture       *self,
                   gconstpointer  data)
{
  g_autoptr (GSource) source = portunus_gate_watch_create_source (self->watch, G_IO_IN, G_OBJECT (self->ours));
  Ear ear = { .ends = TRUE };

  g_source_set_callback (source, G_SOURCE_FUNC (close_cb), self, NULL);
  g_source_attach (source, NULL);
  listen_to (self, G_IO_IN, &ear);
  say (self, "a");
  run_out ();
  g_assert_cmpuint (ear.n_calls, ==, 1);
  g_assert_cmpuint (run_out (), ==, 0);
  ear_clear (&ear);
}

typedef struct
{
  GMainContext *context;
  Ear           ear;
} Lodger;

static gboolean
lodger_cb (GObject  *stream,
           gpointer  user_data)
{
  Lodger *self = user_data;

  g_assert_true (g_main_context_get_thread_default () == self->context);
  return hear_cb (stream, &self->ear);
}

/* A source in a context of its own has its turns as any other, also where it was ready from the beginning. */
static void
test_lent_context (Fixture       *self,
                   gconstpointer  data)
{
  Lodger lodger = { .context = portunus_gate_watch_lend_context (self->watch), .ear.reads = TRUE };
  GSource *source = portunus_gate_watch_create_source (self->watch, G_IO_IN, G_OBJECT (self->ours));

  g_source_set_callback (source, G_SOURCE_FUNC (lodger_cb), &lodger, NULL);
  g_source_set_ready_time (source, 0);
  g_source_attach (source, lodger.context);
  run_out ();
  g_assert_cmpuint (lodger.ear.n_calls, ==, 1);
  g_assert_cmpuint (run_out (), ==, 0);
  say (self, "abc");
  run_out ();
  g_assert_cmpuint (lodger.ear.n_calls, ==, 4);
  portunus_gate_watch_wake (self->watch);
  run_out ();
  g_assert_cmpuint (lodger.ear.n_calls, ==, 5);
  /* A timer, say, that nobody told of. */
  g_source_set_ready_time (source, 0);
  g_assert_cmpuint (run_out (), ==, 0);
  portunus_gate_epoll_note (self->epoll, NULL);
  run_out ();
  g_assert_cmpuint (lodger.ear.n_calls, ==, 6);
  g_source_destroy (source);
  g_source_unref (source);
}

static int
count_polled (void)
{
  GMainContext *context = g_main_context_default ();
  GPollFD fds[16];
  int priority, timeout_ms, n;

  g_assert_true (g_main_context_acquire (context));
  g_main_context_prepare (context, &priority);
  n = g_main_context_query (context, priority, &timeout_ms, fds, G_N_ELEMENTS (fds));
  g_main_context_release (context);
  return n;
}

/* Those who wait bring no descriptor into the loop. */
static void
test_descriptors (Fixture       *self,
                  gconstpointer  data)
{
  PortunusGateWatch *watches[N_IDLE];
  GSocket *sockets[N_IDLE];
  int theirs[N_IDLE];
  Ear ears[N_IDLE] = { 0 };
  int n_before = count_polled ();

  for (guint i = 0; i < N_IDLE; i++)
    {
      sockets[i] = make_pair (&theirs[i]);
      watches[i] = portunus_gate_watch_new (self->epoll, sockets[i]);
      ears[i].source = portunus_gate_watch_create_source (watches[i], G_IO_IN, G_OBJECT (sockets[i]));
      ears[i].reads = TRUE;
      g_source_set_callback (ears[i].source, G_SOURCE_FUNC (hear_cb), &ears[i], NULL);
      g_source_attach (ears[i].source, NULL);
    }
  g_assert_cmpint (count_polled (), ==, n_before);
  for (guint i = 0; i < N_IDLE; i++)
    g_assert_cmpint (send (theirs[i], "a", 1, MSG_NOSIGNAL), ==, 1);
  run_out ();
  for (guint i = 0; i < N_IDLE; i++)
    {
      g_assert_cmpuint (ears[i].n_calls, ==, 1);
      ear_clear (&ears[i]);
      portunus_gate_watch_close (watches[i]);
      portunus_gate_watch_unref (watches[i]);
      g_assert_finalize_object (sockets[i]);
      close (theirs[i]);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(path, func) g_test_add ("/server/gate-epoll/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("input", test_input);
  ADD ("late-waiter", test_late_waiter);
  ADD ("level", test_level);
  ADD ("output", test_output);
  ADD ("half-close", test_half_close);
  ADD ("gone", test_gone);
  ADD ("wake", test_wake);
  ADD ("close", test_close);
  ADD ("close-within", test_close_within);
  ADD ("lent-context", test_lent_context);
  ADD ("descriptors", test_descriptors);

  return g_test_run ();
}
