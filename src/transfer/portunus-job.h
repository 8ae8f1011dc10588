/* portunus-job.h: one attempt of a transfer with one open session
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-offer.h"
#include "portunus-session.h"
#include "portunus-throttle.h"
#include "portunus-transfer-error.h"
#include "portunus-transfer.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_JOB (portunus_job_get_type ())

/**
 * PortunusJob:
 *
 * What sending and receiving have in common: a conversation on the session, a worker for what blocks, and one way out.
 * Lives in the context it was made in. Signal `finished (GError *error)`: once, and the last, when the worker is gone;
 * %NULL when nothing is missing on the receiver's side. The transfer's final state is the caller's to set: a broken
 * connection may be tried again.
 */
G_DECLARE_DERIVABLE_TYPE (PortunusJob, portunus_job, PORTUNUS, JOB, GObject)

/**
 * PortunusJobClass:
 * @handle: a control message of the peer, of type @type; returns whether the type is known
 * @run: what the worker does; the only one that is not called in the job's context
 * @ran: the worker is gone, and the job did not end meanwhile
 */
struct _PortunusJobClass
{
  GObjectClass parent_class;

  gboolean (*handle) (PortunusJob   *self,
                      const char    *type,
                      JsonObject    *message);
  gboolean (*run)    (PortunusJob   *self,
                      GError       **error);
  void     (*ran)    (PortunusJob   *self,
                      const GError  *error);
};

/* Tells the peer; "finished" follows with G_IO_ERROR_CANCELLED. What arrived stays for another attempt. */
void              portunus_job_cancel        (PortunusJob            *self);

/* For implementations; but for the reports, in the job's context. */
void              portunus_job_set_up        (PortunusJob            *self,
                                              PortunusSession        *session,
                                              PortunusTransfer       *transfer);
/* From here on messages about anything else end the job. */
void              portunus_job_set_id        (PortunusJob            *self,
                                              const guint8            id[PORTUNUS_TRANSFER_ID_SIZE]);
void              portunus_job_set_offer     (PortunusJob            *self,
                                              PortunusOffer          *offer);
/* Before the worker starts. */
void              portunus_job_set_throttle  (PortunusJob            *self,
                                              PortunusThrottle       *throttle);
/* (nullable) */
PortunusThrottle *portunus_job_get_throttle  (PortunusJob            *self);
PortunusSession  *portunus_job_get_session   (PortunusJob            *self);
PortunusTransfer *portunus_job_get_transfer  (PortunusJob            *self);
/* (nullable) */
PortunusOffer    *portunus_job_get_offer     (PortunusJob            *self);
void              portunus_job_start_worker  (PortunusJob            *self,
                                              const char             *thread_name);
void              portunus_job_end           (PortunusJob            *self,
                                              const GError           *error);
void              portunus_job_end_with      (PortunusJob            *self,
                                              PortunusTransferError   code,
                                              const char             *message);
/* The same for what happens on our side: tells the peer. */
void              portunus_job_fail          (PortunusJob            *self,
                                              const GError           *error);
/* @index: the entry that it is about */
void              portunus_job_fail_over     (PortunusJob            *self,
                                              const GError           *error,
                                              guint                   index);
void              portunus_job_fail_with     (PortunusJob            *self,
                                              PortunusTransferError   code,
                                              const char             *message);
/* The other side has a part to say, and 30 seconds for it. */
void              portunus_job_expect_part   (PortunusJob            *self);
void              portunus_job_expect_nothing (PortunusJob           *self);
/* (transfer full): a control message of that type about this job's transfer. */
JsonObject       *portunus_job_new_message   (PortunusJob            *self,
                                              const char             *type);

/* Reports of the worker, which reach the transfer in the job's context. */
void              portunus_job_report_progress_on_worker (PortunusJob         *self,
                                                          guint                files_done,
                                                          guint64              done_bytes);
void              portunus_job_report_skipped_on_worker  (PortunusJob         *self,
                                                          guint64              n_bytes);
void              portunus_job_report_file_on_worker     (PortunusJob         *self,
                                                          guint                index,
                                                          PortunusFileStatus   status,
                                                          const char          *message);
void              portunus_job_report_place_on_worker    (PortunusJob         *self,
                                                          guint                index,
                                                          const char          *path);
/* Runs @func with @self and @data in the job's context. */
typedef void    (*PortunusJobFunc)                       (PortunusJob         *self,
                                                          gpointer             data);
void              portunus_job_post_on_worker            (PortunusJob         *self,
                                                          PortunusJobFunc      func,
                                                          gpointer             data,
                                                          GDestroyNotify       free_data);

G_END_DECLS
