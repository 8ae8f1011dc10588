/* portunus-device-store.c: the table behind the device book
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-device-store-private.h"

#include <string.h>

#include "portunus-database.h"
#include "portunus-identity.h"
#include "portunus-name.h"

static const char * const migrations[] = {
  "CREATE TABLE devices ("
  "  id TEXT PRIMARY KEY,"
  "  key BLOB NOT NULL,"
  "  given_name TEXT,"
  "  said_name TEXT NOT NULL,"
  "  trust INTEGER NOT NULL,"
  "  verified INTEGER NOT NULL,"
  "  is_auto_accepting INTEGER NOT NULL,"
  "  folder BLOB,"
  "  max_bytes INTEGER NOT NULL,"
  "  first_seen INTEGER NOT NULL,"
  "  last_seen INTEGER NOT NULL) STRICT, WITHOUT ROWID;",
  NULL,
};

#define INSERT \
  "INSERT INTO devices (id, key, given_name, said_name, trust, verified, is_auto_accepting, folder, max_bytes," \
  " first_seen, last_seen) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "

/* Only a device that was seen is added; a change of one that is forgotten by now is no change. */
static const char * const statements[] = {
  [PORTUNUS_DEVICE_WRITE_SEEN] = INSERT "said_name = excluded.said_name, last_seen = excluded.last_seen",
  [PORTUNUS_DEVICE_WRITE_NAME] = "UPDATE devices SET given_name = ? WHERE id = ?",
  [PORTUNUS_DEVICE_WRITE_TRUST] = "UPDATE devices SET trust = ?, verified = ? WHERE id = ?",
  [PORTUNUS_DEVICE_WRITE_AUTO_ACCEPT]
    = "UPDATE devices SET is_auto_accepting = ?, folder = ?, max_bytes = ? WHERE id = ?",
  [PORTUNUS_DEVICE_WRITE_REMOVAL] = "DELETE FROM devices WHERE id = ?",
};

/* What is stored may have been edited: names are made harmless again, and a key speaks for itself. */
static char *
dup_name (PortunusStatement *statement,
          guint              column)
{
  const char *text = portunus_statement_get_text (statement, column);

  return text != NULL && *text != '\0' ? portunus_text_for_display (text, PORTUNUS_DEVICE_MAX_NAME) : NULL;
}

static char *
dup_path (PortunusStatement *statement,
          guint              column)
{
  gsize length = 0;
  const char *bytes = portunus_statement_get_blob (statement, column, &length);

  return bytes != NULL && length > 0 ? g_strndup (bytes, length) : NULL;
}

static gboolean
read_key (PortunusStatement    *statement,
          PortunusDeviceRecord *record)
{
  gsize length = 0;
  const guint8 *key = portunus_statement_get_blob (statement, 1, &length);
  const char *id = portunus_statement_get_text (statement, 0);

  if (key == NULL || length != PORTUNUS_DEVICE_KEY_SIZE)
    return FALSE;
  memcpy (record->key, key, PORTUNUS_DEVICE_KEY_SIZE);
  record->id = portunus_device_id_from_key (record->key);
  return g_strcmp0 (record->id, id) == 0;
}

static PortunusDeviceRecord *
read_record (PortunusStatement *statement)
{
  g_autoptr (PortunusDeviceRecord) record = g_new0 (PortunusDeviceRecord, 1);
  gint64 trust = portunus_statement_get_int (statement, 4);

  if (!read_key (statement, record) || trust < PORTUNUS_DEVICE_MET || trust > PORTUNUS_DEVICE_BLOCKED)
    return NULL;
  record->given_name = dup_name (statement, 2);
  record->said_name = dup_name (statement, 3);
  if (record->said_name == NULL)
    record->said_name = g_strdup ("");
  record->trust = (PortunusDeviceTrust) trust;
  record->verified = portunus_statement_get_int (statement, 5);
  record->is_auto_accepting = portunus_statement_get_int (statement, 6) != 0;
  record->folder = dup_path (statement, 7);
  record->max_bytes = (guint64) MAX (portunus_statement_get_int (statement, 8), 0);
  record->first_seen = portunus_statement_get_int (statement, 9);
  record->last_seen = portunus_statement_get_int (statement, 10);
  return g_steal_pointer (&record);
}

