/* portunus-lane-factory.c: makes the lanes of one kind
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-lane-factory.h"

G_DEFINE_INTERFACE (PortunusLaneFactory, portunus_lane_factory, G_TYPE_OBJECT)

static void
portunus_lane_factory_default_init (PortunusLaneFactoryInterface *iface)
{
}

/**
 * portunus_lane_factory_get_kind:
 * @self: a lane factory
 *
 * Returns: the kind of its lanes, as portunus_lane_get_kind()
 */
const char *
portunus_lane_factory_get_kind (PortunusLaneFactory *self)
{
  g_return_val_if_fail (PORTUNUS_IS_LANE_FACTORY (self), NULL);

  return PORTUNUS_LANE_FACTORY_GET_IFACE (self)->get_kind (self);
}

/**
 * portunus_lane_factory_get_head_start_ms:
 * @self: a lane factory
 *
 * Returns: how long its lanes may take before the next kind is tried beside them, in milliseconds; 0 for what is usual
 */
guint
portunus_lane_factory_get_head_start_ms (PortunusLaneFactory *self)
{
  PortunusLaneFactoryInterface *iface;

  g_return_val_if_fail (PORTUNUS_IS_LANE_FACTORY (self), 0);

  iface = PORTUNUS_LANE_FACTORY_GET_IFACE (self);
  return iface->get_head_start_ms != NULL ? iface->get_head_start_ms (self) : 0;
}

/**
 * portunus_lane_factory_is_detour:
 * @self: a lane factory
 *
 * Returns: whether any other kind of lane is worth moving to from one of these
 */
gboolean
portunus_lane_factory_is_detour (PortunusLaneFactory *self)
{
  PortunusLaneFactoryInterface *iface;

  g_return_val_if_fail (PORTUNUS_IS_LANE_FACTORY (self), FALSE);

  iface = PORTUNUS_LANE_FACTORY_GET_IFACE (self);
  return iface->is_detour != NULL && iface->is_detour (self);
}

/**
 * portunus_lane_factory_create_lane:
 * @self: a lane factory
 * @is_offerer: whether we speak first; exactly one of the two sides does
 * @error: return location for a #PortunusTransferError
 *
 * Returns: (transfer full): a lane that belongs to the caller's thread-default context and is not started yet, or %NULL
 *   with %PORTUNUS_TRANSFER_ERROR_MISSING_PLUGIN
 */
PortunusLane *
portunus_lane_factory_create_lane (PortunusLaneFactory  *self,
                                   gboolean              is_offerer,
                                   GError              **error)
{
  g_return_val_if_fail (PORTUNUS_IS_LANE_FACTORY (self), NULL);

  return PORTUNUS_LANE_FACTORY_GET_IFACE (self)->create_lane (self, is_offerer, error);
}
