/* portunus-plain-file.h: opens files but never what a link leads to
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

int portunus_plain_file_open (int         folder,
                              const char *name,
                              int         flags);

G_END_DECLS
