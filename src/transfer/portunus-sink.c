/* portunus-sink.c: the folder that a transfer is written to
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-sink.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "portunus-encoding.h"
#include "portunus-name.h"
#include "portunus-path-hash.h"
#include "portunus-plain-file.h"
#include "portunus-sink-private.h"
#include "portunus-transfer-error.h"

#define NS_PER_S   1000000000
#define HASH_BLOCK (256 * 1024)

void
_portunus_sink_set_error (GError     **error,
                          const char  *path,
                          int          number)
{
  g_autofree char *shown = portunus_text_for_display (path, 300);
  gboolean is_full = number == ENOSPC || number == EDQUOT;

  g_set_error (error, PORTUNUS_TRANSFER_ERROR,
               is_full ? PORTUNUS_TRANSFER_ERROR_DISK_FULL : PORTUNUS_TRANSFER_ERROR_DESTINATION,
               "%s: %s", shown, g_strerror (number));
}

char *
_portunus_sink_number_path (const char *path,
                            guint       number)
{
  const char *slash = strrchr (path, '/');
  g_autofree char *name = portunus_name_with_number (slash != NULL ? slash + 1 : path, number);

  return g_strdup_printf ("%.*s%s", slash != NULL ? (int) (slash + 1 - path) : 0, path, name);
}

gint64
_portunus_sink_get_mtime_ns (const struct stat *info)
{
  return (gint64) info->st_mtim.tv_sec * NS_PER_S + info->st_mtim.tv_nsec;
}

struct timespec
_portunus_sink_to_timespec (gint64 mtime_ns)
{
  struct timespec time = { mtime_ns / NS_PER_S, mtime_ns % NS_PER_S };

  if (time.tv_nsec < 0)
    {
      time.tv_sec--;
      time.tv_nsec += NS_PER_S;
    }
  return time;
}

static gboolean
check_writable (PortunusSink  *self,
                GError       **error)
{
  g_autofree char *random = portunus_random_id (8);
  g_autofree char *name = g_strconcat (PORTUNUS_PART_PREFIX, random, "-check" PORTUNUS_PART_SUFFIX, NULL);
  int folder = portunus_sink_place_get_fd (self->place);
  int fd = openat (folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

  if (fd < 0)
    {
      _portunus_sink_set_error (error, "The folder cannot be written", errno);
      return FALSE;
    }
  close (fd);
  unlinkat (folder, name, 0);
  return TRUE;
}

static PortunusSink *
sink_alloc (PortunusConflictPolicy policy)
{
  PortunusSink *self = g_new0 (PortunusSink, 1);

  self->policy = policy;
  self->folders = g_hash_table_new_full (portunus_path_hash, g_str_equal, g_free, _portunus_planned_folder_free);
  self->folder_paths = g_hash_table_new_full (portunus_path_hash, g_str_equal, g_free, NULL);
  self->renamed = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->top_names = g_hash_table_new_full (portunus_path_hash, g_str_equal, g_free, g_free);
  self->restored = g_hash_table_new_full (portunus_path_hash, g_str_equal, g_free, g_free);
  return self;
}

/**
 * portunus_sink_new:
 * @directory: (type filename): destination, made where it is missing; "-" for standard output
 * @policy: what to do where a file exists
 * @transfer_id: names the temporary files
 * @error: return location for %PORTUNUS_TRANSFER_ERROR_DESTINATION or %PORTUNUS_TRANSFER_ERROR_DISK_FULL
 *
 * Opens the destination and makes sure that files can be made in it.
 *
 * Returns: (transfer full) (nullable): a sink
 */
PortunusSink *
portunus_sink_new (const char              *directory,
                   PortunusConflictPolicy   policy,
                   const guint8             transfer_id[PORTUNUS_TRANSFER_ID_SIZE],
                   GError                 **error)
{
  g_autoptr (PortunusSink) self = NULL;
  g_autofree char *tag = NULL;

  g_return_val_if_fail (directory != NULL, NULL);
  g_return_val_if_fail (transfer_id != NULL, NULL);

  self = sink_alloc (policy);
  tag = portunus_encode_hex (transfer_id, 4);
  g_strlcpy (self->tag, tag, sizeof self->tag);
  if (strcmp (directory, "-") == 0)
    return g_steal_pointer (&self);

  if (g_mkdir_with_parents (directory, 0777) == 0)
    self->place = portunus_sink_place_open (directory);
  if (self->place == NULL)
    {
      _portunus_sink_set_error (error, "The folder cannot be opened", errno);
      return NULL;
    }
  return check_writable (self, error) ? g_steal_pointer (&self) : NULL;
}

/* Only for a plan that nobody carries out: makes nothing, and the folder must exist. */
PortunusSink *
_portunus_sink_new_to_look (const char              *directory,
                            PortunusConflictPolicy   policy,
                            GError                 **error)
{
  g_autoptr (PortunusSink) self = sink_alloc (policy);

  self->place = portunus_sink_place_open (directory);
  if (self->place == NULL)
    {
      _portunus_sink_set_error (error, "The folder cannot be opened", errno);
      return NULL;
    }
  return g_steal_pointer (&self);
}

/**
 * portunus_sink_free:
 * @self: (transfer full): a sink
 */
void
portunus_sink_free (PortunusSink *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->place, portunus_sink_place_close);
  g_clear_pointer (&self->manifest, portunus_manifest_unref);
  g_clear_object (&self->cancellable);
  g_free (self->actions);
  g_hash_table_unref (self->folders);
  g_hash_table_unref (self->folder_paths);
  g_hash_table_unref (self->renamed);
  g_hash_table_unref (self->top_names);
  g_hash_table_unref (self->restored);
  g_free (self);
}

