/* portunus-offer-log.c: which id a set of files was offered under
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-offer-log.h"

#include <string.h>
#include <sys/stat.h>

#include "portunus-database.h"
#include "portunus-encoding.h"
#include "portunus-kdf.h"
#include "portunus-wire.h"

/* As long as a receiver keeps the beginnings of files. */
#define MAX_AGE_S (30 * 24 * 60 * 60)

static const char * const migrations[] = {
  "CREATE TABLE offers (content BLOB PRIMARY KEY, id BLOB NOT NULL, used INTEGER NOT NULL) STRICT, WITHOUT ROWID;",
  NULL,
};

static void
hash_text (PortunusHasher *hasher,
           const char     *text)
{
  guint8 length[8];
  gsize n_text = text != NULL ? strlen (text) : 0;

  portunus_wire_put_u64 (length, n_text);
  portunus_hasher_update (hasher, length, sizeof length);
  portunus_hasher_update (hasher, text != NULL ? text : "", n_text);
}

/* The time of the last change of the inode, which nobody can set back as they can the file's own time. */
static guint64
get_change_time (const char *local_path)
{
  struct stat info;

  if (local_path == NULL || lstat (local_path, &info) != 0)
    return 0;
  return (guint64) info.st_ctim.tv_sec * G_GUINT64_CONSTANT (1000000000) + (guint64) info.st_ctim.tv_nsec;
}

static void
hash_entry (PortunusHasher    *hasher,
            PortunusSourceSet *sources,
            guint              index)
{
  g_autofree char *local_path = portunus_source_set_dup_local_path (sources, index);
  GBytes *text = portunus_source_set_get_text (sources, index);
  PortunusEntry entry;
  guint8 numbers[24];

  portunus_manifest_get_entry (portunus_source_set_get_manifest (sources), index, &entry);
  portunus_wire_put_u64 (numbers, entry.size);
  portunus_wire_put_u64 (numbers + 8, entry.mtime_ns);
  portunus_wire_put_u64 (numbers + 16, get_change_time (local_path));
  hash_text (hasher, local_path);
  hash_text (hasher, entry.path);
  portunus_hasher_update (hasher, numbers, sizeof numbers);
  if (text != NULL)
    portunus_hasher_update (hasher, g_bytes_get_data (text, NULL), g_bytes_get_size (text));
}

static void
hash_sources (PortunusSourceSet *sources,
              guint8             digest[PORTUNUS_HASH_SIZE])
{
  g_autoptr (PortunusHasher) hasher = portunus_hasher_new ();
  guint n_entries = portunus_manifest_get_n_entries (portunus_source_set_get_manifest (sources));

  for (guint i = 0; i < n_entries; i++)
    hash_entry (hasher, sources, i);
  portunus_hasher_finish (hasher, digest);
}

static gboolean
look_up (PortunusDatabase  *database,
         const guint8      *content,
         guint8            *id,
         gboolean          *is_known,
         GError           **error)
{
  PortunusStatement *statement = portunus_database_prepare (database, "SELECT id FROM offers WHERE content = ?", error);
  g_autoptr (GError) step_error = NULL;
  gsize length = 0;
  gconstpointer found = NULL;

  if (statement == NULL)
    return FALSE;
  portunus_statement_bind_blob (statement, 0, content, PORTUNUS_HASH_SIZE);
  if (portunus_statement_step (statement, &step_error))
    found = portunus_statement_get_blob (statement, 0, &length);
  *is_known = found != NULL && length == PORTUNUS_TRANSFER_ID_SIZE;
  if (*is_known)
    memcpy (id, found, PORTUNUS_TRANSFER_ID_SIZE);
  portunus_statement_reset (statement);
  if (step_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&step_error));
  return FALSE;
}

static gboolean
remember (PortunusDatabase  *database,
          const guint8      *content,
          const guint8      *id,
          gint64             now_s,
          GError           **error)
{
  PortunusStatement *statement;

  statement = portunus_database_prepare (database, "INSERT OR REPLACE INTO offers VALUES (?, ?, ?)", error);
  if (statement == NULL)
    return FALSE;
  portunus_statement_bind_blob (statement, 0, content, PORTUNUS_HASH_SIZE);
  portunus_statement_bind_blob (statement, 1, id, PORTUNUS_TRANSFER_ID_SIZE);
  portunus_statement_bind_int (statement, 2, now_s);
  return portunus_statement_run (statement, error);
}

static gboolean
forget_old (PortunusDatabase  *database,
            gint64             now_s,
            GError           **error)
{
  PortunusStatement *statement = portunus_database_prepare (database, "DELETE FROM offers WHERE used < ?", error);

  if (statement == NULL)
    return FALSE;
  portunus_statement_bind_int (statement, 0, now_s - MAX_AGE_S);
  return portunus_statement_run (statement, error);
}

/**
 * portunus_offer_log_find_id:
 * @log_path: (type filename): the log, made where it is missing
 * @sources: what is offered
 * @id: (out): a transfer id
 * @error: return location for a #PortunusStoreError
 *
 * Gives the id that the same files with the same sizes and times were offered under before, so that a receiver can go
 * on after the sender was started anew; else a new random one, which is remembered for a month. Blocks.
 *
 * Returns: %FALSE if the log cannot be used
 */
gboolean
portunus_offer_log_find_id (const char         *log_path,
                            PortunusSourceSet  *sources,
                            guint8              id[PORTUNUS_TRANSFER_ID_SIZE],
                            GError            **error)
{
  g_autoptr (PortunusDatabase) database = portunus_database_open (log_path, migrations, error);
  guint8 content[PORTUNUS_HASH_SIZE];
  gint64 now_s = g_get_real_time () / G_USEC_PER_SEC;
  gboolean is_known;

  if (database == NULL)
    return FALSE;
  hash_sources (sources, content);
  if (!look_up (database, content, id, &is_known, error))
    return FALSE;
  if (!is_known)
    portunus_fill_random (id, PORTUNUS_TRANSFER_ID_SIZE);
  return remember (database, content, id, now_s, error) && forget_old (database, now_s, error);
}
