/* portunus-share-room.c: the room in which a share waits for its peers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-share-room-private.h"

#include "portunus-stretch.h"

enum
{
  READY,
  LINK_CHANGED,
  AUTHENTICATED,
  WRONG_CODE_TRIED,
  ASKED,
  ANSWERED,
  PEER_LEFT,
  AWAY,
  CHANGED,
  STANDING_CHANGED,
  INVITED,
  FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusShareRoom, portunus_share_room, G_TYPE_OBJECT)

void
_portunus_share_room_fail (PortunusShareRoom *self,
                           const GError      *error)
{
  g_autoptr (PortunusShareRoom) guard = g_object_ref (self);

  portunus_share_room_close (self);
  g_signal_emit (self, signals[FAILED], 0, error);
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
    _portunus_share_room_fail (self, error);
  else
    _portunus_share_room_join (self);
}

void
_portunus_share_room_enter (PortunusShareRoom *self)
{
  if (self->keys == NULL)
    self->keys = portunus_room_keys_new (self->room);
  if (self->invitation != NULL && self->invitation->code_secret != NULL && self->keys->code_secret == NULL)
    self->keys->code_secret = portunus_secret_ref (self->invitation->code_secret);
  self->admission = portunus_admission_new (portunus_engine_get_device_name (self->engine));
  self->admission->host = g_strdup (self->room->host);
  self->admission->token = g_strdup (self->room->link->token);
  self->admission->proof = self->room->proof != NULL ? portunus_secret_ref (self->room->proof) : NULL;
  if (self->keys->password == NULL || self->is_borrowed)
    _portunus_share_room_join (self);
  else
    portunus_stretch_async (self->keys->password, self->room->link->room, self->cancellable, stretched_cb,
                            g_object_ref (self));
}

static void
forget_room (PortunusShareRoom *self)
{
  g_clear_pointer (&self->room, portunus_hosted_room_free);
  g_clear_pointer (&self->keys, portunus_room_keys_unref);
  g_clear_pointer (&self->admission, portunus_admission_unref);
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
    _portunus_share_room_schedule_rejoin (self);
  else
    _portunus_share_room_fail (self, error);
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
  _portunus_share_room_enter (self);
}

void
_portunus_share_room_make (PortunusShareRoom *self)
{
  const PortunusRoomOrder order = { .server = self->server, .with_code = self->with_code, .rules = self->rules };

  portunus_engine_host_room_async (self->engine, &order, self->cancellable, hosted_cb, g_object_ref (self));
}

static void
enter_shared (PortunusShareRoom *self)
{
  self->room = portunus_hosted_room_copy (self->shared->room);
  self->keys = portunus_room_keys_ref (self->shared->keys);
  self->is_borrowed = TRUE;
  _portunus_share_room_enter (self);
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
  g_return_if_fail (PORTUNUS_IS_SHARE_ROOM (self));

  self->monitor = g_object_ref (g_network_monitor_get_default ());
  g_signal_connect_object (self->monitor, "network-changed", G_CALLBACK (network_changed_cb), self, 0);
  if (self->shared != NULL)
    enter_shared (self);
  else if (self->target != NULL)
    _portunus_share_room_begin_approach (self);
  else if (self->given == NULL)
    _portunus_share_room_make (self);
  else
    _portunus_share_room_find_given (self);
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
  gboolean is_told;

  g_return_if_fail (PORTUNUS_IS_SHARE_ROOM (self));

  if (self->is_closed)
    return;
  self->is_closed = TRUE;
  g_cancellable_cancel (self->cancellable);
  _portunus_share_room_drop_approach (self);
  _portunus_share_room_clear_rejoin (self);
  /* By the way of everything else that was said, which a call to the server would overtake. */
  is_told = self->room != NULL && self->room->is_embedded && !self->is_borrowed && self->client != NULL
            && portunus_room_client_close_room (self->client);
  _portunus_share_room_drop_meeting (self);
  if (self->room != NULL && !is_told && !self->is_borrowed)
    portunus_engine_close_room (self->engine, self->room);
}

static void
portunus_share_room_dispose (GObject *object)
{
  PortunusShareRoom *self = PORTUNUS_SHARE_ROOM (object);

  g_cancellable_cancel (self->cancellable);
  _portunus_share_room_clear_rejoin (self);
  _portunus_share_room_drop_approach (self);
  _portunus_share_room_drop_meeting (self);
  g_clear_object (&self->monitor);
  g_clear_object (&self->shared);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (portunus_share_room_parent_class)->dispose (object);
}

static void
portunus_share_room_finalize (GObject *object)
{
  PortunusShareRoom *self = PORTUNUS_SHARE_ROOM (object);

  g_free (self->given);
  g_clear_pointer (&self->invitation, portunus_invitation_free);
  portunus_target_free (self->target);
  g_free (self->server);
  g_clear_pointer (&self->room, portunus_hosted_room_free);
  g_clear_pointer (&self->keys, portunus_room_keys_unref);
  g_clear_pointer (&self->admission, portunus_admission_unref);
  portunus_room_rules_clear (&self->rules);
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
  signals[ASKED] = g_signal_new ("asked", PORTUNUS_TYPE_SHARE_ROOM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
  signals[ANSWERED] = g_signal_new ("answered", PORTUNUS_TYPE_SHARE_ROOM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[PEER_LEFT] = g_signal_new ("peer-left", PORTUNUS_TYPE_SHARE_ROOM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[AWAY] = g_signal_new ("away", PORTUNUS_TYPE_SHARE_ROOM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);
  signals[CHANGED] = g_signal_new ("changed", PORTUNUS_TYPE_SHARE_ROOM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
  signals[STANDING_CHANGED] = g_signal_new ("standing-changed", PORTUNUS_TYPE_SHARE_ROOM, G_SIGNAL_RUN_LAST, 0, NULL,
                                            NULL, NULL, G_TYPE_NONE, 0);
  signals[INVITED] = g_signal_new ("invited", PORTUNUS_TYPE_SHARE_ROOM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[FAILED] = g_signal_new ("failed", PORTUNUS_TYPE_SHARE_ROOM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
portunus_share_room_init (PortunusShareRoom *self)
{
  self->cancellable = g_cancellable_new ();
  self->rejoin_ms = PORTUNUS_SHARE_ROOM_REJOIN_MIN_MS;
  self->n_tries_left = -1;
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
  g_set_object (&self->shared, options->shared);
  self->target = options->target != NULL ? portunus_target_copy (options->target) : NULL;
  self->is_nearby = options->is_nearby;
  self->server = g_strdup (options->server);
  self->role = options->role;
  self->with_code = options->with_code;
  portunus_room_rules_copy (&self->rules, &options->rules);
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
