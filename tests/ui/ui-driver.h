/* ui-driver.h: drives the application from outside, as a screen reader and a script would
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <atspi/atspi.h>
#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * UiDriver:
 *
 * One run of the application on the test's own display and session bus. Every wait fails the test after 20 s.
 */
typedef struct _UiDriver UiDriver;

/* libatspi does not bring these. */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AtspiAccessible, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AtspiAction, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AtspiComponent, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AtspiEditableText, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AtspiStateSet, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AtspiText, g_object_unref)

/* Starts a program that ends with the test. */
GSubprocess     *ui_driver_spawn        (GSubprocessLauncher *launcher,
                                         const char          *program,
                                         const char * const  *arguments);
/* @program is the path of the application; @environment (nullable) are "NAME=value" texts. */
UiDriver        *ui_driver_new          (const char         *program,
                                         const char * const *arguments,
                                         const char * const *environment);
/* As the session starts it: without a window. */
UiDriver        *ui_driver_new_quiet    (const char         *program);
/* Of an application that something else starts, as the bus does. */
UiDriver        *ui_driver_new_started  (void);
/* Closes the application by its own action and fails the test where it does not leave with success. */
void             ui_driver_quit         (UiDriver           *self);
/* Ends the application as a power cut does. */
void             ui_driver_kill         (UiDriver           *self);
/* Stops the process where it is, as the sleep of the machine does, or lets it go on. */
void             ui_driver_freeze       (UiDriver           *self,
                                         gboolean            is_frozen);
/* Waits until the application left by itself, with success. */
void             ui_driver_wait_exit    (UiDriver           *self);
/* Waits until its windows have left the screen. */
void             ui_driver_wait_hidden  (UiDriver           *self);
/* Waits until it is back on the screen. */
void             ui_driver_wait_shown   (UiDriver           *self);
/* Runs a program to its end, with success. */
void             ui_driver_run          (const char * const *command);
/* @title: of the window that keys, sizes and pictures are about, "Portunus" at first. */
void             ui_driver_use_window   (UiDriver           *self,
                                         const char         *title);
void             ui_driver_move         (UiDriver           *self,
                                         int                 x,
                                         int                 y);
/* @target: (nullable): a GVariant in text form */
void             ui_driver_activate     (UiDriver           *self,
                                         const char         *action,
                                         const char         *target);
/* The same for an action of the application. */
void             ui_driver_activate_app (UiDriver           *self,
                                         const char         *action,
                                         const char         *target);
gboolean         ui_driver_is_enabled   (UiDriver           *self,
                                         const char         *action);
AtspiAccessible *ui_driver_find         (UiDriver           *self,
                                         AtspiRole           role,
                                         const char         *name);
AtspiAccessible *ui_driver_wait         (UiDriver           *self,
                                         AtspiRole           role,
                                         const char         *name);
void             ui_driver_wait_label   (UiDriver           *self,
                                         const char         *text);
void             ui_driver_wait_gone    (UiDriver           *self,
                                         AtspiRole           role,
                                         const char         *name);
void             ui_driver_press        (UiDriver           *self,
                                         const char         *button);
void             ui_driver_toggle       (UiDriver           *self,
                                         const char         *name);
/* Presses a key as the keyboard does, for example "shift+Tab". */
void             ui_driver_type_key     (UiDriver           *self,
                                         const char         *key);
gboolean         ui_driver_is_sensitive (UiDriver           *self,
                                         const char         *button);
char            *ui_driver_dup_text     (UiDriver           *self,
                                         const char         *entry);
void             ui_driver_set_text     (UiDriver           *self,
                                         const char         *entry,
                                         const char         *text);
void             ui_driver_resize       (UiDriver           *self,
                                         int                 width,
                                         int                 height);
void             ui_driver_get_size     (UiDriver           *self,
                                         int                *width,
                                         int                *height);
/* Keeps a picture of the whole screen in the build folder, where a dialog has no title to be found by. */
void             ui_driver_take_screen  (UiDriver           *self,
                                         const char         *name);
/* Keeps a picture of the window in the build folder. */
void             ui_driver_take_picture (UiDriver           *self,
                                         const char         *name);
/* Fails the test where something that can be used is not whole between the left and the right of the window. */
void             ui_driver_check_width  (UiDriver           *self);
/* Fails the test where something that can be used has no name of its own, or no role. */
void             ui_driver_check_names  (UiDriver           *self);
/* Looks at a page in both widths, as a screen reader and as a picture. */
void             ui_driver_check_page   (UiDriver           *self,
                                         const char         *name);
/* The same for one that is longer than the window. */
void             ui_driver_check_tall_page (UiDriver        *self,
                                         const char         *name);

G_END_DECLS
