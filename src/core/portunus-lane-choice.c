/* portunus-lane-choice.c: which ways this user lets transfers go
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-lane-choice.h"

/* In order of preference. A browser and its own host speak HTTPS: the host is the other end there, so that there is
 * nothing to choose. */
static const char * const kinds[] = { "tcp", "rtc", "relay", NULL };

static gboolean
is_any_listed (const char * const *list)
{
  for (guint i = 0; kinds[i] != NULL; i++)
    if (g_strv_contains (list, kinds[i]))
      return TRUE;
  return FALSE;
}

/* A list edited by hand that names nothing we know would leave no way at all, which nobody can have meant. */
static gboolean
is_allowed_by (const char * const *list,
               const char         *kind)
{
  return !g_strv_contains (kinds, kind) || g_strv_contains (list, kind) || !is_any_listed (list);
}

/**
 * portunus_lane_choice_allows:
 * @settings: settings
 * @kind: a kind of lane
 *
 * Returns: whether transfers may use it; %TRUE for a kind that %PORTUNUS_SETTING_LANES does not know
 */
gboolean
portunus_lane_choice_allows (PortunusSettings *settings,
                             const char       *kind)
{
  g_auto (GStrv) list = portunus_settings_dup_list (settings, PORTUNUS_SETTING_LANES);

  g_return_val_if_fail (kind != NULL, FALSE);

  return is_allowed_by ((const char * const *) list, kind);
}

/**
 * portunus_lane_choice_is_last:
 * @settings: settings
 * @kind: a kind of lane
 *
 * Returns: whether it is the only one left that transfers may use
 */
gboolean
portunus_lane_choice_is_last (PortunusSettings *settings,
                              const char       *kind)
{
  g_auto (GStrv) list = portunus_settings_dup_list (settings, PORTUNUS_SETTING_LANES);
  guint n_others = 0;

  g_return_val_if_fail (kind != NULL && g_strv_contains (kinds, kind), FALSE);

  for (guint i = 0; kinds[i] != NULL; i++)
    if (!g_str_equal (kinds[i], kind) && is_allowed_by ((const char * const *) list, kinds[i]))
      n_others++;
  return n_others == 0;
}

/**
 * portunus_lane_choice_set_allows:
 * @settings: settings
 * @kind: a kind of lane
 * @is_allowed: whether transfers that begin from now on may use it
 *
 * Returns: %FALSE where it is the last one that is allowed, and stays so
 */
gboolean
portunus_lane_choice_set_allows (PortunusSettings *settings,
                                 const char       *kind,
                                 gboolean          is_allowed)
{
  g_auto (GStrv) list = portunus_settings_dup_list (settings, PORTUNUS_SETTING_LANES);
  g_autoptr (GPtrArray) chosen = g_ptr_array_new ();

  g_return_val_if_fail (kind != NULL && g_strv_contains (kinds, kind), FALSE);

  for (guint i = 0; kinds[i] != NULL; i++)
    if (g_str_equal (kinds[i], kind) ? is_allowed : is_allowed_by ((const char * const *) list, kinds[i]))
      g_ptr_array_add (chosen, (gpointer) kinds[i]);
  if (chosen->len == 0)
    return FALSE;
  g_ptr_array_add (chosen, NULL);
  portunus_settings_set_list (settings, PORTUNUS_SETTING_LANES, (const char * const *) chosen->pdata);
  return TRUE;
}
