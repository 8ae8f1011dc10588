/* portunus-signaling.c: how two peers that have no lane yet reach each other
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-signaling.h"

enum
{
  JOINED,
  PEER_JOINED,
  PEER_LEFT,
  MESSAGE,
  CLOSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_INTERFACE (PortunusSignaling, portunus_signaling, G_TYPE_OBJECT)

static guint
add_signal (const char *name,
            guint       n_params,
            ...)
{
  guint id;
  va_list types;

  va_start (types, n_params);
  id = g_signal_new_valist (name, PORTUNUS_TYPE_SIGNALING, G_SIGNAL_RUN_LAST, NULL, NULL, NULL, NULL, G_TYPE_NONE,
                            n_params, types);
  va_end (types);
  return id;
}

static void
portunus_signaling_default_init (PortunusSignalingInterface *iface)
{
  signals[JOINED] = add_signal ("joined", 2, G_TYPE_STRING, G_TYPE_STRV);
  signals[PEER_JOINED] = add_signal ("peer-joined", 1, G_TYPE_STRING);
  signals[PEER_LEFT] = add_signal ("peer-left", 1, G_TYPE_STRING);
  signals[MESSAGE] = add_signal ("message", 2, G_TYPE_STRING, G_TYPE_BYTES);
  signals[CLOSED] = add_signal ("closed", 1, G_TYPE_ERROR);
}

/**
 * portunus_signaling_start:
 * @self: a signaling client
 *
 * Begins to join the room; "joined" or "closed" follows, never from inside this call. Call it once.
 */
void
portunus_signaling_start (PortunusSignaling *self)
{
  g_return_if_fail (PORTUNUS_IS_SIGNALING (self));

  PORTUNUS_SIGNALING_GET_IFACE (self)->start (self);
}

/**
 * portunus_signaling_send:
 * @self: a signaling client
 * @peer_id: a peer of the room
 * @message: at most %PORTUNUS_SIGNALING_MAX_MESSAGE bytes
 *
 * Sends @message to @peer_id. There is no answer: a peer that is gone is announced by "peer-left".
 */
void
portunus_signaling_send (PortunusSignaling *self,
                         const char        *peer_id,
                         GBytes            *message)
{
  g_return_if_fail (PORTUNUS_IS_SIGNALING (self));
  g_return_if_fail (peer_id != NULL);
  g_return_if_fail (g_bytes_get_size (message) <= PORTUNUS_SIGNALING_MAX_MESSAGE);

  PORTUNUS_SIGNALING_GET_IFACE (self)->send (self, peer_id, message);
}

/**
 * portunus_signaling_close:
 * @self: a signaling client
 *
 * Leaves the room, after what was sent so far is on its way. A second call does nothing.
 */
void
portunus_signaling_close (PortunusSignaling *self)
{
  g_return_if_fail (PORTUNUS_IS_SIGNALING (self));

  PORTUNUS_SIGNALING_GET_IFACE (self)->close (self);
}

/**
 * portunus_signaling_is_host:
 * @self: a signaling client
 * @peer_id: a peer of the room
 *
 * Returns: whether the room says that @peer_id is its host
 */
gboolean
portunus_signaling_is_host (PortunusSignaling *self,
                            const char        *peer_id)
{
  PortunusSignalingInterface *iface;

  g_return_val_if_fail (PORTUNUS_IS_SIGNALING (self), FALSE);

  iface = PORTUNUS_SIGNALING_GET_IFACE (self);
  return iface->is_host != NULL && iface->is_host (self, peer_id);
}

/**
 * portunus_signaling_emit_joined:
 * @self: a signaling client
 * @own_id: the id the room gave us
 * @peer_ids: %NULL-terminated ids of the others
 */
void
portunus_signaling_emit_joined (PortunusSignaling  *self,
                                const char         *own_id,
                                const char * const *peer_ids)
{
  g_signal_emit (self, signals[JOINED], 0, own_id, peer_ids);
}

/**
 * portunus_signaling_emit_peer_joined:
 * @self: a signaling client
 * @peer_id: the newcomer
 */
void
portunus_signaling_emit_peer_joined (PortunusSignaling *self,
                                     const char        *peer_id)
{
  g_signal_emit (self, signals[PEER_JOINED], 0, peer_id);
}

/**
 * portunus_signaling_emit_peer_left:
 * @self: a signaling client
 * @peer_id: who is gone
 */
void
portunus_signaling_emit_peer_left (PortunusSignaling *self,
                                   const char        *peer_id)
{
  g_signal_emit (self, signals[PEER_LEFT], 0, peer_id);
}

/**
 * portunus_signaling_emit_message:
 * @self: a signaling client
 * @peer_id: who sent it, in the room's word
 * @message: opaque bytes
 */
void
portunus_signaling_emit_message (PortunusSignaling *self,
                                 const char        *peer_id,
                                 GBytes            *message)
{
  g_signal_emit (self, signals[MESSAGE], 0, peer_id, message);
}

/**
 * portunus_signaling_emit_closed:
 * @self: a signaling client
 * @error: (nullable): why, %NULL when we left ourselves
 */
void
portunus_signaling_emit_closed (PortunusSignaling *self,
                                const GError      *error)
{
  g_signal_emit (self, signals[CLOSED], 0, error);
}
