/* portunus-lobby.c: this device waits for what others on the local network send
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-lobby.h"

#include <string.h>

#include "portunus-auto-accept.h"
#include "portunus-earlier-consent.h"
#include "portunus-engine-private.h"
#include "portunus-nearby-publisher.h"
#include "portunus-reception.h"

struct _PortunusLobby
{
  GObject                  parent_instance;

  /* Owned */
  PortunusEngine          *engine;
  char                    *directory;
  char                    *lane;
  PortunusReception       *reception;
  PortunusLink            *link;         /* of its room; NULL until it is there */
  char                    *address;
  PortunusNearbyPublisher *publisher;
  GNetworkMonitor         *monitor;

  PortunusConflictChoice   conflicts;
  gboolean                 is_once;
  gboolean                 always_announces;
  gboolean                 shows_name;   /* in the announcement */
  gboolean                 is_announced;
};

enum
{
  READY,
  ANNOUNCED,
  PROBLEM,
  ARRIVAL,
  FINISHED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusLobby, portunus_lobby, G_TYPE_OBJECT)

static void
stop_announcing (PortunusLobby *self)
{
  self->is_announced = FALSE;
  if (self->publisher == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->publisher, self);
  portunus_nearby_publisher_stop (self->publisher);
  g_clear_object (&self->publisher);
}

static gboolean
may_announce (PortunusLobby *self)
{
  PortunusSettings *settings = portunus_engine_get_settings (self->engine);

  if (self->always_announces)
    return TRUE;
  if (!portunus_settings_get_boolean (settings, PORTUNUS_SETTING_DISCOVERY))
    return FALSE;
  return !g_network_monitor_get_network_metered (self->monitor)
         || portunus_settings_get_boolean (settings, PORTUNUS_SETTING_DISCOVERY_METERED);
}

static void
published_cb (PortunusNearbyPublisher *publisher,
              PortunusLobby           *self)
{
  self->is_announced = TRUE;
  g_signal_emit (self, signals[ANNOUNCED], 0);
}

static void
problem_cb (PortunusNearbyPublisher *publisher,
            const GError            *error,
            PortunusLobby           *self)
{
  self->is_announced = FALSE;
  g_signal_emit (self, signals[PROBLEM], 0, error);
}

static void
start_announcing (PortunusLobby *self)
{
  PortunusSettings *settings = portunus_engine_get_settings (self->engine);
  PortunusNearbyText text = { .room = self->link->room, .fingerprint = self->link->fingerprint };

  self->shows_name = portunus_settings_get_boolean (settings, PORTUNUS_SETTING_DISCOVERY_NAME);
  if (self->shows_name)
    text.name = (char *) portunus_engine_get_device_name (self->engine);
  self->publisher = portunus_nearby_publisher_new (portunus_engine_get_nearby_id (self->engine), self->link->port,
                                                   &text);
  g_signal_connect_object (self->publisher, "published", G_CALLBACK (published_cb), self, 0);
  g_signal_connect_object (self->publisher, "problem", G_CALLBACK (problem_cb), self, 0);
  portunus_nearby_publisher_start (self->publisher);
}

/* Settings, network or room are other ones now. */
static void
announce_anew (PortunusLobby *self)
{
  stop_announcing (self);
  if (self->link == NULL)
    return;
  if (may_announce (self))
    start_announcing (self);
  else
    g_signal_emit (self, signals[PROBLEM], 0, NULL);
}

static gboolean
is_same_room (const PortunusLink *link,
              const PortunusLink *other)
{
  return other != NULL && strcmp (link->room, other->room) == 0 && link->port == other->port;
}

/* Others would see the device leave and come back with every setting that has nothing to do with it. */
static void
circumstances_changed_cb (PortunusLobby *self)
{
  PortunusSettings *settings = portunus_engine_get_settings (self->engine);
  gboolean is_same_name = self->shows_name == portunus_settings_get_boolean (settings, PORTUNUS_SETTING_DISCOVERY_NAME);

  if ((self->publisher != NULL) != may_announce (self) || (self->publisher != NULL && !is_same_name))
    announce_anew (self);
}

/* The addresses in an announcement are the daemon's concern. */
static void
take_link (PortunusLobby *self)
{
  g_autoptr (PortunusLink) link = portunus_link_parse (portunus_reception_get_link (self->reception), NULL);
  gboolean is_new = !is_same_room (link, self->link);

  g_free (self->address);
  self->address = g_strdup_printf (strchr (link->host, ':') != NULL ? "[%s]:%u" : "%s:%u", link->host, link->port);
  portunus_link_free (self->link);
  self->link = g_steal_pointer (&link);
  if (!is_new)
    return;
  portunus_host_set_lobby (portunus_engine_get_host (self->engine), self->link->room);
  announce_anew (self);
}

static void
ready_cb (PortunusReception *reception,
          PortunusLobby     *self)
{
  take_link (self);
  g_signal_emit (self, signals[READY], 0);
}

static void
link_changed_cb (PortunusReception *reception,
                 PortunusLobby     *self)
{
  take_link (self);
}

/* An arrival that was here before may have the folder of a rule, or one that is not the usual one any more. */
static void
offer_cb (PortunusArrival *arrival,
          PortunusOffer   *offer,
          PortunusLobby   *self)
{
  if (portunus_auto_accept_has_considered (arrival, offer) || portunus_earlier_consent_consider (arrival, offer))
    return;
  portunus_arrival_set_directory (arrival, self->directory);
  portunus_arrival_set_policy (arrival, self->conflicts.policy);
  portunus_auto_accept_consider (arrival, offer, self->directory, self->conflicts.is_asked);
}

