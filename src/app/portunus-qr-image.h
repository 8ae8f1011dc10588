/* portunus-qr-image.h: reads a link from an image file with a QR code
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void  portunus_qr_image_read_async  (GInputStream         *stream,
                                     GCancellable         *cancellable,
                                     GAsyncReadyCallback   callback,
                                     gpointer              user_data);
char *portunus_qr_image_read_finish (GAsyncResult         *result,
                                     GError              **error);

G_END_DECLS
