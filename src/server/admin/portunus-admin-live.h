/* portunus-admin-live.h: what the open pages of the portal are told all the time
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-admin.h"
#include "portunus-router.h"

G_BEGIN_DECLS

/**
 * PortunusAdminLive:
 *
 * Takes figures once a second, keeps those of the last minutes, and tells the open pages. Belongs to the server's
 * thread.
 */
typedef struct _PortunusAdminLive PortunusAdminLive;

PortunusAdminLive *portunus_admin_live_new    (PortunusAdmin     *admin);
void               portunus_admin_live_stop   (PortunusAdminLive *self);
void               portunus_admin_live_free   (PortunusAdminLive *self);
void               portunus_admin_handle_live (PortunusRequest   *request,
                                               gpointer           user_data);

G_END_DECLS
