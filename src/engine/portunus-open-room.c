/* portunus-open-room.c: a room of our own for as many as like: who is there, what they bring and what they may fetch
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-open-room-private.h"

enum
{
  READY,
  LINK_CHANGED,
  CHANGED,
  ARRIVAL,
  NOT_GIVEN,
  WRONG_CODE_TRIED,
  ASKED,
  ANSWERED,
  INVITED,
  FINISHED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusOpenRoom, portunus_open_room, G_TYPE_OBJECT)

static void
emit_ready (PortunusOpenRoom *self)
{
  g_signal_emit (self, signals[READY], 0);
}

static void
emit_link_changed (PortunusOpenRoom *self)
{
  g_signal_emit (self, signals[LINK_CHANGED], 0);
}

static void
emit_changed (PortunusOpenRoom *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
emit_answered (PortunusOpenRoom *self,
               const char       *peer_id)
{
  g_signal_emit (self, signals[ANSWERED], 0, peer_id);
}

static void
emit_invited (PortunusOpenRoom *self,
              const char       *link)
{
  g_signal_emit (self, signals[INVITED], 0, link);
}

static void
asked_cb (PortunusShareRoom *room,
          const char        *peer_id,
          const char        *name,
          PortunusOpenRoom  *self)
{
  g_signal_emit (self, signals[ASKED], 0, peer_id, name);
}

/* Each of our places in the room counts for itself. */
static void
wrong_code_cb (GObject          *place,
               guint             n_left,
               PortunusOpenRoom *self)
{
  g_signal_emit (self, signals[WRONG_CODE_TRIED], 0, n_left);
}

static void
arrival_cb (PortunusReception *reception,
            PortunusArrival   *arrival,
            PortunusOpenRoom  *self)
{
  portunus_guest_list_add_transfer (self->guests, portunus_arrival_get_device (arrival),
                                    portunus_arrival_get_transfer (arrival));
  g_signal_emit (self, signals[ARRIVAL], 0, arrival);
}

static void
drop_shares (PortunusOpenRoom *self)
{
  GListModel *model = G_LIST_MODEL (self->shares);

  while (g_list_model_get_n_items (model) > 0)
    {
      g_autoptr (PortunusShare) share = g_list_model_get_item (model, 0);

      portunus_open_room_take_back (self, share);
    }
}

static void
finished_cb (PortunusReception *reception,
             const GError      *error,
             PortunusOpenRoom  *self)
{
  g_autoptr (PortunusOpenRoom) guard = g_object_ref (self);

  drop_shares (self);
  portunus_guest_list_lose_all (self->guests);
  g_signal_emit (self, signals[FINISHED], 0, error);
}

static void
forget_share (PortunusOpenRoom *self,
              PortunusShare    *share)
{
  guint position;

  g_signal_handlers_disconnect_by_data (share, self);
  if (g_list_store_find (self->shares, share, &position))
    g_list_store_remove (self->shares, position);
}

static void
share_finished_cb (PortunusShare    *share,
                   const GError     *error,
                   PortunusOpenRoom *self)
{
  g_autoptr (PortunusShare) guard = g_object_ref (share);

  forget_share (self, share);
  if (error != NULL)
    g_signal_emit (self, signals[NOT_GIVEN], 0, error);
}

static void
fetching_cb (PortunusShare    *share,
             const char       *device,
             PortunusTransfer *transfer,
             PortunusOpenRoom *self)
{
  portunus_guest_list_add_transfer (self->guests, device, transfer);
}

