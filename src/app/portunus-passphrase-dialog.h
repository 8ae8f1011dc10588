/* portunus-passphrase-dialog.h: asks for the passphrase of the encrypted key file
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "portunus-secret.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_PASSPHRASE_DIALOG (portunus_passphrase_dialog_get_type ())

/**
 * PortunusPassphraseDialog:
 *
 * Signal `passphrase (PortunusSecret *passphrase)`: the answer, not emitted where there is none.
 */
G_DECLARE_FINAL_TYPE (PortunusPassphraseDialog, portunus_passphrase_dialog, PORTUNUS, PASSPHRASE_DIALOG,
                      AdwMessageDialog)

GtkWidget *portunus_passphrase_dialog_new (GtkWindow *parent,
                                           gboolean   is_new);

G_END_DECLS
