/* portunus-receiver-private.h: what the parts of the receiver share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-journal.h"
#include "portunus-receiver.h"
#include "portunus-resume.h"
#include "portunus-sink-file.h"
#include "portunus-stream-reader.h"

G_BEGIN_DECLS

struct _PortunusReceiver
{
  /* Owned */
  PortunusLane                  *lane;
  PortunusSecret                *key;
  PortunusIntake                *intake;
  PortunusOffer                 *offer;
  GByteArray                    *accepted;
  char                          *directory;
  char                          *journal_path;
  char                          *sender_device;
  PortunusJournal               *journal;
  PortunusSink                  *sink;
  PortunusResume                *resume;
  PortunusSinkFile              *file;
  GString                       *text;

  /* Borrowed */
  const PortunusReceiverReports *reports;
  gpointer                       user_data;

  PortunusConflictPolicy         policy;
  PortunusEntry                  entry;
  guint                          index;
  gboolean                       has_begun;
  gboolean                       is_discarding;
  gboolean                       keeps_consent;
  gboolean                       is_identical;
  guint64                        begun_bytes;
  guint64                        done_bytes;
  guint64                        pending_bytes;  /* beginnings that are there, of files that are still to come */
  guint                          n_done;
  guint                          n_failed;
  guint                          n_restarts;     /* of the file that was begun */
  guint64                        file_growth;    /* by how much it is larger now than it was offered */
  guint64                        growth;         /* the same of all files together */
  guint64                        max_bytes;      /* of all files together; 0 for any */
  gint64                         last_report_us;
};

/* Takes the records of the sender; user data is the receiver. */
extern const PortunusStreamHandler _portunus_receiver_handler;

void _portunus_receiver_report_progress (PortunusReceiver *self,
                                         gboolean          is_forced);
void _portunus_receiver_drop_file       (PortunusReceiver *self,
                                         gboolean          keep_part);

G_END_DECLS