/*
 * Returns: (element-type PortunusDeviceRecord): all devices, by the time they were first met
 */
GPtrArray *
_portunus_device_store_read (const char  *path,
                             GError     **error)
{
  g_autoptr (PortunusDatabase) database = portunus_database_open (path, migrations, error);
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func (_portunus_device_record_free);
  g_autoptr (GError) step_error = NULL;
  PortunusStatement *statement;

  if (database == NULL)
    return NULL;
  statement = portunus_database_prepare (database, "SELECT id, key, given_name, said_name, trust, verified,"
                                         " is_auto_accepting, folder, max_bytes, first_seen, last_seen FROM devices"
                                         " ORDER BY first_seen, id", error);
  if (statement == NULL)
    return NULL;
  while (portunus_statement_step (statement, &step_error))
    {
      PortunusDeviceRecord *record = read_record (statement);

      if (record != NULL)
        g_ptr_array_add (records, record);
      else
        g_debug ("An entry of the device book makes no sense");
    }
  if (step_error == NULL)
    return g_steal_pointer (&records);
  g_propagate_error (error, g_steal_pointer (&step_error));
  return NULL;
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
bind_all (PortunusStatement          *statement,
          const PortunusDeviceRecord *record)
{
  portunus_statement_bind_text (statement, 0, record->id);
  portunus_statement_bind_blob (statement, 1, record->key, sizeof record->key);
  portunus_statement_bind_text (statement, 2, record->given_name);
  portunus_statement_bind_text (statement, 3, record->said_name);
  portunus_statement_bind_int (statement, 4, record->trust);
  portunus_statement_bind_int (statement, 5, record->verified);
  portunus_statement_bind_int (statement, 6, record->is_auto_accepting);
  bind_path (statement, 7, record->folder);
  portunus_statement_bind_int (statement, 8, (gint64) MIN (record->max_bytes, (guint64) G_MAXINT64));
  portunus_statement_bind_int (statement, 9, record->first_seen);
  portunus_statement_bind_int (statement, 10, record->last_seen);
}

static void
bind (PortunusStatement          *statement,
      PortunusDeviceWrite         what,
      const PortunusDeviceRecord *record)
{
  guint n_bound = 0;

  switch (what)
    {
    case PORTUNUS_DEVICE_WRITE_SEEN:
      bind_all (statement, record);
      return;
    case PORTUNUS_DEVICE_WRITE_NAME:
      portunus_statement_bind_text (statement, n_bound++, record->given_name);
      break;
    case PORTUNUS_DEVICE_WRITE_TRUST:
      portunus_statement_bind_int (statement, n_bound++, record->trust);
      portunus_statement_bind_int (statement, n_bound++, record->verified);
      break;
    case PORTUNUS_DEVICE_WRITE_AUTO_ACCEPT:
      portunus_statement_bind_int (statement, n_bound++, record->is_auto_accepting);
      bind_path (statement, n_bound++, record->folder);
      portunus_statement_bind_int (statement, n_bound++, (gint64) MIN (record->max_bytes, (guint64) G_MAXINT64));
      break;
    case PORTUNUS_DEVICE_WRITE_REMOVAL:
      break;
    default:
      g_assert_not_reached ();
    }
  portunus_statement_bind_text (statement, n_bound, record->id);
}

gboolean
_portunus_device_store_write (const char                  *path,
                              PortunusDeviceWrite          what,
                              const PortunusDeviceRecord  *record,
                              GError                     **error)
{
  g_autoptr (PortunusDatabase) database = portunus_database_open (path, migrations, error);
  PortunusStatement *statement;

  if (database == NULL)
    return FALSE;
  statement = portunus_database_prepare (database, statements[what], error);
  if (statement == NULL)
    return FALSE;
  bind (statement, what, record);
  return portunus_statement_run (statement, error);
}
