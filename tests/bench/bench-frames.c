/* bench-frames.c: loaded into a program, notes how long each turn of its main loop lasts
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <fcntl.h>
#include <glib.h>
#include <stdio.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define MAX_TURNS (4 * 1024 * 1024)

/* What a reader finds in the file, one after another; those that are not there yet have an end of 0. */
typedef struct
{
  gint64 end_us;
  gint32 wall_us;
  /* Of this, what the thread did, and how long it was ready and had no processor. */
  gint32 cpu_us;
  gint32 queue_us;
  gint32 padding;
} Turn;

typedef struct
{
  gint64 wall_us;
  gint64 cpu_us;
  gint64 queue_us;
} Clocks;

/* There is one main loop, and a function that it polls with gets no data of its own. */
static Turn *turns;
static guint n_turns;
static Clocks began;
static int schedstat = -1;

static gint64
get_cpu_us (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

/* The second figure of schedstat, in nanoseconds. */
static gint64
get_queue_us (void)
{
  char text[128] = "";
  unsigned long long cpu_ns, queue_ns;

  if (pread (schedstat, text, sizeof text - 1, 0) <= 0 || sscanf (text, "%llu %llu", &cpu_ns, &queue_ns) != 2)
    return 0;
  return (gint64) (queue_ns / 1000);
}

static Clocks
read_clocks (void)
{
  return (Clocks) { g_get_monotonic_time (), get_cpu_us (), get_queue_us () };
}

static void
note_turn (void)
{
  Clocks now = read_clocks ();

  if (began.wall_us == 0 || n_turns == MAX_TURNS)
    return;
  turns[n_turns].wall_us = (gint32) (now.wall_us - began.wall_us);
  turns[n_turns].cpu_us = (gint32) (now.cpu_us - began.cpu_us);
  turns[n_turns].queue_us = (gint32) (now.queue_us - began.queue_us);
  turns[n_turns++].end_us = now.wall_us;
}

static int
poll_and_note (GPollFD *fds,
               guint    n_fds,
               int      timeout_ms)
{
  int n_ready;

  note_turn ();
  n_ready = g_poll (fds, n_fds, timeout_ms);
  began = read_clocks ();
  return n_ready;
}

/* Programs that this one starts are left alone. */
__attribute__ ((constructor)) static void
begin (void)
{
  const char *path = g_getenv ("PORTUNUS_BENCH_FRAMES");
  int fd = path != NULL ? open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600) : -1;

  g_unsetenv ("LD_PRELOAD");
  if (fd < 0 || ftruncate (fd, (off_t) MAX_TURNS * (off_t) sizeof (Turn)) != 0)
    return;
  turns = mmap (NULL, (gsize) MAX_TURNS * sizeof (Turn), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  close (fd);
  schedstat = open ("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC);
  if (turns != MAP_FAILED && schedstat >= 0)
    g_main_context_set_poll_func (NULL, poll_and_note);
}
