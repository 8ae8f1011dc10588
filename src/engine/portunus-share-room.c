/* portunus-share-room.c: the room in which a share waits for its peers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-share-room.h"

#include <string.h>

#include "portunus-engine-private.h"
#include "portunus-error.h"
#include "portunus-https-lane-factory.h"
#include "portunus-https-lane.h"
#include "portunus-meeting.h"
#include "portunus-room-client.h"
#include "portunus-room-keys.h"
#include "portunus-stretch.h"
#include "portunus-transfer-error.h"

#define REJOIN_MIN_MS 500
#define REJOIN_MAX_MS 10000

struct _PortunusShareRoom
{
  GObject              parent_instance;

  /* Owned */
  PortunusEngine      *engine;
  char                *given;
  char                *server;
  PortunusHostedRoom  *room;
  PortunusRoomKeys    *keys;
  char                *link;
  char                *code;
  GPtrArray           *lane_factories;
  char                *lane;
  PortunusMeeting     *meeting;
  GCancellable        *cancellable;
  GNetworkMonitor     *monitor;
  GSource             *rejoin;

  guint                rejoin_ms;
  PortunusSessionRole  role;
  gboolean             with_code;
  gboolean             is_ready;
  gboolean             is_lost;       /* the room is to be replaced */
  gboolean             is_shown;      /* link and code are those of this room */
  gboolean             is_closed;
  gboolean             has_sizes;
};

enum
{
  READY,
  LINK_CHANGED,
  AUTHENTICATED,
  WRONG_CODE_TRIED,
  FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusShareRoom, portunus_share_room, G_TYPE_OBJECT)

static void make (PortunusShareRoom *self);
static void join (PortunusShareRoom *self);

static void
clear_rejoin (PortunusShareRoom *self)
{
  if (self->rejoin != NULL)
    g_source_destroy (self->rejoin);
  g_clear_pointer (&self->rejoin, g_source_unref);
}

static void
drop_meeting (PortunusShareRoom *self)
{
  if (self->meeting == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->meeting, self);
  portunus_meeting_leave (self->meeting);
  g_clear_object (&self->meeting);
}

static void
fail (PortunusShareRoom *self,
      const GError      *error)
{
  g_autoptr (PortunusShareRoom) guard = g_object_ref (self);

  portunus_share_room_close (self);
  g_signal_emit (self, signals[FAILED], 0, error);
}

static void
authenticated_cb (PortunusMeeting   *meeting,
                  PortunusSession   *session,
                  PortunusShareRoom *self)
{
  portunus_room_keys_give_pass (self->keys, session);
  g_signal_emit (self, signals[AUTHENTICATED], 0, session);
}

static void
wrong_code_cb (PortunusMeeting   *meeting,
               guint              n_left,
               PortunusShareRoom *self)
{
  portunus_room_keys_count_wrong_code (self->keys, n_left);
  if (n_left == 0)
    portunus_engine_close_code (self->engine, self->room);
  g_signal_emit (self, signals[WRONG_CODE_TRIED], 0, n_left);
}

static gboolean
rejoin_cb (gpointer user_data)
{
  PortunusShareRoom *self = user_data;

  clear_rejoin (self);
  if (self->is_lost)
    make (self);
  else
    join (self);
  return G_SOURCE_REMOVE;
}

static void
schedule_rejoin (PortunusShareRoom *self)
{
  self->rejoin = g_timeout_source_new (self->rejoin_ms);
  g_source_set_callback (self->rejoin, rejoin_cb, self, NULL);
  g_source_attach (self->rejoin, g_main_context_get_thread_default ());
  self->rejoin_ms = MIN (2 * self->rejoin_ms, REJOIN_MAX_MS);
}

/* A server that was started anew knows nothing of its rooms, and perhaps has another certificate. */
static gboolean
is_gone (const GError *error)
{
  return g_error_matches (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_NO_ROOM)
         || g_error_matches (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_TAMPERED);
}

/* Before anybody could see the link, a room that cannot be reached is an error; later it is a bad moment. One of ours
 * that is gone is replaced, in the same rhythm: a server may lose every room it makes. */
static void
left_cb (PortunusMeeting   *meeting,
         GError            *error,
         PortunusShareRoom *self)
{
  gboolean is_over = g_error_matches (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_NO_ROOM)
                     && self->given != NULL;

  drop_meeting (self);
  if (!self->is_ready || is_over)
    {
      fail (self, error);
      return;
    }
  self->is_lost = self->given == NULL && is_gone (error);
  schedule_rejoin (self);
}

static void
joined_cb (PortunusMeeting   *meeting,
           PortunusShareRoom *self)
{
  gboolean is_first = !self->is_ready;

  self->rejoin_ms = REJOIN_MIN_MS;
  if (self->is_shown)
    return;
  self->is_ready = TRUE;
  self->is_shown = TRUE;
  g_free (self->link);
  self->link = portunus_link_format (self->room->link);
  g_free (self->code);
  self->code = portunus_room_keys_format_code (self->keys, self->room);
  g_signal_emit (self, signals[is_first ? READY : LINK_CHANGED], 0);
}

