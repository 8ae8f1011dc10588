/* portunus-forecast-format.c: what would become of an offered file, in words
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-forecast-format.h"

#include <glib/gi18n.h>
#include <string.h>

#include "portunus-name.h"

#define MAX_NAME_CHARACTERS 200

static const char *
describe_kind (PortunusForecastKind kind)
{
  switch (kind)
    {
    case PORTUNUS_FORECAST_SAME:
      return _("Already here, same size and date");
    case PORTUNUS_FORECAST_OLDER:
      return _("An older one is here");
    case PORTUNUS_FORECAST_NEWER:
      return _("A newer one is here");
    case PORTUNUS_FORECAST_OTHER:
      return _("Something else has this name");
    case PORTUNUS_FORECAST_HIDDEN:
      return _("The folder it goes to cannot be read");
    case PORTUNUS_FORECAST_NEW:
    case PORTUNUS_FORECAST_UNSEEN:
    case PORTUNUS_FORECAST_N_KINDS:
    default:
      return NULL;
    }
}

static gsize
count_folder_bytes (const char *path)
{
  const char *slash = strrchr (path, '/');

  return slash != NULL ? (gsize) (slash - path) : 0;
}

/* NULL where it goes by its own name. */
static char *
describe_place (const char *path,
                const char *chosen)
{
  gsize n_folder_bytes = count_folder_bytes (chosen);
  g_autofree char *folder = g_strndup (chosen, n_folder_bytes);
  g_autofree char *shown = NULL;

  if (strcmp (path, chosen) == 0)
    return NULL;
  if (n_folder_bytes == count_folder_bytes (path) && strncmp (path, chosen, n_folder_bytes) == 0)
    {
      shown = portunus_text_for_display (chosen + n_folder_bytes + (n_folder_bytes > 0), MAX_NAME_CHARACTERS);
      /* Translators: what will happen to an offered file whose name is taken; %s is "photo (1).jpg" */
      return g_strdup_printf (_("Will be saved as %s"), shown);
    }
  shown = portunus_text_for_display (folder, MAX_NAME_CHARACTERS);
  /* Translators: what will happen to an offered file whose folder's name is taken; %s is "photos (1)" */
  return g_strdup_printf (_("Will be saved in %s"), shown);
}

static char *
describe_action (PortunusForecast    *forecast,
                 const PortunusEntry *entry,
                 guint                index)
{
  g_autofree char *chosen = NULL;

  switch (portunus_forecast_get_action (forecast, index))
    {
    case PORTUNUS_SINK_CREATE:
      chosen = portunus_forecast_dup_path (forecast, index);
      return describe_place (entry->path, chosen);
    case PORTUNUS_SINK_REPLACE:
      /* Translators: what will happen to the file that is in the folder now */
      return g_strdup (_("Will be replaced"));
    case PORTUNUS_SINK_COMPARE:
      /* Translators: what will happen to an offered file, while one of the same size is in the folder */
      return g_strdup (_("Will be left out if the contents are the same"));
    case PORTUNUS_SINK_SKIP:
      /* Translators: what will happen to an offered file */
      return g_strdup (_("Will be left out"));
    case PORTUNUS_SINK_IGNORE:
    default:
      return NULL;
    }
}

/**
 * portunus_forecast_format_fate:
 * @forecast: a forecast
 * @manifest: the manifest of its offer
 * @index: number of an entry
 * @is_decided: whether somebody chose what the forecast does where a file exists
 *
 * Returns: (transfer full) (nullable): what is there, and what will happen as far as that is decided, as plain text;
 *   %NULL where nothing is in the way
 */
char *
portunus_forecast_format_fate (PortunusForecast *forecast,
                               PortunusManifest *manifest,
                               guint             index,
                               gboolean          is_decided)
{
  const char *kind = describe_kind (portunus_forecast_get_kind (forecast, index));
  g_autofree char *action = NULL;
  PortunusEntry entry;

  portunus_manifest_get_entry (manifest, index, &entry);
  if (entry.problem == NULL && (is_decided || kind == NULL))
    action = describe_action (forecast, &entry, index);
  if (kind == NULL || action == NULL)
    return kind != NULL ? g_strdup (kind) : g_steal_pointer (&action);
  return g_strjoin (" · ", kind, action, NULL);
}
