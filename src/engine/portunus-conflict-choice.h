/* portunus-conflict-choice.h: what a person chose for files that exist, or that there is to be a question each time
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-forecast.h"
#include "portunus-settings.h"

G_BEGIN_DECLS

/**
 * PortunusConflictChoice:
 * @policy: what to do where a file exists; where nobody could be asked, what loses nothing
 * @is_asked: whether a person is to be asked where something is in the way
 */
typedef struct
{
  PortunusConflictPolicy policy;
  gboolean               is_asked;
} PortunusConflictChoice;

/* FALSE for a word that is neither a policy nor "ask". */
gboolean portunus_conflict_choice_parse     (const char                    *name,
                                             PortunusConflictChoice        *choice);
void     portunus_conflict_choice_read      (PortunusSettings              *settings,
                                             PortunusConflictChoice        *choice);
/* Whether anything is in the way, so that the choice makes a difference. */
gboolean portunus_conflict_choice_is_needed (const PortunusForecastSummary *summary);
/* @forecast: (nullable). Whether it is known that nothing is. */
gboolean portunus_conflict_choice_is_moot   (PortunusForecast              *forecast);

G_END_DECLS