/* Browsers in a room of our own have their page from us, and may fetch from where they have it. */
static gboolean
has_page (PortunusShareRoom *self)
{
  return self->room->is_embedded && self->has_sizes
         && (self->lane == NULL || strcmp (self->lane, PORTUNUS_HTTPS_LANE_KIND) == 0);
}

static void
join (PortunusShareRoom *self)
{
  /* Our own server is nearest by loopback, whatever address the others use. */
  g_autoptr (PortunusLink) link = portunus_link_copy (self->room->link);
  g_autoptr (PortunusSignaling) signaling = NULL;
  g_autoptr (GPtrArray) lane_factories = NULL;
  PortunusMeetingConfig config = {
    .room = link->room,
    .identity = portunus_engine_get_identity (self->engine),
    .name = portunus_engine_get_device_name (self->engine),
    .role = self->role,
    .link_secret = self->keys->link_secret,
    .code_secret = self->keys->code_secret,
    .passes = self->keys->passes,
    .n_code_failures = self->keys->n_code_failures,
  };

  if (self->room->is_embedded)
    {
      g_free (link->host);
      link->host = g_strdup ("127.0.0.1");
    }
  signaling = PORTUNUS_SIGNALING (portunus_room_client_new (link, self->server != NULL));
  lane_factories = portunus_engine_dup_room_lanes (self->engine, self->lane_factories, self->lane, link,
                                                   self->server != NULL);
  if (has_page (self))
    g_ptr_array_insert (lane_factories, 0,
                        portunus_https_lane_factory_new (portunus_host_get_tickets (
                          portunus_engine_get_host (self->engine))));
  config.signaling = signaling;
  config.lane_factories = lane_factories;
  self->meeting = portunus_meeting_new (&config);
  g_signal_connect_object (self->meeting, "joined", G_CALLBACK (joined_cb), self, 0);
  g_signal_connect_object (self->meeting, "authenticated", G_CALLBACK (authenticated_cb), self, 0);
  g_signal_connect_object (self->meeting, "wrong-code", G_CALLBACK (wrong_code_cb), self, 0);
  g_signal_connect_object (self->meeting, "left", G_CALLBACK (left_cb), self, 0);
  portunus_meeting_start (self->meeting);
}

static void
stretched_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (PortunusShareRoom) self = user_data;
  g_autoptr (GError) error = NULL;

  self->keys->code_secret = portunus_stretch_finish (result, &error);
  if (self->is_closed)
    return;
  if (self->keys->code_secret == NULL)
    fail (self, error);
  else
    join (self);
}

static void
enter (PortunusShareRoom *self)
{
  self->keys = portunus_room_keys_new (self->room);
  if (self->keys->password == NULL)
    join (self);
  else
    portunus_stretch_async (self->keys->password, self->room->link->room, self->cancellable, stretched_cb,
                            g_object_ref (self));
}

static void
forget_room (PortunusShareRoom *self)
{
  g_clear_pointer (&self->room, portunus_hosted_room_free);
  g_clear_pointer (&self->keys, portunus_room_keys_free);
  self->is_lost = FALSE;
  self->is_shown = FALSE;
}

/* Without a new room the old one is looked for again: what was in the way may have been a network's login page. */
static void
handle_no_room (PortunusShareRoom *self,
                const GError      *error)
{
  self->is_lost = FALSE;
  if (self->is_ready)
    schedule_rejoin (self);
  else
    fail (self, error);
}

static void
hosted_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (PortunusShareRoom) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (PortunusHostedRoom) room = portunus_engine_host_room_finish (self->engine, result, &error);

  if (room != NULL && self->is_closed)
    portunus_engine_close_room (self->engine, room);
  if (self->is_closed)
    return;
  if (room == NULL)
    {
      handle_no_room (self, error);
      return;
    }
  forget_room (self);
  self->room = g_steal_pointer (&room);
  enter (self);
}

static void
make (PortunusShareRoom *self)
{
  portunus_engine_host_room_async (self->engine, self->server, self->with_code, self->cancellable, hosted_cb,
                                   g_object_ref (self));
}

static gboolean
take_given_room (PortunusShareRoom  *self,
                 GError            **error)
{
  g_autoptr (PortunusLink) link = portunus_link_parse (self->given, error);

  if (link == NULL)
    return FALSE;
  if (link->secret == NULL)
    {
      g_set_error_literal (error, PORTUNUS_CORE_ERROR, PORTUNUS_CORE_ERROR_BAD_LINK,
                           "The room's link lacks its secret part. Copy the whole link, to its last character.");
      return FALSE;
    }
  self->room = g_new0 (PortunusHostedRoom, 1);
  self->room->link = g_steal_pointer (&link);
  return TRUE;
}

/* The address in the link may be an old one now; those who have the link already come back by the room if they can. */
static void
network_changed_cb (GNetworkMonitor   *monitor,
                    gboolean           is_available,
                    PortunusShareRoom *self)
{
  /* What is available there is the internet; people share without it too. */
  if (!self->is_shown || self->is_closed)
    return;
  if (!portunus_engine_refresh_link (self->engine, self->room))
    return;
  g_free (self->link);
  self->link = portunus_link_format (self->room->link);
  g_signal_emit (self, signals[LINK_CHANGED], 0);
}

