/* portunus-gate-reply.h: the HTTP library's answer on its way to the client
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-gate-answer.h"
#include "portunus-gate-wire.h"

G_BEGIN_DECLS

/**
 * PortunusGateReply:
 *
 * Takes what the library writes, keeps back its head until it is whole, and lets the body through no faster than the
 * client takes it. For one thread.
 */
typedef struct _PortunusGateReply PortunusGateReply;

PortunusGateReply *portunus_gate_reply_new         (PortunusGateWire       *wire,
                                                    const PortunusGateAsk  *ask);
void               portunus_gate_reply_free        (PortunusGateReply      *self);
gssize             portunus_gate_reply_write       (PortunusGateReply      *self,
                                                    const void             *data,
                                                    gsize                   length,
                                                    GError                **error);
void               portunus_gate_reply_end         (PortunusGateReply      *self);
guint              portunus_gate_reply_get_status  (PortunusGateReply      *self);
gboolean           portunus_gate_reply_has_begun   (PortunusGateReply      *self);
gboolean           portunus_gate_reply_is_over     (PortunusGateReply      *self);
gboolean           portunus_gate_reply_keeps_alive (PortunusGateReply      *self);
gboolean           portunus_gate_reply_is_to_head  (PortunusGateReply      *self);

G_END_DECLS
