/* portunus-badge.h: who the peer is and how the data goes, in a word each
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

char       *portunus_peer_dup_name    (const char *name);
const char *portunus_badge_get_trust  (const char *label);
const char *portunus_badge_get_lane   (const char *lane);
void        portunus_badge_show_trust (GtkLabel   *badge,
                                       const char *label);
void        portunus_badge_show_lane  (GtkLabel   *badge,
                                       const char *lane);

G_END_DECLS
