/* portunus-window.h: the window
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "portunus-activity.h"
#include "portunus-engine.h"
#include "portunus-offer-desk.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_WINDOW (portunus_window_get_type ())

/**
 * PortunusWindow:
 *
 * While it has something to keep, closing it hides it, if the settings allow. Signal `activity-changed`: see
 * portunus_window_get_activity() and portunus_window_is_quitting().
 */
G_DECLARE_FINAL_TYPE (PortunusWindow, portunus_window, PORTUNUS, WINDOW, AdwApplicationWindow)

PortunusWindow *portunus_window_new         (AdwApplication *application);
void            portunus_window_set_desk    (PortunusWindow *self,
                                             PortunusOfferDesk *desk);
void            portunus_window_set_engine  (PortunusWindow *self,
                                             PortunusEngine *engine);
void            portunus_window_show_error  (PortunusWindow *self,
                                             const GError   *error);
void            portunus_window_send_files  (PortunusWindow *self,
                                             GListModel     *files);
/* Asks before it fetches what the link stands for. */
void            portunus_window_open_link   (PortunusWindow *self,
                                             const char     *text);
/* Those that have the words, or all for an empty text. */
void            portunus_window_show_transfers (PortunusWindow *self,
                                                const char     *words);
void            portunus_window_show_devices (PortunusWindow *self);
/* Closes it for good; asks first where that ends something. */
void            portunus_window_quit        (PortunusWindow *self);
gboolean        portunus_window_is_quitting (PortunusWindow *self);
gboolean        portunus_window_is_hidden   (PortunusWindow *self);
PortunusActivity
                portunus_window_get_activity (PortunusWindow *self);

G_END_DECLS
