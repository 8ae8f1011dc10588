/* portunus-gate.h: what stands between the network and the HTTP library
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "portunus-gate-limits.h"

G_BEGIN_DECLS

/**
 * PortunusGate:
 *
 * Accepts connections, shakes hands, reads requests strictly and gives them to a #SoupServer one by one, each on a
 * stream of its own; the connection to the client stays with the gate. The library never sees a client that is slow,
 * silent, or says what could be understood in two ways, and no body is ever held as a whole. Belongs to the
 * thread-default context it was made in.
 */
typedef struct _PortunusGate PortunusGate;

PortunusGate *portunus_gate_new               (SoupServer                *server,
                                               GTlsCertificate           *certificate,
                                               const PortunusGateLimits  *limits);
void          portunus_gate_free              (PortunusGate              *self);
gboolean      portunus_gate_listen            (PortunusGate              *self,
                                               GInetSocketAddress        *address,
                                               GError                   **error);
void          portunus_gate_set_certificate   (PortunusGate              *self,
                                               GTlsCertificate           *certificate);
guint16       portunus_gate_get_port          (PortunusGate              *self);
guint         portunus_gate_get_n_connections (PortunusGate              *self);
void          portunus_gate_set_max_connections (PortunusGate          *self,
                                                 guint                  max_connections,
                                                 guint                  max_per_client);
void          portunus_gate_stop              (PortunusGate              *self);
void          portunus_gate_kill_all          (PortunusGate              *self);

G_END_DECLS
