/* portunus-autostart.c: the file that makes a session start us
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-autostart.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gstdio.h>

#define FILE_NAME "org.portunus.App.desktop"

static char *
dup_path (void)
{
  return g_build_filename (g_get_user_config_dir (), "autostart", FILE_NAME, NULL);
}

static gboolean
fail (GError     **error,
      const char  *what)
{
  int code = errno;

  g_set_error (error, G_IO_ERROR, (int) g_io_error_from_errno (code), "%s: %s", what, g_strerror (code));
  return FALSE;
}

static gboolean
write_file (const char  *path,
            GError     **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GKeyFile) file = g_key_file_new ();

  g_key_file_set_string (file, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_TYPE, "Application");
  g_key_file_set_string (file, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_NAME, "Portunus");
  g_key_file_set_string (file, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_ICON, "org.portunus.App");
  g_key_file_set_string (file, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_EXEC,
                         PORTUNUS_BINDIR "/portunus --background");
  if (g_mkdir_with_parents (folder, 0700) != 0)
    return fail (error, "The folder for what starts with the session cannot be made");
  return g_key_file_save_to_file (file, path, error);
}

/**
 * portunus_autostart_is_on:
 *
 * Returns: whether the file is there
 */
gboolean
portunus_autostart_is_on (void)
{
  g_autofree char *path = dup_path ();

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/**
 * portunus_autostart_write:
 * @is_wanted: whether the session shall start us
 * @error: return location: %G_IO_ERROR or %G_FILE_ERROR
 *
 * Writes the file or removes it.
 *
 * Returns: whether it is as wanted now
 */
gboolean
portunus_autostart_write (gboolean   is_wanted,
                          GError   **error)
{
  g_autofree char *path = dup_path ();

  if (is_wanted)
    return write_file (path, error);
  if (g_unlink (path) != 0 && errno != ENOENT)
    return fail (error, "What starts with the session cannot be removed");
  return TRUE;
}
