/* portunus-json-check.h: whether a text is JSON to the letter, before a more lenient parser sees it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean portunus_json_check (const char *text,
                              gsize       length,
                              guint       max_depth,
                              guint      *n_members);

G_END_DECLS
