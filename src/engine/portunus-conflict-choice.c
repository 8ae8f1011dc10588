/* portunus-conflict-choice.c: what a person chose for files that exist, or that there is to be a question each time
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-conflict-choice.h"

/**
 * portunus_conflict_choice_parse:
 * @name: the name of a policy, or "ask"
 * @choice: (out): what it means
 *
 * Returns: %FALSE for another word, which leaves @choice alone
 */
gboolean
portunus_conflict_choice_parse (const char             *name,
                                PortunusConflictChoice *choice)
{
  PortunusConflictChoice found = { .policy = PORTUNUS_CONFLICT_RENAME };

  g_return_val_if_fail (name != NULL, FALSE);

  found.is_asked = g_str_equal (name, "ask");
  if (!found.is_asked && !portunus_conflict_policy_from_name (name, &found.policy))
    return FALSE;
  *choice = found;
  return TRUE;
}

/**
 * portunus_conflict_choice_read:
 * @settings: settings
 * @choice: (out): what they say
 */
void
portunus_conflict_choice_read (PortunusSettings       *settings,
                               PortunusConflictChoice *choice)
{
  g_autofree char *name = portunus_settings_dup_text (settings, PORTUNUS_SETTING_CONFLICT_POLICY);

  *choice = (PortunusConflictChoice) { .policy = PORTUNUS_CONFLICT_RENAME };
  portunus_conflict_choice_parse (name, choice);
}

/**
 * portunus_conflict_choice_is_needed:
 * @summary: what a forecast sums up
 *
 * Returns: whether a file's name is taken already, or nobody can see whether it is
 */
gboolean
portunus_conflict_choice_is_needed (const PortunusForecastSummary *summary)
{
  return summary->n_files[PORTUNUS_FORECAST_SAME] + summary->n_files[PORTUNUS_FORECAST_OLDER]
         + summary->n_files[PORTUNUS_FORECAST_NEWER] + summary->n_files[PORTUNUS_FORECAST_OTHER]
         + summary->n_files[PORTUNUS_FORECAST_HIDDEN] > 0;
}

/**
 * portunus_conflict_choice_is_moot:
 * @forecast: (nullable): a look at the folder; %NULL where it cannot be looked at
 *
 * Returns: whether all files were looked for, and nothing has the name of any
 */
gboolean
portunus_conflict_choice_is_moot (PortunusForecast *forecast)
{
  PortunusForecastSummary summary;

  if (forecast == NULL || !portunus_forecast_is_complete (forecast))
    return FALSE;
  portunus_forecast_sum (forecast, NULL, &summary);
  return !portunus_conflict_choice_is_needed (&summary);
}
