/* portunus-rtc-pair.h: two lanes that negotiate with each other in one process
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-rtc-lane-private.h"

G_BEGIN_DECLS

/* May change what one lane tells the other; returns FALSE to lose it. */
typedef gboolean (*PortunusRtcPairFilter) (JsonObject *message,
                                           gboolean    is_from_offerer);

typedef struct
{
  PortunusLane *lane;
  GPtrArray    *controls;
  GError       *error;
  guint         n_opened;
  guint         n_closed;
} PortunusRtcPairSide;

typedef struct
{
  PortunusRtcReaper     *reaper;
  PortunusRtcOptions     options;
  PortunusRtcPairFilter  filter;
  PortunusRtcPairSide    sides[2];
} PortunusRtcPair;

void portunus_rtc_pair_init              (PortunusRtcPair          *self,
                                          guint                     n_offered,
                                          guint                     n_taken);
void portunus_rtc_pair_init_with_options (PortunusRtcPair          *self,
                                          const PortunusRtcOptions *options,
                                          guint                     n_offered,
                                          guint                     n_taken);
void portunus_rtc_pair_start             (PortunusRtcPair          *self);
void portunus_rtc_pair_open              (PortunusRtcPair          *self);
/* Lets go of a lane as an owner would that forgot to close it; it counts as closed. */
void portunus_rtc_pair_drop              (PortunusRtcPair          *self,
                                          guint                     side);
void portunus_rtc_pair_wait_closed       (PortunusRtcPair          *self);
void portunus_rtc_pair_clear             (PortunusRtcPair          *self);

G_END_DECLS
