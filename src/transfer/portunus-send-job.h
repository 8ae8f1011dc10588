/* portunus-send-job.h: offers a transfer to one peer and sends it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-handout.h"
#include "portunus-job.h"
#include "portunus-source.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_SEND_JOB (portunus_send_job_get_type ())

/**
 * PortunusSendJob:
 *
 * A job of the sending side; see PROTOCOL.md, "A transfer". It finishes without an error after VERIFIED with nothing
 * missing.
 */
G_DECLARE_FINAL_TYPE (PortunusSendJob, portunus_send_job, PORTUNUS, SEND_JOB, PortunusJob)

PortunusSendJob *portunus_send_job_new   (PortunusSession   *session,
                                          PortunusSourceSet *sources,
                                          PortunusOffer     *offer,
                                          PortunusTransfer  *transfer);
void             portunus_send_job_start (PortunusSendJob   *self);

/* Before the start: what the same device may have begun to fetch. */
void             portunus_send_job_set_handout (PortunusSendJob *self,
                                                PortunusHandout *handout);
PortunusHandout *portunus_send_job_get_handout (PortunusSendJob *self);

G_END_DECLS
