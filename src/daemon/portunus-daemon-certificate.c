/* portunus-daemon-certificate.c: the certificate portunusd shows, and what opens the store of its key
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-daemon-certificate.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "portunus-addresses.h"
#include "portunus-certificate-pair.h"
#include "portunus-certificate.h"
#include "portunus-notice.h"
#include "portunus-paths.h"

#define PASSPHRASE_FILE  "PORTUNUS_PASSPHRASE_FILE"
#define MAX_SECRET_BYTES (256 * 1024)

static gssize
read_whole (const char *path,
            char       *buffer,
            gsize       size)
{
  int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  gsize length = 0;
  gssize n_read = fd < 0 ? -1 : 1;
  int saved_errno;

  while (n_read > 0 && length < size)
    {
      n_read = read (fd, buffer + length, size - length);
      length += MAX (n_read, 0);
    }
  saved_errno = errno;
  if (fd >= 0)
    close (fd);
  errno = saved_errno;
  return n_read < 0 ? -1 : (gssize) length;
}

static PortunusSecret *
read_secret (const char  *path,
             gboolean     is_line,
             GError     **error)
{
  g_autofree char *buffer = g_malloc (MAX_SECRET_BYTES);
  gssize length = read_whole (path, buffer, MAX_SECRET_BYTES);
  PortunusSecret *secret = NULL;

  if (length < 0)
    {
      int saved_errno = errno;

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved_errno), "Cannot read %s: %s", path,
                   g_strerror (saved_errno));
      return NULL;
    }
  while (is_line && length > 0 && strchr ("\r\n", buffer[length - 1]) != NULL)
    length--;
  if (length > 0)
    secret = portunus_secret_new (buffer, length);
  else
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s is empty", path);
  explicit_bzero (buffer, MAX_SECRET_BYTES);
  return secret;
}

/**
 * portunus_daemon_read_passphrase:
 * @passphrase: (out) (transfer full) (nullable): the passphrase of the encrypted file store, %NULL where none was given
 * @error: return location for a #GIOErrorEnum that names the file
 *
 * Reads it from the file that the environment names. Blocks.
 *
 * Returns: whether it went well
 */
gboolean
portunus_daemon_read_passphrase (PortunusSecret **passphrase,
                                 GError         **error)
{
  const char *path = g_getenv (PASSPHRASE_FILE);

  *passphrase = path != NULL ? read_secret (path, TRUE, error) : NULL;
  return path == NULL || *passphrase != NULL;
}

/**
 * portunus_daemon_read_token:
 * @path: (type filename): a file with a token, on one line
 * @error: return location for a #GIOErrorEnum that names the file
 *
 * Reads it. Blocks.
 *
 * Returns: (transfer full): the token
 */
PortunusSecret *
portunus_daemon_read_token (const char  *path,
                            GError     **error)
{
  return read_secret (path, TRUE, error);
}

/**
 * portunus_daemon_read_certificate:
 * @certificate_path: (type filename): PEM file of the certificate and its chain
 * @key_path: (type filename): PEM file of its key
 * @error: return location for an error that names the file
 *
 * Reads the operator's certificate. Blocks.
 *
 * Returns: (transfer full): both as one PEM text
 */
PortunusSecret *
portunus_daemon_read_certificate (const char  *certificate_path,
                                  const char  *key_path,
                                  GError     **error)
{
  g_autoptr (PortunusSecret) certificate = read_secret (certificate_path, FALSE, error);
  g_autoptr (PortunusSecret) key = certificate != NULL ? read_secret (key_path, FALSE, error) : NULL;
  PortunusSecret *pair = key != NULL ? portunus_certificate_pair_new (certificate, key, error) : NULL;

  if (key != NULL && pair == NULL)
    g_prefix_error (error, "%s and %s cannot be used: ", certificate_path, key_path);
  return pair;
}

/**
 * portunus_daemon_tell_store:
 * @store: where keys are
 * @trouble: what the keyring had
 *
 * Tells the operator where they are not in the keyring.
 */
void
portunus_daemon_tell_store (PortunusSecretStore    *store,
                            PortunusKeyringTrouble  trouble)
{
  PortunusNotice notice = portunus_notice_judge_store (store, trouble);
  g_autofree char *text = NULL;

  if (notice == PORTUNUS_NOTICE_NONE)
    return;
  text = portunus_notice_dup_text (notice, trouble);
  g_message ("%s%s", text, notice != PORTUNUS_NOTICE_KEYS_NOWHERE ? ""
             : " To keep them in an encrypted file, start with --secret-store=file.");
}

static void
certificate_loaded_cb (GObject      *source,
                       GAsyncResult *result,
                       gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  PortunusSecret *pem = portunus_certificate_load_finish (result, &error);

  if (pem != NULL)
    g_task_return_pointer (task, pem, (GDestroyNotify) portunus_secret_unref);
  else
    g_task_return_error (task, error);
}

static void
store_opened_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  PortunusKeyringTrouble trouble;
  PortunusSecretStore *store = portunus_secret_store_open_finish (result, &trouble, &error);
  g_auto (GStrv) names = portunus_addresses_dup_certificate_names ();

  if (store == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  portunus_daemon_tell_store (store, trouble);
  g_task_set_task_data (task, store, g_object_unref);
  /* There may be rooms from before, whose links hold the fingerprint of the certificate there is. */
  portunus_certificate_renew_async (store, (const char * const *) names, PORTUNUS_CERTIFICATE_RENEW_LATE, NULL,
                                    certificate_loaded_cb, g_steal_pointer (&task));
}

/**
 * portunus_daemon_make_certificate_async:
 * @options: says where the key is
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 *
 * Loads the server's own certificate, or makes one at the first start.
 */
void
portunus_daemon_make_certificate_async (const PortunusDaemonOptions *options,
                                        GAsyncReadyCallback          callback,
                                        gpointer                     user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  g_autoptr (PortunusSecret) passphrase = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;
  GError *error = NULL;

  g_task_set_source_tag (task, portunus_daemon_make_certificate_async);
  folder = portunus_paths_dup_data_dir (options->data_dir, &error);
  if (folder == NULL || !portunus_daemon_read_passphrase (&passphrase, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  path = g_build_filename (folder, "server-secrets", NULL);
  portunus_secret_store_open_async (options->secret_store, path, passphrase, NULL, store_opened_cb,
                                    g_steal_pointer (&task));
}

/**
 * portunus_daemon_make_certificate_finish:
 * @result: the result
 * @store: (out) (transfer full): where it is; %NULL with an error
 * @error: return location for why there is none
 *
 * Returns: (transfer full): certificate and key as one PEM text
 */
PortunusSecret *
portunus_daemon_make_certificate_finish (GAsyncResult         *result,
                                         PortunusSecretStore **store,
                                         GError              **error)
{
  PortunusSecret *pem = g_task_propagate_pointer (G_TASK (result), error);

  *store = pem != NULL ? g_object_ref (g_task_get_task_data (G_TASK (result))) : NULL;
  return pem;
}
