/* portunus-router.h: decides, from one table, which request reaches which handler
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-route.h"

G_BEGIN_DECLS

#define PORTUNUS_ROUTER_MAX_BODY 4096

/* What every answer says, whoever gives it; each with its CRLF. */
#define PORTUNUS_ROUTER_FIELDS \
  "X-Content-Type-Options: nosniff\r\n" \
  "Cache-Control: no-store\r\n" \
  "Referrer-Policy: no-referrer\r\n" \
  "Content-Security-Policy: default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\n"

/**
 * PortunusRouter:
 *
 * Whatever the table does not list is refused. Belongs to the server's thread.
 */
typedef struct _PortunusRouter PortunusRouter;

PortunusRouter *portunus_router_new           (SoupServer          *server,
                                               const PortunusRoute *routes,
                                               gboolean             is_tls,
                                               gboolean             is_behind_proxy,
                                               gpointer             user_data);
void            portunus_router_free          (PortunusRouter      *self);
const char     *portunus_router_get_pattern   (SoupServerMessage   *message);
void            portunus_router_set_rate      (PortunusRouter      *self,
                                               PortunusRouteRate    rate,
                                               guint                per_minute);
guint64         portunus_router_get_max_body  (const PortunusRoute *routes,
                                               const char          *method,
                                               const char          *path);
gboolean        portunus_router_let_anybody   (PortunusRequest     *request,
                                               gpointer             user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusRouter, portunus_router_free)

G_END_DECLS