/**
 * portunus_share_room_open:
 * @self: a new room
 *
 * Makes or finds the room and goes into it: "ready" or "failed" follows. Call it once, after connecting the signals.
 */
void
portunus_share_room_open (PortunusShareRoom *self)
{
  g_autoptr (GError) error = NULL;

  g_return_if_fail (PORTUNUS_IS_SHARE_ROOM (self));

  self->monitor = g_object_ref (g_network_monitor_get_default ());
  g_signal_connect_object (self->monitor, "network-changed", G_CALLBACK (network_changed_cb), self, 0);
  if (self->given == NULL)
    make (self);
  else if (take_given_room (self, &error))
    enter (self);
  else
    fail (self, error);
}

/**
 * portunus_share_room_set_has_sizes:
 * @self: a new room
 * @has_sizes: whether the size of everything that is sent is known
 */
void
portunus_share_room_set_has_sizes (PortunusShareRoom *self,
                                   gboolean           has_sizes)
{
  g_return_if_fail (PORTUNUS_IS_SHARE_ROOM (self));

  self->has_sizes = has_sizes;
}

/**
 * portunus_share_room_close:
 * @self: a room
 *
 * Leaves, and closes the room if we host it. A second call does nothing.
 */
void
portunus_share_room_close (PortunusShareRoom *self)
{
  g_return_if_fail (PORTUNUS_IS_SHARE_ROOM (self));

  if (self->is_closed)
    return;
  self->is_closed = TRUE;
  g_cancellable_cancel (self->cancellable);
  clear_rejoin (self);
  drop_meeting (self);
  if (self->room != NULL)
    portunus_engine_close_room (self->engine, self->room);
}

static void
portunus_share_room_dispose (GObject *object)
{
  PortunusShareRoom *self = PORTUNUS_SHARE_ROOM (object);

  g_cancellable_cancel (self->cancellable);
  clear_rejoin (self);
  drop_meeting (self);
  g_clear_object (&self->monitor);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (portunus_share_room_parent_class)->dispose (object);
}

static void
portunus_share_room_finalize (GObject *object)
{
  PortunusShareRoom *self = PORTUNUS_SHARE_ROOM (object);

  g_free (self->given);
  g_free (self->server);
  g_clear_pointer (&self->room, portunus_hosted_room_free);
  g_clear_pointer (&self->keys, portunus_room_keys_free);
  g_free (self->link);
  g_free (self->code);
  g_clear_pointer (&self->lane_factories, g_ptr_array_unref);
  g_free (self->lane);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (portunus_share_room_parent_class)->finalize (object);
}

static void
portunus_share_room_class_init (PortunusShareRoomClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = portunus_share_room_dispose;
  object_class->finalize = portunus_share_room_finalize;

  signals[READY] = g_signal_new ("ready", PORTUNUS_TYPE_SHARE_ROOM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
  signals[LINK_CHANGED] = g_signal_new ("link-changed", PORTUNUS_TYPE_SHARE_ROOM, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 0);
  signals[AUTHENTICATED] = g_signal_new ("authenticated", PORTUNUS_TYPE_SHARE_ROOM, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 1, PORTUNUS_TYPE_SESSION);
  signals[WRONG_CODE_TRIED] = g_signal_new ("wrong-code", PORTUNUS_TYPE_SHARE_ROOM, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                            NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[FAILED] = g_signal_new ("failed", PORTUNUS_TYPE_SHARE_ROOM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
portunus_share_room_init (PortunusShareRoom *self)
{
  self->cancellable = g_cancellable_new ();
  self->rejoin_ms = REJOIN_MIN_MS;
}

/**
 * portunus_share_room_new:
 * @engine: an engine that was started
 * @options: which room; copied
 *
 * Returns: (transfer full): a room that is not there yet
 */
PortunusShareRoom *
portunus_share_room_new (PortunusEngine                 *engine,
                         const PortunusShareRoomOptions *options)
{
  PortunusShareRoom *self = g_object_new (PORTUNUS_TYPE_SHARE_ROOM, NULL);

  self->engine = g_object_ref (engine);
  self->given = g_strdup (options->given);
  self->server = g_strdup (options->server);
  self->role = options->role;
  self->with_code = options->with_code;
  self->lane_factories = g_ptr_array_ref (options->lane_factories);
  self->lane = g_strdup (options->lane);
  return self;
}

/**
 * portunus_share_room_get_link:
 * @self: a room
 *
 * Returns: (nullable): the link to pass on, with its secret; %NULL before "ready"
 */
const char *
portunus_share_room_get_link (PortunusShareRoom *self)
{
  return self->link;
}

/**
 * portunus_share_room_get_code:
 * @self: a room
 *
 * Returns: (nullable): the short code; %NULL before "ready" and where there is none
 */
const char *
portunus_share_room_get_code (PortunusShareRoom *self)
{
  return self->code;
}
