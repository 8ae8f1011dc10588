/* portunus-admin-entry.h: the first start of the portal, logging in and out
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-router.h"

G_BEGIN_DECLS

void portunus_admin_handle_state         (PortunusRequest *request,
                                          gpointer         user_data);
void portunus_admin_handle_setup         (PortunusRequest *request,
                                          gpointer         user_data);
void portunus_admin_handle_setup_confirm (PortunusRequest *request,
                                          gpointer         user_data);
void portunus_admin_handle_login         (PortunusRequest *request,
                                          gpointer         user_data);
void portunus_admin_handle_logout        (PortunusRequest *request,
                                          gpointer         user_data);

G_END_DECLS
