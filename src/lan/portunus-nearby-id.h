/* portunus-nearby-id.h: the names by which devices announce themselves
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Random, so that nobody is followed from network to network; it also keeps names apart without asking. */
char     *portunus_nearby_make_id (void);
gboolean  portunus_nearby_is_id   (const char *text);

G_END_DECLS
