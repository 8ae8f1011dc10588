/* portunus-test-lane-factory.c: makes lanes in memory that negotiate
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-test-lane-private.h"

#include "portunus-transfer-error.h"

struct _PortunusTestLaneFactory
{
  GObject           parent_instance;

  /* Owned */
  PortunusTestWire *wire;

  gboolean          is_detour;
  gboolean          is_shut;
};

static void factory_iface_init (PortunusLaneFactoryInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PortunusTestLaneFactory, portunus_test_lane_factory, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (PORTUNUS_TYPE_LANE_FACTORY, factory_iface_init))

static const char *
factory_get_kind (PortunusLaneFactory *factory)
{
  return PORTUNUS_TEST_LANE_FACTORY (factory)->is_detour ? "detour" : "memory";
}

static gboolean
factory_is_detour (PortunusLaneFactory *factory)
{
  return PORTUNUS_TEST_LANE_FACTORY (factory)->is_detour;
}

static PortunusLane *
factory_create_lane (PortunusLaneFactory  *factory,
                     gboolean              is_offerer,
                     GError              **error)
{
  PortunusTestLaneFactory *self = PORTUNUS_TEST_LANE_FACTORY (factory);
  PortunusLane *lane;

  if (self->is_shut)
    {
      g_set_error_literal (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_MISSING_PLUGIN, "There is none yet");
      return NULL;
    }
  lane = _portunus_test_lane_create (self->wire, is_offerer, TRUE);
  PORTUNUS_TEST_LANE (lane)->kind = factory_get_kind (factory);
  return lane;
}

static void
factory_iface_init (PortunusLaneFactoryInterface *iface)
{
  iface->get_kind = factory_get_kind;
  iface->is_detour = factory_is_detour;
  iface->create_lane = factory_create_lane;
}

static void
portunus_test_lane_factory_finalize (GObject *object)
{
  portunus_test_wire_unref (PORTUNUS_TEST_LANE_FACTORY (object)->wire);

  G_OBJECT_CLASS (portunus_test_lane_factory_parent_class)->finalize (object);
}

static void
portunus_test_lane_factory_class_init (PortunusTestLaneFactoryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = portunus_test_lane_factory_finalize;
}

static void
portunus_test_lane_factory_init (PortunusTestLaneFactory *self)
{
}

PortunusLaneFactory *
portunus_test_lane_factory_new (PortunusTestWire *wire)
{
  PortunusTestLaneFactory *self = g_object_new (PORTUNUS_TYPE_TEST_LANE_FACTORY, NULL);

  self->wire = portunus_test_wire_ref (wire);
  return PORTUNUS_LANE_FACTORY (self);
}

PortunusLaneFactory *
portunus_test_lane_factory_new_detour (PortunusTestWire *wire)
{
  PortunusLaneFactory *self = portunus_test_lane_factory_new (wire);

  PORTUNUS_TEST_LANE_FACTORY (self)->is_detour = TRUE;
  return self;
}

void
portunus_test_lane_factory_shut (PortunusLaneFactory *self,
                                 gboolean             is_shut)
{
  PORTUNUS_TEST_LANE_FACTORY (self)->is_shut = is_shut;
}
