/* portunus-cli-offer-list.c: what is offered, as numbered lines
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-cli-offer-list.h"

#include <glib/gi18n.h>
#include <string.h>

#include "portunus-cli-text.h"
#include "portunus-name.h"

#define MAX_PATH_CHARACTERS 200

static void
append_entry (GString             *out,
              guint                number,
              const PortunusEntry *entry)
{
  g_autofree char *path = portunus_text_for_display (entry->path, MAX_PATH_CHARACTERS);
  g_autofree char *size = portunus_cli_format_size (entry->size);

  g_string_append_printf (out, "%6u  ", number);
  switch (entry->type)
    {
    case PORTUNUS_ENTRY_DIRECTORY:
      g_string_append_printf (out, "%10s  %s/", "", path);
      break;
    case PORTUNUS_ENTRY_SYMLINK:
      g_string_append_printf (out, "%10s  %s", _("link"), path);
      break;
    case PORTUNUS_ENTRY_TEXT:
      g_string_append_printf (out, "%10s  %s", size, _("a text"));
      break;
    case PORTUNUS_ENTRY_FILE:
      g_string_append_printf (out, "%10s  %s", size, path);
      break;
    default:
      g_assert_not_reached ();
    }
  if (entry->problem != NULL)
    /* Translators: follows the name of a file that this computer cannot store */
    g_string_append_printf (out, "  %s", _("(cannot be stored here, left out)"));
  g_string_append_c (out, '\n');
}

/**
 * portunus_cli_offer_list_format:
 * @manifest: what is offered
 * @max_entries: how many lines at most
 *
 * Returns: (transfer full): numbered lines, fit for a terminal
 */
char *
portunus_cli_offer_list_format (PortunusManifest *manifest,
                                guint             max_entries)
{
  guint n_entries;
  guint n_shown;
  GString *out;

  g_return_val_if_fail (manifest != NULL, NULL);

  n_entries = portunus_manifest_get_n_entries (manifest);
  n_shown = MIN (n_entries, max_entries);
  out = g_string_new (NULL);
  for (guint i = 0; i < n_shown; i++)
    {
      PortunusEntry entry;

      portunus_manifest_get_entry (manifest, i, &entry);
      append_entry (out, i + 1, &entry);
    }
  if (n_shown < n_entries)
    {
      guint n_more = n_entries - n_shown;

      g_string_append_printf (out, ngettext ("        and %u more\n", "        and %u more\n", n_more), n_more);
    }
  return g_string_free (out, FALSE);
}

static gboolean
parse_number (const char *text,
              guint       max,
              guint      *number)
{
  guint64 value;

  if (!g_ascii_string_to_unsigned (text, 10, 1, max, &value, NULL))
    return FALSE;
  *number = (guint) value;
  return TRUE;
}

/* "3" or "3-5". */
static gboolean
mark_range (char   *range,
            guint8 *is_wanted,
            guint   n_entries)
{
  char *dash = strchr (range, '-');
  guint first;
  guint last;

  if (dash != NULL)
    *dash = '\0';
  if (!parse_number (range, n_entries, &first) || !parse_number (dash != NULL ? dash + 1 : range, n_entries, &last)
      || first > last)
    return FALSE;
  memset (is_wanted + first - 1, 1, last - first + 1);
  return TRUE;
}

static gboolean
is_below (const char *path,
          const char *folder)
{
  gsize length = strlen (folder);

  return strncmp (path, folder, length) == 0 && path[length] == '/';
}

/* Who names a folder means what is in it. */
static void
mark_contents (PortunusManifest *manifest,
               guint8           *is_wanted)
{
  guint n_entries = portunus_manifest_get_n_entries (manifest);
  g_autofree char *folder = NULL;

  for (guint i = 0; i < n_entries; i++)
    {
      PortunusEntry entry;

      portunus_manifest_get_entry (manifest, i, &entry);
      if (folder != NULL && is_below (entry.path, folder))
        is_wanted[i] = 1;
      else if (is_wanted[i] && entry.type == PORTUNUS_ENTRY_DIRECTORY)
        {
          g_free (folder);
          folder = g_strdup (entry.path);
        }
    }
}

/**
 * portunus_cli_offer_list_select:
 * @manifest: what is offered
 * @selection: numbers of lines and ranges of them: "1,3-5 8"
 * @error: return location for a #GOptionError
 *
 * A folder stands for what is in it.
 *
 * Returns: (transfer full) (nullable) (element-type guint): indexes of entries, ascending
 */
GArray *
portunus_cli_offer_list_select (PortunusManifest  *manifest,
                                const char        *selection,
                                GError           **error)
{
  guint n_entries = portunus_manifest_get_n_entries (manifest);
  g_auto (GStrv) ranges = g_strsplit_set (selection, ", \t", -1);
  g_autofree guint8 *is_wanted = g_new0 (guint8, n_entries + 1);
  GArray *wanted;

  for (guint i = 0; ranges[i] != NULL; i++)
    {
      if (*ranges[i] != '\0' && !mark_range (ranges[i], is_wanted, n_entries))
        {
          g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                       _("Name lines from 1 to %u, such as 1,3-5"), n_entries);
          return NULL;
        }
    }
  mark_contents (manifest, is_wanted);
  wanted = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < n_entries; i++)
    {
      if (is_wanted[i])
        g_array_append_val (wanted, i);
    }
  return wanted;
}
