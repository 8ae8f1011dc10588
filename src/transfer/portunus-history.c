/* portunus-history.c: writing down the transfers that were, and those that are
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-history.h"

#include <string.h>
#include <unistd.h>

#include "portunus-history-private.h"

/* Enough for names that tell transfers apart, and little enough to look through thousands at each key stroke. */
#define MAX_WORDS_BYTES 2000

/* More are not sent again by one press of a button. */
#define MAX_SOURCES 100

/* What was taken away and neither brought back nor forgotten, because the program ended before that. */
#define MAX_HIDDEN_US (G_GINT64_CONSTANT (10) * 60 * G_USEC_PER_SEC)

/**
 * portunus_history_open:
 * @path: (type filename): file of the history, made where it is missing; ":memory:" for none
 * @error: return location for a #PortunusStoreError
 *
 * Opens the history. A damaged file is moved aside, with a message, and a new one begun.
 *
 * Returns: (transfer full) (nullable): a history
 */
PortunusHistory *
portunus_history_open (const char  *path,
                       GError     **error)
{
  PortunusDatabase *database;
  PortunusHistory *self;

  g_return_val_if_fail (path != NULL, NULL);

  database = _portunus_history_open_database (path, error);
  if (database == NULL)
    return NULL;
  self = g_new0 (PortunusHistory, 1);
  self->database = database;
  self->path = g_strdup (path);
  self->lock_fd = _portunus_history_open_lock (path);
  return self;
}

/**
 * portunus_history_close:
 * @self: (transfer full): a history
 *
 * What still runs counts as interrupted from here on.
 */
void
portunus_history_close (PortunusHistory *self)
{
  g_return_if_fail (self != NULL);

  portunus_database_close (self->database);
  if (self->lock_fd >= 0)
    close (self->lock_fd);
  g_free (self->path);
  g_free (self);
}

static gboolean
run_with_int (PortunusHistory  *self,
              const char       *sql,
              gint64            value,
              GError          **error)
{
  PortunusStatement *statement = portunus_database_prepare (self->database, sql, error);

  if (statement == NULL)
    return FALSE;
  portunus_statement_bind_int (statement, 0, value);
  return portunus_statement_run (statement, error);
}

static GArray *
list_owners (PortunusHistory  *self,
             GError          **error)
{
  g_autoptr (GArray) owners = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GError) own_error = NULL;
  PortunusStatement *statement = portunus_database_prepare (
    self->database, "SELECT DISTINCT owner FROM entries WHERE result = 0", error);

  if (statement == NULL)
    return NULL;
  while (portunus_statement_step (statement, &own_error))
    {
      gint64 owner = portunus_statement_get_int (statement, 0);

      g_array_append_val (owners, owner);
    }
  if (own_error == NULL)
    return g_steal_pointer (&owners);
  g_propagate_error (error, g_steal_pointer (&own_error));
  return NULL;
}

static int
interrupt (PortunusHistory  *self,
           gint64            owner,
           GError          **error)
{
  PortunusStatement *statement = portunus_database_prepare (
    self->database, "UPDATE entries SET result = 5, ended = max (started, ended) WHERE result = 0 AND owner = ?",
    error);

  if (statement == NULL)
    return -1;
  portunus_statement_bind_int (statement, 0, owner);
  if (!portunus_statement_run (statement, error))
    return -1;
  return (int) portunus_database_get_n_changed (self->database);
}

static gboolean
tidy (PortunusHistory  *self,
      GError          **error)
{
  return run_with_int (self, "DELETE FROM entries WHERE hidden <> 0 AND hidden < ?",
                       g_get_real_time () - MAX_HIDDEN_US, error)
         && run_with_int (self, "DELETE FROM entries WHERE id IN (SELECT id FROM entries WHERE result <> 0"
                                " AND hidden = 0 ORDER BY started DESC, id LIMIT -1 OFFSET ?)",
                          PORTUNUS_HISTORY_MAX_ENTRIES, error);
}

/**
 * portunus_history_recover:
 * @self: a history
 * @error: return location for a #PortunusStoreError
 *
 * Marks what nobody runs any more as interrupted, and forgets what is too much.
 *
 * Returns: how many were interrupted, -1 on error
 */
