/* portunus-approach.c: the way to one device on the local network: finding it, and finding it again
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-approach.h"

#include <string.h>

#include "portunus-context.h"
#include "portunus-engine-private.h"
#include "portunus-knock-race.h"
#include "portunus-room-api.h"

/* How long a device is looked for that was not met yet, after the network had its say, and one that was. */
#define SEARCH_MS        8000
#define MAX_EXTENSIONS   2
#define ABSENT_TIMEOUT_S (10 * 60)

#define RETRY_MIN_MS 300
#define RETRY_MAX_MS 5000

struct _PortunusApproach
{
  GObject                parent_instance;

  /* Owned */
  PortunusEngine        *engine;
  PortunusTarget        *target;
  PortunusKnockRace     *race;
  PortunusNearbyBrowser *browser;
  GCancellable          *cancellable;
  GSource               *deadline;
  GSource               *retry;
  GError                *error;         /* why the last knock came to nothing */

  guint                  retry_ms;
  guint                  n_extensions;  /* of the deadline */
  gboolean               is_met;
  gboolean               was_open;      /* a session, so that there is a way */
  gboolean               is_asking;     /* the address for its room */
  gboolean               is_stopped;
};

enum
{
  AUTHENTICATED,
  FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusApproach, portunus_approach, G_TYPE_OBJECT)

static void look (PortunusApproach *self);

