/* portunus-way-list.h: the ways to a peer that both sides know
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-lane-factory.h"

G_BEGIN_DECLS

/**
 * PortunusWay:
 * @lane: (nullable): what is tried or carries
 * @factory: who makes the lane; borrowed
 * @is_over: whether it was tried and given up, or went to somebody else
 *
 * A way of one kind. Neither a lane nor over: it was not tried yet.
 */
typedef struct
{
  PortunusLane        *lane;
  PortunusLaneFactory *factory;
  gboolean             is_over;
} PortunusWay;

/**
 * PortunusWayList:
 *
 * Belongs to the thread of its session. %NULL, before the peer said what it knows, is an empty one.
 */
typedef struct _PortunusWayList PortunusWayList;

PortunusWayList *portunus_way_list_new          (GPtrArray       *factories,
                                                 JsonArray       *kinds);
void             portunus_way_list_free         (PortunusWayList *self);
guint            portunus_way_list_get_length   (PortunusWayList *self);
PortunusWay     *portunus_way_list_get          (PortunusWayList *self,
                                                 guint            index);
PortunusWay     *portunus_way_list_find_kind    (PortunusWayList *self,
                                                 const char      *kind);
PortunusWay     *portunus_way_list_find_lane    (PortunusWayList *self,
                                                 PortunusLane    *lane);
PortunusWay     *portunus_way_list_find_untried (PortunusWayList *self);
gboolean         portunus_way_list_has_hope     (PortunusWayList *self);
gboolean         portunus_way_list_has_begun    (PortunusWayList *self);
/* (transfer container) (element-type PortunusLaneFactory) */
GPtrArray       *portunus_way_list_list_better  (PortunusWayList *self);

G_END_DECLS
