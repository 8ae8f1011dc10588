/* portunus-last-port.h: remembers where our own server listened
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

guint16 portunus_last_port_load (const char *path);
void    portunus_last_port_save (const char *path,
                                 guint16     port);

G_END_DECLS
