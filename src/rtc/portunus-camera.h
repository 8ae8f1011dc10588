/* portunus-camera.h: pictures of a camera, one after the other
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define PORTUNUS_TYPE_CAMERA (portunus_camera_get_type ())

/**
 * PortunusCamera:
 *
 * Signal `frame`: a picture as a #GBytes of rows of R, G, B, A bytes without gaps, its width and its height in pixels.
 * Signal `failed`: no more pictures come, for the #GError it brings. Both come in the thread-default context it was
 * made in; pictures are left out while that is busy.
 */
G_DECLARE_FINAL_TYPE (PortunusCamera, portunus_camera, PORTUNUS, CAMERA, GObject)

PortunusCamera *portunus_camera_new           (const char      *source);
PortunusCamera *portunus_camera_new_for_remote (int             fd);
gboolean        portunus_camera_start         (PortunusCamera  *self,
                                               GError         **error);
void            portunus_camera_stop          (PortunusCamera  *self);

G_END_DECLS
