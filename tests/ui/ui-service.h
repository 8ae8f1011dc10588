/* ui-service.h: names on the bus that a test answers for
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * UiServicePlace:
 * @name: on the bus
 * @path: of the object there
 * @interfaces: its interfaces, as introspection data
 */
typedef struct
{
  const char *name;
  const char *path;
  const char *interfaces;
} UiServicePlace;

/**
 * UiService:
 *
 * Has a connection and a thread of its own, on which the functions of its table are called: the test waits for the
 * application in its own thread.
 */
typedef struct _UiService UiService;

UiService       *ui_service_new     (const UiServicePlace       *places,
                                     guint                       n_places,
                                     const GDBusInterfaceVTable *table,
                                     gpointer                    user_data);
void             ui_service_free    (UiService                  *self);
GDBusConnection *ui_service_get_bus (UiService                  *self);

G_END_DECLS
