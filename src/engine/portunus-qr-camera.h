/* portunus-qr-camera.h: looks for a link in what a camera sees
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define PORTUNUS_TYPE_QR_CAMERA (portunus_qr_camera_get_type ())

/**
 * PortunusQrCamera:
 *
 * Signal `frame`: a picture to show: a #GBytes of R, G, B, A, its width and its height. Signal `found`: the link,
 * checked, and only once. Signal `strange`: a QR code that holds no link of ours; it may come often. Signal `failed`: a
 * #GError; no more comes. Belongs to the thread-default context it was made in.
 */
G_DECLARE_FINAL_TYPE (PortunusQrCamera, portunus_qr_camera, PORTUNUS, QR_CAMERA, GObject)

PortunusQrCamera *portunus_qr_camera_new            (const char        *source);
PortunusQrCamera *portunus_qr_camera_new_for_remote (int                fd);
gboolean          portunus_qr_camera_start          (PortunusQrCamera  *self,
                                                     GError           **error);
void              portunus_qr_camera_stop           (PortunusQrCamera  *self);

G_END_DECLS
