/* portunus-camera-portal.h: asks the desktop whether there is a camera, and for leave to look through it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define PORTUNUS_TYPE_CAMERA_PORTAL (portunus_camera_portal_get_type ())

/**
 * PortunusCameraPortal:
 *
 * By `org.freedesktop.portal.Camera`. Property `is-present`: whether there is a camera.
 */
G_DECLARE_FINAL_TYPE (PortunusCameraPortal, portunus_camera_portal, PORTUNUS, CAMERA_PORTAL, GObject)

PortunusCameraPortal *portunus_camera_portal_new         (GDBusConnection       *bus);
gboolean              portunus_camera_portal_is_present  (PortunusCameraPortal  *self);
void                  portunus_camera_portal_open_async  (PortunusCameraPortal  *self,
                                                          GCancellable          *cancellable,
                                                          GAsyncReadyCallback    callback,
                                                          gpointer               user_data);
int                   portunus_camera_portal_open_finish (PortunusCameraPortal  *self,
                                                          GAsyncResult          *result,
                                                          GError               **error);

G_END_DECLS