int
portunus_history_recover (PortunusHistory  *self,
                          GError          **error)
{
  g_autoptr (GArray) owners = NULL;
  int n_interrupted = 0;

  g_return_val_if_fail (self != NULL, -1);

  owners = list_owners (self, error);
  if (owners == NULL)
    return -1;
  for (guint i = 0; i < owners->len; i++)
    {
      gint64 owner = g_array_index (owners, gint64, i);
      int n = _portunus_history_is_alive (self, owner) ? 0 : interrupt (self, owner, error);

      if (n < 0)
        return -1;
      n_interrupted += n;
    }
  return tidy (self, error) ? n_interrupted : -1;
}

static char *
make_words (const PortunusHistoryRecord *record,
            GPtrArray                   *files)
{
  g_autoptr (GString) words = g_string_new (record->title);

  if (record->peer_name != NULL)
    g_string_append_printf (words, "\n%s", record->peer_name);
  for (guint i = 0; files != NULL && i < files->len && words->len < MAX_WORDS_BYTES; i++)
    g_string_append_printf (words, "\n%s", portunus_history_file_get_name (g_ptr_array_index (files, i)));
  if (words->len > MAX_WORDS_BYTES)
    g_string_truncate (words, MAX_WORDS_BYTES);
  return _portunus_history_fold (words->str);
}

static void
bind_path (PortunusStatement *statement,
           guint              parameter,
           const char        *path)
{
  if (path != NULL)
    portunus_statement_bind_blob (statement, parameter, path, strlen (path));
  else
    portunus_statement_bind_text (statement, parameter, NULL);
}

static void
bind_sources (PortunusStatement *statement,
              guint              parameter,
              char             **sources)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  for (gsize i = 0; sources != NULL && sources[i] != NULL && i < MAX_SOURCES; i++)
    g_byte_array_append (bytes, (const guint8 *) sources[i], (guint) strlen (sources[i]) + 1);
  if (bytes->len > 0)
    portunus_statement_bind_blob (statement, parameter, bytes->data, bytes->len);
  else
    portunus_statement_bind_text (statement, parameter, NULL);
}

static void
bind_record (PortunusStatement           *statement,
             gint64                       owner,
             const PortunusHistoryRecord *record)
{
  portunus_statement_bind_int (statement, 0, record->id);
  portunus_statement_bind_int (statement, 1, owner);
  portunus_statement_bind_blob (statement, 2, record->transfer_id, sizeof record->transfer_id);
  portunus_statement_bind_int (statement, 3, record->is_incoming);
  portunus_statement_bind_int (statement, 4, record->is_unconfirmed);
  portunus_statement_bind_int (statement, 5, record->result);
  portunus_statement_bind_text (statement, 6, record->title);
  portunus_statement_bind_text (statement, 7, record->peer_name);
  portunus_statement_bind_text (statement, 8, record->peer_device);
  portunus_statement_bind_text (statement, 9, record->peer_label);
  portunus_statement_bind_text (statement, 10, record->lane);
  bind_path (statement, 11, record->folder);
  bind_sources (statement, 12, record->sources);
  portunus_statement_bind_text (statement, 13, record->error_domain);
  portunus_statement_bind_int (statement, 14, record->error_code);
  portunus_statement_bind_text (statement, 15, record->error_message);
  portunus_statement_bind_int (statement, 16, record->n_files);
  portunus_statement_bind_int (statement, 17, record->files_done);
  portunus_statement_bind_int (statement, 18, (gint64) record->total_bytes);
  portunus_statement_bind_int (statement, 19, (gint64) record->done_bytes);
  portunus_statement_bind_int (statement, 20, record->started);
  portunus_statement_bind_int (statement, 21, record->ended);
}

static gboolean
put_record (PortunusHistory              *self,
            const PortunusHistoryRecord  *record,
            GPtrArray                    *files,
            GError                      **error)
{
  g_autofree char *words = files != NULL ? make_words (record, files) : NULL;
  PortunusStatement *statement = portunus_database_prepare (
    self->database,
    "INSERT INTO entries (id, owner, transfer_id, is_incoming, is_unconfirmed, result, title, peer_name, peer_device,"
    " peer_label, lane, folder, sources, error_domain, error_code, error_message, n_files, files_done, total_bytes,"
    " done_bytes, started, ended, words)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, coalesce (?, ''))"
    " ON CONFLICT (id) DO UPDATE SET owner = excluded.owner, is_unconfirmed = excluded.is_unconfirmed,"
    " result = excluded.result, title = excluded.title, peer_name = excluded.peer_name,"
    " peer_device = excluded.peer_device, peer_label = excluded.peer_label, lane = excluded.lane,"
    " folder = excluded.folder, sources = excluded.sources, error_domain = excluded.error_domain,"
    " error_code = excluded.error_code, error_message = excluded.error_message, n_files = excluded.n_files,"
    " files_done = excluded.files_done, total_bytes = excluded.total_bytes, done_bytes = excluded.done_bytes,"
    " started = excluded.started, ended = excluded.ended,"
    " words = CASE WHEN excluded.words = '' THEN words ELSE excluded.words END", error);

  if (statement == NULL)
    return FALSE;
  bind_record (statement, self->owner, record);
  portunus_statement_bind_text (statement, 22, words);
  return portunus_statement_run (statement, error);
}

