/* portunus-text-dialog.h: asks for a text to send
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define PORTUNUS_TYPE_TEXT_DIALOG (portunus_text_dialog_get_type ())

/**
 * PortunusTextDialog:
 *
 * Signal `text (const char *text)`: the person wants to send it. The dialog closes by itself.
 */
G_DECLARE_FINAL_TYPE (PortunusTextDialog, portunus_text_dialog, PORTUNUS, TEXT_DIALOG, AdwMessageDialog)

GtkWidget *portunus_text_dialog_new (GtkWindow  *parent,
                                     const char *text);

G_END_DECLS
