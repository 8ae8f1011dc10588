/* test-cli-text.c: foreign text on a terminal, and commands for the other side
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "portunus-cli-command.h"
#include "portunus-cli-text.h"

#define ROOM "0123456789abcdef0123456789abcdef"
#define KEY  "k=AAAAAAAAAAAAAAAAAAAAAA"

static void
test_inert (void)
{
  static const char * const pairs[][2] = {
    { "", "\n" },
    { "one", "one\n" },
    { "one\n", "one\n" },
    { "one\r\ntwo\r\n", "one\ntwo\n" },
    { "\tone\n\n\ttwo", "\tone\n\n\ttwo\n" },
    { "a\033[31mb", "a\357\277\275[31mb\n" },
    { "a\rb", "a\357\277\275b\n" },
    { "a\342\200\256b", "a\357\277\275b\n" },
    { "\377", "\357\277\275\n" },
    { "\302\2331m", "\357\277\2751m\n" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autofree char *inert = portunus_cli_text_inert (pairs[i][0]);

      g_assert_cmpstr (inert, ==, pairs[i][1]);
    }
}

static void
test_sizes_and_times (void)
{
  g_autofree char *size = portunus_cli_format_size (12300000);
  g_autofree char *unknown = portunus_cli_format_size (G_MAXUINT64);
  g_autofree char *short_time = portunus_cli_format_duration (7);
  g_autofree char *long_time = portunus_cli_format_duration (3 * 3600 + 59);

  g_assert_cmpstr (size, ==, "12.3 MB");
  g_assert_cmpstr (unknown, ==, "unknown size");
  g_assert_cmpstr (short_time, ==, "0:07");
  g_assert_cmpstr (long_time, ==, "3:00:59");
}

static void
test_commands (void)
{
  const char *url = "https://192.0.2.7:4430/r/" ROOM "#" KEY;
  g_autofree char *link = portunus_cli_command_for_link (url);
  g_autofree char *code = portunus_cli_command_for_code ("7-a-b", url, NULL);
  g_autofree char *server = portunus_cli_command_for_code ("7-a-b", url, "https://rooms.example:1");
  g_autofree char *ipv6 = portunus_cli_command_for_code ("7-a-b", "https://[2001:db8::1]:4430/r/" ROOM "#" KEY, NULL);

  g_assert_cmpstr (link, ==, "portunus-cli receive 'https://192.0.2.7:4430/r/" ROOM "#" KEY "'");
  g_assert_cmpstr (code, ==, "portunus-cli receive --server https://192.0.2.7:4430 7-a-b");
  g_assert_cmpstr (server, ==, "portunus-cli receive --server https://rooms.example:1 7-a-b");
  g_assert_cmpstr (ipv6, ==, "portunus-cli receive --server https://[2001:db8::1]:4430 7-a-b");
  g_assert_null (portunus_cli_command_for_code (NULL, url, NULL));
}

static void
test_quote (void)
{
  g_autofree char *plain = portunus_cli_quote ("https://a:1/b");
  g_autofree char *odd = portunus_cli_quote ("a;b");
  g_autofree char *empty = portunus_cli_quote ("");

  g_assert_cmpstr (plain, ==, "https://a:1/b");
  g_assert_cmpstr (odd, ==, "'a;b'");
  g_assert_cmpstr (empty, ==, "''");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/cli/text/inert", test_inert);
  g_test_add_func ("/cli/text/sizes-and-times", test_sizes_and_times);
  g_test_add_func ("/cli/text/commands", test_commands);
  g_test_add_func ("/cli/text/quote", test_quote);
  return g_test_run ();
}
