/* portunus-receive-job.h: takes an offer of one peer and receives it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-job.h"
#include "portunus-sink.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_RECEIVE_JOB (portunus_receive_job_get_type ())

/**
 * PortunusReceiveJob:
 *
 * A job of the receiving side; see PROTOCOL.md, "A transfer". It finishes without an error when everything is in place.
 * Signals:
 * - `offer (PortunusOffer *offer)`: call accept() or decline()
 * - `text (const char *text)`: a text arrived
 */
G_DECLARE_FINAL_TYPE (PortunusReceiveJob, portunus_receive_job, PORTUNUS, RECEIVE_JOB, PortunusJob)

/**
 * PortunusDestination:
 * @directory: (type filename): where files go; "-" for standard output
 * @policy: what to do where a file exists
 * @journal_path: (type filename): the journal
 * @max_bytes: what all files together may have grown to; 0 for as much as the protocol allows
 * @keeps_consent: whether the journal is to remember that this offer was accepted, see portunus_journal_find_consent()
 * @throttle: (nullable): how fast it may come
 */
typedef struct
{
  const char             *directory;
  PortunusConflictPolicy  policy;
  const char             *journal_path;
  guint64                 max_bytes;
  gboolean                keeps_consent;
  PortunusThrottle       *throttle;
} PortunusDestination;

PortunusReceiveJob *portunus_receive_job_new     (PortunusSession           *session,
                                                  PortunusTransfer          *transfer);
/* @wanted: (nullable): one byte for each entry; NULL for all. */
void                portunus_receive_job_accept  (PortunusReceiveJob        *self,
                                                  const PortunusDestination *destination,
                                                  GByteArray                *wanted);
void                portunus_receive_job_decline (PortunusReceiveJob        *self);

G_END_DECLS
