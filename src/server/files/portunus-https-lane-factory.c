/* portunus-https-lane-factory.c: makes lanes between browsers and their host
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-https-lane-factory.h"

#include "portunus-https-lane.h"

struct _PortunusHttpsLaneFactory
{
  GObject          parent_instance;

  /* Owned */
  PortunusTickets *tickets;
};

static void portunus_https_lane_factory_interface_init (PortunusLaneFactoryInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PortunusHttpsLaneFactory, portunus_https_lane_factory, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (PORTUNUS_TYPE_LANE_FACTORY,
                                                      portunus_https_lane_factory_interface_init))

static const char *
get_kind (PortunusLaneFactory *factory)
{
  return PORTUNUS_HTTPS_LANE_KIND;
}

static PortunusLane *
create_lane (PortunusLaneFactory  *factory,
             gboolean              is_offerer,
             GError              **error)
{
  return PORTUNUS_LANE (portunus_https_lane_new (PORTUNUS_HTTPS_LANE_FACTORY (factory)->tickets, is_offerer));
}

static void
portunus_https_lane_factory_interface_init (PortunusLaneFactoryInterface *iface)
{
  iface->get_kind = get_kind;
  iface->create_lane = create_lane;
}

static void
portunus_https_lane_factory_finalize (GObject *object)
{
  portunus_tickets_unref (PORTUNUS_HTTPS_LANE_FACTORY (object)->tickets);

  G_OBJECT_CLASS (portunus_https_lane_factory_parent_class)->finalize (object);
}

static void
portunus_https_lane_factory_class_init (PortunusHttpsLaneFactoryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = portunus_https_lane_factory_finalize;
}

static void
portunus_https_lane_factory_init (PortunusHttpsLaneFactory *self)
{
}

/**
 * portunus_https_lane_factory_new:
 * @tickets: those of our server
 *
 * Returns: (transfer full): a factory
 */
PortunusLaneFactory *
portunus_https_lane_factory_new (PortunusTickets *tickets)
{
  PortunusHttpsLaneFactory *self = g_object_new (PORTUNUS_TYPE_HTTPS_LANE_FACTORY, NULL);

  self->tickets = portunus_tickets_ref (tickets);
  return PORTUNUS_LANE_FACTORY (self);
}
