/* portunus-autostart.h: the file that makes a session start us
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean portunus_autostart_is_on (void);
gboolean portunus_autostart_write (gboolean   is_wanted,
                                   GError   **error);

G_END_DECLS
