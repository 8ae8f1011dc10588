/* portunus-name-character.h: which characters of a peer's text may be shown or written
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean portunus_character_is_inert  (gunichar c);
gboolean portunus_character_is_joiner (gunichar c);
gboolean portunus_character_is_kept   (gunichar previous,
                                       gunichar c,
                                       gunichar next);

G_END_DECLS
