/* portunus-share.c: something to send, and everybody who fetches it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-share-private.h"

#include "portunus-engine-private.h"
#include "portunus-share-peer.h"

enum
{
  READY,
  LINK_CHANGED,
  PROBLEM,
  WRONG_CODE_TRIED,
  ASKED,
  ANSWERED,
  STANDING_CHANGED,
  FETCHING,
  FINISHED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusShare, portunus_share, G_TYPE_OBJECT)

/* The one way out. */
static void
finish (PortunusShare *self,
        const GError  *error)
{
  g_autoptr (PortunusShare) guard = g_object_ref (self);

  if (self->is_finished)
    return;
  self->is_finished = TRUE;
  g_cancellable_cancel (self->cancellable);
  for (guint i = 0; i < self->peers->len; i++)
    portunus_share_peer_stop (g_ptr_array_index (self->peers, i), error);
  if (self->room != NULL)
    portunus_share_room_close (self->room);
  g_signal_emit (self, signals[FINISHED], 0, error);
}

static gboolean
is_anybody_busy (PortunusShare *self)
{
  for (guint i = 0; i < self->peers->len; i++)
    if (portunus_share_peer_is_busy (g_ptr_array_index (self->peers, i)))
      return TRUE;
  return FALSE;
}

/* After a delivery the share is done as soon as nobody else is in the middle of it; in a room of many there may always
 * be one more. */
static void
finish_if_done (PortunusShare *self)
{
  if (self->shared != NULL || is_anybody_busy (self))
    return;
  if (self->is_delivered)
    finish (self, NULL);
  else if (self->error != NULL)
    finish (self, self->error);
}

/* A link may be used again by whoever has it; a device that we went to comes back only where the way broke. */
static gboolean
may_go_on (PortunusShare     *self,
           PortunusSharePeer *peer)
{
  return portunus_share_peer_may_come_back (peer) && (self->target == NULL || !portunus_share_peer_is_over (peer));
}

static void
peer_ended_cb (PortunusSharePeer *peer,
               GError            *error,
               PortunusShare     *self)
{
  if (error == NULL)
    self->is_delivered = TRUE;
  else if (self->is_once || !may_go_on (self, peer))
    {
      g_clear_error (&self->error);
      self->error = g_error_copy (error);
    }
  if (!self->is_finished)
    finish_if_done (self);
}

/* A device that stopped and came back is there more than once; its last entry is the one that may run. */
static PortunusSharePeer *
find_peer (PortunusShare *self,
           const char    *device)
{
  for (guint i = self->peers->len; i > 0; i--)
    {
      PortunusSharePeer *peer = g_ptr_array_index (self->peers, i - 1);

      if (g_strcmp0 (portunus_share_peer_get_device (peer), device) == 0)
        return peer;
    }
  return NULL;
}

static PortunusSharePeer *
add_peer (PortunusShare   *self,
          PortunusSession *session)
{
  PortunusSharePeer *peer = portunus_share_peer_new (self->preparation, portunus_session_get_peer_device (session),
                                                     portunus_engine_get_upload (self->engine));

  g_signal_connect_object (peer, "ended", G_CALLBACK (peer_ended_cb), self, 0);
  g_signal_emit (self, signals[FETCHING], 0, portunus_share_peer_get_device (peer),
                 portunus_share_peer_get_transfer (peer));
  g_ptr_array_add (self->peers, peer);
  portunus_transfer_set_sources (portunus_share_peer_get_transfer (peer), (const char * const *) self->paths);
  portunus_ledger_add (portunus_engine_get_ledger (self->engine), portunus_share_peer_get_transfer (peer));
  g_list_store_append (self->transfers, portunus_share_peer_get_transfer (peer));
  return peer;
}

static void
authenticated_cb (PortunusShareRoom *room,
                  PortunusSession   *session,
                  PortunusShare     *self)
{
  PortunusSharePeer *peer = find_peer (self, portunus_session_get_peer_device (session));

  /* Somebody else who sends, or a second one where the link was for one. */
  if (portunus_session_get_peer_role (session) != PORTUNUS_SESSION_RECEIVES
      || (peer == NULL && self->is_once && self->peers->len > 0))
    {
      portunus_session_close (session);
      return;
    }
  if (peer == NULL || portunus_share_peer_is_over (peer))
    peer = add_peer (self, session);
  portunus_share_peer_take_session (peer, session);
}

