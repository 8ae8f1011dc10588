/* portunus-gate-tunnel.h: the bytes of a WebSocket, counted and held to limits
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-gate-frames.h"
#include "portunus-gate-wire.h"

G_BEGIN_DECLS

/**
 * PortunusGateTunnel:
 *
 * Stands between the wire and the library's WebSocket. Frames go through as they are; it knows where they end. For one
 * thread.
 */
typedef struct _PortunusGateTunnel PortunusGateTunnel;

typedef void (*PortunusGateTunnelFunc) (gpointer user_data);

PortunusGateTunnel *portunus_gate_tunnel_new             (PortunusGateWire    *wire);
void                portunus_gate_tunnel_free            (PortunusGateTunnel  *self);

gssize              portunus_gate_tunnel_read            (PortunusGateTunnel  *self,
                                                          void                *buffer,
                                                          gsize                count,
                                                          GError             **error);
GSource            *portunus_gate_tunnel_create_input    (PortunusGateTunnel  *self,
                                                          GObject             *stream);
gssize              portunus_gate_tunnel_write           (PortunusGateTunnel  *self,
                                                          const void          *data,
                                                          gsize                length,
                                                          GError             **error);

void                portunus_gate_tunnel_set_max_message (PortunusGateTunnel  *self,
                                                          guint64              max_message);
void                portunus_gate_tunnel_set_paused      (PortunusGateTunnel  *self,
                                                          gboolean             is_paused);
guint64             portunus_gate_tunnel_get_n_written   (PortunusGateTunnel  *self);
void                portunus_gate_tunnel_set_mark        (PortunusGateTunnel     *self,
                                                          guint64                 n_written,
                                                          PortunusGateTunnelFunc  func,
                                                          gpointer                user_data);
void                portunus_gate_tunnel_cut             (PortunusGateTunnel  *self,
                                                          guint                code,
                                                          const char          *reason,
                                                          const char          *last_text);
void                portunus_gate_tunnel_close           (PortunusGateTunnel  *self,
                                                          guint64              n_written,
                                                          guint                code,
                                                          const char          *reason);
gboolean            portunus_gate_tunnel_is_closing      (PortunusGateTunnel  *self);
void                portunus_gate_tunnel_ping            (PortunusGateTunnel  *self);
gboolean            portunus_gate_tunnel_flush           (PortunusGateTunnel  *self);
gint64              portunus_gate_tunnel_get_sign_time   (PortunusGateTunnel  *self);
gint64              portunus_gate_tunnel_get_cut_time    (PortunusGateTunnel  *self);

G_END_DECLS
