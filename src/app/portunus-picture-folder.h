/* portunus-picture-folder.h: where pasted pictures are until they are sent
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

char *portunus_picture_folder_make         (int     *lock,
                                            GError **error);
void  portunus_picture_folder_sweep        (void);
/* Goes on by itself, on a thread of GLib's. */
void  portunus_picture_folder_sweep_behind (void);

G_END_DECLS
