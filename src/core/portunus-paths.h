/* portunus-paths.h: where Portunus keeps its own files
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

char *portunus_paths_dup_data_dir (const char  *override,
                                   GError     **error);

G_END_DECLS
