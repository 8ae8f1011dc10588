/* portunus-download-folder.h: where received files go, in a sandbox and outside of one
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-settings.h"

G_BEGIN_DECLS

gboolean portunus_download_folder_is_sandboxed (void);
char    *portunus_download_folder_resolve      (const char       *chosen,
                                                gboolean          is_sandboxed);
gboolean portunus_download_folder_is_settled   (const char       *chosen,
                                                gboolean          is_sandboxed);
gboolean portunus_download_folder_is_chosen    (PortunusSettings *settings);
char    *portunus_download_folder_dup_name     (const char       *path);

G_END_DECLS
