/* portunus-lane.c: a way that frames take to the peer
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-lane.h"

typedef struct
{
  /* Owned */
  char     *path;

  gboolean  is_closed;
} PortunusLanePrivate;

enum
{
  NEGOTIATION,
  OPENED,
  CONTROL,
  CLOSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (PortunusLane, portunus_lane, G_TYPE_OBJECT)

static void
portunus_lane_finalize (GObject *object)
{
  PortunusLanePrivate *priv = portunus_lane_get_instance_private (PORTUNUS_LANE (object));

  g_free (priv->path);

  G_OBJECT_CLASS (portunus_lane_parent_class)->finalize (object);
}

static void
portunus_lane_class_init (PortunusLaneClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = portunus_lane_finalize;

  /**
   * PortunusLane::negotiation:
   * @self: a lane
   * @message: a #JsonObject for the peer's portunus_lane_negotiate(), to be carried sealed
   */
  signals[NEGOTIATION] = g_signal_new ("negotiation", PORTUNUS_TYPE_LANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, JSON_TYPE_OBJECT);
  /**
   * PortunusLane::opened:
   * @self: a lane
   *
   * The peer is authenticated as far as the lane can tell and both kinds of messages may flow. Emitted once.
   */
  signals[OPENED] = g_signal_new ("opened", PORTUNUS_TYPE_LANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
  /**
   * PortunusLane::control:
   * @self: a lane
   * @message: one control message of the peer
   */
  signals[CONTROL] = g_signal_new ("control", PORTUNUS_TYPE_LANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_BYTES);
  /**
   * PortunusLane::closed:
   * @self: a lane
   * @error: (nullable): why; %NULL after portunus_lane_close() and after the peer's orderly goodbye
   *
   * The lane is over. Emitted once, and the last signal.
   */
  signals[CLOSED] = g_signal_new ("closed", PORTUNUS_TYPE_LANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
portunus_lane_init (PortunusLane *self)
{
}

/**
 * portunus_lane_get_kind:
 * @self: a lane
 *
 * Returns: "rtc", "tcp", "relay" or "memory"
 */
const char *
portunus_lane_get_kind (PortunusLane *self)
{
  g_return_val_if_fail (PORTUNUS_IS_LANE (self), NULL);

  return PORTUNUS_LANE_GET_CLASS (self)->get_kind (self);
}

/**
 * portunus_lane_start:
 * @self: a lane
 *
 * Begins to connect; "opened" or "closed" follows, never from inside this call. Call it once, after connecting the
 * signals.
 */
void
portunus_lane_start (PortunusLane *self)
{
  g_return_if_fail (PORTUNUS_IS_LANE (self));

  PORTUNUS_LANE_GET_CLASS (self)->start (self);
}

/**
 * portunus_lane_negotiate:
 * @self: a lane
 * @message: what the peer's lane emitted as "negotiation"; authenticated, but hostile all the same
 */
void
portunus_lane_negotiate (PortunusLane *self,
                         JsonObject   *message)
{
  g_return_if_fail (PORTUNUS_IS_LANE (self));
  g_return_if_fail (message != NULL);

  PORTUNUS_LANE_GET_CLASS (self)->negotiate (self, message);
}

/**
 * portunus_lane_send_control:
 * @self: an open lane
 * @message: at most %PORTUNUS_LANE_MAX_CONTROL bytes
 *
 * Sends a control message; never blocks. On a lane that is closed it does nothing.
 */
void
portunus_lane_send_control (PortunusLane *self,
                            GBytes       *message)
{
  g_return_if_fail (PORTUNUS_IS_LANE (self));
  g_return_if_fail (g_bytes_get_size (message) <= PORTUNUS_LANE_MAX_CONTROL);

  PORTUNUS_LANE_GET_CLASS (self)->send_control (self, message);
}

/**
 * portunus_lane_send_data:
 * @self: an open lane
 * @frame: 1 to %PORTUNUS_LANE_MAX_DATA bytes
 * @error: return location for the error that ended the lane
 *
 * Sends a data frame, blocking while the credit window is full. Call it on the sending worker.
 *
 * Returns: %FALSE when the lane is over
 */
gboolean
portunus_lane_send_data (PortunusLane  *self,
                         GBytes        *frame,
                         GError       **error)
{
  g_return_val_if_fail (PORTUNUS_IS_LANE (self), FALSE);
  g_return_val_if_fail (g_bytes_get_size (frame) > 0 && g_bytes_get_size (frame) <= PORTUNUS_LANE_MAX_DATA, FALSE);

  return PORTUNUS_LANE_GET_CLASS (self)->send_data (self, frame, error);
}

/**
 * portunus_lane_receive_data:
 * @self: an open lane
 * @error: return location for the error that ended the lane
 *
 * Takes the next data frame, blocking until there is one. Call it on the receiving worker. Frames that arrived before
 * the end of the lane are still given out.
 *
 * Returns: (transfer full) (nullable): a frame, or %NULL with @error set when the lane is over
 */
GBytes *
portunus_lane_receive_data (PortunusLane  *self,
                            GError       **error)
{
  g_return_val_if_fail (PORTUNUS_IS_LANE (self), NULL);

  return PORTUNUS_LANE_GET_CLASS (self)->receive_data (self, error);
}

/**
 * portunus_lane_release_data:
 * @self: a lane
 * @n_bytes: size of a frame that portunus_lane_receive_data() gave
 *
 * Opens the peer's window by @n_bytes. Call it for each frame, in order, after its content went to disk.
 */
void
portunus_lane_release_data (PortunusLane *self,
                            gsize         n_bytes)
{
  g_return_if_fail (PORTUNUS_IS_LANE (self));

  PORTUNUS_LANE_GET_CLASS (self)->release_data (self, n_bytes);
}

/**
 * portunus_lane_close:
 * @self: a lane
 *
 * Says goodbye to the peer after the control messages sent so far, and ends the lane. Workers return at once with
 * %G_IO_ERROR_CANCELLED. "closed" follows, without an error. Never blocks; a second call does nothing.
 */
void
portunus_lane_close (PortunusLane *self)
{
  g_return_if_fail (PORTUNUS_IS_LANE (self));

  PORTUNUS_LANE_GET_CLASS (self)->close (self);
}

/**
 * portunus_lane_get_path:
 * @self: a lane
 *
 * Returns: (nullable): what kind of way it is, for the badge; %NULL before "opened"
 */
const char *
portunus_lane_get_path (PortunusLane *self)
{
  PortunusLanePrivate *priv = portunus_lane_get_instance_private (self);

  g_return_val_if_fail (PORTUNUS_IS_LANE (self), NULL);

  return priv->path;
}

/**
 * portunus_lane_emit_negotiation:
 * @self: a lane
 * @message: what the peer's lane has to know
 */
void
portunus_lane_emit_negotiation (PortunusLane *self,
                                JsonObject   *message)
{
  g_signal_emit (self, signals[NEGOTIATION], 0, message);
}

/**
 * portunus_lane_emit_opened:
 * @self: a lane
 * @path: the badge, see portunus_lane_get_path()
 */
void
portunus_lane_emit_opened (PortunusLane *self,
                           const char   *path)
{
  PortunusLanePrivate *priv = portunus_lane_get_instance_private (self);

  g_free (priv->path);
  priv->path = g_strdup (path);
  g_signal_emit (self, signals[OPENED], 0);
}

/**
 * portunus_lane_emit_control:
 * @self: a lane
 * @message: what arrived
 */
void
portunus_lane_emit_control (PortunusLane *self,
                            GBytes       *message)
{
  PortunusLanePrivate *priv = portunus_lane_get_instance_private (self);

  if (!priv->is_closed)
    g_signal_emit (self, signals[CONTROL], 0, message);
}

/**
 * portunus_lane_emit_closed:
 * @self: a lane
 * @error: (nullable): why
 *
 * Emits "closed", the first time only.
 */
void
portunus_lane_emit_closed (PortunusLane *self,
                           const GError *error)
{
  PortunusLanePrivate *priv = portunus_lane_get_instance_private (self);

  if (priv->is_closed)
    return;
  priv->is_closed = TRUE;
  g_signal_emit (self, signals[CLOSED], 0, error);
}
