/* portunus-lane-factory.h: makes the lanes of one kind
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-lane.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_LANE_FACTORY (portunus_lane_factory_get_type ())

/**
 * PortunusLaneFactory:
 *
 * Makes lanes of one kind. Implemented above the transfer layer and handed down by the engine.
 */
G_DECLARE_INTERFACE (PortunusLaneFactory, portunus_lane_factory, PORTUNUS, LANE_FACTORY, GObject)

struct _PortunusLaneFactoryInterface
{
  GTypeInterface parent_iface;

  const char   *(*get_kind)          (PortunusLaneFactory  *self);
  /* (nullable) */
  guint         (*get_head_start_ms) (PortunusLaneFactory  *self);
  /* (nullable) */
  gboolean      (*is_detour)         (PortunusLaneFactory  *self);
  PortunusLane *(*create_lane)       (PortunusLaneFactory  *self,
                                      gboolean              is_offerer,
                                      GError              **error);
};

const char   *portunus_lane_factory_get_kind          (PortunusLaneFactory  *self);
guint         portunus_lane_factory_get_head_start_ms (PortunusLaneFactory  *self);
gboolean      portunus_lane_factory_is_detour         (PortunusLaneFactory  *self);
PortunusLane *portunus_lane_factory_create_lane       (PortunusLaneFactory  *self,
                                                       gboolean              is_offerer,
                                                       GError              **error);

G_END_DECLS
