/* portunus-engine-lane.c: the kinds of lanes that there are
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-engine-state-private.h"

#include <string.h>

#include "portunus-https-lane.h"
#include "portunus-relay-lane-factory.h"
#include "portunus-tcp-lane-factory.h"
#include "portunus-transfer-error.h"

#define RELAY "relay"
#define TCP   "tcp"

/**
 * portunus_engine_dup_lane_factories:
 * @self: an engine that was started
 * @kind: (nullable): the only kind to use
 * @error: return location for %PORTUNUS_TRANSFER_ERROR_NO_CONNECTION
 *
 * Gives the lanes that need no room; see portunus_engine_dup_room_lanes() for the others.
 *
 * Returns: (transfer full) (element-type PortunusLaneFactory): in order of preference, or %NULL if there is no such
 *   kind
 */
GPtrArray *
portunus_engine_dup_lane_factories (PortunusEngine  *self,
                                    const char      *kind,
                                    GError         **error)
{
  const char *rtc = portunus_lane_factory_get_kind (self->rtc);
  GPtrArray *factories;

  if (kind != NULL && strcmp (kind, rtc) != 0 && strcmp (kind, TCP) != 0 && strcmp (kind, RELAY) != 0
      && strcmp (kind, PORTUNUS_HTTPS_LANE_KIND) != 0)
    {
      g_set_error (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_NO_CONNECTION,
                   "There is no lane of the kind “%s” in this version; use “tcp”, “rtc”, “relay” or “https”", kind);
      return NULL;
    }
  factories = g_ptr_array_new_with_free_func (g_object_unref);
  if (kind == NULL || strcmp (kind, TCP) == 0)
    g_ptr_array_add (factories, portunus_tcp_lane_factory_new ());
  if (kind == NULL || strcmp (kind, rtc) == 0)
    g_ptr_array_add (factories, g_object_ref (self->rtc));
  return factories;
}

/**
 * portunus_engine_dup_room_lanes:
 * @self: an engine that was started
 * @factories: (element-type PortunusLaneFactory): what portunus_engine_dup_lane_factories() gave
 * @kind: (nullable): the only kind to use
 * @where: which server and room, and how we are in there; its tally does not count
 *
 * Returns: (transfer full) (element-type PortunusLaneFactory): all lanes of those who meet in that room, in order of
 *   preference
 */
GPtrArray *
portunus_engine_dup_room_lanes (PortunusEngine           *self,
                                GPtrArray                *factories,
                                const char               *kind,
                                const PortunusRelayWhere *where)
{
  PortunusRelayWhere counted = *where;
  GPtrArray *all = g_ptr_array_new_with_free_func (g_object_unref);

  counted.tally = self->connections;
  for (guint i = 0; i < factories->len; i++)
    g_ptr_array_add (all, g_object_ref (g_ptr_array_index (factories, i)));
  if (kind == NULL || strcmp (kind, RELAY) == 0)
    g_ptr_array_add (all, portunus_relay_lane_factory_new (&counted));
  return all;
}

/**
 * portunus_engine_get_lane_choice:
 * @self: an engine
 * @kind: (nullable): the only kind to use, which somebody chose for this one time
 *
 * Gives what a meeting asks for each session anew, so that a change counts from the next transfer on. The lanes of
 * browsers to our own host are none of its business: it is us whom they speak to.
 *
 * Returns: (transfer none) (nullable): settings for portunus_lane_choice_allows(); %NULL where @kind decides
 */
PortunusSettings *
portunus_engine_get_lane_choice (PortunusEngine *self,
                                 const char     *kind)
{
  return kind == NULL ? self->settings : NULL;
}
