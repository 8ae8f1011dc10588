/* portunus-picture.h: a picture that was pasted, as a file to send
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define PORTUNUS_TYPE_PICTURE (portunus_picture_get_type ())

/**
 * PortunusPicture:
 *
 * A PNG file in a folder that nobody else may look into. Both are gone when this is.
 */
G_DECLARE_FINAL_TYPE (PortunusPicture, portunus_picture, PORTUNUS, PICTURE, GObject)

void             portunus_picture_make_async  (GInputStream         *stream,
                                               GCancellable         *cancellable,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
PortunusPicture *portunus_picture_make_finish (GAsyncResult         *result,
                                               GError              **error);
const char      *portunus_picture_get_path    (PortunusPicture      *self);

G_END_DECLS