static void
ready_cb (PortunusShareRoom *room,
          PortunusShare     *self)
{
  g_signal_emit (self, signals[READY], 0);
}

static void
link_changed_cb (PortunusShareRoom *room,
                 PortunusShare     *self)
{
  g_signal_emit (self, signals[LINK_CHANGED], 0);
}

static void
wrong_code_cb (PortunusShareRoom *room,
               guint              n_left,
               PortunusShare     *self)
{
  g_signal_emit (self, signals[WRONG_CODE_TRIED], 0, n_left);
}

static void
failed_cb (PortunusShareRoom *room,
           GError            *error,
           PortunusShare     *self)
{
  g_clear_error (&self->error);
  self->error = g_error_copy (error);
  if (self->shared != NULL)
    finish (self, error);
  else
    finish_if_done (self);
}

static void
asked_cb (PortunusShareRoom *room,
          const char        *peer_id,
          const char        *name,
          PortunusShare     *self)
{
  g_signal_emit (self, signals[ASKED], 0, peer_id, name);
}

static void
answered_cb (PortunusShareRoom *room,
             const char        *peer_id,
             PortunusShare     *self)
{
  g_signal_emit (self, signals[ANSWERED], 0, peer_id);
}

static void
standing_changed_cb (PortunusShareRoom *room,
                     PortunusShare     *self)
{
  g_signal_emit (self, signals[STANDING_CHANGED], 0);
}

static gboolean
make_room (PortunusShare  *self,
           GError        **error)
{
  g_autoptr (GPtrArray) lane_factories = portunus_engine_dup_lane_factories (self->engine, self->lane, error);
  const PortunusShareRoomOptions options = {
    .given = self->room_url,
    .shared = self->shared,
    .target = self->target,
    .server = self->server,
    .with_code = self->with_code,
    .rules = self->rules,
    .lane_factories = lane_factories,
    .lane = self->lane,
  };

  if (lane_factories == NULL)
    return FALSE;
  self->room = portunus_share_room_new (self->engine, &options);
  g_signal_connect_object (self->room, "ready", G_CALLBACK (ready_cb), self, 0);
  g_signal_connect_object (self->room, "link-changed", G_CALLBACK (link_changed_cb), self, 0);
  g_signal_connect_object (self->room, "authenticated", G_CALLBACK (authenticated_cb), self, 0);
  g_signal_connect_object (self->room, "wrong-code", G_CALLBACK (wrong_code_cb), self, 0);
  g_signal_connect_object (self->room, "asked", G_CALLBACK (asked_cb), self, 0);
  g_signal_connect_object (self->room, "answered", G_CALLBACK (answered_cb), self, 0);
  g_signal_connect_object (self->room, "standing-changed", G_CALLBACK (standing_changed_cb), self, 0);
  g_signal_connect_object (self->room, "failed", G_CALLBACK (failed_cb), self, 0);
  return TRUE;
}

static void
prepared_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (PortunusShare) self = user_data;
  g_autoptr (GError) error = NULL;
  const char * const *problems;

  self->preparation = portunus_preparation_run_finish (result, &error);
  if (self->is_finished)
    return;
  if (self->preparation == NULL)
    {
      finish (self, error);
      return;
    }
  problems = portunus_source_set_get_problems (self->preparation->sources);
  for (guint i = 0; problems[i] != NULL; i++)
    g_signal_emit (self, signals[PROBLEM], 0, problems[i]);
  portunus_share_room_set_has_sizes (self->room, !portunus_manifest_has_unknown_size (
                                       portunus_offer_get_manifest (self->preparation->offer)));
  portunus_share_room_open (self->room);
}

/**
 * portunus_share_start:
 * @self: a new share
 *
 * Lists the files, opens the room and waits for peers. Call it once, after connecting the signals.
 */
void
portunus_share_start (PortunusShare *self)
{
  g_autofree char *log_path = NULL;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (PORTUNUS_IS_SHARE (self));

  if (!make_room (self, &error))
    {
      finish (self, error);
      return;
    }
  log_path = portunus_engine_dup_path (self->engine, "offers.sqlite");
  portunus_preparation_run_async ((const char * const *) self->paths, self->text, log_path, self->cancellable,
                                  prepared_cb, g_object_ref (self));
}

