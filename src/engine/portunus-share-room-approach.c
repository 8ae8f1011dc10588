/* portunus-share-room-approach.c: going to a device nearby in place of waiting for somebody
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-share-room-private.h"

static void
authenticated_cb (PortunusApproach  *approach,
                  PortunusSession   *session,
                  PortunusShareRoom *self)
{
  g_signal_emit_by_name (self, "authenticated", session);
}

static void
failed_cb (PortunusApproach  *approach,
           GError            *error,
           PortunusShareRoom *self)
{
  _portunus_share_room_fail (self, error);
}

void
_portunus_share_room_begin_approach (PortunusShareRoom *self)
{
  self->approach = portunus_approach_new (self->engine, self->target, self->lane_factories, self->lane);
  g_signal_connect_object (self->approach, "authenticated", G_CALLBACK (authenticated_cb), self, 0);
  g_signal_connect_object (self->approach, "failed", G_CALLBACK (failed_cb), self, 0);
  portunus_approach_start (self->approach);
}

void
_portunus_share_room_drop_approach (PortunusShareRoom *self)
{
  if (self->approach == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->approach, self);
  portunus_approach_stop (self->approach);
  g_clear_object (&self->approach);
}
