/* portunus-cli-size.h: numbers of bytes as people write them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

guint64 portunus_cli_size_parse (const char *text);

G_END_DECLS
