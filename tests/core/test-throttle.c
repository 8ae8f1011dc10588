/* test-throttle.c: a speed that several keep together
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-throttle.h"

static void
test_none (void)
{
  g_autoptr (PortunusThrottle) throttle = portunus_throttle_new (0);

  g_assert_false (portunus_throttle_is_on (throttle));
  g_assert_cmpuint (portunus_throttle_take (throttle, G_MAXUINT32), ==, 0);
}

/* Whoever takes: what all took counts. */
static void
test_sum (void)
{
  g_autoptr (PortunusThrottle) throttle = portunus_throttle_new (1000);
  guint wait_ms = 0;

  g_assert_true (portunus_throttle_is_on (throttle));
  for (guint i = 0; i < 100; i++)
    wait_ms = portunus_throttle_take (throttle, 1000);
  g_assert_cmpuint (wait_ms, <=, 100000);
  g_assert_cmpuint (wait_ms, >, 90000);
}

static void
test_change (void)
{
  g_autoptr (PortunusThrottle) throttle = portunus_throttle_new (1);

  g_assert_cmpuint (portunus_throttle_take (throttle, 1000), >, 900000);
  portunus_throttle_set (throttle, 0);
  g_assert_cmpuint (portunus_throttle_take (throttle, 1000), ==, 0);
  portunus_throttle_set (throttle, 1000);
  g_assert_cmpuint (portunus_throttle_take (throttle, 2000), <=, 2000);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/throttle/none", test_none);
  g_test_add_func ("/throttle/sum", test_sum);
  g_test_add_func ("/throttle/change", test_change);
  return g_test_run ();
}
