/* portunus-format.c: sizes, rates and times as people read them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-format.h"

#include <glib/gi18n.h>
#include <gtk/gtk.h>

#include "portunus-download-folder.h"
#include "portunus-name.h"

#define LEFT_TO_RIGHT_MARK "\xe2\x80\x8e"

/**
 * portunus_format_size:
 * @n_bytes: a size in bytes; %G_MAXUINT64 where it is not known
 *
 * Returns: (transfer full): "12.3 MB", or "unknown size"
 */
char *
portunus_format_size (guint64 n_bytes)
{
  if (n_bytes == G_MAXUINT64)
    return g_strdup (_("unknown size"));
  return g_format_size (n_bytes);
}

/**
 * portunus_format_contents:
 * @n_files: how many files
 * @n_bytes: their size in bytes; %G_MAXUINT64 where it is not known
 *
 * Returns: (transfer full): "3 files, 12.3 MB"
 */
char *
portunus_format_contents (guint   n_files,
                          guint64 n_bytes)
{
  g_autofree char *size = portunus_format_size (n_bytes);

  /* Translators: how many files, and their size together: "3 files, 12.3 MB" */
  return g_strdup_printf (ngettext ("%'u file, %s", "%'u files, %s", n_files), n_files, size);
}

/**
 * portunus_format_choice:
 * @n_files: how many files are chosen
 * @n_all_files: of how many
 * @n_bytes: size of the chosen files in bytes; %G_MAXUINT64 where it is not known
 *
 * Returns: (transfer full): "2 of 3 files, 12.3 MB"
 */
char *
portunus_format_choice (guint   n_files,
                        guint   n_all_files,
                        guint64 n_bytes)
{
  g_autofree char *size = portunus_format_size (n_bytes);

  /* Translators: how many files are chosen, of how many, and the size of the chosen ones: "2 of 3 files, 12.3 MB" */
  return g_strdup_printf (ngettext ("%'u of %'u file, %s", "%'u of %'u files, %s", n_all_files),
                          n_files, n_all_files, size);
}

static char *
format_time_left (gint64 seconds)
{
  guint minutes = (guint) MIN ((seconds + 59) / 60, G_MAXINT);

  if (seconds < 60)
    return g_strdup_printf (ngettext ("%u second left", "%u seconds left", (guint) seconds), (guint) seconds);
  if (minutes < 60)
    return g_strdup_printf (ngettext ("%u minute left", "%u minutes left", minutes), minutes);

  /* Translators: time left of a transfer, hours and minutes */
  return g_strdup_printf (_("%u h %u min left"), minutes / 60, minutes % 60);
}

static char *
format_amount (PortunusTransfer *transfer)
{
  guint64 n_total = portunus_transfer_get_total_bytes (transfer);
  g_autofree char *done = g_format_size (portunus_transfer_get_done_bytes (transfer));
  g_autofree char *total = NULL;

  if (n_total == 0 || n_total == G_MAXUINT64)
    return g_steal_pointer (&done);

  total = g_format_size (n_total);
  /* Translators: bytes moved so far, and all of them: "1.2 MB of 40 MB" */
  return g_strdup_printf (_("%s of %s"), done, total);
}

/**
 * portunus_format_progress:
 * @transfer: a transfer whose bytes flow
 *
 * Returns: (transfer full): "1.2 MB of 40 MB · 3 MB/s · 13 seconds left", as far as it is known
 */
char *
portunus_format_progress (PortunusTransfer *transfer)
{
  g_autoptr (GString) text = NULL;
  g_autofree char *amount = NULL;
  double rate;
  gint64 eta;

  g_return_val_if_fail (PORTUNUS_IS_TRANSFER (transfer), NULL);

  amount = format_amount (transfer);
  text = g_string_new (amount);
  rate = portunus_transfer_get_rate (transfer);
  eta = portunus_transfer_get_eta (transfer);
  if (rate >= 1)
    {
      g_autofree char *size = g_format_size ((guint64) rate);

      g_string_append (text, " · ");
      /* Translators: a rate: "3.2 MB/s" */
      g_string_append_printf (text, _("%s/s"), size);
    }
  if (eta >= 0)
    {
      g_autofree char *left = format_time_left (eta);

      g_string_append_printf (text, " · %s", left);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * portunus_format_words:
 * @words: (nullable): the verification words
 *
 * Returns: (transfer full) (nullable): one line for both people to compare; %NULL while there are no words
 */
char *
portunus_format_words (const char * const *words)
{
  g_autofree char *line = NULL;

  if (words == NULL || words[0] == NULL)
    return NULL;

  line = g_strjoinv (" ", (char **) words);
  /* Translators: four words that both people see; they compare them to be sure that nobody sits in between */
  return g_strdup_printf (_("Both screens show: %s"), line);
}

/**
 * portunus_format_folder:
 * @path: (type filename): a folder of this machine
 *
 * Returns: (transfer full): its path, with "~" for the home folder, fit for a label
 */
char *
portunus_format_folder (const char *path)
{
  const char *home = g_get_home_dir ();
  gsize length = strlen (home);
  g_autofree char *real = NULL;
  g_autofree char *name = NULL;
  g_autofree char *shown = NULL;
  g_autofree char *text = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  real = portunus_download_folder_dup_name (path);
  name = g_filename_display_name (real);
  if (length > 1 && g_str_has_prefix (real, home) && (real[length] == '/' || real[length] == '\0'))
    {
      g_autofree char *tail = g_filename_display_name (real + length);

      shown = g_strconcat ("~", tail, NULL);
    }
  text = portunus_text_for_display (shown != NULL ? shown : name, 500);
  /* Else what a path begins with moves to its other end. */
  return g_strconcat (gtk_widget_get_default_direction () == GTK_TEXT_DIR_RTL ? LEFT_TO_RIGHT_MARK : "", text, NULL);
}

/**
 * portunus_format_time:
 * @seconds: since 1970
 *
 * Returns: (transfer full): "Nov 22, 15:04"
 */
char *
portunus_format_time (gint64 seconds)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (seconds);
  char *text = NULL;

  /* Translators: a day and a time, as in g_date_time_format(): "Nov 22, 15:04" */
  if (time != NULL)
    text = g_date_time_format (time, _("%b %-e, %H:%M"));
  return text != NULL ? text : g_strdup ("");
}
