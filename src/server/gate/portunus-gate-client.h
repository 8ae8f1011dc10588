/* portunus-gate-client.h: which addresses are one client, and how many of something each client has
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GInetAddress *portunus_gate_normalise_address (GInetAddress *address);
char         *portunus_gate_client_key        (GInetAddress *address);

/**
 * PortunusGateShares:
 *
 * Counts what clients have of something there is little of. For one thread.
 */
typedef struct
{
  GHashTable *counts;
  guint       n_total;
  guint       max_total;
  guint       max_per_client;
} PortunusGateShares;

void     portunus_gate_shares_init       (PortunusGateShares *self,
                                          guint               max_total,
                                          guint               max_per_client);
void     portunus_gate_shares_set_limits (PortunusGateShares *self,
                                          guint               max_total,
                                          guint               max_per_client);
void     portunus_gate_shares_clear      (PortunusGateShares *self);
gboolean portunus_gate_shares_take       (PortunusGateShares *self,
                                          const char         *key);
void     portunus_gate_shares_give       (PortunusGateShares *self,
                                          const char         *key);

G_END_DECLS
