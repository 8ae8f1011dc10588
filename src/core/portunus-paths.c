/* portunus-paths.c: where Portunus keeps its own files
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-paths.h"

#include <errno.h>
#include <glib/gstdio.h>

/**
 * portunus_paths_dup_data_dir:
 * @override: (nullable): a folder the user named, instead of the usual place
 * @error: return location for a #GIOErrorEnum
 *
 * Gives the folder for journals and stores, made with mode 0700 where it is missing.
 *
 * Returns: (transfer full) (type filename): its path
 */
char *
portunus_paths_dup_data_dir (const char  *override,
                             GError     **error)
{
  g_autofree char *path = NULL;
  int saved_errno;

  if (override != NULL)
    path = g_strdup (override);
  else
    path = g_build_filename (g_get_user_data_dir (), "portunus", NULL);

  if (g_mkdir_with_parents (path, 0700) == 0 && g_access (path, W_OK | X_OK) == 0)
    return g_steal_pointer (&path);

  saved_errno = errno;
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved_errno),
               "The data folder %s cannot be used: %s. Name another with --data-dir or XDG_DATA_HOME.", path,
               g_strerror (saved_errno));
  return NULL;
}
