/* portunus-sealed-file.c: named secrets in one file, encrypted under a passphrase
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-sealed-file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "portunus-crypto-error-private.h"
#include "portunus-encoding.h"
#include "portunus-gcm-private.h"
#include "portunus-json.h"
#include "portunus-kdf-private.h"
#include "portunus-secret-private.h"

/* The file: magic and version, scrypt salt, check, nonce, then the sealed JSON object of names and base64url values.
 * All before that object is the associated data. scrypt gives the key and, behind it, the check, which tells a wrong
 * passphrase from a damaged file. A new nonce with every write; a new salt with every new file. */
#define MAGIC       "PortSec1"
#define MAGIC_SIZE  8
#define SALT_SIZE   16
#define CHECK_SIZE  16
#define CHECK_START (MAGIC_SIZE + SALT_SIZE)
#define NONCE_START (CHECK_START + CHECK_SIZE)
#define HEADER_SIZE (NONCE_START + PORTUNUS_GCM_NONCE_SIZE)
#define MAX_SIZE    (1024 * 1024)

struct _PortunusSealedFile
{
  /* Owned */
  char           *path;
  PortunusSecret *passphrase;
  PortunusSecret *key_and_check;
  GHashTable     *secrets;

  guint8          salt[SALT_SIZE];
};

/**
 * portunus_sealed_file_new:
 * @path: (type filename): where it is, or will be
 * @passphrase: opens it
 *
 * Returns: (transfer full): a file that was not read yet
 */
PortunusSealedFile *
portunus_sealed_file_new (const char     *path,
                          PortunusSecret *passphrase)
{
  PortunusSealedFile *self = g_new0 (PortunusSealedFile, 1);

  self->path = g_strdup (path);
  self->passphrase = portunus_secret_ref (passphrase);
  return self;
}

/**
 * portunus_sealed_file_free:
 * @self: (transfer full) (nullable): a file
 */
void
portunus_sealed_file_free (PortunusSealedFile *self)
{
  if (self == NULL)
    return;
  g_free (self->path);
  g_clear_pointer (&self->passphrase, portunus_secret_unref);
  g_clear_pointer (&self->key_and_check, portunus_secret_unref);
  g_clear_pointer (&self->secrets, g_hash_table_unref);
  g_free (self);
}

static GHashTable *
new_table (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) portunus_secret_unref);
}

static gboolean
derive_key (PortunusSealedFile  *self,
            GError             **error)
{
  gsize length;
  const guint8 *bytes = portunus_secret_get_data (self->passphrase, &length);
  g_autoptr (GBytes) salt = g_bytes_new (self->salt, sizeof self->salt);

  g_clear_pointer (&self->key_and_check, portunus_secret_unref);
  self->key_and_check = _portunus_scrypt (bytes, length, salt, PORTUNUS_GCM_KEY_SIZE + CHECK_SIZE, error);
  return self->key_and_check != NULL;
}

static const guint8 *
get_check (PortunusSealedFile *self)
{
  return portunus_secret_get_data (self->key_and_check, NULL) + PORTUNUS_GCM_KEY_SIZE;
}

static gboolean
run_gcm (PortunusSealedFile  *self,
         const PortunusGcm   *job,
         gboolean             is_sealing,
         GError             **error)
{
  EVP_CIPHER_CTX *context = _portunus_gcm_new (portunus_secret_get_data (self->key_and_check, NULL), error);
  gboolean is_done;

  if (context == NULL)
    return FALSE;
  is_done = is_sealing ? _portunus_gcm_seal (context, job, error) : _portunus_gcm_open (context, job, error);
  EVP_CIPHER_CTX_free (context);
  return is_done;
}

static gboolean
fail_malformed (PortunusSealedFile  *self,
                GError             **error)
{
  g_autofree char *name = g_filename_display_basename (self->path);

  g_set_error (error, PORTUNUS_CRYPTO_ERROR, PORTUNUS_CRYPTO_ERROR_MALFORMED,
               "The file “%s” in the data folder is damaged. Restore it from a copy, or move it away to begin anew.",
               name);
  return FALSE;
}

