/* document-folder.c: runs a command whose temporary folder is one that the document portal gave to the Flatpak
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <gio/gunixfdlist.h>
#include <unistd.h>

#define BUS_NAME    "org.freedesktop.portal.Documents"
#define OBJECT_PATH "/org/freedesktop/portal/documents"
#define IS_FOLDER   8u

static GVariant *
call (GDBusConnection *bus,
      const char      *method,
      GVariant        *arguments,
      const char      *answer,
      GUnixFDList     *fds)
{
  g_autoptr (GError) error = NULL;
  GVariant *result = g_dbus_connection_call_with_unix_fd_list_sync (bus, BUS_NAME, OBJECT_PATH, BUS_NAME, method,
                                                                    arguments, G_VARIANT_TYPE (answer),
                                                                    G_DBUS_CALL_FLAGS_NONE, -1, fds, NULL, NULL,
                                                                    &error);

  g_assert_no_error (error);
  return result;
}

static char *
give_folder (const char *path)
{
  static const char * const rights[] = { "read", "write", NULL };
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (GUnixFDList) fds = g_unix_fd_list_new ();
  g_autoptr (GVariant) place = call (bus, "GetMountPoint", NULL, "(ay)", NULL);
  g_autoptr (GVariant) added = NULL;
  g_autofree const char **ids = NULL;
  g_autofree char *name = g_path_get_basename (path);
  const char *mount;
  int fd = open (path, O_PATH | O_DIRECTORY | O_CLOEXEC);
  int handle = g_unix_fd_list_append (fds, fd, NULL);

  close (fd);
  added = call (bus, "AddFull",
                g_variant_new ("(@ahus^as)", g_variant_new_fixed_array (G_VARIANT_TYPE_HANDLE, &handle, 1, 4),
                               IS_FOLDER, "org.portunus.App", rights),
                "(asa{sv})", fds);
  g_variant_get_child (added, 0, "^a&s", &ids);
  g_variant_get_child (place, 0, "^&ay", &mount);
  /* As the application sees it, with its rights and no more. */
  return g_build_filename (mount, "by-app", "org.portunus.App", ids[0], name, NULL);
}

int
main (int   argc,
      char *argv[])
{
  g_autofree char *folder = give_folder (g_getenv ("PORTUNUS_TEST_FOLDER"));

  g_setenv ("TMPDIR", folder, TRUE);
  execv (argv[1], argv + 1);
  g_error ("%s cannot be started: %s", argv[1], g_strerror (errno));
}
