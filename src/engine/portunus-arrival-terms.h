/* portunus-arrival-terms.h: where what a device sends goes, and what of it was accepted
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-receive-job.h"

G_BEGIN_DECLS

/**
 * PortunusArrivalTerms:
 *
 * They outlive the connection that an offer came over, and hold for that offer alone.
 */
typedef struct _PortunusArrivalTerms PortunusArrivalTerms;

PortunusArrivalTerms *portunus_arrival_terms_new              (const PortunusDestination *destination);
void                  portunus_arrival_terms_free             (PortunusArrivalTerms      *self);
void                  portunus_arrival_terms_set_directory    (PortunusArrivalTerms      *self,
                                                               const char                *directory);
/* The folder of a rule of the device book. */
void                  portunus_arrival_terms_set_ruled_directory (PortunusArrivalTerms   *self,
                                                               const char                *directory);
const char           *portunus_arrival_terms_get_directory    (PortunusArrivalTerms      *self);
/* (nullable): NULL where no rule named one. */
const char           *portunus_arrival_terms_get_ruled_directory (PortunusArrivalTerms   *self);
void                  portunus_arrival_terms_set_policy       (PortunusArrivalTerms      *self,
                                                               PortunusConflictPolicy     policy);
void                  portunus_arrival_terms_set_max_bytes    (PortunusArrivalTerms      *self,
                                                               guint64                    max_bytes);
void                  portunus_arrival_terms_accept           (PortunusArrivalTerms      *self,
                                                               GByteArray                *wanted);
void                  portunus_arrival_terms_set_ruled        (PortunusArrivalTerms      *self);
void                  portunus_arrival_terms_withdraw         (PortunusArrivalTerms      *self);
void                  portunus_arrival_terms_take_over        (PortunusArrivalTerms      *self,
                                                               PortunusArrivalTerms      *from);
void                  portunus_arrival_terms_receive          (PortunusArrivalTerms      *self,
                                                               PortunusReceiveJob        *job);
gboolean              portunus_arrival_terms_is_accepted      (PortunusArrivalTerms      *self);

G_END_DECLS
