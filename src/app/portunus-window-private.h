/* portunus-window-private.h: what the parts of the window share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-activity-watch.h"
#include "portunus-devices-view.h"
#include "portunus-receive-view.h"
#include "portunus-room-view.h"
#include "portunus-send-view.h"
#include "portunus-transfers-view.h"
#include "portunus-settings.h"
#include "portunus-window.h"

G_BEGIN_DECLS

struct _PortunusWindow
{
  AdwApplicationWindow  parent_instance;

  /* Template children */
  GtkStack             *pages;
  AdwViewStack         *views;
  PortunusSendView     *send_view;
  PortunusReceiveView  *receive_view;
  PortunusRoomView     *room_view;
  PortunusTransfersView *transfers_view;
  PortunusDevicesView  *devices_view;
  GtkWidget            *error_page;
  GtkRevealer          *notice_bar;
  GtkLabel             *notice_label;
  GtkWidget            *drop_hint;

  /* Owned */
  GCancellable         *cancellable;   /* of everything the window asks others for */
  GObject              *chooser;       /* (nullable): the open file chooser */
  PortunusSettings     *settings;
  PortunusActivityWatch *watch;       /* (nullable): over all transfers, also of no page */
  guint                 close_source;  /* destroys the window that waits for peers to be told */

  gboolean              is_hidden;     /* closed by the person, and kept */
  gboolean              is_quitting;   /* closing ends everything, and was asked for */
};

void _portunus_window_install_actions (PortunusWindow     *self);
void _portunus_window_update_actions  (PortunusWindow     *self);

void _portunus_window_install_drop    (PortunusWindow     *self);
void _portunus_window_pick            (PortunusWindow     *self,
                                       gboolean            is_folder);
void _portunus_window_pick_destination (PortunusWindow    *self);
void _portunus_window_write_text      (PortunusWindow     *self,
                                       const char         *text);
void _portunus_window_paste           (PortunusWindow     *self);
void _portunus_window_send_paths      (PortunusWindow     *self,
                                       const char * const *paths);
void _portunus_window_send_text       (PortunusWindow     *self,
                                       const char         *text);
void _portunus_window_send_picture    (PortunusWindow     *self,
                                       PortunusPicture    *picture);
void _portunus_window_send_file_list  (PortunusWindow     *self,
                                       GSList             *files);
/* A link is fetched; of anything else a text is begun. */
void _portunus_window_take_text       (PortunusWindow     *self,
                                       const char         *text);
void _portunus_window_send_there      (PortunusWindow     *self);
/* FALSE where something else is being sent, which the person is told. */
gboolean _portunus_window_choose_recipient (PortunusWindow *self,
                                       PortunusRecipient  *recipient);
void _portunus_window_install_scan    (PortunusWindow     *self);
void _portunus_window_read_code       (PortunusWindow     *self,
                                       GInputStream       *stream);
void _portunus_window_receive         (PortunusWindow     *self,
                                       const char         *link_or_code);

G_END_DECLS
