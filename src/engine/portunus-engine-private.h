/* portunus-engine-private.h: what shares and pickups need of the engine
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-admission.h"
#include "portunus-connection-tally.h"
#include "portunus-engine.h"
#include "portunus-host.h"
#include "portunus-identity.h"
#include "portunus-relay-socket.h"
#include "portunus-room-rules.h"
#include "portunus-settings.h"
#include "portunus-signaling.h"
#include "portunus-sleep-watch.h"
#include "portunus-throttle.h"

G_BEGIN_DECLS

/* Name of the receiver's journal in the data folder. */
#define PORTUNUS_ENGINE_JOURNAL "journal.sqlite"

/**
 * PortunusRoomOrder:
 * @server: (nullable): URL of the room server to use; %NULL for our own, which is started for it
 * @with_code: whether there shall be a code; a room with a password gets none
 * @rules: who may come in
 */
typedef struct
{
  const char        *server;
  gboolean           with_code;
  PortunusRoomRules  rules;
} PortunusRoomOrder;

PortunusIdentity   *portunus_engine_get_identity       (PortunusEngine       *self);
PortunusHost       *portunus_engine_get_host           (PortunusEngine       *self);
PortunusConnectionTally *
                    portunus_engine_get_connections    (PortunusEngine       *self);
PortunusSettings   *portunus_engine_get_settings       (PortunusEngine       *self);
PortunusThrottle   *portunus_engine_get_upload         (PortunusEngine       *self);
PortunusThrottle   *portunus_engine_get_download       (PortunusEngine       *self);
const char         *portunus_engine_get_nearby_id      (PortunusEngine       *self);
PortunusSleepWatch *portunus_engine_get_sleep_watch    (PortunusEngine       *self);
char               *portunus_engine_dup_path           (PortunusEngine       *self,
                                                        const char           *file_name);
GPtrArray          *portunus_engine_dup_lane_factories (PortunusEngine       *self,
                                                        const char           *kind,
                                                        GError              **error);
GPtrArray          *portunus_engine_dup_room_lanes     (PortunusEngine       *self,
                                                        GPtrArray            *factories,
                                                        const char           *kind,
                                                        const PortunusRelayWhere *where);
/* (nullable): the settings that say which lanes are allowed; NULL where the only @kind to use is given. */
PortunusSettings   *portunus_engine_get_lane_choice    (PortunusEngine       *self,
                                                        const char           *kind);
void                portunus_engine_host_room_async    (PortunusEngine       *self,
                                                        const PortunusRoomOrder *order,
                                                        GCancellable         *cancellable,
                                                        GAsyncReadyCallback   callback,
                                                        gpointer              user_data);
PortunusHostedRoom *portunus_engine_host_room_finish   (PortunusEngine       *self,
                                                        GAsyncResult         *result,
                                                        GError              **error);
void                portunus_engine_close_room         (PortunusEngine       *self,
                                                        PortunusHostedRoom   *room);
void                portunus_engine_close_code         (PortunusEngine       *self,
                                                        PortunusHostedRoom   *room);
gboolean            portunus_engine_refresh_link       (PortunusEngine       *self,
                                                        PortunusHostedRoom   *room);
/* All that this process does in somebody else's room, it does as one guest. */
void                portunus_engine_keep_ticket        (PortunusEngine       *self,
                                                        const char           *room,
                                                        PortunusSecret       *secret,
                                                        const PortunusAdmission *admission);
void                portunus_engine_recall_ticket      (PortunusEngine       *self,
                                                        const char           *room,
                                                        PortunusSecret       *secret,
                                                        PortunusAdmission    *admission);
void                portunus_engine_judge_ticket       (PortunusEngine       *self,
                                                        const char           *room,
                                                        const GError         *error);

G_END_DECLS
