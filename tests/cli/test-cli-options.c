/* test-cli-options.c: what command lines mean, and which ones mean nothing
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>

#include "portunus-cli-options.h"
#include "portunus-test.h"

#define ARGUMENTS(...) ((const char * const[]) { __VA_ARGS__, NULL })

static PortunusCliSendOptions *
parse_send (const char * const *arguments)
{
  g_autoptr (GError) error = NULL;
  PortunusCliSendOptions *options = portunus_cli_send_options_parse (arguments, &error);

  g_assert_no_error (error);
  return options;
}

static PortunusCliReceiveOptions *
parse_receive (const char * const *arguments)
{
  g_autoptr (GError) error = NULL;
  PortunusCliReceiveOptions *options = portunus_cli_receive_options_parse (arguments, &error);

  g_assert_no_error (error);
  return options;
}

static void
refuse (const char * const *arguments,
        const char         *part)
{
  g_autoptr (GError) error = NULL;

  if (g_str_equal (arguments[0], "send"))
    g_assert_null (portunus_cli_send_options_parse (arguments, &error));
  else
    g_assert_null (portunus_cli_receive_options_parse (arguments, &error));
  g_assert_nonnull (error);
  g_assert_true (error->domain == G_OPTION_ERROR);
  g_assert_nonnull (strstr (error->message, part));
  g_assert_null (strchr (error->message, '\n'));
}

static void
test_send (void)
{
  g_autoptr (PortunusCliSendOptions) plain = parse_send (ARGUMENTS ("send", "/", "-"));
  g_autoptr (PortunusCliSendOptions) full =
    parse_send (ARGUMENTS ("send", "--code", "--once", "--no-qr", "--json", "--lane", "rtc", "--server", "https://a:1",
                           "--limit", "2M",
                           "--data-dir", "/d", "--secret-store=file", "--text", "hello", "/"));

  g_assert_cmpstr (plain->paths[0], ==, "/");
  g_assert_cmpstr (plain->paths[1], ==, "-");
  g_assert_null (plain->paths[2]);
  g_assert_false (plain->is_code_first || plain->is_once || plain->is_without_qr || plain->common.is_json);
  g_assert_null (plain->common.help);
  g_assert_true (full->is_code_first && full->is_once && full->is_without_qr && full->common.is_json);
  g_assert_cmpstr (full->common.lane, ==, "rtc");
  g_assert_cmpuint (full->common.speed, ==, 2000000);
  g_assert_cmpuint (plain->common.speed, ==, 0);
  g_assert_cmpstr (full->common.server, ==, "https://a:1");
  g_assert_cmpstr (full->common.data_dir, ==, "/d");
  g_assert_cmpint (full->common.secret_store, ==, PORTUNUS_SECRET_STORE_FILE);
  g_assert_cmpstr (full->text, ==, "hello");
}

static void
test_send_names_like_options (void)
{
  g_autofree char *directory = portunus_test_make_dir ();
  g_autofree char *name = g_build_filename (directory, "--json", NULL);
  g_autofree char *before = g_get_current_dir ();

  g_assert_true (g_file_set_contents (name, "x", 1, NULL));
  g_assert_cmpint (g_chdir (directory), ==, 0);
  {
    g_autoptr (PortunusCliSendOptions) options = parse_send (ARGUMENTS ("send", "--", "--json"));

    g_assert_cmpstr (options->paths[0], ==, "--json");
    g_assert_null (options->paths[1]);
    g_assert_false (options->common.is_json);
  }
  g_assert_cmpint (g_chdir (before), ==, 0);
  portunus_test_remove_tree (directory);
}

static void
test_send_wrong (void)
{
  refuse (ARGUMENTS ("send"), "nothing to send");
  refuse (ARGUMENTS ("send", "/no/such/file"), "/no/such/file");
  refuse (ARGUMENTS ("send", "/", "/no/such/file"), "/no/such/file");
  refuse (ARGUMENTS ("send", "--frobnicate", "/"), "--frobnicate");
  refuse (ARGUMENTS ("send", "--text"), "--text");
  refuse (ARGUMENTS ("send", "--text", ""), "empty");
  refuse (ARGUMENTS ("send", "--text", "\377"), "UTF-8");
  refuse (ARGUMENTS ("send", "--lane", "pigeon", "/"), "pigeon");
  refuse (ARGUMENTS ("send", "--limit", "fast", "/"), "fast");
  refuse (ARGUMENTS ("send", "--limit", "0", "/"), "--limit");
  refuse (ARGUMENTS ("send", "--secret-store", "drawer", "/"), "drawer");
  refuse (ARGUMENTS ("send", "--to", "", "/"), "--to");
  refuse (ARGUMENTS ("send", "--to", "laptop", "--code", "/"), "--to");
  refuse (ARGUMENTS ("send", "--to", "laptop", "--server", "https://a:1", "/"), "--to");
  refuse (ARGUMENTS ("send", "--to", "laptop", "--entry", "ask", "/"), "--to");
  refuse (ARGUMENTS ("send", "-", "-"), "once");
  refuse (ARGUMENTS ("send", "--text", "-", "-"), "once");
  refuse (ARGUMENTS ("send", "--room", "https://a:1/r/1", "--server", "https://a:1", "/"), "--room");
  refuse (ARGUMENTS ("send", "--room", "https://a:1/r/1", "--code", "/"), "--room");
}

static void
test_send_dangling_link (void)
{
  g_autofree char *directory = portunus_test_make_dir ();
  g_autofree char *name = g_build_filename (directory, "dangling", NULL);

  g_assert_cmpint (symlink ("nowhere", name), ==, 0);
  {
    g_autoptr (PortunusCliSendOptions) options = parse_send (ARGUMENTS ("send", name));

    g_assert_cmpstr (options->paths[0], ==, name);
  }
  portunus_test_remove_tree (directory);
}

static void
test_receive (void)
{
  g_autoptr (PortunusCliReceiveOptions) plain = parse_receive (ARGUMENTS ("receive", "1-a-b"));
  g_autoptr (PortunusCliReceiveOptions) full =
    parse_receive (ARGUMENTS ("receive", "-y", "--output", "/", "--conflict", "newer", "-"));
  g_autoptr (PortunusCliReceiveOptions) host = parse_receive (ARGUMENTS ("receive", "--host", "--once"));
  g_autoptr (PortunusCliReceiveOptions) stream = parse_receive (ARGUMENTS ("receive", "--output", "-", "1-a-b"));

  g_assert_cmpstr (plain->link_or_code, ==, "1-a-b");
  g_assert_cmpstr (plain->output, ==, ".");
  g_assert_cmpint (plain->policy, ==, PORTUNUS_CONFLICT_RENAME);
  g_assert_false (plain->is_accepted);
  g_assert_cmpstr (full->link_or_code, ==, "-");
  g_assert_cmpstr (full->output, ==, "/");
  g_assert_cmpint (full->policy, ==, PORTUNUS_CONFLICT_NEWER);
  g_assert_true (full->is_accepted);
  g_assert_cmpstr (stream->output, ==, "-");
  g_assert_false (plain->is_hosting);
  g_assert_true (host->is_hosting && host->is_once);
  g_assert_null (host->link_or_code);
}

static void
test_receive_policies (void)
{
  for (int policy = PORTUNUS_CONFLICT_RENAME; policy <= PORTUNUS_CONFLICT_NEWER; policy++)
    {
      const char *name = portunus_conflict_policy_to_name (policy);
      g_autoptr (PortunusCliReceiveOptions) options =
        parse_receive (ARGUMENTS ("receive", "--conflict", name, "1-a-b"));

      g_assert_cmpint (options->policy, ==, policy);
    }
}

static void
test_receive_wrong (void)
{
  refuse (ARGUMENTS ("receive"), "link");
  refuse (ARGUMENTS ("receive", "1-a-b", "2-a-b"), "Only one");
  refuse (ARGUMENTS ("receive", "--conflict", "fight", "1-a-b"), "fight");
  refuse (ARGUMENTS ("receive", "--conflict", "ask", "--yes", "1-a-b"), "overwrite");
  refuse (ARGUMENTS ("receive", "--output", "/no/such/folder", "1-a-b"), "/no/such/folder");
  refuse (ARGUMENTS ("receive", "--output", "/proc/self/exe", "1-a-b"), "/proc/self/exe");
  refuse (ARGUMENTS ("receive", "--json", "--output", "-", "1-a-b"), "--json");
  refuse (ARGUMENTS ("receive", "--code", "1-a-b"), "--code");
  refuse (ARGUMENTS ("receive", "--nearby", "--host"), "--nearby");
  refuse (ARGUMENTS ("receive", "--nearby", "1-a-b"), "--nearby");
  refuse (ARGUMENTS ("receive", "--nearby", "--output", "-"), "--output");
}

static PortunusCliDevicesOptions *
parse_devices (const char * const *arguments)
{
  g_autoptr (GError) error = NULL;
  PortunusCliDevicesOptions *options = portunus_cli_devices_options_parse (arguments, &error);

  g_assert_no_error (error);
  return options;
}

static void
test_devices (void)
{
  g_autoptr (PortunusCliDevicesOptions) list = parse_devices (ARGUMENTS ("devices"));
  g_autoptr (PortunusCliDevicesOptions) trust = parse_devices (ARGUMENTS ("devices", "trust", "Laptop"));
  g_autoptr (PortunusCliDevicesOptions) rename = parse_devices (ARGUMENTS ("devices", "rename", "3f9a", "Anna"));
  g_autoptr (PortunusCliDevicesOptions) rule =
    parse_devices (ARGUMENTS ("devices", "auto-accept", "Laptop", "on", "--folder", "/tmp/../tmp", "--max", "2G"));

  g_assert_cmpint (list->action, ==, PORTUNUS_CLI_DEVICE_LIST);
  g_assert_cmpint (trust->action, ==, PORTUNUS_CLI_DEVICE_TRUST);
  g_assert_cmpstr (trust->device, ==, "Laptop");
  g_assert_cmpstr (rename->name, ==, "Anna");
  g_assert_true (rule->is_on);
  g_assert_cmpstr (rule->folder, ==, "/tmp");
  g_assert_cmpuint (rule->max_bytes, ==, 2000000000);
}

static void
test_devices_wrong (void)
{
  const char * const * const wrong[] = {
    ARGUMENTS ("devices", "love", "Laptop"),
    ARGUMENTS ("devices", "trust"),
    ARGUMENTS ("devices", "list", "Laptop"),
    ARGUMENTS ("devices", "rename", "Laptop"),
    ARGUMENTS ("devices", "block", "Laptop", "Phone"),
    ARGUMENTS ("devices", "trust", "Laptop", "--max", "2G"),
    ARGUMENTS ("devices", "auto-accept", "Laptop", "maybe"),
    ARGUMENTS ("devices", "auto-accept", "Laptop", "on", "--max", "much"),
    ARGUMENTS ("devices", "auto-accept", "Laptop", "on", "--max", "99999999999999G"),
    ARGUMENTS ("devices", "auto-accept", "Laptop", "on", "--folder", "/no/such/folder"),
  };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (portunus_cli_devices_options_parse (wrong[i], &error));
      g_assert_nonnull (error);
      g_assert_true (error->domain == G_OPTION_ERROR);
    }
}

static void
test_secret_store_of_environment (void)
{
  g_setenv ("PORTUNUS_SECRET_STORE", "keyring", TRUE);
  {
    g_autoptr (PortunusCliReceiveOptions) options = parse_receive (ARGUMENTS ("receive", "1-a-b"));
    g_autoptr (PortunusCliReceiveOptions) given =
      parse_receive (ARGUMENTS ("receive", "--secret-store", "memory", "1-a-b"));

    g_assert_cmpint (options->common.secret_store, ==, PORTUNUS_SECRET_STORE_KEYRING);
    g_assert_cmpint (given->common.secret_store, ==, PORTUNUS_SECRET_STORE_MEMORY);
  }
  g_setenv ("PORTUNUS_SECRET_STORE", "drawer", TRUE);
  refuse (ARGUMENTS ("receive", "1-a-b"), "drawer");
  g_setenv ("PORTUNUS_SECRET_STORE", "", TRUE);
  {
    g_autoptr (PortunusCliReceiveOptions) options = parse_receive (ARGUMENTS ("receive", "1-a-b"));

    g_assert_cmpint (options->common.secret_store, ==, PORTUNUS_SECRET_STORE_AUTO);
  }
}

static void
test_help (void)
{
  g_autoptr (PortunusCliSendOptions) send = parse_send (ARGUMENTS ("send", "--help"));
  g_autoptr (PortunusCliReceiveOptions) receive = parse_receive (ARGUMENTS ("receive", "-h"));

  g_assert_nonnull (strstr (send->common.help, "Examples"));
  g_assert_nonnull (strstr (send->common.help, "--no-qr"));
  g_assert_nonnull (strstr (receive->common.help, "Examples"));
  g_assert_nonnull (strstr (receive->common.help, "--conflict"));
  g_assert_nonnull (strstr (receive->common.help, "--secret-store"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/cli/options/send", test_send);
  g_test_add_func ("/cli/options/send-names-like-options", test_send_names_like_options);
  g_test_add_func ("/cli/options/send-wrong", test_send_wrong);
  g_test_add_func ("/cli/options/send-dangling-link", test_send_dangling_link);
  g_test_add_func ("/cli/options/receive", test_receive);
  g_test_add_func ("/cli/options/receive-policies", test_receive_policies);
  g_test_add_func ("/cli/options/receive-wrong", test_receive_wrong);
  g_test_add_func ("/cli/options/devices", test_devices);
  g_test_add_func ("/cli/options/devices-wrong", test_devices_wrong);
  g_test_add_func ("/cli/options/secret-store-of-environment", test_secret_store_of_environment);
  g_test_add_func ("/cli/options/help", test_help);
  return g_test_run ();
}
