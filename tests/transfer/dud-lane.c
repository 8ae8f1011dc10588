/* dud-lane.c: a kind of lane that comes to nothing
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "dud-lane.h"

#include "portunus-context.h"

#define DUD_TYPE_LANE (dud_lane_get_type ())
G_DECLARE_FINAL_TYPE (DudLane, dud_lane, DUD, LANE, PortunusLane)

#define DUD_TYPE_LANE_FACTORY (dud_lane_factory_get_type ())
G_DECLARE_FINAL_TYPE (DudLaneFactory, dud_lane_factory, DUD, LANE_FACTORY, GObject)

struct _DudLane
{
  PortunusLane  parent_instance;

  DudPlan      *plan;
  gboolean      is_offerer;
  gboolean      is_over;
};

struct _DudLaneFactory
{
  GObject  parent_instance;

  DudPlan *plan;
};

static void factory_iface_init (PortunusLaneFactoryInterface *iface);

G_DEFINE_FINAL_TYPE (DudLane, dud_lane, PORTUNUS_TYPE_LANE)
G_DEFINE_FINAL_TYPE_WITH_CODE (DudLaneFactory, dud_lane_factory, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (PORTUNUS_TYPE_LANE_FACTORY, factory_iface_init))

static const char *
get_kind (PortunusLane *lane)
{
  return "dud";
}

static void
begin (gpointer data)
{
  DudLane *self = data;
  g_autoptr (JsonObject) message = json_object_new ();

  if (self->is_over)
    return;
  json_object_set_string_member (message, "t", "dud");
  if (self->is_offerer)
    portunus_lane_emit_negotiation (PORTUNUS_LANE (self), message);
  if (!self->is_over && self->plan->fails_with != NULL)
    {
      self->is_over = TRUE;
      portunus_lane_emit_closed (PORTUNUS_LANE (self), self->plan->fails_with);
    }
}

static void
start (PortunusLane *lane)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();

  portunus_context_post (context, begin, g_object_ref (lane), g_object_unref);
}

static void
negotiate (PortunusLane *lane,
           JsonObject   *message)
{
}

static void
close_lane (PortunusLane *lane)
{
  DudLane *self = DUD_LANE (lane);

  self->plan->n_closed += !self->is_over;
  self->is_over = TRUE;
}

static void
dud_lane_finalize (GObject *object)
{
  DUD_LANE (object)->plan->n_living--;
  G_OBJECT_CLASS (dud_lane_parent_class)->finalize (object);
}

static void
dud_lane_class_init (DudLaneClass *klass)
{
  PortunusLaneClass *lane_class = PORTUNUS_LANE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = dud_lane_finalize;
  lane_class->get_kind = get_kind;
  lane_class->start = start;
  lane_class->negotiate = negotiate;
  lane_class->close = close_lane;
}

static void
dud_lane_init (DudLane *self)
{
}

static const char *
factory_get_kind (PortunusLaneFactory *factory)
{
  return "dud";
}

static guint
factory_get_head_start_ms (PortunusLaneFactory *factory)
{
  return DUD_LANE_FACTORY (factory)->plan->head_start_ms;
}

static PortunusLane *
factory_create_lane (PortunusLaneFactory  *factory,
                     gboolean              is_offerer,
                     GError              **error)
{
  DudPlan *plan = DUD_LANE_FACTORY (factory)->plan;
  DudLane *lane;

  if (plan->cannot_be_made)
    {
      g_set_error_literal (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_MISSING_PLUGIN, "There is none");
      return NULL;
    }
  lane = g_object_new (DUD_TYPE_LANE, NULL);
  lane->plan = plan;
  lane->is_offerer = is_offerer;
  plan->n_made++;
  plan->n_living++;
  return PORTUNUS_LANE (lane);
}

static void
factory_iface_init (PortunusLaneFactoryInterface *iface)
{
  iface->get_kind = factory_get_kind;
  iface->get_head_start_ms = factory_get_head_start_ms;
  iface->create_lane = factory_create_lane;
}

static void
dud_lane_factory_class_init (DudLaneFactoryClass *klass)
{
}

static void
dud_lane_factory_init (DudLaneFactory *self)
{
}

PortunusLaneFactory *
dud_lane_factory_new (DudPlan *plan)
{
  DudLaneFactory *self = g_object_new (DUD_TYPE_LANE_FACTORY, NULL);

  self->plan = plan;
  return PORTUNUS_LANE_FACTORY (self);
}
