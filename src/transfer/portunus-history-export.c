/* portunus-history-export.c: the history as a file for other programs
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-history-export.h"

#include <string.h>

#define CSV_HEAD                                                                                                      \
  "started,ended,direction,result,title,peer,peer_device,peer_label,lane,files,files_done,bytes,bytes_done,folder,"   \
  "error\r\n"

static void
set_text (JsonObject *object,
          const char *name,
          const char *text)
{
  if (text != NULL)
    json_object_set_string_member (object, name, text);
}

static char *
format_time (gint64 seconds)
{
  g_autoptr (GDateTime) time = seconds > 0 ? g_date_time_new_from_unix_utc (seconds) : NULL;

  return time != NULL ? g_date_time_format_iso8601 (time) : NULL;
}

static void
set_time (JsonObject *object,
          const char *name,
          gint64      seconds)
{
  g_autofree char *text = format_time (seconds);

  set_text (object, name, text);
}

static void
set_size (JsonObject *object,
          const char *name,
          guint64     n_bytes)
{
  if (n_bytes <= G_MAXINT64)
    json_object_set_int_member (object, name, (gint64) n_bytes);
}

static JsonArray *
write_files (GPtrArray *files)
{
  static const char * const states[] = { "pending", "done", "failed" };
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < files->len; i++)
    {
      PortunusHistoryFile *file = g_ptr_array_index (files, i);
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "name", portunus_history_file_get_name (file));
      set_size (object, "size", portunus_history_file_get_size (file));
      json_object_set_string_member (object, "state", states[portunus_history_file_get_state (file)]);
      set_text (object, "message", portunus_history_file_get_message (file));
      json_array_add_object_element (array, object);
    }
  return array;
}

/**
 * portunus_history_entry_to_json:
 * @entry: an entry
 * @files: (nullable) (element-type PortunusHistoryFile): its files
 *
 * What is not known is left out. Times are UTC (ISO 8601), sizes are bytes.
 *
 * Returns: (transfer full): an object
 */
JsonObject *
portunus_history_entry_to_json (PortunusHistoryEntry *entry,
                                GPtrArray            *files)
{
  const PortunusHistoryRecord *record = portunus_history_entry_get_record (entry);
  g_autofree char *folder = record->folder != NULL ? g_filename_display_name (record->folder) : NULL;
  JsonObject *object = json_object_new ();

  set_time (object, "started", record->started);
  set_time (object, "ended", record->ended);
  json_object_set_string_member (object, "direction", record->is_incoming ? "received" : "sent");
  json_object_set_string_member (object, "result", portunus_history_result_get_name (record->result));
  json_object_set_boolean_member (object, "unconfirmed", record->is_unconfirmed);
  json_object_set_string_member (object, "title", record->title);
  set_text (object, "peer", record->peer_name);
  set_text (object, "peer_device", record->peer_device);
  set_text (object, "peer_label", record->peer_label);
  set_text (object, "lane", record->lane);
  json_object_set_int_member (object, "files", record->n_files);
  json_object_set_int_member (object, "files_done", record->files_done);
  set_size (object, "bytes", record->total_bytes);
  set_size (object, "bytes_done", record->done_bytes);
  set_text (object, "folder", folder);
  set_text (object, "error", record->error_message);
  if (files != NULL)
    json_object_set_array_member (object, "contents", write_files (files));
  return object;
}

/* A spreadsheet takes text that begins like a formula for one, whoever wrote it. */
static void
append_cell (GString    *line,
             const char *text)
{
  g_autofree char *doubled = NULL;
  g_auto (GStrv) parts = NULL;

  if (line->len > 0)
    g_string_append_c (line, ',');
  if (text == NULL || *text == '\0')
    return;
  parts = g_strsplit (text, "\"", -1);
  doubled = g_strjoinv ("\"\"", parts);
  g_string_append_printf (line, "\"%s%s\"", strchr ("=+-@\t\r", *text) != NULL ? "'" : "", doubled);
}

