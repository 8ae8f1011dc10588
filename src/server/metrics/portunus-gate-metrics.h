/* portunus-gate-metrics.h: what happens at the gate, in the metrics
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-gate-event.h"
#include "portunus-metrics.h"

G_BEGIN_DECLS

void portunus_gate_metrics_count (PortunusMetrics   *metrics,
                                  PortunusGateEvent  event,
                                  gint64             detail);

G_END_DECLS
