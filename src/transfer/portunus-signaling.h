/* portunus-signaling.h: how two peers that have no lane yet reach each other
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/** PORTUNUS_SIGNALING_MAX_MESSAGE: largest opaque message between two peers, before any text encoding. */
#define PORTUNUS_SIGNALING_MAX_MESSAGE (48 * 1024)

#define PORTUNUS_TYPE_SIGNALING (portunus_signaling_get_type ())

/**
 * PortunusSignaling:
 *
 * Membership of one room and opaque messages to its peers. Trusted with nothing: it may drop, alter, invent, repeat and
 * reorder everything. Belongs to the thread-default context it was made in.
 *
 * Signals:
 * - `joined (const char *own_id, char **peer_ids)`: in the room; these peers were there before us and expect us to
 *   speak first
 * - `peer-joined (const char *peer_id)`: a newcomer, who will speak first
 * - `peer-left (const char *peer_id)`
 * - `message (const char *peer_id, GBytes *message)`
 * - `closed (GError *error)`: once, and the last; @error is a %PORTUNUS_TRANSFER_ERROR, NULL after close()
 */
G_DECLARE_INTERFACE (PortunusSignaling, portunus_signaling, PORTUNUS, SIGNALING, GObject)

struct _PortunusSignalingInterface
{
  GTypeInterface parent_iface;

  void (*start) (PortunusSignaling *self);
  void (*send)  (PortunusSignaling *self,
                 const char        *peer_id,
                 GBytes            *message);
  void (*close) (PortunusSignaling *self);
  /* May be missing. */
  gboolean (*is_host) (PortunusSignaling *self,
                       const char        *peer_id);
};

void portunus_signaling_start (PortunusSignaling *self);
void portunus_signaling_send  (PortunusSignaling *self,
                               const char        *peer_id,
                               GBytes            *message);
void portunus_signaling_close (PortunusSignaling *self);
/* In the room's word, which nothing vouches for. */
gboolean portunus_signaling_is_host (PortunusSignaling *self,
                                     const char        *peer_id);

/* For implementations; in the context of @self. */
void portunus_signaling_emit_joined      (PortunusSignaling  *self,
                                          const char         *own_id,
                                          const char * const *peer_ids);
void portunus_signaling_emit_peer_joined (PortunusSignaling  *self,
                                          const char         *peer_id);
void portunus_signaling_emit_peer_left   (PortunusSignaling  *self,
                                          const char         *peer_id);
void portunus_signaling_emit_message     (PortunusSignaling  *self,
                                          const char         *peer_id,
                                          GBytes             *message);
void portunus_signaling_emit_closed      (PortunusSignaling  *self,
                                          const GError       *error);

G_END_DECLS