static void
append_number (GString *line,
               guint64  number)
{
  g_string_append_c (line, ',');
  if (number <= G_MAXINT64)
    g_string_append_printf (line, "%" G_GUINT64_FORMAT, number);
}

static char *
write_line (PortunusHistoryEntry *entry)
{
  const PortunusHistoryRecord *record = portunus_history_entry_get_record (entry);
  g_autofree char *folder = record->folder != NULL ? g_filename_display_name (record->folder) : NULL;
  g_autofree char *started = format_time (record->started);
  g_autofree char *ended = format_time (record->ended);
  GString *line = g_string_new (NULL);

  append_cell (line, started);
  append_cell (line, ended);
  append_cell (line, record->is_incoming ? "received" : "sent");
  append_cell (line, portunus_history_result_get_name (record->result));
  append_cell (line, record->title);
  append_cell (line, record->peer_name);
  append_cell (line, record->peer_device);
  append_cell (line, record->peer_label);
  append_cell (line, record->lane);
  append_number (line, record->n_files);
  append_number (line, record->files_done);
  append_number (line, record->total_bytes);
  append_number (line, record->done_bytes);
  append_cell (line, folder);
  append_cell (line, record->error_message);
  g_string_append (line, "\r\n");
  return g_string_free (line, FALSE);
}

static gboolean
write_text (GOutputStream  *stream,
            const char     *text,
            GError        **error)
{
  return g_output_stream_write_all (stream, text, strlen (text), NULL, NULL, error);
}

static char *
write_object (PortunusHistoryEntry *entry,
              GPtrArray            *files)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, portunus_history_entry_to_json (entry, files));
  return json_to_string (node, TRUE);
}

static gboolean
write_entry (PortunusHistory        *self,
             PortunusHistoryEntry   *entry,
             PortunusHistoryFormat   format,
             GOutputStream          *stream,
             GError                **error)
{
  gint64 id = portunus_history_entry_get_record (entry)->id;
  g_autofree char *text = NULL;

  if (format == PORTUNUS_HISTORY_CSV)
    {
      text = write_line (entry);
    }
  else
    {
      g_autoptr (GPtrArray) files = portunus_history_list_files (self, id, error);

      if (files == NULL)
        return FALSE;
      text = write_object (entry, files);
    }
  return write_text (stream, text, error);
}

/**
 * portunus_history_export:
 * @self: a history
 * @search: (nullable): as in portunus_history_list()
 * @format: how
 * @stream: where to; it is not closed
 * @error: return location for a #PortunusStoreError or an error of @stream
 *
 * Writes all of it; blocks meanwhile.
 *
 * Returns: %FALSE on error, when a part may have been written
 */
gboolean
portunus_history_export (PortunusHistory        *self,
                         const char             *search,
                         PortunusHistoryFormat   format,
                         GOutputStream          *stream,
                         GError                **error)
{
  gboolean is_json = format == PORTUNUS_HISTORY_JSON;
  g_autoptr (GArray) keys = NULL;
  gboolean is_first = TRUE;

  g_return_val_if_fail (self != NULL && G_IS_OUTPUT_STREAM (stream), FALSE);

  keys = portunus_history_list (self, search, error);
  if (keys == NULL || !write_text (stream, is_json ? "[" : CSV_HEAD, error))
    return FALSE;
  for (guint i = 0; i < keys->len; i++)
    {
      g_autoptr (GError) own_error = NULL;
      g_autoptr (PortunusHistoryEntry) entry = portunus_history_find (
        self, g_array_index (keys, PortunusHistoryKey, i).id, &own_error);

      /* Another program may have taken it away meanwhile. */
      if (entry == NULL && own_error == NULL)
        continue;
      if (entry == NULL)
        {
          g_propagate_error (error, g_steal_pointer (&own_error));
          return FALSE;
        }
      if ((is_json && !is_first && !write_text (stream, ",\n", error))
          || !write_entry (self, entry, format, stream, error))
        return FALSE;
      is_first = FALSE;
    }
  return !is_json || write_text (stream, "]\n", error);
}
