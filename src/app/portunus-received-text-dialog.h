/* portunus-received-text-dialog.h: a text that somebody in our room sent
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define PORTUNUS_TYPE_RECEIVED_TEXT_DIALOG (portunus_received_text_dialog_get_type ())

G_DECLARE_FINAL_TYPE (PortunusReceivedTextDialog, portunus_received_text_dialog, PORTUNUS, RECEIVED_TEXT_DIALOG,
                      AdwMessageDialog)

GtkWidget *portunus_received_text_dialog_new    (GtkWindow                  *parent,
                                                 const char                 *name,
                                                 const char                 *text);
void       portunus_received_text_dialog_append (PortunusReceivedTextDialog *self,
                                                 const char                 *text);

G_END_DECLS
