/* portunus-admin-pages.h: the page of the portal and what it loads
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-router.h"

G_BEGIN_DECLS

void portunus_admin_handle_page (PortunusRequest *request,
                                 gpointer         user_data);
void portunus_admin_handle_file (PortunusRequest *request,
                                 gpointer         user_data);
void portunus_admin_handle_home (PortunusRequest *request,
                                 gpointer         user_data);

G_END_DECLS
