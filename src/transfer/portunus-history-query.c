/* portunus-history-query.c: looking things up in the history, and taking them away
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-history-private.h"

#include <string.h>

#define COLUMNS                                                                                                       \
  "id, transfer_id, is_incoming, is_unconfirmed, result, title, peer_name, peer_device, peer_label, lane, folder,"    \
  " sources, error_domain, error_code, error_message, n_files, files_done, total_bytes, done_bytes, started, ended,"  \
  " (SELECT count (*) FROM files WHERE entry = entries.id)"

static PortunusStatement *
prepare_list (PortunusHistory  *self,
              const char       *search,
              GError          **error)
{
  g_autofree char *folded = search != NULL ? _portunus_history_fold (search) : NULL;
  PortunusStatement *statement;

  if (folded == NULL || *folded == '\0')
    return portunus_database_prepare (self->database,
                                      "SELECT id, started FROM entries WHERE result <> 0 AND hidden = 0"
                                      " ORDER BY started DESC, id", error);
  statement = portunus_database_prepare (self->database,
                                         "SELECT id, started FROM entries WHERE result <> 0 AND hidden = 0"
                                         " AND instr (words, ?) > 0 ORDER BY started DESC, id", error);
  if (statement != NULL)
    portunus_statement_bind_text (statement, 0, folded);
  return statement;
}

/**
 * portunus_history_list:
 * @self: a history
 * @search: (nullable): a text that is in the title, the peer's name or the name of a file, in any case
 * @error: return location for a #PortunusStoreError
 *
 * Lists what is over, the youngest first. Where there are ten thousand it takes some milliseconds.
 *
 * Returns: (transfer full) (nullable) (element-type PortunusHistoryKey): their keys
 */
GArray *
portunus_history_list (PortunusHistory  *self,
                       const char       *search,
                       GError          **error)
{
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (PortunusHistoryKey));
  g_autoptr (GError) own_error = NULL;
  PortunusStatement *statement;

  g_return_val_if_fail (self != NULL, NULL);

  statement = prepare_list (self, search, error);
  if (statement == NULL)
    return NULL;
  while (portunus_statement_step (statement, &own_error))
    {
      PortunusHistoryKey key = { portunus_statement_get_int (statement, 0), portunus_statement_get_int (statement, 1) };

      g_array_append_val (keys, key);
    }
  if (own_error == NULL)
    return g_steal_pointer (&keys);
  g_propagate_error (error, g_steal_pointer (&own_error));
  return NULL;
}

static char *
dup_text (PortunusStatement *statement,
          guint              column)
{
  return g_strdup (portunus_statement_get_text (statement, column));
}

static char *
dup_blob (PortunusStatement *statement,
          guint              column)
{
  gsize length;
  const char *data = portunus_statement_get_blob (statement, column, &length);

  return data != NULL ? g_strndup (data, length) : NULL;
}

/* One after the other, with a NUL after each. */
static char **
dup_sources (PortunusStatement *statement,
             guint              column)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  gsize length;
  const char *data = portunus_statement_get_blob (statement, column, &length);
  const char *end = data != NULL ? memchr (data, '\0', length) : NULL;

  if (end == NULL)
    return NULL;
  for (; end != NULL; end = memchr (data, '\0', length))
    {
      g_strv_builder_add (builder, data);
      length -= (gsize) (end + 1 - data);
      data = end + 1;
    }
  return g_strv_builder_end (builder);
}

/* A newer version of the program may know results that this one does not. */
static PortunusHistoryResult
read_result (PortunusStatement *statement,
             guint              column)
{
  gint64 result = portunus_statement_get_int (statement, column);

  return result >= 0 && result <= PORTUNUS_HISTORY_INTERRUPTED ? (PortunusHistoryResult) result
                                                               : PORTUNUS_HISTORY_FAILED;
}

static void
read_record (PortunusStatement     *statement,
             PortunusHistoryRecord *record)
{
  gsize length;
  gconstpointer transfer_id = portunus_statement_get_blob (statement, 1, &length);

  record->id = portunus_statement_get_int (statement, 0);
  if (length == sizeof record->transfer_id)
    memcpy (record->transfer_id, transfer_id, length);
  record->is_incoming = portunus_statement_get_int (statement, 2) != 0;
  record->is_unconfirmed = portunus_statement_get_int (statement, 3) != 0;
  record->result = read_result (statement, 4);
  record->title = dup_text (statement, 5);
  record->peer_name = dup_text (statement, 6);
  record->peer_device = dup_text (statement, 7);
  record->peer_label = dup_text (statement, 8);
  record->lane = dup_text (statement, 9);
  record->folder = dup_blob (statement, 10);
  record->sources = dup_sources (statement, 11);
  record->error_domain = dup_text (statement, 12);
  record->error_code = (int) portunus_statement_get_int (statement, 13);
  record->error_message = dup_text (statement, 14);
  record->n_files = (guint) portunus_statement_get_int (statement, 15);
  record->files_done = (guint) portunus_statement_get_int (statement, 16);
  record->total_bytes = (guint64) portunus_statement_get_int (statement, 17);
  record->done_bytes = (guint64) portunus_statement_get_int (statement, 18);
  record->started = portunus_statement_get_int (statement, 19);
  record->ended = portunus_statement_get_int (statement, 20);
  record->n_kept_files = (guint) portunus_statement_get_int (statement, 21);
}

