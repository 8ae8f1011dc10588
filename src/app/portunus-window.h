/* portunus-window.h: the window
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "portunus-engine.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_WINDOW (portunus_window_get_type ())

G_DECLARE_FINAL_TYPE (PortunusWindow, portunus_window, PORTUNUS, WINDOW, AdwApplicationWindow)

PortunusWindow *portunus_window_new         (AdwApplication *application);
void            portunus_window_set_engine  (PortunusWindow *self,
                                             PortunusEngine *engine);
void            portunus_window_show_error  (PortunusWindow *self,
                                             const GError   *error);
void            portunus_window_send_files  (PortunusWindow *self,
                                             GListModel     *files);

G_END_DECLS
