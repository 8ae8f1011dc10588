/* test-room-transfers.c: the application sends into rooms that the command line hosts, for real
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "ui-driver.h"
#include "ui-file.h"

#define N_BYTES (1024 * 1024 + 17)

static const char *program;
static const char *command_line;

/* A room of the command line, which tells what happens in it. */
typedef struct
{
  GSubprocess      *process;
  GDataInputStream *lines;
  char             *link;
} Room;

static void
assert_arrived (const char *folder,
                const char *path)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *arrived = g_build_filename (folder, name, NULL);

  ui_file_assert_same (path, arrived);
}

/* (transfer full): the value of @member in the next event of that name. */
static char *
read_event (Room       *room,
            const char *name,
            const char *member)
{
  g_autofree char *line = NULL;

  while ((line = g_data_input_stream_read_line (room->lines, NULL, NULL, NULL)) != NULL)
    {
      g_autoptr (JsonNode) node = json_from_string (line, NULL);
      JsonObject *event = json_node_get_object (node);

      g_clear_pointer (&line, g_free);
      if (g_str_equal (json_object_get_string_member (event, "event"), name))
        return g_strdup (json_object_get_string_member (event, member));
    }
  g_assert_not_reached ();
}

static Room *
open_room (const char * const *arguments)
{
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  Room *room = g_new0 (Room, 1);

  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDIN_PIPE);
  room->process = ui_driver_spawn (launcher, command_line, arguments);
  room->lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (room->process));
  room->link = read_event (room, "link", "url");
  return room;
}

static void
close_room (Room *room)
{
  g_subprocess_send_signal (room->process, SIGINT);
  g_subprocess_wait (room->process, NULL, NULL);
  g_object_unref (room->process);
  g_object_unref (room->lines);
  g_free (room->link);
  g_free (room);
}

static void
say (Room       *room,
     const char *word,
     const char *id)
{
  g_autofree char *line = g_strdup_printf ("%s %s\n", word, id);

  g_assert_true (g_output_stream_write_all (g_subprocess_get_stdin_pipe (room->process), line, strlen (line), NULL,
                                            NULL, NULL));
}

static UiDriver *
send_to (const char *path,
         const char *link)
{
  UiDriver *driver = ui_driver_new (program, NULL, NULL);
  const char * const give[] = { program, path, NULL };

  ui_driver_activate (driver, "view", "'receive'");
  ui_driver_set_text (driver, "Link or code", link);
  ui_driver_press (driver, "Send Something There Instead…");
  ui_driver_wait_label (driver, "Send to a Room");
  ui_driver_run (give);
  return driver;
}

/* A guest who fetches is in the room first; who sends meets it there, with the host. */
static void
test_password (void)
{
  g_autofree char *path = ui_file_make (g_get_home_dir (), "brought.bin", N_BYTES);
  g_autofree char *password = g_build_filename (g_get_home_dir (), "password", NULL);
  g_autofree char *fetched = g_build_filename (g_get_home_dir (), "fetched", NULL);
  const char *receive[] = { "receive", "--json", "--yes", "--output", fetched, "--password-file", password, NULL,
                            NULL };
  const char * const host[] = { "receive", "--host", "--json", "--yes", "--password-file", password, "--output",
                                g_get_home_dir (), NULL };
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
  g_autoptr (GSubprocess) guest = NULL;
  UiDriver *driver;
  Room *room;

  g_assert_true (g_file_set_contents (password, "open sesame\n", -1, NULL));
  g_assert_cmpint (g_mkdir_with_parents (fetched, 0700), ==, 0);
  room = open_room (host);
  receive[7] = room->link;
  guest = ui_driver_spawn (launcher, command_line, receive);

  driver = send_to (path, room->link);
  ui_driver_wait_label (driver, "The Room Has a Password");
  ui_driver_set_text (driver, "Password", "open barley");
  ui_driver_press (driver, "Come In");
  ui_driver_wait_label (driver, "That password is wrong. 4 tries are left.");
  ui_driver_set_text (driver, "Password", "open sesame");
  ui_driver_press (driver, "Come In");
  g_assert_true (g_subprocess_wait_check (guest, NULL, NULL));
  assert_arrived (fetched, path);
  ui_driver_wait_label (driver, "Delivered");
  ui_driver_take_picture (driver, "real-room-delivered");
  ui_driver_activate (driver, "stop-sharing", NULL);
  ui_driver_quit (driver);
  close_room (room);
}

static void
test_kept_out (void)
{
  g_autofree char *path = ui_file_make (g_get_home_dir (), "refused.bin", N_BYTES);
  g_autofree char *kept_out = NULL;
  g_autofree char *let_in = NULL;
  const char * const host[] = { "send", "--json", "--control", "--entry", "ask", path, NULL };
  Room *room = open_room (host);
  UiDriver *driver = send_to (path, room->link);

  ui_driver_wait_label (driver, "Waiting to be let in…");
  kept_out = read_event (room, "ask", "peer");
  say (room, "no", kept_out);
  ui_driver_wait_label (driver, "Not Let In");
  ui_driver_press (driver, "Try Again");
  let_in = read_event (room, "ask", "peer");
  say (room, "yes", let_in);
  ui_driver_wait_label (driver, "refused.bin");
  ui_driver_wait_gone (driver, ATSPI_ROLE_LABEL, "Waiting to be let in…");
  ui_driver_activate (driver, "stop-sharing", NULL);
  ui_driver_wait_label (driver, "Send Files");
  ui_driver_quit (driver);
  close_room (room);
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

  g_test_add_func ("/ui/room-transfers/password", test_password);
  g_test_add_func ("/ui/room-transfers/kept-out", test_kept_out);
  return g_test_run ();
}
