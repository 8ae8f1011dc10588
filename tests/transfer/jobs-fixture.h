/* jobs-fixture.h: whole transfers between two folders over lanes in memory
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "party.h"
#include "portunus-receive-job.h"
#include "portunus-send-job.h"

G_BEGIN_DECLS

/* Lives through several attempts: folders, journal, both devices. */
typedef struct
{
  char              *base;
  char              *from;
  char              *to;
  char              *journal;
  PortunusIdentity  *sender;
  PortunusIdentity  *receiver;
  PortunusTestWire  *wire;
  PortunusSourceSet *sources;
  guint8             id[PORTUNUS_TRANSFER_ID_SIZE];
} Jobs;

typedef void (*JobsTestFunc) (Jobs          *jobs,
                              gconstpointer  data);

typedef struct _Attempt Attempt;
typedef void (*AttemptFunc) (Attempt *attempt);

/* One attempt, and what came of it. */
struct _Attempt
{
  Jobs                   *jobs;

  /* Set by the test before attempt_run(). */
  PortunusConflictPolicy  policy;
  GByteArray             *wanted;
  gboolean                declines;
  guint64                 max_bytes;    /* that the receiver takes; 0 for any */
  AttemptFunc             on_offer;
  gpointer                user_data;
  PortunusTransfer       *earlier[2];   /* borrowed: sender's and receiver's of the attempt before, NULL for new ones */

  PortunusTestRoom       *room;
  Party                  *host;
  Party                  *guest;
  PortunusSession        *send_session;
  PortunusSession        *receive_session;
  PortunusTransfer       *outgoing;
  PortunusTransfer       *incoming;
  PortunusSendJob        *send_job;
  PortunusReceiveJob     *receive_job;
  PortunusOffer          *offer;

  GString                *send_events;
  GString                *receive_events;
  char                   *text;
  gboolean                send_finished;
  gboolean                receive_finished;
  GError                 *send_error;
  GError                 *receive_error;
};

void   jobs_setup            (Jobs                   *self,
                              gconstpointer           data);
void   jobs_teardown         (Jobs                   *self,
                              gconstpointer           data);
/* A case that has two devices and two folders. */
void   jobs_add              (const char             *path,
                              gconstpointer           data,
                              JobsTestFunc            func);
/* A file below the source folder, of bytes that depend on @seed. */
char  *jobs_make_file        (Jobs                   *self,
                              const char             *name,
                              gsize                   size,
                              guint                   seed);
void   jobs_make_text_file   (const char             *folder,
                              const char             *name,
                              const char             *content);
/* Lists what is to be sent; @names is a space-separated list of names in the source folder, NULL for none. */
void   jobs_list             (Jobs                   *self,
                              const char             *names,
                              const char             *text);
/* The next attempts are about another transfer. */
void   jobs_renew_id         (Jobs                   *self);
/* That the two paths, relative to the two folders, are alike in content, time and mode. */
void   jobs_assert_same      (Jobs                   *self,
                              const char             *from,
                              const char             *to);
void   jobs_assert_content   (Jobs                   *self,
                              const char             *to,
                              const char             *content);
/* What is in the destination, sorted, separated by spaces; hidden names too. */
char  *jobs_dup_listing      (Jobs                   *self);
void   jobs_assert_listing   (Jobs                   *self,
                              const char             *expected);

/* Opens sessions. */
void   attempt_begin         (Attempt                *self,
                              Jobs                   *jobs);
/* Starts both jobs on them and runs until both are finished. */
void   attempt_run           (Attempt                *self);
void   attempt_start_sending (Attempt                *self);
void   attempt_start_receiving (Attempt              *self);
void   attempt_wait          (Attempt                *self);
void   attempt_clear         (Attempt                *self);
/* All in one, expecting success. Gives the bytes of data that crossed. */
guint64 jobs_transfer        (Jobs                   *jobs,
                              PortunusConflictPolicy  policy);
/* All in one, expecting a cut after so many frames. */
void   jobs_transfer_until   (Jobs                   *jobs,
                              PortunusConflictPolicy  policy,
                              guint                   n_frames);

G_END_DECLS
