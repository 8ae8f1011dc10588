/* portunus-arrival-list.h: everything that others send into one room, and how much of it there may be
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-arrival.h"

G_BEGIN_DECLS

/**
 * PortunusArrivalList:
 *
 * Anybody may come and go at will, so what is kept of those to whom nobody said yes has a limit. Used in the engine's
 * context only.
 */
typedef struct _PortunusArrivalList PortunusArrivalList;

PortunusArrivalList *portunus_arrival_list_new         (void);
void                 portunus_arrival_list_free        (PortunusArrivalList *self);
/* @arrival: (transfer full) */
void                 portunus_arrival_list_add         (PortunusArrivalList *self,
                                                        PortunusArrival     *arrival);
/* (transfer full) (element-type PortunusArrival) */
GPtrArray           *portunus_arrival_list_dup_all     (PortunusArrivalList *self);
gboolean             portunus_arrival_list_is_busy     (PortunusArrivalList *self);
/* (transfer none) (nullable): one of @device whose connection was lost. */
PortunusArrival     *portunus_arrival_list_find_idle   (PortunusArrivalList *self,
                                                        const char          *device);
/* (transfer none) (nullable): another one of the same device that was offered the same as @heir. */
PortunusArrival     *portunus_arrival_list_find_before (PortunusArrivalList *self,
                                                        PortunusArrival     *heir,
                                                        PortunusOffer       *offer);
gboolean             portunus_arrival_list_is_full_of_strangers (PortunusArrivalList *self,
                                                                 const char          *device);
void                 portunus_arrival_list_forget_ended (PortunusArrivalList *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusArrivalList, portunus_arrival_list_free)

G_END_DECLS
