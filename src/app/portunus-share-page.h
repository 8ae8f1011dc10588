/* portunus-share-page.h: what is shared, how to fetch it, and who does
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "portunus-recipient.h"
#include "portunus-share.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_SHARE_PAGE (portunus_share_page_get_type ())

/**
 * PortunusSharePage:
 *
 * Signals:
 * - `chosen (PortunusRecipient *recipient)`: it is to go to this device instead
 * - `room-wanted`: it is to go to a room of somebody else instead
 */
G_DECLARE_FINAL_TYPE (PortunusSharePage, portunus_share_page, PORTUNUS, SHARE_PAGE, AdwBin)

void portunus_share_page_set_engine  (PortunusSharePage *self,
                                      PortunusEngine    *engine);
/* @recipient: (nullable): the one device or room that @share is for. */
void portunus_share_page_set_share   (PortunusSharePage *self,
                                      PortunusShare     *share,
                                      PortunusRecipient *recipient);
void portunus_share_page_update      (PortunusSharePage *self);
void portunus_share_page_add_problem (PortunusSharePage *self,
                                      const char        *message);
void portunus_share_page_set_over    (PortunusSharePage *self,
                                      gboolean           is_over);

G_END_DECLS
