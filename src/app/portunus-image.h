/* portunus-image.h: pictures of any origin, read with limits
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gdk-pixbuf/gdk-pixbuf.h>

G_BEGIN_DECLS

/* What is read, for choosers and clipboards. */
extern const char * const portunus_image_types[];

/* Takes @task over, gives it what it read as its data, and runs @func with it on a worker. */
void       portunus_image_read   (GInputStream    *stream,
                                  gsize            max_bytes,
                                  GTask           *task,
                                  GTaskThreadFunc  func);
/* For a worker. */
GdkPixbuf *portunus_image_decode (GBytes          *bytes,
                                  guint64          max_pixels,
                                  GError         **error);

G_END_DECLS
