/* portunus-send-view.h: the Send tab: choose something, share it, watch it go
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "portunus-activity.h"
#include "portunus-picture.h"
#include "portunus-recipient.h"
#include "portunus-share.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_SEND_VIEW (portunus_send_view_get_type ())

/**
 * PortunusSendView:
 *
 * Shows one share at a time. Signal `changed`: what the getters say may differ.
 */
G_DECLARE_FINAL_TYPE (PortunusSendView, portunus_send_view, PORTUNUS, SEND_VIEW, AdwBin)

void        portunus_send_view_set_engine (PortunusSendView   *self,
                                           PortunusEngine     *engine);
/* (nullable): whom the next thing is for; NULL for whoever has the link. Ends what runs. */
void        portunus_send_view_set_recipient (PortunusSendView *self,
                                           PortunusRecipient  *recipient);
void        portunus_send_view_send_paths (PortunusSendView   *self,
                                           const char * const *paths);
void        portunus_send_view_send_text  (PortunusSendView   *self,
                                           const char         *text);
void        portunus_send_view_send_picture (PortunusSendView *self,
                                           PortunusPicture    *picture);
gboolean    portunus_send_view_asks_room  (PortunusSendView   *self);
/* FALSE where it did not ask for the link of a room. */
gboolean    portunus_send_view_use_link   (PortunusSendView   *self,
                                           const char         *link_or_code);
void        portunus_send_view_retry      (PortunusSendView   *self);
/* Ends what runs and goes back to the beginning. */
void        portunus_send_view_stop       (PortunusSendView   *self);
const char *portunus_send_view_get_link   (PortunusSendView   *self);
const char *portunus_send_view_get_code   (PortunusSendView   *self);
gboolean    portunus_send_view_is_sharing (PortunusSendView   *self);
gboolean    portunus_send_view_is_moving  (PortunusSendView   *self);
PortunusActivity
            portunus_send_view_get_activity (PortunusSendView *self);
gboolean    portunus_send_view_is_idle    (PortunusSendView   *self);

G_END_DECLS
