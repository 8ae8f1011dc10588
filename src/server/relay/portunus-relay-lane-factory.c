/* portunus-relay-lane-factory.c: makes lanes through the server of one room
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-relay-lane-factory.h"

#include "portunus-relay-lane.h"

struct _PortunusRelayLaneFactory
{
  GObject             parent_instance;

  /* Owned */
  PortunusLink       *link;
  PortunusAdmission  *admission;
  PortunusConnectionTally *tally;

  gboolean            accepts_any_certificate;
};

static void portunus_relay_lane_factory_iface_init (PortunusLaneFactoryInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PortunusRelayLaneFactory, portunus_relay_lane_factory, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (PORTUNUS_TYPE_LANE_FACTORY,
                                                      portunus_relay_lane_factory_iface_init))

static const char *
portunus_relay_lane_factory_get_kind (PortunusLaneFactory *factory)
{
  return "relay";
}

static gboolean
portunus_relay_lane_factory_is_detour (PortunusLaneFactory *factory)
{
  return TRUE;
}

static PortunusLane *
portunus_relay_lane_factory_create_lane (PortunusLaneFactory  *factory,
                                         gboolean              is_offerer,
                                         GError              **error)
{
  PortunusRelayLaneFactory *self = PORTUNUS_RELAY_LANE_FACTORY (factory);
  const PortunusRelayWhere where = {
    .link = self->link,
    .admission = self->admission,
    .accepts_any_certificate = self->accepts_any_certificate,
    .tally = self->tally,
  };

  return portunus_relay_lane_new (&where, is_offerer);
}

static void
portunus_relay_lane_factory_iface_init (PortunusLaneFactoryInterface *iface)
{
  iface->get_kind = portunus_relay_lane_factory_get_kind;
  iface->is_detour = portunus_relay_lane_factory_is_detour;
  iface->create_lane = portunus_relay_lane_factory_create_lane;
}

static void
portunus_relay_lane_factory_finalize (GObject *object)
{
  PortunusRelayLaneFactory *self = PORTUNUS_RELAY_LANE_FACTORY (object);

  portunus_link_free (self->link);
  portunus_admission_unref (self->admission);
  portunus_connection_tally_unref (self->tally);

  G_OBJECT_CLASS (portunus_relay_lane_factory_parent_class)->finalize (object);
}

static void
portunus_relay_lane_factory_class_init (PortunusRelayLaneFactoryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = portunus_relay_lane_factory_finalize;
}

static void
portunus_relay_lane_factory_init (PortunusRelayLaneFactory *self)
{
}

/**
 * portunus_relay_lane_factory_new:
 * @where: which server and room; copied
 *
 * Returns: (transfer full): a factory
 */
PortunusLaneFactory *
portunus_relay_lane_factory_new (const PortunusRelayWhere *where)
{
  PortunusRelayLaneFactory *self = g_object_new (PORTUNUS_TYPE_RELAY_LANE_FACTORY, NULL);

  self->link = portunus_link_copy (where->link);
  /* What is not here cannot be sent by mistake. */
  g_clear_pointer (&self->link->secret, g_bytes_unref);
  self->admission = portunus_admission_ref (where->admission);
  self->accepts_any_certificate = where->accepts_any_certificate;
  self->tally = portunus_connection_tally_ref (where->tally);
  return PORTUNUS_LANE_FACTORY (self);
}
