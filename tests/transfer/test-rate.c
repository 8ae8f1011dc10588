/* test-rate.c: the rate that people see
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-rate.h"

#define STEP_US 100000

/* So many tenths of a second at so many bytes a second. */
static void
run (PortunusRate *rate,
     guint         n_steps,
     guint         per_second)
{
  for (guint i = 0; i < n_steps; i++)
    portunus_rate_add (rate, rate->last_us + STEP_US, rate->last_bytes + per_second / 10);
}

static void
assert_near (const PortunusRate *rate,
             double              expected,
             double              tolerance)
{
  g_assert_cmpfloat_with_epsilon (portunus_rate_get (rate), expected, expected * tolerance);
}

static void
test_steady (void)
{
  PortunusRate rate;

  portunus_rate_reset (&rate, 5 * G_USEC_PER_SEC, 1000000);
  g_assert_cmpfloat (portunus_rate_get (&rate), ==, 0);
  for (guint i = 0; i < 100; i++)
    {
      run (&rate, 1, 6000000);
      assert_near (&rate, 6000000, 0.001);
    }
}

/* The windows fill at once, and the line is as slow as it is. */
static void
test_burst (void)
{
  PortunusRate rate;

  portunus_rate_reset (&rate, 0, 0);
  portunus_rate_add (&rate, STEP_US, 1572864);
  run (&rate, 20, 6000000);
  assert_near (&rate, 6000000, 0.15);
  run (&rate, 60, 6000000);
  assert_near (&rate, 6000000, 0.05);
}

static void
test_change (void)
{
  PortunusRate rate;

  portunus_rate_reset (&rate, 0, 0);
  run (&rate, 100, 8000000);
  run (&rate, 100, 2000000);
  assert_near (&rate, 2000000, 0.15);
  run (&rate, 200, 0);
  g_assert_cmpfloat (portunus_rate_get (&rate), <, 10000);
}

/* Reports that come together count once there is time between them. */
static void
test_no_time_passed (void)
{
  PortunusRate rate;

  portunus_rate_reset (&rate, 0, 0);
  for (guint i = 1; i < 100; i++)
    portunus_rate_add (&rate, 0, i * 1000000);
  g_assert_cmpfloat (portunus_rate_get (&rate), ==, 0);
  portunus_rate_add (&rate, G_USEC_PER_SEC, 3000000);
  assert_near (&rate, 3000000, 0.001);
}

/* A gigabyte that was there already says nothing about how fast the rest comes. */
static void
test_skip (void)
{
  PortunusRate rate;

  portunus_rate_reset (&rate, 0, 0);
  portunus_rate_skip (&rate, 1000000000);
  portunus_rate_add (&rate, G_USEC_PER_SEC, 1000000000 + 5000);
  g_assert_cmpfloat_with_epsilon (portunus_rate_get (&rate), 5000, 1);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/transfer/rate/steady", test_steady);
  g_test_add_func ("/transfer/rate/burst", test_burst);
  g_test_add_func ("/transfer/rate/change", test_change);
  g_test_add_func ("/transfer/rate/no-time-passed", test_no_time_passed);
  g_test_add_func ("/transfer/rate/skip", test_skip);

  return g_test_run ();
}
