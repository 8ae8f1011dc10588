/* portunus-forecast-text.c: how much of an offer is in the folder already, and whether the rest fits, in words
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-forecast-text.h"

#include <glib/gi18n.h>

static void
append (GString *line,
        char    *part)
{
  if (line->len > 0)
    g_string_append (line, " · ");
  g_string_append (line, part);
  g_free (part);
}

static char *
count (PortunusForecastKind kind,
       guint                n)
{
  switch (kind)
    {
    case PORTUNUS_FORECAST_NEW:
      /* Translators: how many of the offered files do not exist in the folder yet */
      return g_strdup_printf (ngettext ("%'u new", "%'u new", n), n);
    case PORTUNUS_FORECAST_SAME:
      /* Translators: how many of the offered files exist in the folder with the same size and date */
      return g_strdup_printf (ngettext ("%'u already here", "%'u already here", n), n);
    case PORTUNUS_FORECAST_OLDER:
      /* Translators: of how many of the offered files an older version exists in the folder */
      return g_strdup_printf (ngettext ("%'u older here", "%'u older here", n), n);
    case PORTUNUS_FORECAST_NEWER:
      /* Translators: of how many of the offered files a newer version exists in the folder */
      return g_strdup_printf (ngettext ("%'u newer here", "%'u newer here", n), n);
    case PORTUNUS_FORECAST_OTHER:
      /* Translators: for how many of the offered files something else has the same name in the folder */
      return g_strdup_printf (ngettext ("%'u with a name that is taken", "%'u with a name that is taken", n), n);
    case PORTUNUS_FORECAST_HIDDEN:
    case PORTUNUS_FORECAST_UNSEEN:
    case PORTUNUS_FORECAST_N_KINDS:
    default:
      /* Translators: how many of the offered files were not looked for in the folder */
      return g_strdup_printf (ngettext ("%'u not checked", "%'u not checked", n), n);
    }
}

/**
 * portunus_forecast_text_dup_counts:
 * @summary: what would happen to what is wanted
 *
 * Returns: (transfer full): "12 new · 3 already here · 1 newer here"; empty where there are no files
 */
char *
portunus_forecast_text_dup_counts (const PortunusForecastSummary *summary)
{
  g_autoptr (GString) line = g_string_new (NULL);
  guint n_unseen = summary->n_files[PORTUNUS_FORECAST_UNSEEN] + summary->n_files[PORTUNUS_FORECAST_HIDDEN];

  for (guint kind = PORTUNUS_FORECAST_NEW; kind <= PORTUNUS_FORECAST_OTHER; kind++)
    if (summary->n_files[kind] > 0)
      append (line, count (kind, summary->n_files[kind]));
  if (n_unseen > 0)
    append (line, count (PORTUNUS_FORECAST_UNSEEN, n_unseen));
  return g_string_free (g_steal_pointer (&line), FALSE);
}

/**
 * portunus_forecast_text_dup_room:
 * @forecast: a forecast
 * @summary: what it sums up to
 * @format_size: (scope call): how a size is written
 *
 * Returns: (transfer full): "3.2 GB free, 1.1 GB needed"; empty where nobody knows
 */
char *
portunus_forecast_text_dup_room (PortunusForecast              *forecast,
                                 const PortunusForecastSummary *summary,
                                 PortunusForecastSizeFunc       format_size)
{
  guint64 free_bytes = portunus_forecast_get_free_bytes (forecast);
  gboolean has_room = portunus_forecast_has_room (forecast, summary->needed_bytes);
  g_autofree char *free_size = NULL;
  g_autofree char *needed_size = NULL;

  if (free_bytes == G_MAXUINT64)
    return g_strdup ("");
  free_size = format_size (free_bytes);
  if (has_room && summary->has_unknown_size)
    /* Translators: how much room there is in a folder: "3.2 GB free" */
    return g_strdup_printf (_("%s free"), free_size);
  needed_size = format_size (summary->needed_bytes + (has_room ? 0 : PORTUNUS_SINK_RESERVE));
  if (has_room)
    /* Translators: room in a folder, and what an offer takes of it: "3.2 GB free, 1.1 GB needed" */
    return g_strdup_printf (_("%s free, %s needed"), free_size, needed_size);
  return g_strdup_printf (_("Not enough room: %s free, %s needed"), free_size, needed_size);
}
