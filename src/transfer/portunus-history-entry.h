/* portunus-history-entry.h: what is remembered of one transfer
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "portunus-transfer-id.h"

G_BEGIN_DECLS

/**
 * PortunusHistoryResult:
 * @PORTUNUS_HISTORY_RUNNING: not over
 * @PORTUNUS_HISTORY_DONE: received, verified and in place; or taken by a browser
 * @PORTUNUS_HISTORY_DECLINED: the receiver did not want it
 * @PORTUNUS_HISTORY_CANCELLED: stopped by one of the two people
 * @PORTUNUS_HISTORY_FAILED: see the error
 * @PORTUNUS_HISTORY_INTERRUPTED: the program ended in the middle of it
 *
 * Stored as numbers, so they never change.
 */
typedef enum
{
  PORTUNUS_HISTORY_RUNNING,
  PORTUNUS_HISTORY_DONE,
  PORTUNUS_HISTORY_DECLINED,
  PORTUNUS_HISTORY_CANCELLED,
  PORTUNUS_HISTORY_FAILED,
  PORTUNUS_HISTORY_INTERRUPTED,
} PortunusHistoryResult;

/**
 * PortunusHistoryRecord:
 * @id: of the record, above 0 and chosen at random
 * @transfer_id: of the transfer
 * @is_incoming: whether we received
 * @is_unconfirmed: see portunus_transfer_is_unconfirmed()
 * @result: how it ended
 * @title: what was transferred
 * @peer_name: (nullable): the name the peer gave itself
 * @peer_device: (nullable): device id of the peer
 * @peer_label: (nullable): "verified", "not verified", "browser" or "host"
 * @lane: (nullable): the badge of the lane
 * @folder: (nullable) (type filename): where it was written to
 * @sources: (nullable) (array zero-terminated=1) (element-type filename): what was chosen to be sent
 * @error_domain: (nullable): why it was not completed
 * @error_code: the code in that domain
 * @error_message: (nullable): the message, for reports
 * @n_files: how many files
 * @files_done: how many of them went through
 * @total_bytes: bytes in all, %G_MAXUINT64 where unknown
 * @done_bytes: bytes that went through
 * @started: Unix time in seconds
 * @ended: the same; 0 while it runs
 * @n_kept_files: how many files are remembered one by one
 *
 * Nothing in it opens anything: no link, no code, no key, no text that was sent.
 */
typedef struct
{
  gint64                 id;
  guint8                 transfer_id[PORTUNUS_TRANSFER_ID_SIZE];
  gboolean               is_incoming;
  gboolean               is_unconfirmed;
  PortunusHistoryResult  result;
  char                  *title;
  char                  *peer_name;
  char                  *peer_device;
  char                  *peer_label;
  char                  *lane;
  char                  *folder;
  char                 **sources;
  char                  *error_domain;
  int                    error_code;
  char                  *error_message;
  guint                  n_files;
  guint                  files_done;
  guint64                total_bytes;
  guint64                done_bytes;
  gint64                 started;
  gint64                 ended;
  guint                  n_kept_files;
} PortunusHistoryRecord;

void portunus_history_record_clear (PortunusHistoryRecord       *record);
void portunus_history_record_copy  (PortunusHistoryRecord       *copy,
                                    const PortunusHistoryRecord *record);

#define PORTUNUS_TYPE_HISTORY_ENTRY (portunus_history_entry_get_type ())

/**
 * PortunusHistoryEntry:
 *
 * A record as an item of a list. It does not change.
 */
G_DECLARE_FINAL_TYPE (PortunusHistoryEntry, portunus_history_entry, PORTUNUS, HISTORY_ENTRY, GObject)

PortunusHistoryEntry        *portunus_history_entry_new        (const PortunusHistoryRecord *record);
const PortunusHistoryRecord *portunus_history_entry_get_record (PortunusHistoryEntry        *self);
/* (nullable) */
GError                      *portunus_history_entry_dup_error  (PortunusHistoryEntry        *self);
/* "done", "declined" …, as exports and scripts read it. */
const char                  *portunus_history_result_get_name  (PortunusHistoryResult        result);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PortunusHistoryRecord, portunus_history_record_clear)

G_END_DECLS
