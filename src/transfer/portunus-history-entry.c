/* portunus-history-entry.c: what is remembered of one transfer
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-history-entry.h"

struct _PortunusHistoryEntry
{
  GObject               parent_instance;

  PortunusHistoryRecord record;
};

G_DEFINE_FINAL_TYPE (PortunusHistoryEntry, portunus_history_entry, G_TYPE_OBJECT)

static void
portunus_history_entry_finalize (GObject *object)
{
  portunus_history_record_clear (&PORTUNUS_HISTORY_ENTRY (object)->record);

  G_OBJECT_CLASS (portunus_history_entry_parent_class)->finalize (object);
}

static void
portunus_history_entry_class_init (PortunusHistoryEntryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = portunus_history_entry_finalize;
}

static void
portunus_history_entry_init (PortunusHistoryEntry *self)
{
}

/**
 * portunus_history_record_clear:
 * @record: a record
 *
 * Frees what is in it.
 */
void
portunus_history_record_clear (PortunusHistoryRecord *record)
{
  g_clear_pointer (&record->title, g_free);
  g_clear_pointer (&record->peer_name, g_free);
  g_clear_pointer (&record->peer_device, g_free);
  g_clear_pointer (&record->peer_label, g_free);
  g_clear_pointer (&record->lane, g_free);
  g_clear_pointer (&record->folder, g_free);
  g_clear_pointer (&record->sources, g_strfreev);
  g_clear_pointer (&record->error_domain, g_free);
  g_clear_pointer (&record->error_message, g_free);
}

/**
 * portunus_history_record_copy:
 * @copy: (out caller-allocates): clear it in the end
 * @record: a record
 */
void
portunus_history_record_copy (PortunusHistoryRecord       *copy,
                              const PortunusHistoryRecord *record)
{
  *copy = *record;
  copy->title = g_strdup (record->title);
  copy->peer_name = g_strdup (record->peer_name);
  copy->peer_device = g_strdup (record->peer_device);
  copy->peer_label = g_strdup (record->peer_label);
  copy->lane = g_strdup (record->lane);
  copy->folder = g_strdup (record->folder);
  copy->sources = g_strdupv (record->sources);
  copy->error_domain = g_strdup (record->error_domain);
  copy->error_message = g_strdup (record->error_message);
}

/**
 * portunus_history_entry_new:
 * @record: copied
 *
 * Returns: (transfer full): an entry
 */
PortunusHistoryEntry *
portunus_history_entry_new (const PortunusHistoryRecord *record)
{
  PortunusHistoryEntry *self;

  g_return_val_if_fail (record != NULL && record->title != NULL, NULL);

  self = g_object_new (PORTUNUS_TYPE_HISTORY_ENTRY, NULL);
  portunus_history_record_copy (&self->record, record);
  return self;
}

/**
 * portunus_history_entry_get_record:
 * @self: an entry
 *
 * Returns: (transfer none): what is remembered
 */
const PortunusHistoryRecord *
portunus_history_entry_get_record (PortunusHistoryEntry *self)
{
  g_return_val_if_fail (PORTUNUS_IS_HISTORY_ENTRY (self), NULL);

  return &self->record;
}

/**
 * portunus_history_entry_dup_error:
 * @self: an entry
 *
 * Returns: (transfer full) (nullable): why it was not completed
 */
GError *
portunus_history_entry_dup_error (PortunusHistoryEntry *self)
{
  g_return_val_if_fail (PORTUNUS_IS_HISTORY_ENTRY (self), NULL);

  if (self->record.error_domain == NULL)
    return NULL;
  return g_error_new_literal (g_quark_from_string (self->record.error_domain), self->record.error_code,
                              self->record.error_message != NULL ? self->record.error_message : "");
}

/**
 * portunus_history_result_get_name:
 * @result: a result
 *
 * Returns: its name, which never changes
 */
const char *
portunus_history_result_get_name (PortunusHistoryResult result)
{
  static const char * const names[] = {
    [PORTUNUS_HISTORY_RUNNING] = "running",
    [PORTUNUS_HISTORY_DONE] = "done",
    [PORTUNUS_HISTORY_DECLINED] = "declined",
    [PORTUNUS_HISTORY_CANCELLED] = "cancelled",
    [PORTUNUS_HISTORY_FAILED] = "failed",
    [PORTUNUS_HISTORY_INTERRUPTED] = "interrupted",
  };

  g_return_val_if_fail (result < G_N_ELEMENTS (names), NULL);

  return names[result];
}
