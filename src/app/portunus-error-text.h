/* portunus-error-text.h: what an error means for the person at the screen
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

const char *portunus_error_text_get_title  (const GError *error);
const char *portunus_error_text_get_advice (const GError *error);
char       *portunus_error_text_dup_detail (const GError *error);
/* (nullable): for an error of the start, where a folder of ours may not be written. */
char       *portunus_error_text_dup_closed (const GError *error);

G_END_DECLS
