/* portunus-cli-progress.c: the text of the line that shows how far a transfer is
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-cli-progress.h"

#include <glib/gi18n.h>

#include "portunus-cli-text.h"

#define MIN_BAR_CELLS 8
#define MAX_BAR_CELLS 40
#define PERCENT_CELLS 4
#define FRAME_CELLS   3   /* a space and the two ends of the bar */
#define EIGHTHS       8

static gboolean
is_total_known (const PortunusCliProgress *progress)
{
  return progress->total_bytes != G_MAXUINT64;
}

static double
get_fraction (const PortunusCliProgress *progress)
{
  if (progress->total_bytes == 0)
    return 1;
  return MIN (1.0, (double) progress->done_bytes / progress->total_bytes);
}

static char *
format_amount (const PortunusCliProgress *progress)
{
  g_autofree char *done = portunus_cli_format_size (progress->done_bytes);
  g_autofree char *total = NULL;

  if (!is_total_known (progress))
    return g_steal_pointer (&done);
  total = portunus_cli_format_size (progress->total_bytes);
  return g_strdup_printf ("%s/%s", done, total);
}

/* The parts after the bar, the most important one first. */
static GPtrArray *
list_parts (const PortunusCliProgress *progress)
{
  GPtrArray *parts = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (parts, format_amount (progress));
  if (progress->rate >= 1)
    {
      g_autofree char *rate = portunus_cli_format_size ((guint64) progress->rate);

      /* Translators: bytes a second: "3.2 MB/s" */
      g_ptr_array_add (parts, g_strdup_printf (_("%s/s"), rate));
    }
  if (progress->eta >= 0)
    {
      g_autofree char *left = portunus_cli_format_duration (progress->eta);

      /* Translators: time left: "0:13 left" */
      g_ptr_array_add (parts, g_strdup_printf (_("%s left"), left));
    }
  if (progress->path != NULL)
    g_ptr_array_add (parts, g_strdup_printf ("[%s]", progress->path));
  return parts;
}

static void
append_utf8_bar (GString *line,
                 guint    n_cells,
                 double   fraction)
{
  static const char * const partial[EIGHTHS] = { " ", "▏", "▎", "▍", "▌", "▋", "▊", "▉" };
  guint n_eighths = (guint) (fraction * n_cells * EIGHTHS);
  guint n_full = n_eighths / EIGHTHS;

  g_string_append (line, " ▕");
  for (guint i = 0; i < n_cells; i++)
    {
      if (i < n_full)
        g_string_append (line, "█");
      else
        g_string_append (line, i == n_full ? partial[n_eighths % EIGHTHS] : " ");
    }
  g_string_append (line, "▏");
}

static void
append_ascii_bar (GString *line,
                  guint    n_cells,
                  double   fraction)
{
  guint n_full = (guint) (fraction * n_cells);

  g_string_append (line, " [");
  for (guint i = 0; i < n_cells; i++)
    g_string_append_c (line, i < n_full ? '#' : '.');
  g_string_append_c (line, ']');
}

/* As many parts as fit into @width. */
static char *
join_parts (GPtrArray *parts,
            guint      width)
{
  GString *tail = g_string_new (NULL);
  guint used = 0;

  for (guint i = 0; i < parts->len; i++)
    {
      const char *part = g_ptr_array_index (parts, i);

      used += (guint) g_utf8_strlen (part, -1) + 2;
      if (used > width)
        break;
      g_string_append_printf (tail, "  %s", part);
    }
  return g_string_free (tail, FALSE);
}

/**
 * portunus_cli_progress_format:
 * @progress: how far it is
 * @width: columns that may be used
 * @is_utf8: whether block characters can be shown
 *
 * Percentage, bar, amounts, rate, time left and lane; what does not fit into @width is left out, from the end.
 *
 * Returns: (transfer full): the line, without a newline
 */
char *
portunus_cli_progress_format (const PortunusCliProgress *progress,
                              guint                      width,
                              gboolean                   is_utf8)
{
  g_autoptr (GPtrArray) parts = NULL;
  g_autofree char *tail = NULL;
  double fraction;
  GString *line;
  guint used;

  g_return_val_if_fail (progress != NULL, NULL);

  parts = list_parts (progress);
  if (!is_total_known (progress))
    {
      tail = join_parts (parts, width);
      return g_strdup (g_strchug (tail));
    }
  fraction = get_fraction (progress);
  line = g_string_new (NULL);
  g_string_append_printf (line, "%3d%%", (int) (fraction * 100));
  tail = join_parts (parts, width > PERCENT_CELLS ? width - PERCENT_CELLS : 0);
  used = PERCENT_CELLS + (guint) g_utf8_strlen (tail, -1);
  if (used + MIN_BAR_CELLS + FRAME_CELLS <= width)
    {
      guint n_cells = MIN (width - used - FRAME_CELLS, MAX_BAR_CELLS);

      (is_utf8 ? append_utf8_bar : append_ascii_bar) (line, n_cells, fraction);
    }
  g_string_append (line, tail);
  return g_string_free (line, FALSE);
}
