/* portunus-log-record.c: one message of the log, and how it is written
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-log-record.h"

#include <string.h>

/* Fields with this prefix go into the record; GLib's own, such as CODE_FILE, do not. */
#define PREFIX "PORTUNUS_"
#define MAX_MESSAGE 4096

static const char * const level_names[PORTUNUS_N_LOG_LEVELS] = { "error", "warning", "info", "debug" };

/**
 * portunus_log_level_get_name:
 * @level: a level
 *
 * Returns: its name, lower case
 */
const char *
portunus_log_level_get_name (PortunusLogLevel level)
{
  g_return_val_if_fail (level < PORTUNUS_N_LOG_LEVELS, NULL);

  return level_names[level];
}

/**
 * portunus_log_level_from_name:
 * @name: "error", "warning", "info" or "debug"
 * @level: (out): the level of that name
 *
 * Returns: whether there is one
 */
gboolean
portunus_log_level_from_name (const char       *name,
                              PortunusLogLevel *level)
{
  for (guint i = 0; i < PORTUNUS_N_LOG_LEVELS; i++)
    if (strcmp (level_names[i], name) == 0)
      {
        *level = i;
        return TRUE;
      }
  return FALSE;
}

static PortunusLogLevel
settle_level (GLogLevelFlags level)
{
  if ((level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL)) != 0)
    return PORTUNUS_LOG_LEVEL_ERROR;
  if ((level & G_LOG_LEVEL_WARNING) != 0)
    return PORTUNUS_LOG_LEVEL_WARNING;
  if ((level & (G_LOG_LEVEL_MESSAGE | G_LOG_LEVEL_INFO)) != 0)
    return PORTUNUS_LOG_LEVEL_INFO;
  return PORTUNUS_LOG_LEVEL_DEBUG;
}

/* A message may repeat what a peer said: neither a second line nor an escape sequence comes of it. */
static char *
dup_clean (const GLogField *field)
{
  gsize length = field->length >= 0 ? (gsize) field->length : strlen (field->value);
  char *text = g_utf8_make_valid (field->value, MIN (length, MAX_MESSAGE));

  for (char *c = text; *c != '\0'; c++)
    if (g_ascii_iscntrl (*c))
      *c = ' ';
  return text;
}

static char *
dup_key (const char *name)
{
  return g_ascii_strdown (name + strlen (PREFIX), -1);
}

static void
take_field (PortunusLogRecord *self,
            const GLogField   *field,
            GPtrArray         *others)
{
  if (strcmp (field->key, "MESSAGE") == 0 && self->message == NULL)
    self->message = dup_clean (field);
  else if (strcmp (field->key, "GLIB_DOMAIN") == 0 && self->domain == NULL)
    self->domain = dup_clean (field);
  else if (g_str_has_prefix (field->key, PREFIX))
    {
      g_ptr_array_add (others, dup_key (field->key));
      g_ptr_array_add (others, dup_clean (field));
    }
}

/**
 * portunus_log_record_new:
 * @level: of GLib
 * @fields: (array length=n_fields): as a #GLogWriterFunc gets them; those that begin with "PORTUNUS_" are kept
 * @n_fields: how many
 *
 * Returns: (transfer full): a record of this moment
 */
PortunusLogRecord *
portunus_log_record_new (GLogLevelFlags   level,
                         const GLogField *fields,
                         gsize            n_fields)
{
  PortunusLogRecord *self = g_atomic_rc_box_new0 (PortunusLogRecord);
  g_autoptr (GPtrArray) others = g_ptr_array_new ();

  self->time_us = g_get_real_time ();
  self->level = settle_level (level);
  for (gsize i = 0; i < n_fields; i++)
    take_field (self, &fields[i], others);
  if (self->message == NULL)
    self->message = g_strdup ("");
  if (self->domain == NULL)
    self->domain = g_strdup ("portunus");
  if (others->len > 0)
    {
      g_ptr_array_add (others, NULL);
      self->fields = (char **) g_ptr_array_steal (others, NULL);
    }
  return self;
}

/**
 * portunus_log_record_ref:
 * @self: a record
 *
 * Returns: (transfer full): @self
 */
PortunusLogRecord *
portunus_log_record_ref (PortunusLogRecord *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
record_clear (gpointer data)
{
  PortunusLogRecord *self = data;

  g_free (self->domain);
  g_free (self->message);
  g_strfreev (self->fields);
}

/**
 * portunus_log_record_unref:
 * @self: (transfer full): a record
 */
void
portunus_log_record_unref (PortunusLogRecord *self)
{
  g_atomic_rc_box_release_full (self, record_clear);
}

static char *
dup_time (const PortunusLogRecord *self)
{
  g_autoptr (GDateTime) second = g_date_time_new_from_unix_utc (self->time_us / G_USEC_PER_SEC);
  g_autofree char *text = g_date_time_format (second, "%Y-%m-%dT%H:%M:%S");

  return g_strdup_printf ("%s.%03dZ", text, (int) (self->time_us % G_USEC_PER_SEC / 1000));
}

/**
 * portunus_log_record_to_json:
 * @self: a record
 *
 * Gives `time` (RFC 3339, UTC, milliseconds), `level`, `domain`, `message`, and the further fields under their names.
 *
 * Returns: (transfer full): an object
 */
JsonObject *
portunus_log_record_to_json (PortunusLogRecord *self)
{
  JsonObject *object = json_object_new ();
  g_autofree char *time = dup_time (self);

  json_object_set_string_member (object, "time", time);
  json_object_set_string_member (object, "level", portunus_log_level_get_name (self->level));
  json_object_set_string_member (object, "domain", self->domain);
  json_object_set_string_member (object, "message", self->message);
  for (guint i = 0; self->fields != NULL && self->fields[i] != NULL; i += 2)
    if (!json_object_has_member (object, self->fields[i]))
      json_object_set_string_member (object, self->fields[i], self->fields[i + 1]);
  return object;
}

/**
 * portunus_log_record_to_text:
 * @self: a record
 *
 * Returns: (transfer full): one line for a person, without its end and without the time, which the journal adds
 */
char *
portunus_log_record_to_text (PortunusLogRecord *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (self->level != PORTUNUS_LOG_LEVEL_INFO)
    g_string_append_printf (text, "%s: ", portunus_log_level_get_name (self->level));
  if (self->level == PORTUNUS_LOG_LEVEL_DEBUG)
    g_string_append_printf (text, "%s: ", self->domain);
  g_string_append (text, self->message);
  return g_string_free (g_steal_pointer (&text), FALSE);
}
