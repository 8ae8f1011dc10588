/* test-cli-progress.c: the progress line at every width, and when it is drawn
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "portunus-cli-progress.h"

#define MEGA G_GUINT64_CONSTANT (1000000)

static void
test_whole_line (void)
{
  const PortunusCliProgress progress = { 20 * MEGA, 40 * MEGA, 4e6, 5, "LAN" };
  g_autofree char *ascii = portunus_cli_progress_format (&progress, 80, FALSE);
  g_autofree char *utf8 = portunus_cli_progress_format (&progress, 80, TRUE);

  g_assert_cmpstr (ascii, ==,
                   " 50% [##############..............]  20.0 MB/40.0 MB  4.0 MB/s  0:05 left  [LAN]");
  g_assert_cmpuint (strlen (ascii), ==, 80);
  g_assert_nonnull (strstr (utf8, "█"));
  g_assert_true (g_str_has_prefix (utf8, " 50% ▕"));
}

static void
test_every_width (void)
{
  const PortunusCliProgress known = { 123456789, 987654321, 1234567, 3725, "direct" };
  const PortunusCliProgress unknown = { 123456789, G_MAXUINT64, 1234567, -1, "relay" };

  for (guint width = 0; width < 200; width++)
    {
      for (int is_utf8 = 0; is_utf8 < 2; is_utf8++)
        {
          g_autofree char *line = portunus_cli_progress_format (&known, width, is_utf8);
          g_autofree char *open = portunus_cli_progress_format (&unknown, width, is_utf8);

          g_assert_true (g_utf8_validate (line, -1, NULL));
          g_assert_cmpint (g_utf8_strlen (line, -1), <=, MAX (width, 4));
          g_assert_true (g_str_has_prefix (line, " 12%"));
          g_assert_cmpint (g_utf8_strlen (open, -1), <=, width);
          g_assert_null (strchr (open, '%'));
          if (!is_utf8)
            g_assert_true (g_str_is_ascii (line) && g_str_is_ascii (open));
        }
    }
}

static void
test_edges (void)
{
  const PortunusCliProgress empty = { 0, 0, 0, -1, NULL };
  const PortunusCliProgress beyond = { 50, 40, 0, -1, NULL };
  const PortunusCliProgress almost = { 999999, 1000000, 0, -1, NULL };
  g_autofree char *empty_line = portunus_cli_progress_format (&empty, 60, FALSE);
  g_autofree char *beyond_line = portunus_cli_progress_format (&beyond, 60, TRUE);
  g_autofree char *almost_line = portunus_cli_progress_format (&almost, 60, FALSE);

  g_assert_true (g_str_has_prefix (empty_line, "100%"));
  g_assert_true (g_str_has_prefix (beyond_line, "100%"));
  g_assert_true (g_str_has_prefix (almost_line, " 99%"));
}

static void
test_bar_off_terminal (void)
{
  g_autoptr (PortunusTransfer) transfer = portunus_transfer_new (TRUE);
  char *text = NULL;
  gsize length = 0;
  FILE *stream = open_memstream (&text, &length);
  g_autoptr (PortunusCliBar) bar = portunus_cli_bar_new (stream);

  g_assert_false (portunus_cli_bar_is_terminal (bar));
  g_assert_cmpuint (portunus_cli_bar_get_width (bar), ==, 80);
  for (int i = 0; i < 100; i++)
    portunus_cli_bar_draw (bar, transfer);
  portunus_cli_bar_clear (bar);
  fflush (stream);
  g_assert_cmpuint (length, ==, 0);
  g_clear_pointer (&bar, portunus_cli_bar_free);
  fclose (stream);
  free (text);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/cli/progress/whole-line", test_whole_line);
  g_test_add_func ("/cli/progress/every-width", test_every_width);
  g_test_add_func ("/cli/progress/edges", test_edges);
  g_test_add_func ("/cli/progress/bar-off-terminal", test_bar_off_terminal);
  return g_test_run ();
}