static GSource *
attach_timeout (PortunusApproach *self,
                guint             timeout_ms,
                GSourceFunc       callback)
{
  GSource *source = g_timeout_source_new (timeout_ms);

  g_source_set_callback (source, callback, self, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
  return source;
}

/* The one way out. */
static void
fail (PortunusApproach *self,
      const GError     *error)
{
  g_autoptr (PortunusApproach) guard = g_object_ref (self);

  if (self->is_stopped)
    return;
  portunus_approach_stop (self);
  g_signal_emit (self, signals[FAILED], 0, error);
}

/* Somebody with the right name and the wrong key says more than that nobody was found. */
static void
fail_not_found (PortunusApproach *self)
{
  g_autoptr (GError) error = NULL;

  if (self->error != NULL)
    error = g_error_copy (self->error);
  else
    error = g_error_new_literal (PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_NOT_FOUND,
                                 "The device was not found on this network: is it on, and does it wait for others?");
  fail (self, error);
}

static gboolean
deadline_cb (gpointer user_data)
{
  PortunusApproach *self = user_data;

  portunus_clear_source (&self->deadline);
  /* Somebody may be about to answer. */
  if (!self->is_met && (self->is_asking || portunus_knock_race_is_running (self->race))
      && self->n_extensions++ < MAX_EXTENSIONS)
    self->deadline = attach_timeout (self, SEARCH_MS, deadline_cb);
  else
    fail_not_found (self);
  return G_SOURCE_REMOVE;
}

static gboolean
retry_cb (gpointer user_data)
{
  PortunusApproach *self = user_data;

  portunus_clear_source (&self->retry);
  portunus_knock_race_begin_round (self->race);
  look (self);
  return G_SOURCE_REMOVE;
}

static void
schedule_retry (PortunusApproach *self)
{
  if (self->retry != NULL)
    return;
  self->retry_ms = CLAMP (2 * self->retry_ms, RETRY_MIN_MS, RETRY_MAX_MS);
  self->retry = attach_timeout (self, self->retry_ms, retry_cb);
}

static void
note_error (PortunusApproach *self,
            const GError     *error)
{
  if (error == NULL
      || g_error_matches (self->error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_OTHER_DEVICE))
    return;
  g_clear_error (&self->error);
  self->error = g_error_copy (error);
}

static void
opened_cb (PortunusApproach *self)
{
  self->was_open = TRUE;
}

static void
won_cb (PortunusKnockRace *race,
        PortunusSession   *session,
        PortunusApproach  *self)
{
  self->is_met = TRUE;
  portunus_clear_source (&self->deadline);
  portunus_clear_source (&self->retry);
  g_clear_error (&self->error);
  g_signal_connect_object (session, "opened", G_CALLBACK (opened_cb), self, G_CONNECT_SWAPPED);
  g_signal_emit (self, signals[AUTHENTICATED], 0, session);
}

/* Who uses the session knows why it was closed, and stops us where the device is not to be found again. */
static void
lost_cb (PortunusKnockRace *race,
         GError            *error,
         PortunusApproach  *self)
{
  if (!self->was_open)
    {
      note_error (self, error);
      fail_not_found (self);
      return;
    }
  self->retry_ms = 0;
  portunus_knock_race_begin_round (self->race);
  self->error = g_error_new_literal (PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST,
                                     "The device did not come back");
  self->deadline = attach_timeout (self, ABSENT_TIMEOUT_S * 1000, deadline_cb);
  schedule_retry (self);
}

static void
missed_cb (PortunusKnockRace *race,
           GError            *error,
           PortunusApproach  *self)
{
  if (!self->is_met)
    note_error (self, error);
  if (self->target->address != NULL
      && g_error_matches (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_OTHER_DEVICE))
    fail_not_found (self);
  else
    schedule_retry (self);
}

/* Where it calls itself as it did before, it is most likely to be. */
static gboolean
has_familiar_name (PortunusApproach     *self,
                   PortunusNearbyDevice *device)
{
  const char *name = portunus_nearby_device_get_name (device);

  return self->target->known != NULL && name != NULL && portunus_known_device_has_name (self->target->known, name);
}

/* The announcement that was chosen; and once it is known whose key counts, all of them: it may have another by now. */
static gboolean
may_be_meant (PortunusApproach     *self,
              PortunusNearbyDevice *device)
{
  if (portunus_knock_race_has_pin (self->race))
    return TRUE;
  return self->target->nearby != NULL
         && strcmp (portunus_nearby_device_get_id (self->target->nearby), portunus_nearby_device_get_id (device)) == 0;
}

static void
knock_at_nearby (PortunusApproach *self,
                 gboolean          only_familiar)
{
  GListModel *devices = portunus_nearby_browser_get_devices (self->browser);

  for (guint i = 0; i < g_list_model_get_n_items (devices); i++)
    {
      g_autoptr (PortunusNearbyDevice) device = g_list_model_get_item (devices, i);
      g_autoptr (PortunusLink) link = NULL;

      if (!may_be_meant (self, device) || (only_familiar && !has_familiar_name (self, device)))
        continue;
      link = portunus_nearby_device_make_link (device);
      portunus_knock_race_enter (self->race, link);
    }
}

static void
asked_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (PortunusApproach) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (PortunusLink) link = portunus_room_api_find_lobby_finish (result, &error);

  self->is_asking = FALSE;
  if (self->is_stopped)
    return;
  if (link != NULL)
    {
      portunus_knock_race_enter (self->race, link);
      return;
    }
  if (!self->is_met)
    note_error (self, error);
  schedule_retry (self);
}

static void
look (PortunusApproach *self)
{
  if (self->is_stopped || portunus_knock_race_has_winner (self->race))
    return;
  if (self->browser != NULL)
    {
      knock_at_nearby (self, TRUE);
      knock_at_nearby (self, FALSE);
    }
  if (self->target->address == NULL || self->is_asking)
    return;
  self->is_asking = TRUE;
  portunus_room_api_find_lobby_async (self->target->address, self->cancellable, asked_cb, g_object_ref (self));
}

static void
devices_changed_cb (PortunusApproach *self)
{
  if (!self->is_stopped && !portunus_knock_race_has_winner (self->race) && self->retry == NULL)
    look (self);
}

static void
problem_cb (PortunusNearbyBrowser *browser,
            const GError          *error,
            PortunusApproach      *self)
{
  g_autoptr (GError) problem = NULL;

  if (error == NULL || self->is_met)
    return;
  problem = g_error_new_literal (PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_NOT_FOUND, error->message);
  fail (self, problem);
}

