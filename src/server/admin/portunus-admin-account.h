/* portunus-admin-account.h: what the administrator changes about the account: password, second factor, sessions
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-router.h"

G_BEGIN_DECLS

void portunus_admin_handle_password     (PortunusRequest *request,
                                         gpointer         user_data);
void portunus_admin_handle_totp         (PortunusRequest *request,
                                         gpointer         user_data);
void portunus_admin_handle_totp_confirm (PortunusRequest *request,
                                         gpointer         user_data);
void portunus_admin_handle_recovery     (PortunusRequest *request,
                                         gpointer         user_data);
void portunus_admin_handle_sessions     (PortunusRequest *request,
                                         gpointer         user_data);
void portunus_admin_handle_session_end  (PortunusRequest *request,
                                         gpointer         user_data);

G_END_DECLS
