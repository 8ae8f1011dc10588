/* portunus-link-page.h: asks for the link or the code of what to receive, or of the room to send to
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "portunus-recipient.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_LINK_PAGE (portunus_link_page_get_type ())

/**
 * PortunusLinkPage:
 *
 * Signals:
 * - `chosen`: what was typed shall be used
 * - `cancelled`: of a page that asks for a room: it shall not
 * - `changed`: something else was typed
 */
G_DECLARE_FINAL_TYPE (PortunusLinkPage, portunus_link_page, PORTUNUS, LINK_PAGE, AdwBin)

/* Asks for a room to send to from now on. */
void  portunus_link_page_ask_room     (PortunusLinkPage *self);
void  portunus_link_page_set_link     (PortunusLinkPage *self,
                                       const char       *link_or_code);
char *portunus_link_page_dup_link     (PortunusLinkPage *self);
char *portunus_link_page_dup_server   (PortunusLinkPage *self);
/* (nullable): the room, where what was typed is good. */
PortunusRecipient *portunus_link_page_dup_recipient (PortunusLinkPage *self);
void  portunus_link_page_focus        (PortunusLinkPage *self);
void  portunus_link_page_show_problem (PortunusLinkPage *self,
                                       const GError     *error);

G_END_DECLS
