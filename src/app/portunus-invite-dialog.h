/* portunus-invite-dialog.h: a link into our room that is good for one person
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define PORTUNUS_TYPE_INVITE_DIALOG (portunus_invite_dialog_get_type ())

G_DECLARE_FINAL_TYPE (PortunusInviteDialog, portunus_invite_dialog, PORTUNUS, INVITE_DIALOG, AdwWindow)

GtkWidget *portunus_invite_dialog_new (GtkWindow  *parent,
                                       const char *link,
                                       guint       expiry_seconds);

G_END_DECLS
