/* portunus-disposition.h: tells a browser to save a file, and under which name
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *portunus_disposition_format (const char *name);

G_END_DECLS
