/* portunus-gate-connection-private.h: what the parts of a connection share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-gate-connection.h"
#include "portunus-gate-farewell.h"

G_BEGIN_DECLS

typedef enum
{
  PORTUNUS_GATE_STATE_NEW,
  PORTUNUS_GATE_STATE_HELLO,
  PORTUNUS_GATE_STATE_PENDING,
  PORTUNUS_GATE_STATE_HANDSHAKE,
  PORTUNUS_GATE_STATE_HEAD,
  PORTUNUS_GATE_STATE_SERVING,
  PORTUNUS_GATE_STATE_FLUSHING,
  PORTUNUS_GATE_STATE_FAREWELL,
  PORTUNUS_GATE_STATE_GONE,
} PortunusGateState;

struct _PortunusGateConnection
{
  GObject                            parent_instance;

  const PortunusGateConnectionFuncs *funcs;
  gpointer                           user_data;

  /* Owned */
  PortunusGateLimits                *limits;        /* the gate's, which may go before us */
  GSocket                           *socket;
  GSocketAddress                    *local_address;
  GSocketAddress                    *remote_address;
  char                              *key;
  GTlsCertificate                   *certificate;
  GIOStream                         *stream;
  PortunusGateWatch                 *watch;
  PortunusGateWire                  *wire;
  PortunusGateExchange              *exchange;
  PortunusGateFarewell              *farewell;
  GCancellable                      *cancellable;
  GMainContext                      *context;
  GSource                           *source;

  PortunusGateState                  state;
  gint64                             deadline_us;
  gint64                             pending_us;
  gsize                              n_low_water;
  gsize                              n_scanned;
  guint                              n_requests;
  gboolean                           is_killed;
  gboolean                           is_draining;
  PortunusGateSweepFunc              sweep_func;
  gpointer                           sweep_data;
};

/* Of any part. */
void _portunus_gate_connection_clear_source  (PortunusGateConnection *self);
void _portunus_gate_connection_wait_for      (PortunusGateConnection *self,
                                              GSource                *source,
                                              GSourceFunc             callback);
void _portunus_gate_connection_set_deadline  (PortunusGateConnection *self,
                                              guint                   ms);
void _portunus_gate_connection_call_later    (PortunusGateConnection *self,
                                              GSourceFunc             func);
/* Closes, at once or after what is queued was said. */
void _portunus_gate_connection_end           (PortunusGateConnection *self);
void _portunus_gate_connection_part          (PortunusGateConnection *self);

/* Of TLS. */
void _portunus_gate_connection_await_hello   (PortunusGateConnection *self);
void _portunus_gate_connection_check_shaken  (PortunusGateConnection *self);

/* Of HTTP. */
void _portunus_gate_connection_become_ready  (PortunusGateConnection *self);
void _portunus_gate_connection_refuse        (PortunusGateConnection *self,
                                              guint                   status,
                                              gboolean                with_body);

G_END_DECLS
