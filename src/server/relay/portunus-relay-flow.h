/* portunus-relay-flow.h: where the worker threads meet the WebSocket of a relay lane
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/** PORTUNUS_RELAY_WINDOW: bytes of frames that may be unacknowledged in one direction. */
#define PORTUNUS_RELAY_WINDOW (4 * 1024 * 1024)
/** PORTUNUS_RELAY_WINDOW_FRAMES: the same in frames. */
#define PORTUNUS_RELAY_WINDOW_FRAMES 1024

/**
 * PortunusRelayFlow:
 *
 * Frames in both directions, kept within their windows. Workers block in it; the lane takes out what is to be sent.
 * Functions may be called by any thread, unless they say otherwise. Atomic reference count.
 */
typedef struct _PortunusRelayFlow PortunusRelayFlow;

/* Called by any thread, without a lock, when there is something to send. */
typedef void (*PortunusRelayFlowFunc) (gpointer user_data);

PortunusRelayFlow *portunus_relay_flow_new          (PortunusRelayFlowFunc  wake,
                                                     gpointer               user_data,
                                                     GDestroyNotify         free_data);
void               portunus_relay_flow_unref        (PortunusRelayFlow     *self);
void               portunus_relay_flow_end          (PortunusRelayFlow     *self,
                                                     const GError          *error);

/* For workers. */
gboolean           portunus_relay_flow_send         (PortunusRelayFlow     *self,
                                                     GBytes                *frame,
                                                     GError               **error);
GBytes            *portunus_relay_flow_receive      (PortunusRelayFlow     *self,
                                                     GError               **error);
void               portunus_relay_flow_release      (PortunusRelayFlow     *self,
                                                     gsize                  n_bytes);

/* For the lane. */
GBytes            *portunus_relay_flow_take         (PortunusRelayFlow     *self);
gboolean           portunus_relay_flow_take_ack     (PortunusRelayFlow     *self,
                                                     gboolean               is_late,
                                                     guint64               *n_released);
gboolean           portunus_relay_flow_has_unacked  (PortunusRelayFlow     *self);
gboolean           portunus_relay_flow_put          (PortunusRelayFlow     *self,
                                                     GBytes                *frame,
                                                     GError               **error);
gboolean           portunus_relay_flow_put_ack      (PortunusRelayFlow     *self,
                                                     guint64                n_released,
                                                     GError               **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusRelayFlow, portunus_relay_flow_unref)

G_END_DECLS
