/* portunus-known-holes.h: libraries whose version is known to have holes
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean portunus_version_is_below (const char *version,
                                    const char *wanted);
char   **portunus_known_holes_list (void);

G_END_DECLS
