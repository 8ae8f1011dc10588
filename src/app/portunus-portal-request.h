/* portunus-portal-request.h: asks a portal of the desktop for something that a person may have to decide on
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define PORTUNUS_PORTAL_NAME "org.freedesktop.portal.Desktop"
#define PORTUNUS_PORTAL_PATH "/org/freedesktop/portal/desktop"

/**
 * PortunusPortalCall:
 * @interface: of the portal
 * @method: that answers by a request
 * @parent: (nullable): the window to stay above, for methods that want to know
 * @options: (nullable): a floating or owned `a{sv}`
 */
typedef struct
{
  const char *interface;
  const char *method;
  const char *parent;
  GVariant   *options;
} PortunusPortalCall;

void      portunus_portal_request_async  (GDBusConnection          *bus,
                                          const PortunusPortalCall *call,
                                          GCancellable             *cancellable,
                                          GAsyncReadyCallback       callback,
                                          gpointer                  user_data);
GVariant *portunus_portal_request_finish (GAsyncResult             *result,
                                          GError                  **error);

G_END_DECLS
