/* portunus-knock-race.c: knocks at several doors at once, until the right device opens
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-knock-race.h"

#include "portunus-knock.h"

/* Doors that are knocked at at once. */
#define MAX_KNOCKS 4

struct _PortunusKnockRace
{
  GObject         parent_instance;

  /* Owned */
  PortunusEngine *engine;
  GPtrArray      *lane_factories;
  char           *lane;
  GBytes         *pin;     /* the key that the device must have, once it is known */
  GHashTable     *knocks;  /* PortunusKnock → where it knocks, as text */
  GHashTable     *spent;   /* where it was tried, as text, until the next round */
  GHashTable     *others;  /* where another device proved to be, as text */

  /* Borrowed from @knocks */
  PortunusKnock  *winner;
};

enum
{
  WON,
  MISSED,
  LOST,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusKnockRace, portunus_knock_race, G_TYPE_OBJECT)

static void
drop_knock (PortunusKnockRace *self,
            PortunusKnock     *knock)
{
  g_signal_handlers_disconnect_by_data (knock, self);
  portunus_knock_stop (knock);
  if (knock == self->winner)
    self->winner = NULL;
  g_hash_table_remove (self->knocks, knock);
}

static void
drop_losers (PortunusKnockRace *self)
{
  g_autoptr (GList) knocks = g_hash_table_get_keys (self->knocks);

  for (GList *l = knocks; l != NULL; l = l->next)
    if (l->data != self->winner)
      drop_knock (self, l->data);
}

static void
authenticated_cb (PortunusKnock     *knock,
                  PortunusSession   *session,
                  PortunusKnockRace *self)
{
  self->winner = knock;
  drop_losers (self);
  if (self->pin == NULL)
    self->pin = g_bytes_new (portunus_session_get_peer_key (session), PORTUNUS_DEVICE_KEY_SIZE);
  g_signal_emit (self, signals[WON], 0, session);
}

static void
over_cb (PortunusKnock     *knock,
         GError            *error,
         PortunusKnockRace *self)
{
  g_autofree char *where = g_strdup (g_hash_table_lookup (self->knocks, knock));
  gboolean was_winner = knock == self->winner;

  drop_knock (self, knock);
  if (was_winner)
    {
      g_signal_emit (self, signals[LOST], 0, error);
      return;
    }
  if (error != NULL)
    g_debug ("A knock came to nothing: %s", error->message);
  if (g_error_matches (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_OTHER_DEVICE))
    g_hash_table_add (self->others, g_steal_pointer (&where));
  g_signal_emit (self, signals[MISSED], 0, error);
}

/* An announcement changes with the room, so that a device that was started anew is tried anew. */
static char *
describe (const PortunusLink *link)
{
  return g_strdup_printf ("%s %u %s", link->host, link->port, link->room);
}

static void
portunus_knock_race_dispose (GObject *object)
{
  PortunusKnockRace *self = PORTUNUS_KNOCK_RACE (object);

  portunus_knock_race_stop (self);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (portunus_knock_race_parent_class)->dispose (object);
}

static void
portunus_knock_race_finalize (GObject *object)
{
  PortunusKnockRace *self = PORTUNUS_KNOCK_RACE (object);

  g_ptr_array_unref (self->lane_factories);
  g_free (self->lane);
  g_clear_pointer (&self->pin, g_bytes_unref);
  g_hash_table_unref (self->knocks);
  g_hash_table_unref (self->spent);
  g_hash_table_unref (self->others);

  G_OBJECT_CLASS (portunus_knock_race_parent_class)->finalize (object);
}

