/* portunus-tcp-lane-factory.c: makes lanes straight over TCP
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-tcp-lane-factory.h"

#include "portunus-tcp-lane.h"

/* Where there is a way by TCP it is found within this time; where there is none, nobody should wait for it. */
#define HEAD_START_MS 400

struct _PortunusTcpLaneFactory
{
  GObject parent_instance;
};

static void portunus_tcp_lane_factory_iface_init (PortunusLaneFactoryInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PortunusTcpLaneFactory, portunus_tcp_lane_factory, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (PORTUNUS_TYPE_LANE_FACTORY,
                                                      portunus_tcp_lane_factory_iface_init))

static const char *
portunus_tcp_lane_factory_get_kind (PortunusLaneFactory *factory)
{
  return "tcp";
}

static guint
portunus_tcp_lane_factory_get_head_start_ms (PortunusLaneFactory *factory)
{
  return HEAD_START_MS;
}

static PortunusLane *
portunus_tcp_lane_factory_create_lane (PortunusLaneFactory  *factory,
                                       gboolean              is_offerer,
                                       GError              **error)
{
  return portunus_tcp_lane_new (is_offerer);
}

static void
portunus_tcp_lane_factory_iface_init (PortunusLaneFactoryInterface *iface)
{
  iface->get_kind = portunus_tcp_lane_factory_get_kind;
  iface->get_head_start_ms = portunus_tcp_lane_factory_get_head_start_ms;
  iface->create_lane = portunus_tcp_lane_factory_create_lane;
}

static void
portunus_tcp_lane_factory_class_init (PortunusTcpLaneFactoryClass *klass)
{
}

static void
portunus_tcp_lane_factory_init (PortunusTcpLaneFactory *self)
{
}

/**
 * portunus_tcp_lane_factory_new:
 *
 * Returns: (transfer full): a factory
 */
PortunusLaneFactory *
portunus_tcp_lane_factory_new (void)
{
  return g_object_new (PORTUNUS_TYPE_TCP_LANE_FACTORY, NULL);
}
