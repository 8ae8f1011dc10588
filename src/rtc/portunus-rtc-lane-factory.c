/* portunus-rtc-lane-factory.c: makes lanes over WebRTC
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-rtc-lane-factory.h"

#include "portunus-rtc-flow.h"
#include "portunus-rtc-lane-private.h"
#include "portunus-rtc-plugins.h"

#define WAIT_STEP_MS 10

struct _PortunusRtcLaneFactory
{
  GObject             parent_instance;

  /* Owned */
  PortunusRtcReaper  *reaper;

  PortunusRtcOptions  options;
};

static void portunus_rtc_lane_factory_iface_init (PortunusLaneFactoryInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PortunusRtcLaneFactory, portunus_rtc_lane_factory, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (PORTUNUS_TYPE_LANE_FACTORY,
                                                      portunus_rtc_lane_factory_iface_init))

static const char *
portunus_rtc_lane_factory_get_kind (PortunusLaneFactory *factory)
{
  return "rtc";
}

static PortunusLane *
portunus_rtc_lane_factory_create_lane (PortunusLaneFactory  *factory,
                                       gboolean              is_offerer,
                                       GError              **error)
{
  PortunusRtcLaneFactory *self = PORTUNUS_RTC_LANE_FACTORY (factory);

  if (!portunus_rtc_plugins_check (error))
    return NULL;
  return _portunus_rtc_lane_new (&self->options, self->reaper, is_offerer);
}

static void
portunus_rtc_lane_factory_finalize (GObject *object)
{
  PortunusRtcLaneFactory *self = PORTUNUS_RTC_LANE_FACTORY (object);

  portunus_rtc_options_clear (&self->options);
  g_clear_pointer (&self->reaper, portunus_rtc_reaper_unref);

  G_OBJECT_CLASS (portunus_rtc_lane_factory_parent_class)->finalize (object);
}

static void
portunus_rtc_lane_factory_iface_init (PortunusLaneFactoryInterface *iface)
{
  iface->get_kind = portunus_rtc_lane_factory_get_kind;
  iface->create_lane = portunus_rtc_lane_factory_create_lane;
}

static void
portunus_rtc_lane_factory_class_init (PortunusRtcLaneFactoryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = portunus_rtc_lane_factory_finalize;
}

static void
portunus_rtc_lane_factory_init (PortunusRtcLaneFactory *self)
{
  self->reaper = portunus_rtc_reaper_new ();
  portunus_rtc_options_init (&self->options);
}

/**
 * portunus_rtc_lane_factory_new:
 *
 * Returns: (transfer full): a factory whose lanes use two connections and no servers
 */
PortunusLaneFactory *
portunus_rtc_lane_factory_new (void)
{
  return g_object_new (PORTUNUS_TYPE_RTC_LANE_FACTORY, NULL);
}

/**
 * portunus_rtc_lane_factory_set_stun_servers:
 * @self: a factory
 * @servers: (nullable) (array zero-terminated=1): "stun://host:port"; the first one is asked
 *
 * For lanes made from now on.
 */
void
portunus_rtc_lane_factory_set_stun_servers (PortunusRtcLaneFactory *self,
                                            const char * const     *servers)
{
  g_return_if_fail (PORTUNUS_IS_RTC_LANE_FACTORY (self));

  g_strfreev (self->options.stun_servers);
  self->options.stun_servers = g_strdupv ((char **) servers);
}

/**
 * portunus_rtc_lane_factory_set_turn_servers:
 * @self: a factory
 * @servers: (nullable) (array zero-terminated=1): "turn://user:password@host:port?transport=udp" (or tcp), user and
 *   password %-escaped
 *
 * For lanes made from now on.
 */
void
portunus_rtc_lane_factory_set_turn_servers (PortunusRtcLaneFactory *self,
                                            const char * const     *servers)
{
  g_return_if_fail (PORTUNUS_IS_RTC_LANE_FACTORY (self));

  g_strfreev (self->options.turn_servers);
  self->options.turn_servers = g_strdupv ((char **) servers);
}

/**
 * portunus_rtc_lane_factory_set_n_connections:
 * @self: a factory
 * @n_connections: how many peer connections a lane stripes over, 1 to %PORTUNUS_RTC_MAX_ASSOCIATIONS
 *
 * For lanes made from now on. The peer may take fewer.
 */
void
portunus_rtc_lane_factory_set_n_connections (PortunusRtcLaneFactory *self,
                                             guint                   n_connections)
{
  g_return_if_fail (PORTUNUS_IS_RTC_LANE_FACTORY (self));
  g_return_if_fail (n_connections >= 1 && n_connections <= PORTUNUS_RTC_MAX_ASSOCIATIONS);

  self->options.n_connections = n_connections;
}

/**
 * portunus_rtc_lane_factory_wait_idle:
 * @self: a factory
 * @timeout_ms: how long to wait, in milliseconds
 *
 * Waits until all lanes are gone and their connections down. A program does this before it exits, since what was sent
 * last is still on its way, and since threads of GStreamer that outlive main() can crash in what exit() takes apart.
 * Runs the thread-default context meanwhile: a lane says goodbye there.
 *
 * Returns: whether they are down
 */
gboolean
portunus_rtc_lane_factory_wait_idle (PortunusRtcLaneFactory *self,
                                     guint                   timeout_ms)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();
  gint64 end_us = g_get_monotonic_time () + timeout_ms * G_TIME_SPAN_MILLISECOND;
  gboolean is_idle;

  g_return_val_if_fail (PORTUNUS_IS_RTC_LANE_FACTORY (self), FALSE);

  do
    {
      while (g_main_context_iteration (context, FALSE))
        continue;
      is_idle = portunus_rtc_reaper_wait (self->reaper, WAIT_STEP_MS);
    }
  while (!is_idle && g_get_monotonic_time () < end_us);
  return is_idle;
}
