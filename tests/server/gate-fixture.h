/* gate-fixture.h: the gate before a small HTTP server, and its clients, all in one thread
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <string.h>

#include "portunus-gate-web-socket.h"
#include "portunus-gate.h"
#include "portunus-test.h"

G_BEGIN_DECLS

#define MIB (1024 * 1024)

/* What the server answers:
 * /length, /chunks, /close   n_to_send bytes, with a body that ends in that way
 * /ws                        a WebSocket
 * /upload                    as any other, but takes a gigabyte; /upload/pause stops reading with the first piece
 * /upload/refuse             403, before the body was read
 * any other                  "<METHOD PATH n_uploaded>"; takes 10 bytes
 */
typedef struct
{
  SoupServer            *soup;
  PortunusGate          *gate;
  PortunusGateLimits     limits;
  PortunusGateWebSocketLimits web_socket_limits;
  PortunusGateWebSocket *socket;
  GString               *heard;
  guint64                n_uploaded;
  guint64                n_downloaded;
  guint64                n_to_send;
  SoupServerMessage     *paused;
  gboolean               is_closed;
  gboolean               is_slow;
  guint                  n_overdue;
} GateFixture;

/* A client's socket, never blocking: server and client share the test's thread. */
typedef struct
{
  GSocket *socket;
  GString *heard;
  gboolean is_over;
} GateClient;

void        gate_fixture_set_up    (GateFixture   *self,
                                    gconstpointer  limits);
void        gate_fixture_tear_down (GateFixture   *self,
                                    gconstpointer  limits);
gboolean    gate_fixture_is_empty  (gpointer       self);
gssize      gate_fixture_get_rss   (void);

GateClient *gate_client_new        (GateFixture   *fixture);
GateClient *gate_client_upgrade    (GateFixture   *fixture);
void        gate_client_free       (GateClient    *self);
gssize      gate_client_try_send   (GateClient    *self,
                                    const void    *data,
                                    gsize          length);
void        gate_client_say        (GateClient    *self,
                                    const char    *text);
void        gate_client_listen     (GateClient    *self);
gboolean    gate_client_has_heard  (GateClient    *self,
                                    const char    *what);
void        gate_client_expect     (GateClient    *self,
                                    const char    *what);
void        gate_client_expect_end (GateClient    *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GateClient, gate_client_free)

G_END_DECLS
