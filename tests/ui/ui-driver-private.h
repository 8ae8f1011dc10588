/* ui-driver-private.h: what the parts of the driver share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui-driver.h"

G_BEGIN_DECLS

struct _UiDriver
{
  GSubprocess     *process;
  GDBusConnection *bus;
  const char      *window;    /* the title of the one that counts */
};

typedef gboolean (*UiCondition) (UiDriver *self,
                                 gpointer  user_data);

gboolean ui_driver_wait_for (UiDriver   *self,
                             UiCondition condition,
                             gpointer    user_data,
                             guint       timeout_ms);
void ui_driver_wait_until (UiDriver    *self,
                           UiCondition  condition,
                           gpointer     user_data,
                           const char  *what);

void ui_driver_print_tree (UiDriver    *self);

typedef gboolean (*UiMatch) (AtspiAccessible *accessible,
                             gconstpointer    user_data);

AtspiAccessible *ui_driver_find_application (UiDriver        *self);
AtspiAccessible *ui_driver_search           (AtspiAccessible *accessible,
                                             UiMatch          match,
                                             gconstpointer    user_data,
                                             guint            depth);
gboolean         ui_driver_is_showing       (AtspiAccessible *accessible);
AtspiRole        ui_driver_get_role         (AtspiAccessible *accessible);

G_END_DECLS
