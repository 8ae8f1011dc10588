/* portunus-sink-place.h: a folder that nothing leads out of
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <sys/types.h>

G_BEGIN_DECLS

/**
 * PortunusSinkPlace:
 *
 * Opens folders below one folder, never through a symbolic link and never above it, whatever others do there meanwhile.
 * Paths are relative, "" is the folder itself. Descriptors belong to the place and are good until its next call that
 * makes folders. What fails says so in errno. Not thread-safe.
 */
typedef struct _PortunusSinkPlace PortunusSinkPlace;

PortunusSinkPlace *portunus_sink_place_open           (const char         *directory);
void               portunus_sink_place_close          (PortunusSinkPlace  *self);
int                portunus_sink_place_get_fd         (PortunusSinkPlace  *self);
int                portunus_sink_place_open_folder    (PortunusSinkPlace  *self,
                                                       const char         *path,
                                                       gboolean            create);
int                portunus_sink_place_open_parent    (PortunusSinkPlace  *self,
                                                       const char         *path,
                                                       gboolean            create,
                                                       const char        **name);
gboolean           portunus_sink_place_has_made       (PortunusSinkPlace  *self,
                                                       const char         *path);
mode_t             portunus_sink_place_get_umask      (PortunusSinkPlace  *self);
/* As on a kernel or in a sandbox without openat2(). */
void               portunus_sink_place_avoid_openat2  (PortunusSinkPlace  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusSinkPlace, portunus_sink_place_close)

G_END_DECLS
