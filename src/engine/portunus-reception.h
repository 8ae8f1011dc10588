/* portunus-reception.h: a room of our own in which others send us something
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-arrival.h"
#include "portunus-engine.h"
#include "portunus-share-room.h"

G_BEGIN_DECLS

/**
 * PortunusReceptionOptions:
 * @directory: (type filename): where files go
 * @policy: what to do where a file exists
 * @server: (nullable): URL of a portunusd to make the room on instead of hosting it; browsers then come as other peers
 *   do
 * @with_code: whether to make a short code
 * @rules: who may come into the room
 * @rules: who may come into the room; nobody is asked
 * @is_nearby: whether everybody may come, without a secret; of those who are not verified only few at once may have an
 *   offer that waits
 * @is_once: whether to end after the first that was received
 * @lane: (nullable): the only kind of lane to use
 */
typedef struct
{
  const char             *directory;
  PortunusConflictPolicy  policy;
  const char             *server;
  gboolean                with_code;
  PortunusRoomRules       rules;
  gboolean                is_nearby;
  gboolean                is_once;
  const char             *lane;
} PortunusReceptionOptions;

#define PORTUNUS_TYPE_RECEPTION (portunus_reception_get_type ())

/**
 * PortunusReception:
 *
 * Lives in the engine's context. Signals, all there:
 * - `ready`: the link (and the code) can be shown
 * - `link-changed`: show link and code again
 * - `arrival (PortunusArrival *arrival)`: somebody has something for us; its "offer" follows
 * - `met (PortunusSession *session)`: somebody in the room proved the secret
 * - `wrong-code (guint n_left)`: somebody tried a wrong code; that many tries are left
 * - `finished (GError *error)`: once, and the last; %NULL after what was to be received once
 */
G_DECLARE_FINAL_TYPE (PortunusReception, portunus_reception, PORTUNUS, RECEPTION, GObject)

PortunusReception *portunus_reception_new      (PortunusEngine                 *engine,
                                                const PortunusReceptionOptions *options);
void               portunus_reception_start    (PortunusReception              *self);
/* Tells the peers; "finished" follows with G_IO_ERROR_CANCELLED once all files are put down. */
void               portunus_reception_cancel   (PortunusReception              *self);
/* (transfer none) (nullable): NULL before the start, and where there is no way to have one. */
PortunusShareRoom *portunus_reception_get_room (PortunusReception              *self);
/* (nullable) */
const char        *portunus_reception_get_link (PortunusReception              *self);
/* (nullable) */
const char        *portunus_reception_get_code (PortunusReception              *self);

G_END_DECLS
