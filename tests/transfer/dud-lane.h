/* dud-lane.h: a kind of lane that comes to nothing
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-lane-factory.h"
#include "portunus-transfer-error.h"

G_BEGIN_DECLS

/**
 * DudPlan:
 * @cannot_be_made: the factory has no lane to give
 * @fails_with: (nullable): how a lane ends as soon as it was started or heard of
 * @head_start_ms: before the next kind is tried beside it; 0 for what is usual
 * @n_made: (out): lanes that were made
 * @n_living: (out): lanes that are still there
 * @n_closed: (out): lanes that were told to close
 *
 * What becomes of the lanes of one side. Without a failure they are waited for in vain.
 */
typedef struct
{
  gboolean      cannot_be_made;
  const GError *fails_with;
  guint         head_start_ms;
  guint         n_made;
  guint         n_living;
  guint         n_closed;
} DudPlan;

/* Of the kind "dud". @plan outlives it and its lanes. */
PortunusLaneFactory *dud_lane_factory_new (DudPlan *plan);

G_END_DECLS
