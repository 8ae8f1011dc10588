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
  GSource          *patience;

  PortunusThrottle *throttle;      /* of the direction in which the files go */

  GMutex            pause_mutex;   /* guards @is_paused and @is_over */
  GCond             pause_over;
  gboolean          is_paused;
  gboolean          is_over;       /* nothing is worth waiting for any more */

  PortunusJobStage  stage;
  guint             patience_ms;
  gboolean          has_id;
  guint8            id[PORTUNUS_TRANSFER_ID_SIZE];
} PortunusJobPrivate;

PortunusJobPrivate *_portunus_job_get_private  (PortunusJob *self);
void                _portunus_job_finish       (PortunusJob *self);
/* From portunus-job-pause.c. */
void                _portunus_job_init_pause   (PortunusJob *self);
void                _portunus_job_clear_pause  (PortunusJob *self);
void                _portunus_job_follow_pause (PortunusJob *self);
/* Holds the worker while the transfer is paused and the job is not over. */
void                _portunus_job_pause_on_worker (PortunusJob *self);
/* Holds the worker for as long as the speed that was set wants it, after so many bytes. */
void                _portunus_job_pace_on_worker (PortunusJob *self,
                                                  gsize        n_bytes);
/* How long the other side may take for each part of what it has to say; for tests. */
void                _portunus_job_set_patience (PortunusJob *self,
                                                guint        patience_ms);

G_END_DECLS
