/* test-transfers.c: the application and the command line send to each other for real
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "ui-driver.h"

#define N_BYTES (3 * 1024 * 1024 + 17)

static const char *program;
static const char *command_line;

static char *
make_folder (const char *name)
{
  char *path = g_build_filename (g_get_home_dir (), name, NULL);

  g_assert_cmpint (g_mkdir_with_parents (path, 0700), ==, 0);
  return path;
}

static GBytes *
make_contents (void)
{
  guint8 *data = g_malloc (N_BYTES);

  for (gsize i = 0; i < N_BYTES; i++)
    data[i] = (guint8) g_test_rand_int ();
  return g_bytes_new_take (data, N_BYTES);
}

static char *
make_file (const char *name,
           GBytes     *contents)
{
  g_autofree char *folder = make_folder ("outgoing");
  char *path = g_build_filename (folder, name, NULL);
  g_autofree char *parent = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (parent, 0700), ==, 0);

  g_file_set_contents (path, g_bytes_get_data (contents, NULL), (gssize) g_bytes_get_size (contents), &error);
  g_assert_no_error (error);
  return path;
}

static void
assert_contents (const char *folder,
                 const char *name,
                 GBytes     *expected)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *data = NULL;
  g_autoptr (GError) error = NULL;
  gsize length = 0;

  g_file_get_contents (path, &data, &length, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (data, length, g_bytes_get_data (expected, NULL), g_bytes_get_size (expected));
}

static GSubprocess *
run_command_line (const char * const *arguments)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);

  return ui_driver_spawn (launcher, command_line, arguments);
}

static void
assert_success (GSubprocess *process)
{
  g_autoptr (GError) error = NULL;

  g_subprocess_wait (process, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);
}

/* The event in which a sending command line tells its link and its code. */
static JsonObject *
read_link_event (GDataInputStream *lines)
{
  g_autofree char *line = NULL;

  while ((line = g_data_input_stream_read_line (lines, NULL, NULL, NULL)) != NULL)
    {
      g_autoptr (JsonNode) node = json_from_string (line, NULL);
      JsonObject *event = json_node_get_object (node);

      g_clear_pointer (&line, g_free);
      if (g_str_equal (json_object_get_string_member (event, "event"), "link"))
        return json_object_ref (event);
    }
  g_assert_not_reached ();
}

static void
test_send (void)
{
  g_autoptr (GBytes) contents = make_contents ();
  g_autofree char *path = make_file ("from the app.bin", contents);
  g_autofree char *folder = make_folder ("incoming");
  const char * const arguments[] = { path, NULL };
  UiDriver *driver = ui_driver_new (program, arguments, NULL);
  g_autofree char *link = ui_driver_dup_text (driver, "Link");
  const char * const receive[] = { "receive", "--json", "--yes", "--output", folder, link, NULL };
  g_autoptr (GSubprocess) receiver = NULL;

  ui_driver_wait_label (driver, "from the app.bin");
  ui_driver_take_picture (driver, "real-share");
  receiver = run_command_line (receive);
  ui_driver_wait_label (driver, "Delivered");
  assert_success (receiver);
  assert_contents (folder, "from the app.bin", contents);
  ui_driver_check_names (driver);
  ui_driver_take_picture (driver, "real-delivered");
  ui_driver_press (driver, "Send Something Else");
  ui_driver_wait_label (driver, "Send Files");
  ui_driver_quit (driver);
}

/* Gives the link as a target of the action. */
static char *
start_sending (const char        *path,
               GSubprocess      **sender,
               GDataInputStream **lines)
{
  const char * const send[] = { "send", "--json", path, NULL };
  g_autoptr (JsonObject) event = NULL;

  *sender = run_command_line (send);
  *lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (*sender));
  event = read_link_event (*lines);
  return g_strdup_printf ("'%s'", json_object_get_string_member (event, "url"));
}

static void
test_receive (void)
{
  g_autoptr (GBytes) contents = make_contents ();
  g_autofree char *path = make_file ("from the command line.bin", contents);
  g_autofree char *downloads = make_folder ("Downloads");
  g_autofree char *size = g_format_size (N_BYTES);
  g_autofree char *target = NULL;
  g_autoptr (GSubprocess) sender = NULL;
  g_autoptr (GDataInputStream) lines = NULL;
  UiDriver *driver = ui_driver_new (program, NULL, NULL);

  target = start_sending (path, &sender, &lines);
  ui_driver_activate (driver, "receive", target);
  ui_driver_wait_label (driver, size);
  ui_driver_check_names (driver);
  ui_driver_take_picture (driver, "real-offer");
  ui_driver_press (driver, "Accept");
  ui_driver_wait_label (driver, "Received");
  ui_driver_take_picture (driver, "real-received");
  assert_success (sender);
  assert_contents (downloads, "from the command line.bin", contents);
  ui_driver_press (driver, "Receive Another");
  ui_driver_wait_label (driver, "Receive Files");
  ui_driver_quit (driver);
}

