/* ui-desktop.h: plays the desktop that the application talks to: session manager, notifications, portal
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * UiDesktop:
 *
 * Owns the names of a desktop on the test's own session bus, in a thread of its own, so that it also answers while the
 * test waits for something else. Every wait fails the test after 20 s.
 */
typedef struct _UiDesktop UiDesktop;

UiDesktop *ui_desktop_new                (void);
void       ui_desktop_free               (UiDesktop  *self);
/* Waits until the application keeps the machine from being suspended, or no longer does. */
void       ui_desktop_wait_inhibited     (UiDesktop  *self,
                                          gboolean    is_inhibited);
/* Waits for a notification with this title, and gives what it says in its body. */
char      *ui_desktop_wait_notification  (UiDesktop  *self,
                                          const char *title);
/* Waits until none has this title. */
void       ui_desktop_wait_withdrawn     (UiDesktop  *self,
                                          const char *title);
/* (nullable): labels of its buttons, with a line break between two. */
char      *ui_desktop_dup_buttons        (UiDesktop  *self,
                                          const char *title);
/* As the desktop does when somebody presses a button of it; NULL is the notification itself. */
void       ui_desktop_press              (UiDesktop  *self,
                                          const char *title,
                                          const char *button);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UiDesktop, ui_desktop_free)

G_END_DECLS
