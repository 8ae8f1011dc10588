/* portunus-send-job-private.h: what the two ways of sending share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-accept-codec.h"
#include "portunus-send-job.h"
#include "portunus-sender.h"

G_BEGIN_DECLS

typedef enum
{
  PORTUNUS_SEND_JOB_NEW,
  PORTUNUS_SEND_JOB_OFFERED,
  PORTUNUS_SEND_JOB_SENDING,
} PortunusSendJobState;

struct _PortunusSendJob
{
  PortunusJob           parent_instance;

  /* Owned */
  PortunusSourceSet    *sources;
  PortunusAcceptReader *accept;
  PortunusSender       *sender;
  PortunusHandout      *handout;        /* instead of a sender */

  PortunusSendJobState  state;
  guint                 earlier_files;  /* what an earlier attempt brought, so that it is not wanted again */
  guint64               earlier_bytes;
  gint64                told_us;
};

/* From portunus-send-job-handout.c. */
void _portunus_send_job_hand_out (PortunusSendJob *self);

G_END_DECLS