/**
 * portunus_history_find:
 * @self: a history
 * @id: of a record
 * @error: return location for a #PortunusStoreError
 *
 * Returns: (transfer full) (nullable): the entry; %NULL without @error where there is none
 */
PortunusHistoryEntry *
portunus_history_find (PortunusHistory  *self,
                       gint64            id,
                       GError          **error)
{
  g_auto (PortunusHistoryRecord) record = { 0 };
  PortunusStatement *statement;

  g_return_val_if_fail (self != NULL, NULL);

  statement = portunus_database_prepare (self->database, "SELECT " COLUMNS " FROM entries WHERE id = ?", error);
  if (statement == NULL)
    return NULL;
  portunus_statement_bind_int (statement, 0, id);
  if (!portunus_statement_step (statement, error))
    return NULL;
  read_record (statement, &record);
  portunus_statement_reset (statement);
  return portunus_history_entry_new (&record);
}

static PortunusHistoryFile *
read_file (PortunusStatement *statement)
{
  PortunusHistoryFile *file = portunus_history_file_new (portunus_statement_get_text (statement, 0),
                                                         (guint64) portunus_statement_get_int (statement, 1));
  gint64 state = portunus_statement_get_int (statement, 2);
  g_autofree char *place = dup_blob (statement, 4);

  if (state == PORTUNUS_HISTORY_FILE_DONE || state == PORTUNUS_HISTORY_FILE_FAILED)
    portunus_history_file_set_state (file, (PortunusHistoryFileState) state,
                                     portunus_statement_get_text (statement, 3));
  portunus_history_file_set_place (file, place);
  return file;
}

/**
 * portunus_history_list_files:
 * @self: a history
 * @id: of a record
 * @error: return location for a #PortunusStoreError
 *
 * Returns: (transfer full) (nullable) (element-type PortunusHistoryFile): the files that are remembered one by one
 */
GPtrArray *
portunus_history_list_files (PortunusHistory  *self,
                             gint64            id,
                             GError          **error)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) own_error = NULL;
  PortunusStatement *statement;

  g_return_val_if_fail (self != NULL, NULL);

  statement = portunus_database_prepare (
    self->database, "SELECT name, size, state, message, place FROM files WHERE entry = ? ORDER BY idx", error);
  if (statement == NULL)
    return NULL;
  portunus_statement_bind_int (statement, 0, id);
  while (portunus_statement_step (statement, &own_error))
    g_ptr_array_add (files, read_file (statement));
  if (own_error == NULL)
    return g_steal_pointer (&files);
  g_propagate_error (error, g_steal_pointer (&own_error));
  return NULL;
}

static gboolean
run (PortunusHistory  *self,
     const char       *sql,
     gint64            first,
     gint64            second,
     GError          **error)
{
  PortunusStatement *statement = portunus_database_prepare (self->database, sql, error);

  if (statement == NULL)
    return FALSE;
  portunus_statement_bind_int (statement, 0, first);
  if (second >= 0)
    portunus_statement_bind_int (statement, 1, second);
  return portunus_statement_run (statement, error);
}

/**
 * portunus_history_hide:
 * @self: a history
 * @id: of a record; 0 for all that is over
 * @error: return location for a #PortunusStoreError
 *
 * Takes it out of the list. Until portunus_history_forget() it can be brought back; where that never comes, the next
 * start after ten minutes forgets it.
 *
 * Returns: a number for what was taken away together, above 0; 0 on error
 */
gint64
portunus_history_hide (PortunusHistory  *self,
                       gint64            id,
                       GError          **error)
{
  gint64 number = g_get_real_time ();
  gboolean is_done;

  g_return_val_if_fail (self != NULL && id >= 0, 0);

  if (id == 0)
    is_done = run (self, "UPDATE entries SET hidden = ? WHERE result <> 0 AND hidden = 0", number, -1, error);
  else
    is_done = run (self, "UPDATE entries SET hidden = ? WHERE id = ? AND result <> 0 AND hidden = 0", number, id,
                   error);
  return is_done ? number : 0;
}

/**
 * portunus_history_bring_back:
 * @self: a history
 * @number: from portunus_history_hide()
 * @error: return location for a #PortunusStoreError
 *
 * Returns: %FALSE on error
 */
gboolean
portunus_history_bring_back (PortunusHistory  *self,
                             gint64            number,
                             GError          **error)
{
  g_return_val_if_fail (self != NULL && number > 0, FALSE);

  return run (self, "UPDATE entries SET hidden = 0 WHERE hidden = ?", number, -1, error);
}

/**
 * portunus_history_forget:
 * @self: a history
 * @number: from portunus_history_hide()
 * @error: return location for a #PortunusStoreError
 *
 * Removes from the file what was taken away.
 *
 * Returns: %FALSE on error
 */
gboolean
portunus_history_forget (PortunusHistory  *self,
                         gint64            number,
                         GError          **error)
{
  g_return_val_if_fail (self != NULL && number > 0, FALSE);

  return run (self, "DELETE FROM entries WHERE hidden = ?", number, -1, error);
}