/**
 * portunus_share_cancel:
 * @self: a share
 *
 * Stops; the peers are told. "finished" follows from inside this call.
 */
void
portunus_share_cancel (PortunusShare *self)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");

  g_return_if_fail (PORTUNUS_IS_SHARE (self));

  finish (self, error);
}

static void
portunus_share_dispose (GObject *object)
{
  PortunusShare *self = PORTUNUS_SHARE (object);

  g_cancellable_cancel (self->cancellable);
  if (self->room != NULL)
    portunus_share_room_close (self->room);
  g_clear_object (&self->room);
  g_ptr_array_set_size (self->peers, 0);
  g_clear_object (&self->transfers);
  g_clear_object (&self->shared);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (portunus_share_parent_class)->dispose (object);
}

static void
portunus_share_finalize (GObject *object)
{
  PortunusShare *self = PORTUNUS_SHARE (object);

  g_strfreev (self->paths);
  g_free (self->text);
  g_free (self->room_url);
  portunus_target_free (self->target);
  g_free (self->server);
  g_free (self->lane);
  portunus_room_rules_clear (&self->rules);
  g_clear_pointer (&self->preparation, portunus_preparation_free);
  g_ptr_array_unref (self->peers);
  g_clear_object (&self->cancellable);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (portunus_share_parent_class)->finalize (object);
}

static void
portunus_share_class_init (PortunusShareClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = portunus_share_dispose;
  object_class->finalize = portunus_share_finalize;

  signals[READY] = g_signal_new ("ready", PORTUNUS_TYPE_SHARE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
  signals[LINK_CHANGED] = g_signal_new ("link-changed", PORTUNUS_TYPE_SHARE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 0);
  signals[PROBLEM] = g_signal_new ("problem", PORTUNUS_TYPE_SHARE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[WRONG_CODE_TRIED] = g_signal_new ("wrong-code", PORTUNUS_TYPE_SHARE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                            G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[ASKED] = g_signal_new ("asked", PORTUNUS_TYPE_SHARE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
  signals[ANSWERED] = g_signal_new ("answered", PORTUNUS_TYPE_SHARE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[STANDING_CHANGED] = g_signal_new ("standing-changed", PORTUNUS_TYPE_SHARE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                            NULL, G_TYPE_NONE, 0);
  signals[FETCHING] = g_signal_new ("fetching", PORTUNUS_TYPE_SHARE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 2, G_TYPE_STRING, PORTUNUS_TYPE_TRANSFER);
  signals[FINISHED] = g_signal_new ("finished", PORTUNUS_TYPE_SHARE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
portunus_share_init (PortunusShare *self)
{
  self->transfers = g_list_store_new (PORTUNUS_TYPE_TRANSFER);
  self->peers = g_ptr_array_new_with_free_func (g_object_unref);
  self->cancellable = g_cancellable_new ();
}

/**
 * portunus_share_new:
 * @engine: an engine that was started
 * @options: what to send, and how; copied
 *
 * Returns: (transfer full): a share that was not started
 */
PortunusShare *
portunus_share_new (PortunusEngine             *engine,
                    const PortunusShareOptions *options)
{
  PortunusShare *self = g_object_new (PORTUNUS_TYPE_SHARE, NULL);

  self->engine = g_object_ref (engine);
  self->paths = g_strdupv ((char **) options->paths);
  self->text = g_strdup (options->text);
  self->room_url = g_strdup (options->room);
  g_set_object (&self->shared, options->shared);
  self->target = options->target != NULL ? portunus_target_copy (options->target) : NULL;
  self->server = g_strdup (options->server);
  self->lane = g_strdup (options->lane);
  self->with_code = options->with_code;
  portunus_room_rules_copy (&self->rules, &options->rules);
  self->is_once = options->is_once;
  return self;
}

/**
 * portunus_share_answer:
 * @self: a share
 * @peer_id: who was announced by "asked"
 * @is_welcome: whether it may come in
 *
 * Nothing happens where it is gone by now.
 */
void
portunus_share_answer (PortunusShare *self,
                       const char    *peer_id,
                       gboolean       is_welcome)
{
  g_return_if_fail (PORTUNUS_IS_SHARE (self));

  if (self->room != NULL)
    portunus_share_room_answer (self->room, peer_id, is_welcome);
}