static void
browse (PortunusApproach *self)
{
  self->browser = portunus_engine_new_browser (self->engine);
  g_signal_connect_object (portunus_nearby_browser_get_devices (self->browser), "items-changed",
                           G_CALLBACK (devices_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->browser, "problem", G_CALLBACK (problem_cb), self, 0);
  portunus_nearby_browser_start (self->browser);
}

/**
 * portunus_approach_start:
 * @self: a new approach
 *
 * Call it once, after connecting the signals.
 */
void
portunus_approach_start (PortunusApproach *self)
{
  g_return_if_fail (PORTUNUS_IS_APPROACH (self));

  self->deadline = attach_timeout (self, SEARCH_MS, deadline_cb);
  /* What was announced a moment ago needs no second announcement. */
  if (self->target->nearby != NULL)
    {
      g_autoptr (PortunusLink) link = portunus_nearby_device_make_link (self->target->nearby);

      portunus_knock_race_enter (self->race, link);
    }
  if (self->target->address == NULL)
    browse (self);
  look (self);
}

/**
 * portunus_approach_stop:
 * @self: an approach
 *
 * Looks no more. A second call does nothing.
 */
void
portunus_approach_stop (PortunusApproach *self)
{
  g_return_if_fail (PORTUNUS_IS_APPROACH (self));

  self->is_stopped = TRUE;
  g_cancellable_cancel (self->cancellable);
  portunus_clear_source (&self->deadline);
  portunus_clear_source (&self->retry);
  if (self->race != NULL)
    portunus_knock_race_stop (self->race);
  if (self->browser != NULL)
    portunus_nearby_browser_stop (self->browser);
  g_clear_object (&self->browser);
}

static void
portunus_approach_dispose (GObject *object)
{
  PortunusApproach *self = PORTUNUS_APPROACH (object);

  portunus_approach_stop (self);
  g_clear_object (&self->race);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (portunus_approach_parent_class)->dispose (object);
}

static void
portunus_approach_finalize (GObject *object)
{
  PortunusApproach *self = PORTUNUS_APPROACH (object);

  portunus_target_free (self->target);
  g_object_unref (self->cancellable);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (portunus_approach_parent_class)->finalize (object);
}

static void
portunus_approach_class_init (PortunusApproachClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = portunus_approach_dispose;
  object_class->finalize = portunus_approach_finalize;

  signals[AUTHENTICATED] = g_signal_new ("authenticated", PORTUNUS_TYPE_APPROACH, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 1, PORTUNUS_TYPE_SESSION);
  signals[FAILED] = g_signal_new ("failed", PORTUNUS_TYPE_APPROACH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
portunus_approach_init (PortunusApproach *self)
{
  self->cancellable = g_cancellable_new ();
}

/**
 * portunus_approach_new:
 * @engine: an engine that was started
 * @target: which device; copied
 * @lane_factories: (element-type PortunusLaneFactory): those that need no room
 * @lane: (nullable): the only kind of lane to use
 *
 * Returns: (transfer full): an approach that was not started
 */
PortunusApproach *
portunus_approach_new (PortunusEngine       *engine,
                       const PortunusTarget *target,
                       GPtrArray            *lane_factories,
                       const char           *lane)
{
  PortunusApproach *self = g_object_new (PORTUNUS_TYPE_APPROACH, NULL);
  g_autoptr (GBytes) pin = NULL;

  g_return_val_if_fail (portunus_target_is_given (target), self);

  self->engine = g_object_ref (engine);
  self->target = portunus_target_copy (target);
  if (target->known != NULL)
    pin = g_bytes_new (portunus_known_device_get_key (target->known), PORTUNUS_DEVICE_KEY_SIZE);
  self->race = portunus_knock_race_new (engine, pin, lane_factories, lane);
  g_signal_connect_object (self->race, "won", G_CALLBACK (won_cb), self, 0);
  g_signal_connect_object (self->race, "missed", G_CALLBACK (missed_cb), self, 0);
  g_signal_connect_object (self->race, "lost", G_CALLBACK (lost_cb), self, 0);
  return self;
}
