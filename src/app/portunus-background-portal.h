/* portunus-background-portal.h: asks the desktop for leave to run in the background, from inside a sandbox
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * PortunusBackgroundRequest:
 * @reason: why, for the person
 * @is_autostart: whether the session shall start us
 * @command: how it shall do so
 */
typedef struct
{
  const char         *reason;
  gboolean            is_autostart;
  const char * const *command;
} PortunusBackgroundRequest;

void     portunus_background_portal_request_async  (GDBusConnection                 *bus,
                                                    const PortunusBackgroundRequest *request,
                                                    GCancellable                    *cancellable,
                                                    GAsyncReadyCallback              callback,
                                                    gpointer                         user_data);
gboolean portunus_background_portal_request_finish (GAsyncResult                    *result,
                                                    GError                         **error);

G_END_DECLS
