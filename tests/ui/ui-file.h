/* ui-file.h: files that go through the application for real
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Of bytes that no compression makes fewer. Returns its path. */
char *ui_file_make        (const char *folder,
                           const char *name,
                           gsize       n_bytes);
void  ui_file_assert_same (const char *path,
                           const char *other);

G_END_DECLS
