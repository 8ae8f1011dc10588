/* portunus-link-page.h: asks for the link or the code of what to receive
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define PORTUNUS_TYPE_LINK_PAGE (portunus_link_page_get_type ())

/**
 * PortunusLinkPage:
 *
 * Signal `receive`: what was typed shall be fetched.
 */
G_DECLARE_FINAL_TYPE (PortunusLinkPage, portunus_link_page, PORTUNUS, LINK_PAGE, AdwBin)

void  portunus_link_page_set_link     (PortunusLinkPage *self,
                                       const char       *link_or_code);
char *portunus_link_page_dup_link     (PortunusLinkPage *self);
char *portunus_link_page_dup_server   (PortunusLinkPage *self);
void  portunus_link_page_show_problem (PortunusLinkPage *self,
                                       const GError     *error);

G_END_DECLS
