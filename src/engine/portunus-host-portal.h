/* portunus-host-portal.h: opens the admin portal of our own server when somebody wants it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "portunus-portal.h"
#include "portunus-secret-store.h"
#include "portunus-server.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_HOST_PORTAL (portunus_host_portal_get_type ())

/**
 * PortunusHostPortal:
 *
 * Nothing is opened before somebody asks, but for the limits that were set in an earlier portal. Belongs to the context
 * it was made in.
 */
G_DECLARE_FINAL_TYPE (PortunusHostPortal, portunus_host_portal, PORTUNUS, HOST_PORTAL, GObject)

PortunusHostPortal *portunus_host_portal_new         (PortunusSecretStore *secrets,
                                                      const char          *folder,
                                                      PortunusServer      *server);
void                portunus_host_portal_load_limits (PortunusHostPortal  *self);
void                portunus_host_portal_open_async  (PortunusHostPortal  *self,
                                                      GAsyncReadyCallback  callback,
                                                      gpointer             user_data);
PortunusPortal     *portunus_host_portal_open_finish (PortunusHostPortal  *self,
                                                      GAsyncResult        *result,
                                                      GError             **error);

G_END_DECLS