static gboolean
put_file (PortunusHistory      *self,
          gint64                id,
          guint                 index,
          PortunusHistoryFile  *file,
          GError              **error)
{
  PortunusStatement *statement = portunus_database_prepare (
    self->database, "INSERT OR REPLACE INTO files (entry, idx, name, size, state, message, place)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?)", error);

  if (statement == NULL)
    return FALSE;
  portunus_statement_bind_int (statement, 0, id);
  portunus_statement_bind_int (statement, 1, index);
  portunus_statement_bind_text (statement, 2, portunus_history_file_get_name (file));
  portunus_statement_bind_int (statement, 3, (gint64) portunus_history_file_get_size (file));
  portunus_statement_bind_int (statement, 4, portunus_history_file_get_state (file));
  portunus_statement_bind_text (statement, 5, portunus_history_file_get_message (file));
  bind_path (statement, 6, portunus_history_file_get_place (file));
  return portunus_statement_run (statement, error);
}

static gboolean
put_all (PortunusHistory              *self,
         const PortunusHistoryRecord  *record,
         GPtrArray                    *files,
         GError                      **error)
{
  if (!put_record (self, record, files, error))
    return FALSE;
  if (files == NULL)
    return TRUE;
  if (!run_with_int (self, "DELETE FROM files WHERE entry = ?", record->id, error))
    return FALSE;
  for (guint i = 0; i < MIN (files->len, PORTUNUS_HISTORY_MAX_FILES); i++)
    if (!put_file (self, record->id, i, g_ptr_array_index (files, i), error))
      return FALSE;
  return TRUE;
}

/**
 * portunus_history_put:
 * @self: a history
 * @record: what is known of the transfer now
 * @files: (nullable) (element-type PortunusHistoryFile): its files, of which the first
 *   %PORTUNUS_HISTORY_MAX_FILES are kept; %NULL leaves those that are kept as they are
 * @error: return location for a #PortunusStoreError
 *
 * Adds the record, or replaces the one with the same id, in one transaction.
 *
 * Returns: whether it is written down
 */
gboolean
portunus_history_put (PortunusHistory              *self,
                      const PortunusHistoryRecord  *record,
                      GPtrArray                    *files,
                      GError                      **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (record != NULL && record->id > 0 && record->title != NULL, FALSE);

  if (!_portunus_history_claim (self))
    {
      g_set_error_literal (error, PORTUNUS_STORE_ERROR, PORTUNUS_STORE_ERROR_UNAVAILABLE,
                           "The lock of the history cannot be taken");
      return FALSE;
    }
  if (!portunus_database_begin (self->database, error))
    return FALSE;
  if (put_all (self, record, files, error) && portunus_database_commit (self->database, error))
    return TRUE;
  portunus_database_rollback (self->database);
  return FALSE;
}

/**
 * portunus_history_supersede:
 * @self: a history
 * @record: a transfer that begins
 * @error: return location for a #PortunusStoreError
 *
 * Forgets what was cancelled, failed or interrupted before and now goes on: the same transfer in the same direction.
 *
 * Returns: %FALSE on error
 */
gboolean
portunus_history_supersede (PortunusHistory              *self,
                            const PortunusHistoryRecord  *record,
                            GError                      **error)
{
  PortunusStatement *statement;

  g_return_val_if_fail (self != NULL && record != NULL, FALSE);

  statement = portunus_database_prepare (
    self->database, "DELETE FROM entries WHERE transfer_id = ? AND is_incoming = ? AND result IN (3, 4, 5)"
                    " AND id <> ? AND peer_device IS ?", error);
  if (statement == NULL)
    return FALSE;
  portunus_statement_bind_blob (statement, 0, record->transfer_id, sizeof record->transfer_id);
  portunus_statement_bind_int (statement, 1, record->is_incoming);
  portunus_statement_bind_int (statement, 2, record->id);
  portunus_statement_bind_text (statement, 3, record->peer_device);
  return portunus_statement_run (statement, error);
}
