/* portunus-name-table.h: gives every entry of a peer's manifest a path that is safe and its own
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * PortunusNameTable:
 *
 * Remembers the paths given out so far. Not thread-safe.
 */
typedef struct _PortunusNameTable PortunusNameTable;

PortunusNameTable *portunus_name_table_new          (void);
void               portunus_name_table_free         (PortunusNameTable  *self);
char              *portunus_name_table_place_file   (PortunusNameTable  *self,
                                                     const char         *path,
                                                     GError            **error);
char              *portunus_name_table_place_folder (PortunusNameTable  *self,
                                                     const char         *path,
                                                     GError            **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusNameTable, portunus_name_table_free)

G_END_DECLS
