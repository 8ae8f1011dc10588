/* portunus-admin-routes.h: what the portal's endpoint answers to
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-router.h"

G_BEGIN_DECLS

/* The user data of the handlers are the PortunusServices. */
extern const PortunusRoute portunus_admin_routes[];

gboolean portunus_admin_let_setup   (PortunusRequest *request,
                                     gpointer         user_data);
gboolean portunus_admin_let_session (PortunusRequest *request,
                                     gpointer         user_data);
gboolean portunus_admin_let_change  (PortunusRequest *request,
                                     gpointer         user_data);

G_END_DECLS
