/* portunus-intake-private.h: what the two ends of an intake share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-intake.h"

G_BEGIN_DECLS

#define PORTUNUS_INTAKE_NO_FILE G_MAXUINT

typedef enum
{
  PORTUNUS_INTAKE_UNWANTED,
  PORTUNUS_INTAKE_WANTED,
  PORTUNUS_INTAKE_ENDED,        /* on its way to the worker */
  PORTUNUS_INTAKE_COMPLETE,
  PORTUNUS_INTAKE_FAILED,
} PortunusIntakeFate;

/* One step for the worker. */
typedef struct
{
  PortunusIntakeFate  fate;     /* WANTED: begin; ENDED: end; UNWANTED: a piece */
  guint               index;
  guint64             offset;
  guint64             size;
  PortunusEndStatus   status;
  GBytes             *piece;
} PortunusIntakeStep;

struct _PortunusIntake
{
  /* Owned */
  PortunusOffer      *offer;
  GByteArray         *fates;    /* PortunusIntakeFate of each entry */
  GHashTable         *have;     /* index -> guint64 */
  GHashTable         *errors;   /* index -> GError */
  GQueue              steps;

  PortunusIntakeFunc  watch;
  gpointer            watch_data;
  gsize               n_waiting;
  guint               n_left;
  guint               current;  /* the file that was begun */
  guint64             offset;   /* in it */
  guint64             size;
  gboolean            is_busy;  /* the worker has a step in its hands */
  gboolean            is_open;
  gboolean            is_closed;

  GMutex              lock;     /* guards all of it but the offer */
  GCond               cond;
};

void _portunus_intake_step_free (PortunusIntakeStep *step);
/* With the lock. */
void _portunus_intake_notify    (PortunusIntake     *self);

G_END_DECLS
