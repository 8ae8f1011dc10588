/* portunus-cli-text.h: sizes, times and foreign text for a terminal
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <stdio.h>

G_BEGIN_DECLS

char *portunus_cli_format_size     (guint64     n_bytes);
char *portunus_cli_format_contents (guint       n_files,
                                    guint64     n_bytes);
char *portunus_cli_format_duration (gint64      seconds);
char *portunus_cli_text_inert      (const char *text);
char *portunus_cli_quote           (const char *argument);
void  portunus_cli_write           (FILE       *stream,
                                    const char *text);

G_END_DECLS
