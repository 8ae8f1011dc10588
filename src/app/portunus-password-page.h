/* portunus-password-page.h: asks for the password of a room
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "portunus-secret.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_PASSWORD_PAGE (portunus_password_page_get_type ())

/**
 * PortunusPasswordPage:
 *
 * Signals:
 * - `password (PortunusSecret *password)`: what the person typed, which the page has forgotten already
 * - `cancelled`: the person does not know it
 */
G_DECLARE_FINAL_TYPE (PortunusPasswordPage, portunus_password_page, PORTUNUS, PASSWORD_PAGE, AdwBin)

/* @n_left: how many tries are left after a wrong one; -1 where there was none. */
void portunus_password_page_ask (PortunusPasswordPage *self,
                                 int                   n_left);

G_END_DECLS
