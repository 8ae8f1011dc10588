/* portunus-history-export.h: the history as a file for other programs
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "portunus-history.h"

G_BEGIN_DECLS

/**
 * PortunusHistoryFormat:
 * @PORTUNUS_HISTORY_JSON: an array of objects, with the files of each
 * @PORTUNUS_HISTORY_CSV: one line for each transfer (RFC 4180)
 */
typedef enum
{
  PORTUNUS_HISTORY_JSON,
  PORTUNUS_HISTORY_CSV,
} PortunusHistoryFormat;

/* @files: (nullable) (element-type PortunusHistoryFile) */
JsonObject *portunus_history_entry_to_json (PortunusHistoryEntry   *entry,
                                            GPtrArray              *files);
/* All of the past that fits @search, the youngest first. */
gboolean    portunus_history_export        (PortunusHistory        *self,
                                            const char             *search,
                                            PortunusHistoryFormat   format,
                                            GOutputStream          *stream,
                                            GError                **error);

G_END_DECLS
