/* portunus-daemon-config.c: the settings of portunusd as they were written, in a file or in arguments
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-daemon-config.h"

#include <string.h>

#define GROUP "server"

static const char * const known_keys[] = {
  "listen", "data-dir", "tls-cert", "tls-key", "admin", "admin-listen", "admin-remote", "secret-store", "store",
  "behind-proxy", "metrics-listen", "metrics-token-file", "log-format", "log-level", "drain-seconds", "relay",
  "ice", "turn-secret-file", "turn-seconds",
  NULL
};

static gboolean
fail (GError     **error,
      const char  *path,
      const char  *what,
      const char  *name)
{
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s: %s “%s”", path, what, name);
  return FALSE;
}

static gboolean
check_names (GKeyFile    *file,
             const char  *path,
             GError     **error)
{
  g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);
  g_auto (GStrv) keys = NULL;

  for (guint i = 0; groups[i] != NULL; i++)
    if (!g_str_equal (groups[i], GROUP))
      return fail (error, path, "unknown group", groups[i]);
  keys = g_key_file_get_keys (file, GROUP, NULL, NULL);
  for (guint i = 0; keys != NULL && keys[i] != NULL; i++)
    if (!g_strv_contains (known_keys, keys[i]))
      return fail (error, path, "unknown key", keys[i]);
  return TRUE;
}

static gboolean
fill_string (GKeyFile    *file,
             const char  *path,
             const char  *key,
             char       **place,
             GError     **error)
{
  if (*place != NULL || !g_key_file_has_key (file, GROUP, key, NULL))
    return TRUE;
  *place = g_key_file_get_string (file, GROUP, key, NULL);
  return *place != NULL || fail (error, path, "not UTF-8, or a wrong backslash, is in the value of", key);
}

static gboolean
fill_strings (PortunusDaemonConfig  *self,
              GKeyFile              *file,
              const char            *path,
              GError               **error)
{
  /* A certificate from the command line does not go with a key from the file. */
  gboolean has_pair = self->tls_cert != NULL || self->tls_key != NULL;
  const struct
  {
    const char  *key;
    char       **place;
  } strings[] = {
    { "data-dir", &self->data_dir },
    { "admin-listen", &self->admin_listen },
    { "secret-store", &self->secret_store },
    { "store", &self->store },
    { "metrics-listen", &self->metrics_listen },
    { "metrics-token-file", &self->metrics_token_file },
    { "log-format", &self->log_format },
    { "log-level", &self->log_level },
    { "drain-seconds", &self->drain_seconds },
    { "relay", &self->relay },
    { "turn-secret-file", &self->turn_secret_file },
    { "turn-seconds", &self->turn_seconds },
    { "tls-cert", &self->tls_cert },
    { "tls-key", &self->tls_key },
  };

  for (guint i = 0; i < G_N_ELEMENTS (strings); i++)
    if (!(has_pair && g_str_has_prefix (strings[i].key, "tls-"))
        && !fill_string (file, path, strings[i].key, strings[i].place, error))
      return FALSE;
  return TRUE;
}

static gboolean
fill_boolean (GKeyFile    *file,
              const char  *path,
              const char  *key,
              gboolean    *place,
              GError     **error)
{
  g_autoptr (GError) local_error = NULL;

  if (*place || !g_key_file_has_key (file, GROUP, key, NULL))
    return TRUE;
  *place = g_key_file_get_boolean (file, GROUP, key, &local_error);
  return local_error == NULL || fail (error, path, "neither true nor false is the value of", key);
}

static gboolean
is_understood (const char *line)
{
  line += strspn (line, " \t");
  return *line == '\0' || *line == '#' || *line == '[' || (*line != '=' && strchr (line, '=') != NULL);
}

static guint
find_bad_line (const char *path)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  guint number = 0;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return 0;
  lines = g_strsplit (text, "\n", -1);
  while (lines[number] != NULL && is_understood (lines[number]))
    number++;
  return lines[number] != NULL ? number + 1 : 0;
}

/* GLib quotes what it does not understand, and that may be the password of a database. */
static void
set_load_error (const char    *path,
                const GError  *cause,
                GError       **error)
{
  guint line = cause->domain == G_KEY_FILE_ERROR ? find_bad_line (path) : 0;

  if (line > 0)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 "Cannot read %s: line %u is neither KEY=VALUE nor [" GROUP "] nor a # comment", path, line);
  else if (cause->domain == G_KEY_FILE_ERROR)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 "Cannot read %s: it has to be UTF-8 text that begins with [" GROUP "]", path);
  else
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "Cannot read %s: %s", path, cause->message);
}

/**
 * portunus_daemon_config_fill:
 * @self: what the arguments said
 * @path: (type filename): a key file with a group `[server]`
 * @error: return location for a #GOptionError
 *
 * Takes what @self does not say from the file. Blocks.
 *
 * Returns: whether the file could be read and has nothing in it that we do not know
 */
gboolean
portunus_daemon_config_fill (PortunusDaemonConfig  *self,
                             const char            *path,
                             GError               **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) local_error = NULL;

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, &local_error))
    {
      set_load_error (path, local_error, error);
      return FALSE;
    }
  if (!check_names (file, path, error)
      || !fill_boolean (file, path, "behind-proxy", &self->is_behind_proxy, error)
      || !fill_boolean (file, path, "admin", &self->is_admin, error)
      || !fill_boolean (file, path, "admin-remote", &self->is_admin_remote, error))
    return FALSE;
  if (self->listen == NULL)
    self->listen = g_key_file_get_string_list (file, GROUP, "listen", NULL, NULL);
  if (self->ice == NULL)
    self->ice = g_key_file_get_string_list (file, GROUP, "ice", NULL, NULL);
  return fill_strings (self, file, path, error);
}

/**
 * portunus_daemon_config_clear:
 * @self: settings
 *
 * Frees what @self points to.
 */
void
portunus_daemon_config_clear (PortunusDaemonConfig *self)
{
  g_clear_pointer (&self->listen, g_strfreev);
  g_clear_pointer (&self->data_dir, g_free);
  g_clear_pointer (&self->tls_cert, g_free);
  g_clear_pointer (&self->tls_key, g_free);
  g_clear_pointer (&self->admin_listen, g_free);
  g_clear_pointer (&self->secret_store, g_free);
  g_clear_pointer (&self->store, g_free);
  g_clear_pointer (&self->metrics_listen, g_free);
  g_clear_pointer (&self->metrics_token_file, g_free);
  g_clear_pointer (&self->log_format, g_free);
  g_clear_pointer (&self->log_level, g_free);
  g_clear_pointer (&self->drain_seconds, g_free);
  g_clear_pointer (&self->relay, g_free);
  g_clear_pointer (&self->ice, g_strfreev);
  g_clear_pointer (&self->turn_secret_file, g_free);
  g_clear_pointer (&self->turn_seconds, g_free);
}
