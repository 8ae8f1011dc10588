/* portunus-daemon-log.c: the log of portunusd, for people or for machines, on standard error
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-daemon-log.h"

#include <stdio.h>

#include "portunus-json.h"

/* What the portal can show of the past. */
#define N_KEPT 1000

struct _PortunusDaemonLog
{
  PortunusDaemonLogOptions  options;
  /* Owned */
  PortunusLogHub           *hub;
};

static char *
format_line (PortunusDaemonLog *self,
             PortunusLogRecord *record)
{
  g_autoptr (JsonObject) object = NULL;
  g_autofree char *text = NULL;

  if (self->options.is_json)
    {
      object = portunus_log_record_to_json (record);
      text = portunus_json_to_text (object);
      return g_strconcat (text, "\n", NULL);
    }
  text = portunus_log_record_to_text (record);
  return g_strconcat ("portunusd: ", text, "\n", NULL);
}

/* One call for each line, so that those of different threads do not mix. */
static void
emit (PortunusDaemonLog *self,
      PortunusLogRecord *record)
{
  g_autofree char *line = format_line (self, record);

  fputs (line, stderr);
  portunus_log_hub_publish (self->hub, record);
}

static const char *
get_domain (const GLogField *fields,
            gsize            n_fields)
{
  for (gsize i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].key, "GLIB_DOMAIN"))
      return fields[i].value;
  return NULL;
}

static GLogWriterOutput
write_cb (GLogLevelFlags   level,
          const GLogField *fields,
          gsize            n_fields,
          gpointer         user_data)
{
  PortunusDaemonLog *self = user_data;
  gboolean is_debug = (level & G_LOG_LEVEL_DEBUG) != 0;
  g_autoptr (PortunusLogRecord) record = NULL;

  /* The bulk of them, which are not wanted as a rule; G_MESSAGES_DEBUG may want them all the same. */
  if (is_debug && self->options.level < PORTUNUS_LOG_LEVEL_DEBUG
      && g_log_writer_default_would_drop (level, get_domain (fields, n_fields)))
    return G_LOG_WRITER_HANDLED;
  record = portunus_log_record_new (level, fields, n_fields);
  if (is_debug || record->level <= self->options.level)
    emit (self, record);
  return G_LOG_WRITER_HANDLED;
}

/**
 * portunus_daemon_log_start:
 * @options: what to write, and how
 *
 * Takes over the log of the process. To be called once, before there is another thread.
 *
 * Returns: (transfer none): the log, which stays until the process ends
 */
PortunusDaemonLog *
portunus_daemon_log_start (const PortunusDaemonLogOptions *options)
{
  PortunusDaemonLog *self = g_new0 (PortunusDaemonLog, 1);

  self->options = *options;
  self->hub = portunus_log_hub_new (N_KEPT);
  g_log_set_writer_func (write_cb, self, NULL);
  return self;
}

/**
 * portunus_daemon_log_get_hub:
 * @self: the log
 *
 * Returns: (transfer none): its last messages
 */
PortunusLogHub *
portunus_daemon_log_get_hub (PortunusDaemonLog *self)
{
  return self->hub;
}

/**
 * portunus_daemon_log_say:
 * @self: the log
 * @level: how much it matters
 * @format: as printf()
 * @...: for @format
 *
 * Says something to the operator. Other than g_warning(), which is for our own mistakes, this never ends the process.
 */
void
portunus_daemon_log_say (PortunusDaemonLog *self,
                         PortunusLogLevel   level,
                         const char        *format,
                         ...)
{
  static const GLogLevelFlags levels[PORTUNUS_N_LOG_LEVELS] = {
    G_LOG_LEVEL_CRITICAL, G_LOG_LEVEL_WARNING, G_LOG_LEVEL_MESSAGE, G_LOG_LEVEL_DEBUG,
  };
  g_autofree char *message = NULL;
  GLogField fields[] = { { "MESSAGE", NULL, -1 }, { "GLIB_DOMAIN", G_LOG_DOMAIN, -1 } };
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  fields[0].value = message;
  write_cb (levels[level], fields, G_N_ELEMENTS (fields), self);
}