static void
arrival_cb (PortunusReception *reception,
            PortunusArrival   *arrival,
            PortunusLobby     *self)
{
  g_signal_connect_object (arrival, "offer", G_CALLBACK (offer_cb), self, 0);
  g_signal_emit (self, signals[ARRIVAL], 0, arrival);
}

static void
finished_cb (PortunusReception *reception,
             GError            *error,
             PortunusLobby     *self)
{
  PortunusHost *host = portunus_engine_get_host (self->engine);

  stop_announcing (self);
  if (host != NULL)
    portunus_host_set_lobby (host, NULL);
  g_signal_emit (self, signals[FINISHED], 0, error);
}

/**
 * portunus_lobby_start:
 * @self: a new lobby
 *
 * Opens the room and announces it. Call it once, after connecting the signals.
 */
void
portunus_lobby_start (PortunusLobby *self)
{
  const PortunusReceptionOptions options = {
    .directory = self->directory,
    .policy = self->conflicts.policy,
    .is_nearby = TRUE,
    .is_once = self->is_once,
    .lane = self->lane,
  };

  g_return_if_fail (PORTUNUS_IS_LOBBY (self) && self->reception == NULL);

  self->monitor = g_object_ref (g_network_monitor_get_default ());
  g_signal_connect_object (self->monitor, "notify::network-metered", G_CALLBACK (circumstances_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (portunus_engine_get_settings (self->engine), "changed",
                           G_CALLBACK (circumstances_changed_cb), self, G_CONNECT_SWAPPED);
  self->reception = portunus_reception_new (self->engine, &options);
  g_signal_connect_object (self->reception, "ready", G_CALLBACK (ready_cb), self, 0);
  g_signal_connect_object (self->reception, "link-changed", G_CALLBACK (link_changed_cb), self, 0);
  g_signal_connect_object (self->reception, "arrival", G_CALLBACK (arrival_cb), self, 0);
  g_signal_connect_object (self->reception, "finished", G_CALLBACK (finished_cb), self, 0);
  portunus_reception_start (self->reception);
}

/**
 * portunus_lobby_cancel:
 * @self: a lobby that was started
 *
 * Stops; what arrived stays.
 */
void
portunus_lobby_cancel (PortunusLobby *self)
{
  g_return_if_fail (PORTUNUS_IS_LOBBY (self) && self->reception != NULL);

  stop_announcing (self);
  portunus_reception_cancel (self->reception);
}

/**
 * portunus_lobby_set_directory:
 * @self: a lobby
 * @directory: (type filename): where files go from now on, unless a rule of the device book says otherwise
 */
void
portunus_lobby_set_directory (PortunusLobby *self,
                              const char    *directory)
{
  g_return_if_fail (PORTUNUS_IS_LOBBY (self));

  g_free (self->directory);
  self->directory = g_strdup (directory);
}

/**
 * portunus_lobby_set_conflicts:
 * @self: a lobby
 * @conflicts: what to do where a file exists, from now on
 */
void
portunus_lobby_set_conflicts (PortunusLobby                *self,
                              const PortunusConflictChoice *conflicts)
{
  g_return_if_fail (PORTUNUS_IS_LOBBY (self));

  self->conflicts = *conflicts;
}

/**
 * portunus_lobby_get_address:
 * @self: a lobby
 *
 * Returns: (nullable): where others reach it who cannot find it, as HOST:PORT; %NULL before "ready"
 */
const char *
portunus_lobby_get_address (PortunusLobby *self)
{
  return self->address;
}

/**
 * portunus_lobby_is_announced:
 * @self: a lobby
 *
 * Returns: whether others can find it
 */
gboolean
portunus_lobby_is_announced (PortunusLobby *self)
{
  return self->is_announced;
}

static void
portunus_lobby_dispose (GObject *object)
{
  PortunusLobby *self = PORTUNUS_LOBBY (object);

  stop_announcing (self);
  g_clear_object (&self->reception);
  g_clear_object (&self->monitor);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (portunus_lobby_parent_class)->dispose (object);
}

static void
portunus_lobby_finalize (GObject *object)
{
  PortunusLobby *self = PORTUNUS_LOBBY (object);

  g_free (self->directory);
  g_free (self->lane);
  portunus_link_free (self->link);
  g_free (self->address);

  G_OBJECT_CLASS (portunus_lobby_parent_class)->finalize (object);
}

static void
portunus_lobby_class_init (PortunusLobbyClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = portunus_lobby_dispose;
  object_class->finalize = portunus_lobby_finalize;

  signals[READY] = g_signal_new ("ready", PORTUNUS_TYPE_LOBBY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
  signals[ANNOUNCED] = g_signal_new ("announced", PORTUNUS_TYPE_LOBBY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 0);
  signals[PROBLEM] = g_signal_new ("problem", PORTUNUS_TYPE_LOBBY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_ERROR);
  signals[ARRIVAL] = g_signal_new ("arrival", PORTUNUS_TYPE_LOBBY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, PORTUNUS_TYPE_ARRIVAL);
  signals[FINISHED] = g_signal_new ("finished", PORTUNUS_TYPE_LOBBY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
portunus_lobby_init (PortunusLobby *self)
{
}

/**
 * portunus_lobby_new:
 * @engine: an engine that was started
 * @options: where to put what comes; copied
 *
 * Returns: (transfer full): a lobby that was not started
 */
PortunusLobby *
portunus_lobby_new (PortunusEngine             *engine,
                    const PortunusLobbyOptions *options)
{
  PortunusLobby *self = g_object_new (PORTUNUS_TYPE_LOBBY, NULL);

  self->engine = g_object_ref (engine);
  self->directory = g_strdup (options->directory);
  self->conflicts = options->conflicts;
  self->lane = g_strdup (options->lane);
  self->is_once = options->is_once;
  self->always_announces = options->always_announces;
  return self;
}
