/* portunus-format.h: sizes, rates and times as people read them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-transfer.h"

G_BEGIN_DECLS

char *portunus_format_size     (guint64             n_bytes);
char *portunus_format_contents (guint               n_files,
                                guint64             n_bytes);
char *portunus_format_choice   (guint               n_files,
                                guint               n_all_files,
                                guint64             n_bytes);
char *portunus_format_progress (PortunusTransfer   *transfer);
char *portunus_format_words    (const char * const *words);
char *portunus_format_folder   (const char         *path);
char *portunus_format_time     (gint64              seconds);

G_END_DECLS
