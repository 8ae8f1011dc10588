/* portunus-relay-pair.c: two ends of a relay and what passes between them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-relay-pair.h"

#include "portunus-context.h"

/* Where an end is held back, and where it goes on. */
#define HIGH_WATER (256 * 1024)
#define LOW_WATER (128 * 1024)
/* Small messages cost more than their bytes: after so many of them an end waits until all are gone. */
#define MAX_MESSAGES 1024

/* One direction: what @from sends goes to @to. */
typedef struct
{
  PortunusRelayPair *pair;
  PortunusRelayEnd  *from;
  PortunusRelayEnd  *to;
  GSource           *stuck;
  GSource           *pace;
  guint64            low;
  guint64            n_stuck;
  guint              n_messages;    /* since nothing waited */
  gboolean           is_held;
  gboolean           is_last;       /* nothing more comes from @from */
} Direction;

struct _PortunusRelayPair
{
  GObject             parent_instance;

  /* Owned */
  PortunusRelayEnd   *ends[2];

  /* Borrowed */
  PortunusRelayBooks *books;

  Direction           directions[2];
  PortunusPace   pace;
  guint               n_over;
};

enum
{
  OVER,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusRelayPair, portunus_relay_pair, G_TYPE_OBJECT)

static GSource *
attach (GSource     *source,
        Direction   *direction,
        GSourceFunc  callback)
{
  g_source_set_callback (source, callback, direction, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
  return source;
}

/* Nothing is added while the other end is held, so what waits can only become less. */
static gboolean
stuck_cb (gpointer user_data)
{
  Direction *direction = user_data;
  g_autoptr (PortunusRelayPair) keep = g_object_ref (direction->pair);
  guint64 n_queued = portunus_relay_end_get_n_queued (direction->to);

  if (n_queued < direction->n_stuck)
    {
      direction->n_stuck = n_queued;
      return G_SOURCE_CONTINUE;
    }
  portunus_clear_source (&direction->stuck);
  portunus_relay_end_cut (direction->to, PORTUNUS_RELAY_FAILURE_TOO_SLOW);
  return G_SOURCE_REMOVE;
}

static void
hold (Direction *direction,
      guint64    low)
{
  direction->is_held = TRUE;
  direction->low = low;
  direction->n_stuck = portunus_relay_end_get_n_queued (direction->to);
  portunus_relay_end_set_paused (direction->from, PORTUNUS_RELAY_PAUSE_QUEUE, TRUE);
  portunus_relay_end_watch_queue (direction->to, low);
  if (direction->stuck == NULL)
    direction->stuck = attach (g_timeout_source_new_seconds (direction->pair->books->patience_seconds), direction,
                               stuck_cb);
}

static gboolean
pace_cb (gpointer user_data)
{
  Direction *direction = user_data;

  portunus_clear_source (&direction->pace);
  portunus_relay_end_set_paused (direction->from, PORTUNUS_RELAY_PAUSE_PACE, FALSE);
  return G_SOURCE_REMOVE;
}

static void
keep_pace (Direction *direction,
           gsize      n_bytes)
{
  PortunusRelayPair *self = direction->pair;
  gint64 now_us = g_get_monotonic_time ();
  guint own_ms = portunus_pace_take (&self->pace, n_bytes, now_us);
  guint all_ms = portunus_pace_take (&self->books->pace, n_bytes, now_us);

  if (MAX (own_ms, all_ms) == 0)
    return;
  portunus_clear_source (&direction->pace);
  portunus_relay_end_set_paused (direction->from, PORTUNUS_RELAY_PAUSE_PACE, TRUE);
  direction->pace = attach (g_timeout_source_new (MAX (own_ms, all_ms)), direction, pace_cb);
}

static Direction *
get_direction_from (PortunusRelayPair *self,
                    PortunusRelayEnd  *end)
{
  return &self->directions[end == self->ends[0] ? 0 : 1];
}

static Direction *
get_direction_to (PortunusRelayPair *self,
                  PortunusRelayEnd  *end)
{
  return &self->directions[end == self->ends[0] ? 1 : 0];
}

static void
message_cb (PortunusRelayEnd  *end,
            GBytes            *message,
            PortunusRelayPair *self)
{
  g_autoptr (PortunusRelayPair) keep = g_object_ref (self);
  Direction *direction = get_direction_from (self, end);
  gsize n_bytes = g_bytes_get_size (message);
  guint64 n_queued;

  if (portunus_relay_end_get_n_queued (direction->to) == 0)
    direction->n_messages = 0;
  portunus_metrics_add (self->books->metrics, PORTUNUS_METRIC_RELAY_BYTES, n_bytes, NULL);
  direction->n_messages++;
  portunus_relay_end_send (direction->to, message);
  keep_pace (direction, n_bytes);
  n_queued = portunus_relay_end_get_n_queued (direction->to);
  if (direction->is_held)
    return;
  if (n_queued > HIGH_WATER)
    hold (direction, LOW_WATER);
  else if (direction->n_messages >= MAX_MESSAGES && n_queued > 0)
    hold (direction, 0);
}

static void
drained_cb (PortunusRelayEnd  *end,
            PortunusRelayPair *self)
{
  g_autoptr (PortunusRelayPair) keep = g_object_ref (self);
  Direction *direction = get_direction_to (self, end);

  portunus_clear_source (&direction->stuck);
  direction->is_held = FALSE;
  if (direction->low == 0)
    direction->n_messages = 0;
  if (direction->is_last)
    portunus_relay_end_fail (end, PORTUNUS_RELAY_FAILURE_PEER_GONE);
  else
    portunus_relay_end_set_paused (direction->from, PORTUNUS_RELAY_PAUSE_QUEUE, FALSE);
}

/* What was said before still goes out. */
static void
leave_other (Direction *direction)
{
  direction->is_last = TRUE;
  portunus_clear_source (&direction->pace);
  if (portunus_relay_end_get_n_queued (direction->to) > 0)
    hold (direction, 0);
  else
    portunus_relay_end_fail (direction->to, PORTUNUS_RELAY_FAILURE_PEER_GONE);
}

static void
over_cb (PortunusRelayEnd  *end,
         PortunusRelayPair *self)
{
  g_autoptr (PortunusRelayPair) keep = g_object_ref (self);
  Direction *to = get_direction_to (self, end);

  portunus_clear_source (&to->stuck);
  portunus_clear_source (&to->pace);
  self->n_over++;
  if (self->n_over == 1)
    leave_other (get_direction_from (self, end));
  else
    g_signal_emit (self, signals[OVER], 0);
}

static void
count (PortunusRelayBooks *books,
       int                 n_pairs)
{
  books->n_pairs += n_pairs;
  portunus_metrics_set (books->metrics, PORTUNUS_METRIC_RELAYS, books->n_pairs, NULL);
}

static void
portunus_relay_pair_dispose (GObject *object)
{
  PortunusRelayPair *self = PORTUNUS_RELAY_PAIR (object);

  for (guint i = 0; i < G_N_ELEMENTS (self->ends); i++)
    {
      portunus_clear_source (&self->directions[i].stuck);
      portunus_clear_source (&self->directions[i].pace);
      if (self->ends[i] != NULL)
        g_signal_handlers_disconnect_by_data (self->ends[i], self);
      g_clear_object (&self->ends[i]);
    }
  if (self->books != NULL)
    count (self->books, -1);
  self->books = NULL;

  G_OBJECT_CLASS (portunus_relay_pair_parent_class)->dispose (object);
}

static void
portunus_relay_pair_class_init (PortunusRelayPairClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = portunus_relay_pair_dispose;

  signals[OVER] = g_signal_new ("over", PORTUNUS_TYPE_RELAY_PAIR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);
}

static void
portunus_relay_pair_init (PortunusRelayPair *self)
{
}

/**
 * portunus_relay_pair_new:
 * @one: an end that was named
 * @other: another of the same name
 * @per_second: how many bytes a second may pass; 0 for no limit
 * @books: what pairs share; outlives the pair
 *
 * Tells both ends that they are paired.
 *
 * Returns: (transfer full): the pair
 */
PortunusRelayPair *
portunus_relay_pair_new (PortunusRelayEnd   *one,
                         PortunusRelayEnd   *other,
                         guint64             per_second,
                         PortunusRelayBooks *books)
{
  PortunusRelayPair *self = g_object_new (PORTUNUS_TYPE_RELAY_PAIR, NULL);
  PortunusRelayEnd *ends[] = { one, other };

  self->books = books;
  self->pace.per_second = per_second;
  count (books, 1);
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      self->ends[i] = g_object_ref (ends[i]);
      self->directions[i] = (Direction) { .pair = self, .from = ends[i], .to = ends[1 - i] };
      g_signal_connect (ends[i], "message", G_CALLBACK (message_cb), self);
      g_signal_connect (ends[i], "drained", G_CALLBACK (drained_cb), self);
      g_signal_connect (ends[i], "over", G_CALLBACK (over_cb), self);
    }
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    portunus_relay_end_pair (ends[i]);
  return self;
}

/**
 * portunus_relay_pair_fail:
 * @self: a pair
 * @failure: why
 *
 * Closes both ends.
 */
void
portunus_relay_pair_fail (PortunusRelayPair    *self,
                          PortunusRelayFailure  failure)
{
  g_autoptr (PortunusRelayPair) keep = g_object_ref (self);

  for (guint i = 0; i < G_N_ELEMENTS (self->ends); i++)
    {
      portunus_clear_source (&self->directions[i].stuck);
      portunus_clear_source (&self->directions[i].pace);
      g_signal_handlers_disconnect_by_data (self->ends[i], self);
    }
  for (guint i = 0; i < G_N_ELEMENTS (self->ends); i++)
    portunus_relay_end_fail (self->ends[i], failure);
  g_signal_emit (self, signals[OVER], 0);
}
