/* portunus-log-filter.c: which messages of the log somebody wants to see
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-log-filter.h"

#include <string.h>

#include "portunus-json.h"

struct _PortunusLogFilter
{
  PortunusLogLevel  level;
  char             *text;     /* folded, "" for any */
};

/**
 * portunus_log_filter_new:
 *
 * Returns: (transfer full): a filter that lets information and worse through
 */
PortunusLogFilter *
portunus_log_filter_new (void)
{
  PortunusLogFilter *self = g_new0 (PortunusLogFilter, 1);

  self->level = PORTUNUS_LOG_LEVEL_INFO;
  self->text = g_strdup ("");
  return self;
}

/**
 * portunus_log_filter_free:
 * @self: (transfer full): a filter
 */
void
portunus_log_filter_free (PortunusLogFilter *self)
{
  g_free (self->text);
  g_free (self);
}

/**
 * portunus_log_filter_read:
 * @self: a filter
 * @object: untrusted; with `level`, the name of one, and `text`
 *
 * Changes the filter, where @object makes sense.
 *
 * Returns: whether it does
 */
gboolean
portunus_log_filter_read (PortunusLogFilter *self,
                          JsonObject        *object)
{
  const char *level_name;
  const char *text;
  PortunusLogLevel level;

  if (!portunus_json_get_string (object, "level", 16, &level_name, NULL)
      || !portunus_json_get_string (object, "text", PORTUNUS_LOG_FILTER_MAX_BYTES, &text, NULL)
      || !portunus_log_level_from_name (level_name, &level))
    return FALSE;
  self->level = level;
  g_free (self->text);
  self->text = g_utf8_casefold (text, -1);
  return TRUE;
}

static gboolean
has_text (const char *where,
          const char *folded)
{
  g_autofree char *text = g_utf8_casefold (where, -1);

  return strstr (text, folded) != NULL;
}

static gboolean
has_text_in_fields (char       **fields,
                    const char  *folded)
{
  for (guint i = 0; fields != NULL && fields[i] != NULL; i++)
    if (has_text (fields[i], folded))
      return TRUE;
  return FALSE;
}

/**
 * portunus_log_filter_matches:
 * @self: a filter
 * @record: a message of the log
 *
 * Returns: whether it goes through
 */
gboolean
portunus_log_filter_matches (PortunusLogFilter *self,
                             PortunusLogRecord *record)
{
  if (record->level > self->level)
    return FALSE;
  return *self->text == '\0' || has_text (record->message, self->text) || has_text (record->domain, self->text)
         || has_text_in_fields (record->fields, self->text);
}