/* Messages get into logs, and folders have people's names in them. */
static gboolean
fail_without_folder (PortunusSealedFile  *self,
                     GError              *file_error,
                     GError             **error)
{
  g_autofree char *folder = g_path_get_dirname (self->path);
  g_autofree char *shown = g_filename_display_name (folder);
  g_auto (GStrv) parts = g_strsplit (file_error->message, shown, -1);
  g_autofree char *message = g_strjoinv ("…", parts);

  g_set_error_literal (error, file_error->domain, file_error->code, message);
  g_error_free (file_error);
  return FALSE;
}

static gboolean
read_secrets (PortunusSealedFile  *self,
              const guint8        *text,
              gsize                length,
              GError             **error)
{
  g_autoptr (JsonObject) object = portunus_json_parse ((const char *) text, length, MAX_SIZE, NULL);
  g_autoptr (GList) names = object != NULL ? json_object_get_members (object) : NULL;

  if (object == NULL)
    return fail_malformed (self, error);
  for (GList *l = names; l != NULL; l = l->next)
    {
      const char *value;
      g_autoptr (GBytes) bytes = NULL;

      if (portunus_json_get_string (object, l->data, MAX_SIZE, &value, NULL))
        bytes = portunus_decode_base64url (value, MAX_SIZE, NULL);
      if (bytes == NULL)
        return fail_malformed (self, error);
      g_hash_table_insert (self->secrets, g_strdup (l->data),
                           portunus_secret_new (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)));
    }
  return TRUE;
}

/* scrypt is dear, so the key of the last time is kept for as long as the salt stays the same. */
static gboolean
check_passphrase (PortunusSealedFile  *self,
                  const guint8        *content,
                  GError             **error)
{
  if (self->key_and_check == NULL || memcmp (self->salt, content + MAGIC_SIZE, SALT_SIZE) != 0)
    {
      memcpy (self->salt, content + MAGIC_SIZE, SALT_SIZE);
      if (!derive_key (self, error))
        return FALSE;
    }
  if (portunus_constant_time_equal (get_check (self), content + CHECK_START, CHECK_SIZE))
    return TRUE;

  g_clear_pointer (&self->key_and_check, portunus_secret_unref);
  g_set_error_literal (error, PORTUNUS_CRYPTO_ERROR, PORTUNUS_CRYPTO_ERROR_WRONG_PASSPHRASE,
                       "The passphrase does not open the secret file in the data folder");
  return FALSE;
}

static gboolean
open_content (PortunusSealedFile  *self,
              const guint8        *content,
              gsize                length,
              GError             **error)
{
  guint8 *plaintext;
  g_autoptr (PortunusSecret) place = NULL;
  PortunusGcm job = {
    .nonce = content + NONCE_START,
    .ad = content,
    .n_ad = HEADER_SIZE,
    .input = content + HEADER_SIZE,
    .n_input = length - HEADER_SIZE,
  };

  if (!check_passphrase (self, content, error))
    return FALSE;
  place = _portunus_secret_new_to_fill (length - HEADER_SIZE, &plaintext);
  job.output = plaintext;
  if (!run_gcm (self, &job, FALSE, NULL))
    return fail_malformed (self, error);
  return read_secrets (self, plaintext, length - HEADER_SIZE - PORTUNUS_GCM_TAG_SIZE, error);
}

static gboolean
begin_empty (PortunusSealedFile  *self,
             GError             **error)
{
  portunus_fill_random (self->salt, sizeof self->salt);
  return derive_key (self, error);
}

/* Reads the file each time: another process may have written it since. */
static gboolean
load (PortunusSealedFile  *self,
      GError             **error)
{
  g_autofree char *content = NULL;
  GError *file_error = NULL;
  gsize length;

  g_clear_pointer (&self->secrets, g_hash_table_unref);
  self->secrets = new_table ();
  if (g_file_get_contents (self->path, &content, &length, &file_error))
    {
      if (length < HEADER_SIZE + PORTUNUS_GCM_TAG_SIZE || length > MAX_SIZE
          || memcmp (content, MAGIC, MAGIC_SIZE) != 0)
        return fail_malformed (self, error);
      return open_content (self, (const guint8 *) content, length, error);
    }
  if (!g_error_matches (file_error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    return fail_without_folder (self, file_error, error);
  g_clear_error (&file_error);
  return self->key_and_check != NULL || begin_empty (self, error);
}

/* Keeps other processes from writing between our reading and our writing. The lock ends with the descriptor. */
static int
lock (PortunusSealedFile  *self,
      GError             **error)
{
  g_autofree char *path = g_strconcat (self->path, ".lock", NULL);
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  int result = fd;

  while (result >= 0 && (result = flock (fd, LOCK_EX)) < 0 && errno == EINTR)
    result = 0;
  if (result >= 0)
    return fd;
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno), "Locking the secret file failed: %s",
               g_strerror (errno));
  if (fd >= 0)
    close (fd);
  return -1;
}

