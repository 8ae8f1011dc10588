/* portunus-password-rule.h: which passwords an administrator may choose
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define PORTUNUS_PASSWORD_MIN_CHARACTERS 12

gboolean portunus_password_rule_check (const char  *password,
                                       GError     **error);

G_END_DECLS
