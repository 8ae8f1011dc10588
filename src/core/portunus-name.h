/* portunus-name.h: the one place that decides which file names of a peer we use
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/** PORTUNUS_NAME_MAX_BYTES: longest component we write, room left for our temporary prefix and suffix in NAME_MAX. */
#define PORTUNUS_NAME_MAX_BYTES 200
#define PORTUNUS_PATH_MAX_BYTES 4000
#define PORTUNUS_PATH_MAX_DEPTH 64

char     *portunus_name_sanitize      (const char  *name,
                                       GError     **error);
char     *portunus_path_collision_key (const char  *path);
char     *portunus_name_with_number   (const char  *name,
                                       guint        number);
gboolean  portunus_symlink_target_is_inside (const char *link_path,
                                             const char *target);
char     *portunus_text_for_display   (const char  *text,
                                       gsize        max_chars);

G_END_DECLS
