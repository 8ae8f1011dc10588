/* test-coverage.c: stretches in every order give the same whole
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-coverage.h"

#define SIZE 40

/* Against a plain array of flags. */
static void
test_random (void)
{
  for (guint round = 0; round < 2000; round++)
    {
      g_autoptr (PortunusCoverage) coverage = portunus_coverage_new (SIZE);
      gboolean flags[SIZE] = { FALSE };

      for (guint step = 0; step < 20; step++)
        {
          guint start = g_test_rand_int_range (0, SIZE + 1);
          guint end = g_test_rand_int_range (start, SIZE + 1);
          guint n_flags = 0;

          portunus_coverage_add (coverage, start, end);
          for (guint i = start; i < end; i++)
            flags[i] = TRUE;
          for (guint i = 0; i < SIZE; i++)
            n_flags += flags[i];
          g_assert_cmpuint (portunus_coverage_get_n_bytes (coverage), ==, n_flags);
          g_assert_cmpint (portunus_coverage_is_whole (coverage), ==, n_flags == SIZE);
        }
    }
}

static void
test_empty (void)
{
  g_autoptr (PortunusCoverage) coverage = portunus_coverage_new (0);

  g_assert_false (portunus_coverage_is_whole (coverage));
  portunus_coverage_add (coverage, 0, 0);
  g_assert_true (portunus_coverage_is_whole (coverage));
}

/* A client that takes every other byte costs no more memory than others, and the whole counts all the same. */
static void
test_hostile (void)
{
  const guint64 size = 1000000;
  g_autoptr (PortunusCoverage) coverage = portunus_coverage_new (size);

  for (guint64 i = 0; i < size; i += 2)
    portunus_coverage_add (coverage, i, i + 1);
  g_assert_cmpuint (portunus_coverage_get_n_bytes (coverage), ==, 1024);
  portunus_coverage_add (coverage, 0, size);
  g_assert_true (portunus_coverage_is_whole (coverage));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/coverage/random", test_random);
  g_test_add_func ("/coverage/empty", test_empty);
  g_test_add_func ("/coverage/hostile", test_hostile);

  return g_test_run ();
}
