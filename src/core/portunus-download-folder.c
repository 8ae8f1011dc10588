/* portunus-download-folder.c: where received files go, in a sandbox and outside of one
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-download-folder.h"

#include <limits.h>
#include <string.h>
#include <sys/xattr.h>

/* Written by xdg-document-portal from version 1.19 on. */
#define REAL_PATH "user.document-portal.host-path"

/**
 * portunus_download_folder_is_sandboxed:
 *
 * Returns: whether this is a Flatpak, which sees no folder of the user but those that they chose
 */
gboolean
portunus_download_folder_is_sandboxed (void)
{
  return g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS);
}

/**
 * portunus_download_folder_resolve:
 * @chosen: (type filename): what the user chose; empty: nothing
 * @is_sandboxed: whether Downloads and the home are out of reach
 *
 * In a sandbox the home is empty and gone at the end, so that a folder of our own stands in, where nothing is lost. It
 * is not made here: whatever asks for a folder that exists does not take it.
 *
 * Returns: (transfer full) (type filename): the choice, else Downloads, else the home
 */
char *
portunus_download_folder_resolve (const char *chosen,
                                  gboolean    is_sandboxed)
{
  const char *downloads = g_get_user_special_dir (G_USER_DIRECTORY_DOWNLOAD);

  g_return_val_if_fail (chosen != NULL, NULL);

  if (portunus_download_folder_is_settled (chosen, is_sandboxed))
    return g_strdup (*chosen != '\0' ? chosen : downloads != NULL ? downloads : g_get_home_dir ());
  return g_build_filename (g_get_user_data_dir (), "portunus", "received", NULL);
}

/**
 * portunus_download_folder_is_settled:
 * @chosen: (type filename): what the user chose; empty: nothing
 * @is_sandboxed: whether Downloads and the home are out of reach
 *
 * Returns: whether files can go where the user finds them: always outside of a sandbox; within one, once they chose a
 *   folder, as long as it is there
 */
gboolean
portunus_download_folder_is_settled (const char *chosen,
                                     gboolean    is_sandboxed)
{
  g_return_val_if_fail (chosen != NULL, FALSE);

  return !is_sandboxed || (*chosen != '\0' && g_file_test (chosen, G_FILE_TEST_IS_DIR));
}

/**
 * portunus_download_folder_is_chosen:
 * @settings: settings
 *
 * Returns: %FALSE when the user has to be asked first where received files go
 */
gboolean
portunus_download_folder_is_chosen (PortunusSettings *settings)
{
  g_autofree char *chosen = portunus_settings_dup_text (settings, PORTUNUS_SETTING_DOWNLOAD_FOLDER);

  return portunus_download_folder_is_settled (chosen, portunus_download_folder_is_sandboxed ());
}

/* Behind `doc/ID/`, or NULL. */
static const char *
find_document (const char *path)
{
  g_autofree char *mount = g_build_filename (g_get_user_runtime_dir (), "doc", NULL);
  const char *id;

  if (!g_str_has_prefix (path, mount) || path[strlen (mount)] != '/')
    return NULL;
  id = strchr (path + strlen (mount) + 1, '/');
  return id != NULL && id[1] != '\0' ? id + 1 : NULL;
}

/**
 * portunus_download_folder_dup_name:
 * @path: (type filename): a folder, perhaps one that the document portal lends
 *
 * Looks at the folder, so that it may take a moment where that is far away.
 *
 * Returns: (transfer full) (type filename): what the user calls it: the path outside of the sandbox where the portal
 *   tells it, else what is below the portal's own folders
 */
char *
portunus_download_folder_dup_name (const char *path)
{
  const char *document;
  char real[PATH_MAX + 1];
  ssize_t length;

  g_return_val_if_fail (path != NULL, NULL);

  document = find_document (path);
  if (document == NULL)
    return g_strdup (path);
  length = getxattr (path, REAL_PATH, real, sizeof real - 1);
  if (length <= 0 || real[0] != '/')
    return g_strdup (document);
  real[length] = '\0';
  return g_strdup (real);
}
