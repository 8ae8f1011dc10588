/* portunus-server-dialog.h: asks for the address of a STUN or TURN server
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "portunus-secret.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_SERVER_DIALOG (portunus_server_dialog_get_type ())

/**
 * PortunusServerDialog:
 *
 * Signal `server (const char *server, PortunusSecret *password)`: the answer, not emitted where there is none. The
 * password is %NULL for a STUN server.
 */
G_DECLARE_FINAL_TYPE (PortunusServerDialog, portunus_server_dialog, PORTUNUS, SERVER_DIALOG, AdwMessageDialog)

GtkWidget *portunus_server_dialog_new (GtkWindow *parent,
                                       gboolean   is_turn);

G_END_DECLS
