/* portunus-gate-receipt.h: whether a client has got all that was written to it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/**
 * PortunusGateReceiptFunc:
 * @is_received: whether the client's system has acknowledged all of it
 * @user_data: what was given with the function
 *
 * Called once, in the context of the gate.
 */
typedef void (*PortunusGateReceiptFunc) (gboolean is_received,
                                         gpointer user_data);

void portunus_gate_receipt_await (SoupServerMessage       *message,
                                  PortunusGateReceiptFunc  func,
                                  gpointer                 user_data,
                                  GDestroyNotify           free_data);

G_END_DECLS
