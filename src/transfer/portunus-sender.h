/* portunus-sender.h: the worker that reads files and sends them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-have.h"
#include "portunus-lane.h"
#include "portunus-source.h"
#include "portunus-transfer.h"

G_BEGIN_DECLS

/**
 * PortunusSenderReports:
 *
 * How the worker tells what happens. Called on the worker.
 *
 * @moved: so much content was read and goes out; may hold the worker to keep a speed
 */
typedef struct
{
  void (*progress) (guint               files_done,
                    guint64             done_bytes,
                    gpointer            user_data);
  void (*skipped)  (guint64             n_bytes,
                    gpointer            user_data);
  void (*file)     (guint               index,
                    PortunusFileStatus  status,
                    const char         *message,
                    gpointer            user_data);
  void (*moved)    (gsize               n_bytes,
                    gpointer            user_data);
} PortunusSenderReports;

/**
 * PortunusSender:
 *
 * One attempt to send what the receiver wants. Made and freed on any thread; run() belongs on a worker, skip() may be
 * called from any thread meanwhile.
 */
typedef struct _PortunusSender PortunusSender;

/**
 * PortunusSenderConfig:
 * @lane: an open lane
 * @key: key of the data streams we seal
 * @sources: what to read
 * @transfer_id: 16 bytes
 * @wanted: (element-type guint8): one byte for each entry, not 0 where the receiver wants it
 * @have: (element-type guint PortunusHave): what the receiver has, by index
 */
typedef struct
{
  PortunusLane      *lane;
  PortunusSecret    *key;
  PortunusSourceSet *sources;
  const guint8      *transfer_id;
  GByteArray        *wanted;
  GHashTable        *have;
} PortunusSenderConfig;

PortunusSender *portunus_sender_new          (const PortunusSenderConfig   *config,
                                              const PortunusSenderReports  *reports,
                                              gpointer                      user_data);
void            portunus_sender_free         (PortunusSender               *self);
gboolean        portunus_sender_run          (PortunusSender               *self,
                                              GError                      **error);
void            portunus_sender_skip         (PortunusSender               *self,
                                              guint                         index);
gboolean        portunus_sender_is_complete  (PortunusSender               *self);
/* Bytes that the receiver has already, before run(). */
guint64         portunus_sender_get_resumed_bytes (PortunusSender          *self);
/* Files that were not sent, after run(). */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusSender, portunus_sender_free)

G_END_DECLS