static char *
write_secrets (PortunusSealedFile *self)
{
  g_autoptr (JsonObject) object = json_object_new ();
  GHashTableIter iter;
  gpointer name;
  gpointer secret;

  g_hash_table_iter_init (&iter, self->secrets);
  while (g_hash_table_iter_next (&iter, &name, &secret))
    {
      gsize length;
      const guint8 *bytes = portunus_secret_get_data (secret, &length);
      g_autofree char *value = portunus_encode_base64url (bytes, length);

      json_object_set_string_member (object, name, value);
      explicit_bzero (value, strlen (value));
    }
  return portunus_json_to_text (object);
}

static gboolean
save (PortunusSealedFile  *self,
      GError             **error)
{
  g_autofree char *text = write_secrets (self);
  gsize length = strlen (text);
  gsize total = HEADER_SIZE + length + PORTUNUS_GCM_TAG_SIZE;
  g_autofree guint8 *content = g_malloc (total);
  PortunusGcm job = {
    .nonce = content + NONCE_START,
    .ad = content,
    .n_ad = HEADER_SIZE,
    .input = (const guint8 *) text,
    .n_input = length,
    .output = content + HEADER_SIZE,
  };
  GError *file_error = NULL;
  gboolean is_sealed;

  memcpy (content, MAGIC, MAGIC_SIZE);
  memcpy (content + MAGIC_SIZE, self->salt, SALT_SIZE);
  memcpy (content + CHECK_START, get_check (self), CHECK_SIZE);
  portunus_fill_random (content + NONCE_START, PORTUNUS_GCM_NONCE_SIZE);
  is_sealed = run_gcm (self, &job, TRUE, error);
  explicit_bzero (text, length);
  if (!is_sealed)
    return FALSE;
  return g_file_set_contents_full (self->path, (const char *) content, total,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, &file_error)
         || fail_without_folder (self, file_error, error);
}

/**
 * portunus_sealed_file_lookup:
 * @self: a file
 * @name: the secret's name
 * @secret: (out) (transfer full) (nullable): the secret, %NULL where there is none of that name
 * @error: return location: a #PortunusCryptoError or #GFileError
 *
 * Returns: %FALSE if the file cannot be read or opened
 */
gboolean
portunus_sealed_file_lookup (PortunusSealedFile  *self,
                             const char          *name,
                             PortunusSecret     **secret,
                             GError             **error)
{
  PortunusSecret *found;

  *secret = NULL;
  if (!load (self, error))
    return FALSE;
  found = g_hash_table_lookup (self->secrets, name);
  *secret = found != NULL ? portunus_secret_ref (found) : NULL;
  g_clear_pointer (&self->secrets, g_hash_table_unref);
  return TRUE;
}

/**
 * portunus_sealed_file_store:
 * @self: a file
 * @name: the secret's name
 * @secret: (nullable): the secret; %NULL removes the name
 * @error: return location: a #PortunusCryptoError or #GFileError
 *
 * Reads the file, changes it, and puts the new one in the place of the old in one step, synchronised to disk. A lock
 * file beside it keeps two processes from undoing each other's work; it may block for as long as the other one writes.
 *
 * Returns: %FALSE if the file cannot be read, opened or written; it is as it was then
 */
gboolean
portunus_sealed_file_store (PortunusSealedFile  *self,
                            const char          *name,
                            PortunusSecret      *secret,
                            GError             **error)
{
  int fd = lock (self, error);
  gboolean is_stored;

  if (fd < 0)
    return FALSE;
  is_stored = load (self, error);
  if (is_stored)
    {
      if (secret != NULL)
        g_hash_table_insert (self->secrets, g_strdup (name), portunus_secret_ref (secret));
      else
        g_hash_table_remove (self->secrets, name);
      is_stored = save (self, error);
    }
  g_clear_pointer (&self->secrets, g_hash_table_unref);
  close (fd);
  return is_stored;
}
