/* portunus-gate-wire.h: the bytes of one connection, in both directions
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-gate-watch.h"

G_BEGIN_DECLS

/**
 * PortunusGateWire:
 *
 * Holds at most one buffer of input, and of output only what is our own: heads and refusals. Everything else passes
 * through, so that whoever is slow slows down the other side and nothing piles up here. Nothing blocks. For one thread.
 */
typedef struct _PortunusGateWire PortunusGateWire;

PortunusGateWire *portunus_gate_wire_new           (GIOStream         *stream,
                                                    PortunusGateWatch *watch);
PortunusGateWire *portunus_gate_wire_ref           (PortunusGateWire  *self);
void              portunus_gate_wire_unref         (PortunusGateWire  *self);

gssize            portunus_gate_wire_fill          (PortunusGateWire  *self,
                                                    GError           **error);
const char       *portunus_gate_wire_peek          (PortunusGateWire  *self,
                                                    gsize             *length);
void              portunus_gate_wire_consume       (PortunusGateWire  *self,
                                                    gsize              n_bytes);
gssize            portunus_gate_wire_read          (PortunusGateWire  *self,
                                                    void              *buffer,
                                                    gsize              count,
                                                    GError           **error);
GSource          *portunus_gate_wire_create_input  (PortunusGateWire  *self,
                                                    GObject           *stream);
GSource          *portunus_gate_wire_create_parked (PortunusGateWire  *self,
                                                    GObject           *stream);
void              portunus_gate_wire_wake          (PortunusGateWire  *self);
GSource          *portunus_gate_wire_create_more   (PortunusGateWire  *self);
GSource          *portunus_gate_wire_create_raw    (PortunusGateWire  *self,
                                                    GObject           *socket);

void              portunus_gate_wire_push          (PortunusGateWire  *self,
                                                    const void        *data,
                                                    gsize              length);
gboolean          portunus_gate_wire_flush         (PortunusGateWire  *self,
                                                    GError           **error);
gssize            portunus_gate_wire_write         (PortunusGateWire  *self,
                                                    const void        *data,
                                                    gsize              length,
                                                    GError           **error);
gboolean          portunus_gate_wire_has_output    (PortunusGateWire  *self);
GSource          *portunus_gate_wire_create_output (PortunusGateWire  *self,
                                                    GObject           *stream);

gint64            portunus_gate_wire_get_read_time (PortunusGateWire  *self);
gint64            portunus_gate_wire_get_read_wait (PortunusGateWire  *self,
                                                    gint64             now_us);
void              portunus_gate_wire_reset_wait    (PortunusGateWire  *self);
gint64            portunus_gate_wire_get_stuck     (PortunusGateWire  *self,
                                                    gint64             now_us);
void              portunus_gate_wire_stir          (PortunusGateWire  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusGateWire, portunus_gate_wire_unref)

G_END_DECLS