static void
portunus_knock_race_class_init (PortunusKnockRaceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = portunus_knock_race_dispose;
  object_class->finalize = portunus_knock_race_finalize;

  signals[WON] = g_signal_new ("won", PORTUNUS_TYPE_KNOCK_RACE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 1, PORTUNUS_TYPE_SESSION);
  signals[MISSED] = g_signal_new ("missed", PORTUNUS_TYPE_KNOCK_RACE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_ERROR);
  signals[LOST] = g_signal_new ("lost", PORTUNUS_TYPE_KNOCK_RACE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
portunus_knock_race_init (PortunusKnockRace *self)
{
  self->knocks = g_hash_table_new_full (NULL, NULL, g_object_unref, g_free);
  self->spent = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->others = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * portunus_knock_race_new:
 * @engine: an engine that was started
 * @pin: (nullable): the only public key that counts
 * @lane_factories: (element-type PortunusLaneFactory): those that need no room
 * @lane: (nullable): the only kind of lane to use
 *
 * Returns: (transfer full): a race in its first round
 */
PortunusKnockRace *
portunus_knock_race_new (PortunusEngine *engine,
                         GBytes         *pin,
                         GPtrArray      *lane_factories,
                         const char     *lane)
{
  PortunusKnockRace *self = g_object_new (PORTUNUS_TYPE_KNOCK_RACE, NULL);

  self->engine = g_object_ref (engine);
  self->pin = pin != NULL ? g_bytes_ref (pin) : NULL;
  self->lane_factories = g_ptr_array_ref (lane_factories);
  self->lane = g_strdup (lane);
  return self;
}

/**
 * portunus_knock_race_begin_round:
 * @self: a race
 *
 * From now on doors that were tried may be tried again.
 */
void
portunus_knock_race_begin_round (PortunusKnockRace *self)
{
  g_return_if_fail (PORTUNUS_IS_KNOCK_RACE (self));

  g_hash_table_remove_all (self->spent);
}

/**
 * portunus_knock_race_enter:
 * @self: a race
 * @link: the room in which the device may wait, without a secret
 *
 * Knocks there. Does nothing where there is a winner, where it knocks at as many doors as it may, and at a door that
 * was tried in this round or proved to be another device's.
 */
void
portunus_knock_race_enter (PortunusKnockRace  *self,
                           const PortunusLink *link)
{
  const PortunusKnockOptions options = {
    .link = link,
    .pin = self->pin,
    .lane_factories = self->lane_factories,
    .lane = self->lane,
  };
  g_autofree char *where = describe (link);
  PortunusKnock *knock;

  if (self->winner != NULL || g_hash_table_size (self->knocks) >= MAX_KNOCKS
      || g_hash_table_contains (self->others, where) || !g_hash_table_add (self->spent, g_strdup (where)))
    return;
  knock = portunus_knock_new (self->engine, &options);
  g_hash_table_insert (self->knocks, knock, g_steal_pointer (&where));
  g_signal_connect_object (knock, "authenticated", G_CALLBACK (authenticated_cb), self, 0);
  g_signal_connect_object (knock, "over", G_CALLBACK (over_cb), self, 0);
  portunus_knock_start (knock);
}

/**
 * portunus_knock_race_is_running:
 * @self: a race
 *
 * Returns: whether somebody may be about to answer
 */
gboolean
portunus_knock_race_is_running (PortunusKnockRace *self)
{
  g_return_val_if_fail (PORTUNUS_IS_KNOCK_RACE (self), FALSE);

  return g_hash_table_size (self->knocks) > 0;
}

/**
 * portunus_knock_race_has_winner:
 * @self: a race
 *
 * Returns: whether the device was found, and is still there
 */
gboolean
portunus_knock_race_has_winner (PortunusKnockRace *self)
{
  g_return_val_if_fail (PORTUNUS_IS_KNOCK_RACE (self), FALSE);

  return self->winner != NULL;
}

/**
 * portunus_knock_race_has_pin:
 * @self: a race
 *
 * Returns: whether it is known whose key counts: it was given, or somebody won
 */
gboolean
portunus_knock_race_has_pin (PortunusKnockRace *self)
{
  g_return_val_if_fail (PORTUNUS_IS_KNOCK_RACE (self), FALSE);

  return self->pin != NULL;
}

/**
 * portunus_knock_race_stop:
 * @self: a race
 *
 * Gives up all knocks, the winner's too. A second call does nothing.
 */
void
portunus_knock_race_stop (PortunusKnockRace *self)
{
  g_return_if_fail (PORTUNUS_IS_KNOCK_RACE (self));

  self->winner = NULL;
  drop_losers (self);
}
