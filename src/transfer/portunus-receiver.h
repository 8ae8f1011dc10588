/* portunus-receiver.h: the worker that takes data frames and writes files
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-have.h"
#include "portunus-intake.h"
#include "portunus-lane.h"
#include "portunus-offer.h"
#include "portunus-sink.h"
#include "portunus-transfer.h"

G_BEGIN_DECLS

/**
 * PortunusReceiverReports:
 *
 * How the worker tells what happens. Called on the worker.
 *
 * @plan: (transfer none): what is wanted, one byte for each entry, and what is there, as index → PortunusHave; the
 *   sender must learn it before anything else happens
 * @progress: bytes through, those of earlier attempts included; first told before @plan
 * @skipped: bytes that the next progress contains and that were there already
 * @file: what became of a file
 * @place: (nullable): a file is in place at @path, relative to the destination; told of the first thousand only
 * @refuse: a file cannot be taken: tell the sender not to send the rest of it
 * @text: a text arrived
 * @moved: so much content came in; may hold the worker to keep a speed
 */
typedef struct
{
  void (*plan)     (GByteArray         *wanted,
                    GHashTable         *have,
                    guint64             total_bytes,
                    gpointer            user_data);
  void (*progress) (guint               files_done,
                    guint64             done_bytes,
                    gpointer            user_data);
  void (*skipped)  (guint64             n_bytes,
                    gpointer            user_data);
  void (*file)     (guint               index,
                    PortunusFileStatus  status,
                    const char         *message,
                    gpointer            user_data);
  void (*place)    (guint               index,
                    const char         *path,
                    gpointer            user_data);
  void (*refuse)   (guint               index,
                    const GError       *error,
                    gpointer            user_data);
  void (*text)     (const char         *text,
                    gpointer            user_data);
  void (*moved)    (gsize               n_bytes,
                    gpointer            user_data);
} PortunusReceiverReports;

/**
 * PortunusReceiverConfig:
 * @lane: (nullable): an open lane
 * @key: (nullable): key of the data streams the peer seals
 * @intake: (nullable): where the content comes from instead of from @lane
 * @offer: what was accepted
 * @wanted: (nullable): one byte for each entry; %NULL for all
 * @directory: (type filename): the destination; "-" for standard output
 * @policy: what to do where a file exists
 * @journal_path: (type filename): the journal
 * @max_bytes: what all files together may have grown to; 0 for as much as the protocol allows
 * @keeps_consent: whether the journal is to remember that this offer was accepted, see portunus_journal_find_consent()
 * @sender_device: device id of the sender
 */
typedef struct
{
  PortunusLane           *lane;
  PortunusSecret         *key;
  PortunusIntake         *intake;
  PortunusOffer          *offer;
  GByteArray             *wanted;
  const char             *directory;
  PortunusConflictPolicy  policy;
  const char             *journal_path;
  guint64                 max_bytes;
  gboolean                keeps_consent;
  const char             *sender_device;
} PortunusReceiverConfig;

/**
 * PortunusReceiver:
 *
 * One attempt to receive a transfer. Made and freed on any thread; run() belongs on a worker.
 */
typedef struct _PortunusReceiver PortunusReceiver;

PortunusReceiver *portunus_receiver_new          (const PortunusReceiverConfig   *config,
                                                  const PortunusReceiverReports  *reports,
                                                  gpointer                        user_data);
void              portunus_receiver_free         (PortunusReceiver               *self);
gboolean          portunus_receiver_run          (PortunusReceiver               *self,
                                                  GError                        **error);
/* After run(). */
guint             portunus_receiver_get_n_failed (PortunusReceiver               *self);
guint             portunus_receiver_get_n_done   (PortunusReceiver               *self);
guint64           portunus_receiver_get_done_bytes (PortunusReceiver             *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusReceiver, portunus_receiver_free)

G_END_DECLS