/**
 * portunus_sink_is_stream:
 * @self: a sink
 *
 * Returns: whether it is standard output, to which files go one after the other
 */
gboolean
portunus_sink_is_stream (PortunusSink *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->place == NULL;
}

/**
 * portunus_sink_restore_top_name:
 * @self: a sink without a plan
 * @original: first component of a manifest's path
 * @chosen: what an earlier run of the same transfer called it
 *
 * Lets portunus_sink_plan() go on there instead of taking it for somebody else's. Files that are complete there but
 * were not noted are recognised by size and time.
 */
void
portunus_sink_restore_top_name (PortunusSink *self,
                                const char   *original,
                                const char   *chosen)
{
  g_autofree char *safe = NULL;

  g_return_if_fail (self != NULL && self->manifest == NULL);
  g_return_if_fail (original != NULL);
  g_return_if_fail (chosen != NULL);

  safe = portunus_name_sanitize (chosen, NULL);
  if (safe != NULL && strcmp (safe, chosen) == 0)
    g_hash_table_replace (self->restored, g_strdup (original), g_strdup (chosen));
}

/**
 * portunus_sink_get_top_names:
 * @self: a sink with a plan
 *
 * Returns: (transfer none) (element-type utf8 utf8): what each wanted thing at the top is called here; to be kept for
 *   portunus_sink_restore_top_name()
 */
GHashTable *
portunus_sink_get_top_names (PortunusSink *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->top_names;
}

/**
 * portunus_sink_check_space:
 * @self: a sink with a plan
 * @n_bytes_there: how much of what is planned is in part files already
 * @error: return location for %PORTUNUS_TRANSFER_ERROR_DISK_FULL, which says what is needed and what there is
 *
 * Returns: %FALSE when the rest of the plan and a reserve of %PORTUNUS_SINK_RESERVE do not fit
 */
gboolean
portunus_sink_check_space (PortunusSink  *self,
                           guint64        n_bytes_there,
                           GError       **error)
{
  struct statvfs info;
  guint64 needed;
  guint64 available;

  g_return_val_if_fail (self != NULL, FALSE);

  /* Some FUSE file systems do not know their size. */
  if (self->place == NULL || fstatvfs (portunus_sink_place_get_fd (self->place), &info) != 0 || info.f_blocks == 0)
    return TRUE;

  needed = self->planned_bytes - MIN (n_bytes_there, self->planned_bytes);
  available = (guint64) info.f_bavail * info.f_frsize;
  if (needed == 0 || (needed <= available && available - needed >= PORTUNUS_SINK_RESERVE))
    return TRUE;

  g_set_error (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_DISK_FULL,
               "%" G_GUINT64_FORMAT " bytes are needed, of which %" G_GUINT64_FORMAT " stay free, and "
               "%" G_GUINT64_FORMAT " are available", needed + PORTUNUS_SINK_RESERVE, PORTUNUS_SINK_RESERVE, available);
  return FALSE;
}

static int
hash_descriptor (int      fd,
                 guint64  n_bytes,
                 guint8   digest[PORTUNUS_HASH_SIZE])
{
  g_autoptr (PortunusHasher) hasher = portunus_hasher_new ();
  g_autofree guint8 *buffer = g_malloc (HASH_BLOCK);
  guint64 offset = 0;

  while (offset < n_bytes)
    {
      ssize_t n = pread (fd, buffer, MIN (HASH_BLOCK, n_bytes - offset), (off_t) offset);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return n < 0 ? errno : ENODATA;
      portunus_hasher_update (hasher, buffer, (gsize) n);
      offset += (guint64) n;
    }
  portunus_hasher_finish (hasher, digest);
  return 0;
}

gboolean
_portunus_sink_hash_descriptor (int          fd,
                                const char  *path,
                                guint64      n_bytes,
                                guint8       digest[PORTUNUS_HASH_SIZE],
                                GError     **error)
{
  int problem = hash_descriptor (fd, n_bytes, digest);

  if (problem != 0)
    _portunus_sink_set_error (error, path, problem);
  return problem == 0;
}

/**
 * portunus_sink_hash_existing:
 * @self: a sink with a plan
 * @index: an entry whose action is %PORTUNUS_SINK_COMPARE
 * @n_bytes: how much of it
 * @digest: (out caller-allocates): SHA-256 of its first @n_bytes
 * @error: return location for %PORTUNUS_TRANSFER_ERROR_DESTINATION
 *
 * Hashes the file that is in the way.
 *
 * Returns: %FALSE when it cannot be read or is shorter
 */
gboolean
portunus_sink_hash_existing (PortunusSink  *self,
                             guint          index,
                             guint64        n_bytes,
                             guint8         digest[PORTUNUS_HASH_SIZE],
                             GError       **error)
{
  g_autofree char *path = portunus_sink_dup_path (self, index);
  const char *name;
  gboolean is_ok;
  int parent;
  int fd;

  g_return_val_if_fail (self != NULL && self->place != NULL, FALSE);

  parent = portunus_sink_place_open_parent (self->place, path, FALSE, &name);
  fd = parent >= 0 ? portunus_plain_file_open (parent, name, O_RDONLY) : -1;
  if (fd < 0)
    {
      _portunus_sink_set_error (error, path, errno);
      return FALSE;
    }
  is_ok = _portunus_sink_hash_descriptor (fd, path, n_bytes, digest, error);
  close (fd);
  return is_ok;
}
