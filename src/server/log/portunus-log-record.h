/* portunus-log-record.h: one message of the log, and how it is written
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * PortunusLogLevel:
 *
 * How much a message matters. GLib's errors and criticals are errors here, its messages are information.
 */
typedef enum
{
  PORTUNUS_LOG_LEVEL_ERROR,
  PORTUNUS_LOG_LEVEL_WARNING,
  PORTUNUS_LOG_LEVEL_INFO,
  PORTUNUS_LOG_LEVEL_DEBUG,
  PORTUNUS_N_LOG_LEVELS
} PortunusLogLevel;

/**
 * PortunusLogRecord:
 * @time_us: Unix time in microseconds
 * @level: how much it matters
 * @domain: which part of the program speaks, such as "portunus-server"
 * @message: what it says; UTF-8, without control characters
 * @fields: (nullable): further names and values in turn, %NULL-terminated
 *
 * Is never changed. May be used from any thread.
 */
typedef struct
{
  gint64            time_us;
  PortunusLogLevel  level;
  char             *domain;
  char             *message;
  char            **fields;
} PortunusLogRecord;

PortunusLogRecord *portunus_log_record_new        (GLogLevelFlags     level,
                                                   const GLogField   *fields,
                                                   gsize              n_fields);
PortunusLogRecord *portunus_log_record_ref        (PortunusLogRecord *self);
void               portunus_log_record_unref      (PortunusLogRecord *self);
JsonObject        *portunus_log_record_to_json    (PortunusLogRecord *self);
char              *portunus_log_record_to_text    (PortunusLogRecord *self);

const char        *portunus_log_level_get_name    (PortunusLogLevel   level);
gboolean           portunus_log_level_from_name   (const char        *name,
                                                   PortunusLogLevel  *level);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusLogRecord, portunus_log_record_unref)

G_END_DECLS
