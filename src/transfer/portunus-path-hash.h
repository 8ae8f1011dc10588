/* portunus-path-hash.h: a hash for tables whose keys a peer chooses
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A GHashFunc for texts, as g_str_hash(), which nobody outside can find collisions for. */
guint   portunus_path_hash       (gconstpointer path);
/* @folder: the value of the folder that @name is in, 0 for none. */
guint64 portunus_path_hash_below (guint64       folder,
                                  const char   *name);

G_END_DECLS
