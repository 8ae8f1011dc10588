/* portunus-receive-job.h: takes an offer of one peer and receives it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-offer.h"
#include "portunus-session.h"
#include "portunus-sink.h"
#include "portunus-transfer.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_RECEIVE_JOB (portunus_receive_job_get_type ())

/**
 * PortunusReceiveJob:
 *
 * One attempt with one open session; see PROTOCOL.md, "A transfer". Lives in the context it was made in. Signals:
 * - `offer (PortunusOffer *offer)`: call accept() or decline()
 * - `text (const char *text)`: a text arrived
 * - `finished (GError *error)`: once, and the last, when the worker is gone; %NULL when everything is in place. The
 *   transfer's final state is the caller's to set: a broken connection may be tried again.
 */
G_DECLARE_FINAL_TYPE (PortunusReceiveJob, portunus_receive_job, PORTUNUS, RECEIVE_JOB, GObject)

/**
 * PortunusDestination:
 * @directory: (type filename): where files go; "-" for standard output
 * @policy: what to do where a file exists
 * @journal_path: (type filename): the journal
 */
typedef struct
{
  const char             *directory;
  PortunusConflictPolicy  policy;
  const char             *journal_path;
} PortunusDestination;

PortunusReceiveJob *portunus_receive_job_new     (PortunusSession           *session,
                                                  PortunusTransfer          *transfer);
/* @wanted: (nullable): one byte for each entry; NULL for all. */
void                portunus_receive_job_accept  (PortunusReceiveJob        *self,
                                                  const PortunusDestination *destination,
                                                  GByteArray                *wanted);
void                portunus_receive_job_decline (PortunusReceiveJob        *self);
/* Tells the sender; what arrived stays. "finished" follows with G_IO_ERROR_CANCELLED. */
void                portunus_receive_job_cancel  (PortunusReceiveJob        *self);

G_END_DECLS
