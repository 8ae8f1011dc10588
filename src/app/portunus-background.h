/* portunus-background.h: keeps the application alive without a window, and the machine awake
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PORTUNUS_TYPE_BACKGROUND (portunus_background_get_type ())

G_DECLARE_FINAL_TYPE (PortunusBackground, portunus_background, PORTUNUS, BACKGROUND, GObject)

/* The application must outlive it. */
PortunusBackground *portunus_background_new                (GtkApplication      *application,
                                                            gboolean             is_sandboxed);
/* Whether there is a reason to live on without a window. */
void                portunus_background_set_held           (PortunusBackground  *self,
                                                            gboolean             is_held);
/* Whether the machine must not be suspended. */
void                portunus_background_set_awake          (PortunusBackground  *self,
                                                            gboolean             is_awake);
/* The window has gone while there is something to keep: asks for leave where that takes one. */
void                portunus_background_enter              (PortunusBackground  *self,
                                                            gboolean             is_autostart);
void                portunus_background_set_autostart_async (PortunusBackground *self,
                                                            gboolean             is_wanted,
                                                            GCancellable        *cancellable,
                                                            GAsyncReadyCallback  callback,
                                                            gpointer             user_data);
gboolean            portunus_background_set_autostart_finish (PortunusBackground *self,
                                                            GAsyncResult        *result,
                                                            GError             **error);

G_END_DECLS
