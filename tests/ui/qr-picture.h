/* qr-picture.h: image files of QR codes, as the application draws them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* @text: (nullable): NULL makes a picture without a code; @type: of gdk-pixbuf, such as "png" */
GBytes *qr_picture_new (const char *text,
                        guint       module,
                        const char *type);

G_END_DECLS