static void
connect_room (PortunusOpenRoom *self)
{
  PortunusShareRoom *room = portunus_reception_get_room (self->reception);

  if (room == NULL)
    return;
  g_signal_connect_object (room, "changed", G_CALLBACK (emit_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (room, "asked", G_CALLBACK (asked_cb), self, 0);
  g_signal_connect_object (room, "answered", G_CALLBACK (emit_answered), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (room, "invited", G_CALLBACK (emit_invited), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (room, "peer-left", G_CALLBACK (portunus_guest_list_lose), self->guests, G_CONNECT_SWAPPED);
  g_signal_connect_object (room, "away", G_CALLBACK (portunus_guest_list_lose_all), self->guests, G_CONNECT_SWAPPED);
}

static void
portunus_open_room_dispose (GObject *object)
{
  PortunusOpenRoom *self = PORTUNUS_OPEN_ROOM (object);

  drop_shares (self);
  g_ptr_array_set_size (self->farewells, 0);
  if (self->reception != NULL)
    g_signal_handlers_disconnect_by_data (self->reception, self);
  g_clear_object (&self->reception);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (portunus_open_room_parent_class)->dispose (object);
}

static void
portunus_open_room_finalize (GObject *object)
{
  PortunusOpenRoom *self = PORTUNUS_OPEN_ROOM (object);

  g_object_unref (self->guests);
  g_object_unref (self->shares);
  g_ptr_array_unref (self->farewells);

  G_OBJECT_CLASS (portunus_open_room_parent_class)->finalize (object);
}

static guint
add_signal (PortunusOpenRoomClass *klass,
            const char            *name,
            GType                  type)
{
  return g_signal_new (name, G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                       type != G_TYPE_NONE, type);
}

static void
portunus_open_room_class_init (PortunusOpenRoomClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = portunus_open_room_dispose;
  object_class->finalize = portunus_open_room_finalize;

  signals[READY] = add_signal (klass, "ready", G_TYPE_NONE);
  signals[LINK_CHANGED] = add_signal (klass, "link-changed", G_TYPE_NONE);
  signals[CHANGED] = add_signal (klass, "changed", G_TYPE_NONE);
  signals[ARRIVAL] = add_signal (klass, "arrival", PORTUNUS_TYPE_ARRIVAL);
  signals[NOT_GIVEN] = add_signal (klass, "not-given", G_TYPE_ERROR);
  signals[WRONG_CODE_TRIED] = add_signal (klass, "wrong-code", G_TYPE_UINT);
  signals[ASKED] = g_signal_new ("asked", PORTUNUS_TYPE_OPEN_ROOM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
  signals[ANSWERED] = add_signal (klass, "answered", G_TYPE_STRING);
  signals[INVITED] = add_signal (klass, "invited", G_TYPE_STRING);
  signals[FINISHED] = add_signal (klass, "finished", G_TYPE_ERROR);
}

static void
drop_farewell (gpointer data)
{
  g_source_destroy (data);
  g_source_unref (data);
}

static void
portunus_open_room_init (PortunusOpenRoom *self)
{
  self->farewells = g_ptr_array_new_with_free_func (drop_farewell);
  self->guests = portunus_guest_list_new ();
  self->shares = g_list_store_new (PORTUNUS_TYPE_SHARE);
}

/**
 * portunus_open_room_new:
 * @engine: an engine that was started
 * @options: what it is to be like; copied
 *
 * Returns: (transfer full): a room that was not opened
 */
PortunusOpenRoom *
portunus_open_room_new (PortunusEngine                *engine,
                        const PortunusOpenRoomOptions *options)
{
  PortunusOpenRoom *self = g_object_new (PORTUNUS_TYPE_OPEN_ROOM, NULL);
  const PortunusReceptionOptions reception = {
    .directory = options->directory,
    .policy = options->policy,
    .with_code = TRUE,
    .rules = options->rules,
  };

  self->engine = g_object_ref (engine);
  self->reception = portunus_reception_new (engine, &reception);
  g_signal_connect_object (self->reception, "ready", G_CALLBACK (emit_ready), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->reception, "link-changed", G_CALLBACK (emit_link_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->reception, "met", G_CALLBACK (portunus_guest_list_meet), self->guests,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->reception, "arrival", G_CALLBACK (arrival_cb), self, 0);
  g_signal_connect_object (self->reception, "wrong-code", G_CALLBACK (wrong_code_cb), self, 0);
  g_signal_connect_object (self->reception, "finished", G_CALLBACK (finished_cb), self, 0);
  return self;
}

/**
 * portunus_open_room_start:
 * @self: a new room
 *
 * Opens it: "ready" or "finished" follows. Call it once, after connecting the signals.
 */
void
portunus_open_room_start (PortunusOpenRoom *self)
{
  g_return_if_fail (PORTUNUS_IS_OPEN_ROOM (self));

  portunus_reception_start (self->reception);
  connect_room (self);
}

/**
 * portunus_open_room_close:
 * @self: a room
 *
 * Closes it; what arrived stays.
 */
void
portunus_open_room_close (PortunusOpenRoom *self)
{
  g_return_if_fail (PORTUNUS_IS_OPEN_ROOM (self));

  drop_shares (self);
  portunus_reception_cancel (self->reception);
}

/**
 * portunus_open_room_get_link:
 * @self: a room
 *
 * Returns: (nullable): the link to pass on, with its secret; %NULL before "ready"
 */
const char *
portunus_open_room_get_link (PortunusOpenRoom *self)
{
  return portunus_reception_get_link (self->reception);
}

/**
 * portunus_open_room_get_code:
 * @self: a room
 *
 * Returns: (nullable): the short code; %NULL before "ready", and where there is a password
 */
const char *
portunus_open_room_get_code (PortunusOpenRoom *self)
{
  return portunus_reception_get_code (self->reception);
}

/**
 * portunus_open_room_get_guests:
 * @self: a room
 *
 * Returns: (transfer none): a list of #PortunusGuest
 */
GListModel *
portunus_open_room_get_guests (PortunusOpenRoom *self)
{
  return portunus_guest_list_get_model (self->guests);
}

/**
 * portunus_open_room_get_shares:
 * @self: a room
 *
 * Returns: (transfer none): a list of #PortunusShare: what guests may fetch
 */
GListModel *
portunus_open_room_get_shares (PortunusOpenRoom *self)
{
  return G_LIST_MODEL (self->shares);
}

/**
 * portunus_open_room_give:
 * @self: a room that has a link
 * @paths: (nullable): files and folders
 * @text: (nullable): a text instead of, or beside, files
 *
 * Offers it to everybody who is in the room, or comes.
 *
 * Returns: (transfer none): what was begun; it may be over already
 */
PortunusShare *
portunus_open_room_give (PortunusOpenRoom   *self,
                         const char * const *paths,
                         const char         *text)
{
  g_autoptr (PortunusShare) share = NULL;
  PortunusShareOptions options = { .paths = paths, .text = text };

  g_return_val_if_fail (PORTUNUS_IS_OPEN_ROOM (self), NULL);
  g_return_val_if_fail (portunus_open_room_get_link (self) != NULL, NULL);

  options.shared = portunus_reception_get_room (self->reception);
  share = portunus_share_new (self->engine, &options);
  g_list_store_append (self->shares, share);
  g_signal_connect_object (share, "fetching", G_CALLBACK (fetching_cb), self, 0);
  g_signal_connect_object (share, "wrong-code", G_CALLBACK (wrong_code_cb), self, 0);
  g_signal_connect_object (share, "finished", G_CALLBACK (share_finished_cb), self, 0);
  portunus_share_start (share);
  return share;
}

/**
 * portunus_open_room_take_back:
 * @self: a room
 * @share: what give() returned
 *
 * Nobody may fetch it any more, and who does is cut off.
 */
void
portunus_open_room_take_back (PortunusOpenRoom *self,
                              PortunusShare    *share)
{
  g_autoptr (PortunusShare) guard = g_object_ref (share);

  g_return_if_fail (PORTUNUS_IS_OPEN_ROOM (self));

  forget_share (self, share);
  portunus_share_cancel (share);
}

static gboolean
is_any_moving (GListModel *transfers)
{
  for (guint i = 0; i < g_list_model_get_n_items (transfers); i++)
    {
      g_autoptr (PortunusTransfer) transfer = g_list_model_get_item (transfers, i);
      PortunusTransferState state = portunus_transfer_get_state (transfer);

      if (state >= PORTUNUS_TRANSFER_CHECKING && state <= PORTUNUS_TRANSFER_RECONNECTING)
        return TRUE;
    }
  return FALSE;
}

/**
 * portunus_open_room_is_moving:
 * @self: a room
 *
 * Returns: whether somebody would be cut off if it was closed now
 */
gboolean
portunus_open_room_is_moving (PortunusOpenRoom *self)
{
  GListModel *guests;

  g_return_val_if_fail (PORTUNUS_IS_OPEN_ROOM (self), FALSE);

  guests = portunus_open_room_get_guests (self);
  for (guint i = 0; i < g_list_model_get_n_items (guests); i++)
    {
      g_autoptr (PortunusGuest) guest = g_list_model_get_item (guests, i);

      if (is_any_moving (portunus_guest_get_transfers (guest)))
        return TRUE;
    }
  return FALSE;
}
