/* portunus-lane-choice.h: which ways this user lets transfers go
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-settings.h"

G_BEGIN_DECLS

/* Whether transfers may use lanes of this kind; one that cannot be chosen is always allowed. */
gboolean portunus_lane_choice_allows     (PortunusSettings *settings,
                                          const char       *kind);
/* Whether it is the only kind that is allowed. */
gboolean portunus_lane_choice_is_last    (PortunusSettings *settings,
                                          const char       *kind);
/* FALSE where it is the last one, which stays. */
gboolean portunus_lane_choice_set_allows (PortunusSettings *settings,
                                          const char       *kind,
                                          gboolean          is_allowed);

G_END_DECLS
