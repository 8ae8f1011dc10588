/* portunus-send-job.h: offers a transfer to one peer and sends it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-offer.h"
#include "portunus-session.h"
#include "portunus-source.h"
#include "portunus-transfer.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_SEND_JOB (portunus_send_job_get_type ())

/**
 * PortunusSendJob:
 *
 * One attempt with one open session; see PROTOCOL.md, "A transfer". Lives in the context it was made in. Signal
 * `finished (GError *error)`: once, and the last, when the worker is gone; %NULL after VERIFIED with nothing missing.
 * The transfer's final state is the caller's to set: a broken connection may be tried again.
 */
G_DECLARE_FINAL_TYPE (PortunusSendJob, portunus_send_job, PORTUNUS, SEND_JOB, GObject)

PortunusSendJob *portunus_send_job_new      (PortunusSession   *session,
                                             PortunusSourceSet *sources,
                                             PortunusOffer     *offer,
                                             PortunusTransfer  *transfer);
void             portunus_send_job_start    (PortunusSendJob   *self);
/* Tells the receiver; "finished" follows with G_IO_ERROR_CANCELLED. */
void             portunus_send_job_cancel   (PortunusSendJob   *self);

G_END_DECLS
