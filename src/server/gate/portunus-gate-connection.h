/* portunus-gate-connection.h: one accepted connection, from its first byte to its end
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-gate-exchange.h"
#include "portunus-gate-limits.h"

G_BEGIN_DECLS

#define PORTUNUS_GATE_TYPE_CONNECTION (portunus_gate_connection_get_type ())

/**
 * PortunusGateConnection:
 *
 * Waits for the whole ClientHello, shakes hands where there is TLS, and takes requests one after another. A client that
 * is not done in time is cut off. Belongs to the thread-default context it was made in.
 */
G_DECLARE_FINAL_TYPE (PortunusGateConnection, portunus_gate_connection, PORTUNUS_GATE, CONNECTION, GObject)

/**
 * PortunusGateConnectionFuncs:
 * @pending: a handshake, which costs a thread, may begin
 * @shaken: it is over, well or not
 * @request: a request is there, and @stream to read it from
 * @gone: nothing of the connection is left; the last call, and never from inside another
 *
 * Whom a connection tells. All get the connection and the user data.
 */
typedef struct
{
  void (*pending) (PortunusGateConnection *connection,
                   gpointer                user_data);
  void (*shaken)  (PortunusGateConnection *connection,
                   gpointer                user_data);
  void (*request) (PortunusGateConnection *connection,
                   GIOStream              *stream,
                   gpointer                user_data);
  void (*gone)    (PortunusGateConnection *connection,
                   gpointer                user_data);
} PortunusGateConnectionFuncs;

PortunusGateConnection *portunus_gate_connection_new                (GSocket                           *socket,
                                                                     PortunusGateLimits                *limits,
                                                                     const PortunusGateConnectionFuncs *funcs,
                                                                     gpointer                           user_data);
void                    portunus_gate_connection_start              (PortunusGateConnection            *self,
                                                                     PortunusGateEpoll                 *epoll,
                                                                     GTlsCertificate                   *certificate);
void                    portunus_gate_connection_handshake          (PortunusGateConnection            *self);
gint64                  portunus_gate_connection_sweep              (PortunusGateConnection            *self,
                                                                     gint64                             now_us);
void                    portunus_gate_connection_drain              (PortunusGateConnection            *self);
void                    portunus_gate_connection_kill               (PortunusGateConnection            *self);
const char             *portunus_gate_connection_get_key            (PortunusGateConnection            *self);
GSocket                *portunus_gate_connection_get_socket         (PortunusGateConnection            *self);
GSocketAddress         *portunus_gate_connection_get_local_address  (PortunusGateConnection            *self);
GSocketAddress         *portunus_gate_connection_get_remote_address (PortunusGateConnection            *self);
GMainContext           *portunus_gate_connection_lend_context       (PortunusGateConnection            *self);
PortunusGateExchange   *portunus_gate_connection_get_exchange       (PortunusGateConnection            *self);
void                    portunus_gate_connection_set_sweep_func     (PortunusGateConnection            *self,
                                                                     PortunusGateSweepFunc              func,
                                                                     gpointer                           user_data);
void                    portunus_gate_connection_stir               (PortunusGateConnection            *self);
void                    portunus_gate_connection_report             (PortunusGateConnection            *self,
                                                                     PortunusGateEvent                  event,
                                                                     gint64                             detail);
PortunusGateConnection *portunus_gate_connection_get_for_address    (GSocketAddress                    *remote_address);

G_END_DECLS
