/* portunus-qr-view.h: draws a QR code
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PORTUNUS_TYPE_QR_VIEW (portunus_qr_view_get_type ())

G_DECLARE_FINAL_TYPE (PortunusQrView, portunus_qr_view, PORTUNUS, QR_VIEW, GtkWidget)

gboolean portunus_qr_view_set_text (PortunusQrView *self,
                                    const char     *text);

G_END_DECLS
