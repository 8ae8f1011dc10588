/* portunus-history-file.h: one file of a transfer, and what became of it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * PortunusHistoryFileState:
 * @PORTUNUS_HISTORY_FILE_PENDING: nothing was said about it
 * @PORTUNUS_HISTORY_FILE_DONE: arrived, or was there already
 * @PORTUNUS_HISTORY_FILE_FAILED: did not arrive
 *
 * Stored as numbers, so they never change.
 */
typedef enum
{
  PORTUNUS_HISTORY_FILE_PENDING,
  PORTUNUS_HISTORY_FILE_DONE,
  PORTUNUS_HISTORY_FILE_FAILED,
} PortunusHistoryFileState;

#define PORTUNUS_TYPE_HISTORY_FILE (portunus_history_file_get_type ())

/**
 * PortunusHistoryFile:
 *
 * Property: "state", which changes while the transfer runs.
 */
G_DECLARE_FINAL_TYPE (PortunusHistoryFile, portunus_history_file, PORTUNUS, HISTORY_FILE, GObject)

PortunusHistoryFile      *portunus_history_file_new         (const char               *name,
                                                             guint64                   size);
const char               *portunus_history_file_get_name    (PortunusHistoryFile      *self);
guint64                   portunus_history_file_get_size    (PortunusHistoryFile      *self);
PortunusHistoryFileState  portunus_history_file_get_state   (PortunusHistoryFile      *self);
const char               *portunus_history_file_get_message (PortunusHistoryFile      *self);
const char               *portunus_history_file_get_place   (PortunusHistoryFile      *self);
void                      portunus_history_file_set_state   (PortunusHistoryFile      *self,
                                                             PortunusHistoryFileState  state,
                                                             const char               *message);
/* Where it is, relative to the folder. */
void                      portunus_history_file_set_place   (PortunusHistoryFile      *self,
                                                             const char               *place);

G_END_DECLS
