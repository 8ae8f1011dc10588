/* portunus-job-private.h: what the parts of a job share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-job.h"

G_BEGIN_DECLS

typedef enum
{
  PORTUNUS_JOB_RUNNING,
  PORTUNUS_JOB_ENDING,
  PORTUNUS_JOB_FINISHED,
} PortunusJobStage;

typedef struct
{
  /* Owned */
  PortunusSession  *session;
  PortunusTransfer *transfer;
  PortunusOffer    *offer;
  GThread          *worker;
  GMainContext     *context;
  GError           *error;

  PortunusJobStage  stage;
} PortunusJobPrivate;

PortunusJobPrivate *_portunus_job_get_private (PortunusJob *self);
void                _portunus_job_finish      (PortunusJob *self);

G_END_DECLS
