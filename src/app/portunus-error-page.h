/* portunus-error-page.h: says what went wrong and what to do about it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define PORTUNUS_TYPE_ERROR_PAGE (portunus_error_page_get_type ())

G_DECLARE_FINAL_TYPE (PortunusErrorPage, portunus_error_page, PORTUNUS, ERROR_PAGE, AdwBin)

void portunus_error_page_show       (PortunusErrorPage *self,
                                     const GError      *error,
                                     const char        *retry_action,
                                     const char        *leave_action);
void portunus_error_page_set_advice (PortunusErrorPage *self,
                                     const char        *title,
                                     const char        *advice);

G_END_DECLS