static gboolean
has_file (const char *folder,
          const char *name)
{
  g_autofree char *path = g_build_filename (folder, "set", name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static void
wait_contents (UiDriver   *driver,
               const char *n_files,
               guint64     n_bytes)
{
  g_autofree char *size = g_format_size (n_bytes);
  g_autofree char *label = g_strdup_printf ("%s, %s", n_files, size);

  ui_driver_wait_label (driver, label);
}

static void
type_keys (UiDriver   *driver,
           const char *keys)
{
  g_auto (GStrv) list = g_strsplit (keys, " ", -1);

  for (guint i = 0; list[i] != NULL; i++)
    ui_driver_type_key (driver, list[i]);
}

/* The check buttons of GTK 4.8 offer no action to assistive technology, so the keyboard does it. */
static void
test_part (void)
{
  g_autoptr (GBytes) contents = make_contents ();
  g_autofree char *wanted = make_file ("set/wanted.bin", contents);
  g_autofree char *unwanted = make_file ("set/unwanted.bin", contents);
  g_autofree char *beneath = make_file ("set/folder/beneath.bin", contents);
  g_autofree char *set = g_path_get_dirname (wanted);
  g_autofree char *downloads = make_folder ("Downloads");
  g_autofree char *target = NULL;
  g_autoptr (GSubprocess) sender = NULL;
  g_autoptr (GDataInputStream) lines = NULL;
  UiDriver *driver = ui_driver_new (program, NULL, NULL);

  target = start_sending (set, &sender, &lines);
  ui_driver_activate (driver, "receive", target);
  wait_contents (driver, "3 files", 3 * N_BYTES);
  type_keys (driver, "shift+Tab space");
  wait_contents (driver, "0 of 3 files", 0);
  g_assert_false (ui_driver_is_enabled (driver, "accept"));
  type_keys (driver, "space");
  wait_contents (driver, "3 files", 3 * N_BYTES);
  /* The rows are: set, its folder, what is in that, unwanted, wanted. */
  type_keys (driver, "Tab Home Down Down Down Return");
  wait_contents (driver, "2 of 3 files", 2 * N_BYTES);
  type_keys (driver, "Up Up Return");
  wait_contents (driver, "1 of 3 files", N_BYTES);
  ui_driver_check_names (driver);
  ui_driver_take_picture (driver, "real-part");
  ui_driver_press (driver, "Accept");
  ui_driver_wait_label (driver, "Received");
  ui_driver_take_picture (driver, "real-part-received");
  assert_success (sender);
  assert_contents (downloads, "set/wanted.bin", contents);
  g_assert_false (has_file (downloads, "unwanted.bin"));
  g_assert_false (has_file (downloads, "folder"));
  ui_driver_quit (driver);
}

static void
test_code (void)
{
  g_autoptr (GBytes) contents = make_contents ();
  g_autofree char *path = make_file ("by code.bin", contents);
  g_autofree char *downloads = make_folder ("Downloads");
  const char * const send[] = { "send", "--json", "--code", path, NULL };
  g_autoptr (GSubprocess) sender = run_command_line (send);
  g_autoptr (GDataInputStream) lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (sender));
  g_autoptr (JsonObject) event = read_link_event (lines);
  g_autoptr (GUri) link = g_uri_parse (json_object_get_string_member (event, "url"), G_URI_FLAGS_NONE, NULL);
  g_autofree char *address = g_strdup_printf ("%s:%d", g_uri_get_host (link), g_uri_get_port (link));
  UiDriver *driver = ui_driver_new (program, NULL, NULL);

  ui_driver_activate (driver, "view", "'receive'");
  ui_driver_set_text (driver, "Link or code", json_object_get_string_member (event, "code"));
  ui_driver_set_text (driver, "Address that comes with the code", address);
  ui_driver_check_names (driver);
  ui_driver_take_picture (driver, "real-code");
  ui_driver_press (driver, "Receive");
  ui_driver_press (driver, "Accept");
  ui_driver_wait_label (driver, "Received");
  assert_success (sender);
  assert_contents (downloads, "by code.bin", contents);
  ui_driver_quit (driver);
}

static void
test_decline (void)
{
  g_autoptr (GBytes) contents = make_contents ();
  g_autofree char *path = make_file ("unwanted.bin", contents);
  g_autofree char *downloads = make_folder ("Downloads");
  g_autofree char *unwanted = g_build_filename (downloads, "unwanted.bin", NULL);
  g_autofree char *target = NULL;
  g_autoptr (GSubprocess) sender = NULL;
  g_autoptr (GDataInputStream) lines = NULL;
  UiDriver *driver = ui_driver_new (program, NULL, NULL);

  target = start_sending (path, &sender, &lines);
  ui_driver_activate (driver, "receive", target);
  ui_driver_press (driver, "Decline");
  ui_driver_wait_label (driver, "Receive Files");
  g_subprocess_wait (sender, NULL, NULL);
  g_assert_cmpint (g_subprocess_get_exit_status (sender), ==, 3);
  g_assert_false (g_file_test (unwanted, G_FILE_TEST_EXISTS));
  ui_driver_quit (driver);
}

static UiDriver *
share_with_file_store (const char *path)
{
  const char * const arguments[] = { path, NULL };
  const char * const environment[] = { "PORTUNUS_SECRET_STORE=file", NULL };

  return ui_driver_new (program, arguments, environment);
}

static void
wait_shared (UiDriver *driver)
{
  g_autofree char *link = ui_driver_dup_text (driver, "Link");

  g_assert_nonnull (link);
  ui_driver_press (driver, "Stop Sharing");
  ui_driver_wait_label (driver, "Send Files");
  ui_driver_quit (driver);
}

static void
test_passphrase (void)
{
  g_autoptr (GBytes) contents = make_contents ();
  g_autofree char *path = make_file ("kept.bin", contents);
  UiDriver *driver = share_with_file_store (path);

  ui_driver_set_text (driver, "Once more", "open sesame");
  ui_driver_set_text (driver, "Passphrase", "open sesame");
  ui_driver_press (driver, "Use");
  wait_shared (driver);

  driver = share_with_file_store (path);
  ui_driver_set_text (driver, "Passphrase", "open barley");
  ui_driver_check_names (driver);
  ui_driver_press (driver, "Use");
  ui_driver_wait_label (driver, "Wrong Passphrase");
  ui_driver_press (driver, "Try Again");
  ui_driver_press (driver, "Cancel");
  ui_driver_wait_label (driver, "Wrong Passphrase");
  ui_driver_press (driver, "Try Again");
  ui_driver_set_text (driver, "Passphrase", "open sesame");
  ui_driver_press (driver, "Use");
  wait_shared (driver);
}

static void
press_and_wait (UiDriver   *driver,
                const char *button,
                const char *place)
{
  ui_driver_press (driver, button);
  ui_driver_wait_label (driver, place);
}

static void
test_keys (void)
{
  g_autofree char *keyring = g_build_filename (g_get_home_dir (), "keyring", NULL);
  g_autofree char *keyring_path = g_strconcat ("SECRET_FILE_TEST_PATH=", keyring, NULL);
  g_autofree char *file = g_build_filename (g_get_user_data_dir (), "portunus", "secrets", NULL);
  const char * const environment[] = { "PORTUNUS_SECRET_STORE=file", "SECRET_BACKEND=file", keyring_path,
                                       "SECRET_FILE_TEST_PASSWORD=test-pass", NULL };
  g_autoptr (GBytes) contents = make_contents ();
  g_autofree char *path = make_file ("kept.bin", contents);
  const char * const arguments[] = { path, NULL };
  UiDriver *driver = ui_driver_new (program, arguments, environment);
  g_autofree char *link = NULL;

  g_assert_true (g_file_test (file, G_FILE_TEST_EXISTS));
  ui_driver_set_text (driver, "Passphrase", "open sesame");
  ui_driver_press (driver, "Use");
  /* With a link there is an engine that has the keys. */
  link = ui_driver_dup_text (driver, "Link");
  ui_driver_press (driver, "Stop Sharing");
  ui_driver_activate_app (driver, "preferences", NULL);
  ui_driver_use_window (driver, "Preferences");
  ui_driver_wait_label (driver, "In an encrypted file, opened by your passphrase");
  press_and_wait (driver, "Move to the Keyring", "In your keyring");
  g_assert_false (g_file_test (file, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (keyring, G_FILE_TEST_EXISTS));
  ui_driver_take_picture (driver, "keys");

  ui_driver_press (driver, "Move to a File…");
  ui_driver_set_text (driver, "Once more", "open barley");
  ui_driver_set_text (driver, "Passphrase", "open barley");
  press_and_wait (driver, "Use", "In an encrypted file, opened by your passphrase");
  g_assert_true (g_file_test (file, G_FILE_TEST_EXISTS));
  press_and_wait (driver, "Forget Keys…", "Forget All Keys?");
  ui_driver_check_names (driver);
  ui_driver_press (driver, "Forget and Quit");
  ui_driver_wait_exit (driver);
}

int
main (int   argc,
      char *argv[])
{
  /* The wrapper gives us folders of our own; isolated ones would be closed to the application. */
  g_test_init (&argc, &argv, NULL);
  program = argv[1];
  command_line = argv[2];
  atspi_init ();

  g_test_add_func ("/ui/transfers/send", test_send);
  g_test_add_func ("/ui/transfers/receive", test_receive);
  g_test_add_func ("/ui/transfers/part", test_part);
  g_test_add_func ("/ui/transfers/code", test_code);
  g_test_add_func ("/ui/transfers/decline", test_decline);
  g_test_add_func ("/ui/transfers/passphrase", test_passphrase);
  g_test_add_func ("/ui/transfers/keys", test_keys);
  return g_test_run ();
}
