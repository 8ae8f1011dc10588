/* portunus-gate-exchange.h: one request on its way into the HTTP library, and its answer on its way out
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-gate-answer.h"
#include "portunus-gate-stream.h"
#include "portunus-gate-tunnel.h"

G_BEGIN_DECLS

/**
 * PortunusGateOutcome:
 * @PORTUNUS_GATE_OUTCOME_OPEN: the library is not done
 * @PORTUNUS_GATE_OUTCOME_NEXT: answered; another request may follow
 * @PORTUNUS_GATE_OUTCOME_LAST: answered; no other request can follow
 * @PORTUNUS_GATE_OUTCOME_SILENT: nothing was answered; see portunus_gate_exchange_get_fault()
 * @PORTUNUS_GATE_OUTCOME_BROKEN: the answer is cut off
 */
typedef enum
{
  PORTUNUS_GATE_OUTCOME_OPEN,
  PORTUNUS_GATE_OUTCOME_NEXT,
  PORTUNUS_GATE_OUTCOME_LAST,
  PORTUNUS_GATE_OUTCOME_SILENT,
  PORTUNUS_GATE_OUTCOME_BROKEN,
} PortunusGateOutcome;

typedef void (*PortunusGateDoneFunc) (gpointer user_data);

#define PORTUNUS_GATE_TYPE_EXCHANGE (portunus_gate_exchange_get_type ())

/**
 * PortunusGateExchange:
 *
 * For one thread.
 */
G_DECLARE_FINAL_TYPE (PortunusGateExchange, portunus_gate_exchange, PORTUNUS_GATE, EXCHANGE, GObject)

PortunusGateExchange *portunus_gate_exchange_new            (PortunusGateWire       *wire,
                                                             const PortunusGateHead *head,
                                                             gboolean                keeps_alive,
                                                             guint64                 max_body);
GIOStream            *portunus_gate_exchange_create_stream  (PortunusGateExchange   *self,
                                                             PortunusGateDoneFunc    done,
                                                             gpointer                user_data);
PortunusGateOutcome   portunus_gate_exchange_get_outcome    (PortunusGateExchange   *self);
guint                 portunus_gate_exchange_get_fault      (PortunusGateExchange   *self);
gboolean              portunus_gate_exchange_is_head        (PortunusGateExchange   *self);
gboolean              portunus_gate_exchange_is_receiving   (PortunusGateExchange   *self);
guint64               portunus_gate_exchange_get_n_received (PortunusGateExchange   *self);
PortunusGateTunnel   *portunus_gate_exchange_get_tunnel     (PortunusGateExchange   *self);

G_END_DECLS
