/* portunus-scan-dialog.h: looks for a QR code through the camera
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define PORTUNUS_TYPE_SCAN_DIALOG (portunus_scan_dialog_get_type ())

/**
 * PortunusScanDialog:
 *
 * Signal `found`: the link it read, checked; the dialog closes itself.
 */
G_DECLARE_FINAL_TYPE (PortunusScanDialog, portunus_scan_dialog, PORTUNUS, SCAN_DIALOG, AdwWindow)

GtkWidget *portunus_scan_dialog_new (GtkWindow       *parent,
                                     GDBusConnection *bus);

G_END_DECLS
