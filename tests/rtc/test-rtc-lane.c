/* test-rtc-lane.c: two lanes over real webrtcbins
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "portunus-rtc-pair.h"
#include "portunus-test.h"
#include "portunus-transfer-error.h"

static void
test_connect (void)
{
  PortunusRtcPair pair;

  portunus_rtc_pair_init (&pair, 1, 1);
  portunus_rtc_pair_open (&pair);
  g_assert_cmpstr (portunus_lane_get_path (pair.sides[0].lane), ==, "LAN");
  portunus_rtc_pair_clear (&pair);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/rtc/lane/connect", test_connect);
  return g_test_run ();
}
