/* test-lane-choice.c: which ways transfers may go, however the setting came about
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-lane-choice.h"

static const char * const kinds[] = { "tcp", "rtc", "relay" };

static PortunusSettings *
settings_new (const char *words)
{
  PortunusSettings *settings = portunus_settings_new ();
  g_auto (GStrv) list = g_strsplit (words, " ", -1);

  portunus_settings_set_list (settings, PORTUNUS_SETTING_LANES, (const char * const *) list);
  return settings;
}

static char *
describe (PortunusSettings *settings)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (portunus_lane_choice_allows (settings, kinds[i]))
      g_string_append_printf (text, " %s", kinds[i]);
  return g_strdup (text->str);
}

static const struct
{
  const char *words;
  const char *allowed;
} lists[] = {
  { "tcp rtc relay", " tcp rtc relay" },
  { "rtc", " rtc" },
  { "relay tcp", " tcp relay" },
  { "tcp tcp", " tcp" },
  { "", " tcp rtc relay" },
  { "pigeon", " tcp rtc relay" },
  { "TCP", " tcp rtc relay" },
  { "pigeon relay https", " relay" },
};

static void
test_lists (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_autoptr (PortunusSettings) settings = settings_new (lists[i].words);
      g_autofree char *allowed = describe (settings);

      g_assert_cmpstr (allowed, ==, lists[i].allowed);
      g_assert_true (portunus_lane_choice_allows (settings, "https"));
    }
}

static void
test_default (void)
{
  g_autoptr (PortunusSettings) settings = portunus_settings_new ();
  g_autofree char *allowed = describe (settings);

  g_assert_cmpstr (allowed, ==, " tcp rtc relay");
}

/* One after the other goes off, and the last one stays. */
static void
test_last (void)
{
  g_autoptr (PortunusSettings) settings = settings_new ("pigeon");
  g_autofree char *allowed = NULL;

  g_assert_true (portunus_lane_choice_set_allows (settings, "tcp", FALSE));
  g_assert_false (portunus_lane_choice_is_last (settings, "relay"));
  g_assert_true (portunus_lane_choice_set_allows (settings, "rtc", FALSE));
  g_assert_true (portunus_lane_choice_is_last (settings, "relay"));
  g_assert_false (portunus_lane_choice_is_last (settings, "tcp"));
  g_assert_false (portunus_lane_choice_set_allows (settings, "relay", FALSE));
  g_assert_true (portunus_lane_choice_set_allows (settings, "tcp", TRUE));
  g_assert_false (portunus_lane_choice_is_last (settings, "relay"));
  allowed = describe (settings);
  g_assert_cmpstr (allowed, ==, " tcp relay");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/lane-choice/default", test_default);
  g_test_add_func ("/lane-choice/lists", test_lists);
  g_test_add_func ("/lane-choice/last", test_last);

  return g_test_run ();
}
