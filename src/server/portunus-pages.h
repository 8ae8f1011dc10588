/* portunus-pages.h: the little HTML the server has of its own
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

extern const char portunus_page_room[];

G_END_DECLS
