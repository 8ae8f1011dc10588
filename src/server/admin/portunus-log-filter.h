/* portunus-log-filter.h: which messages of the log somebody wants to see
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "portunus-log-record.h"

G_BEGIN_DECLS

#define PORTUNUS_LOG_FILTER_MAX_BYTES 256

/**
 * PortunusLogFilter:
 *
 * The least level, and a text that must be in the message or its domain, whatever the case.
 */
typedef struct _PortunusLogFilter PortunusLogFilter;

PortunusLogFilter *portunus_log_filter_new     (void);
void               portunus_log_filter_free    (PortunusLogFilter *self);
gboolean           portunus_log_filter_read    (PortunusLogFilter *self,
                                                JsonObject        *object);
gboolean           portunus_log_filter_matches (PortunusLogFilter *self,
                                                PortunusLogRecord *record);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusLogFilter, portunus_log_filter_free)

G_END_DECLS
