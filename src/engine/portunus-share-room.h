/* portunus-share-room.h: the room in which a share waits for its peers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-engine.h"
#include "portunus-room-rules.h"
#include "portunus-session.h"
#include "portunus-target.h"

G_BEGIN_DECLS

typedef struct _PortunusShareRoom PortunusShareRoom;

/**
 * PortunusShareRoomOptions:
 * @given: (nullable): link or code of a room to join instead of making one
 * @shared: (nullable): a room of this process that is ready, to be in as its host instead of making one
 * @target: (nullable): a device nearby to go to, in the room where it waits; we are there to send
 * @is_nearby: whether everybody may come to our room, without a secret
 * @server: (nullable): URL of a portunusd to make the room on instead of hosting it, or that knows a code in @given
 * @role: what we are in the room for
 * @with_code: whether to make a short code
 * @rules: who may come into the room; of a given one only the password counts
 * @lane_factories: (element-type PortunusLaneFactory): those that need no room
 * @lane: (nullable): the only kind of lane to use
 */
typedef struct
{
  const char          *given;
  PortunusShareRoom   *shared;
  const PortunusTarget *target;
  gboolean             is_nearby;
  const char          *server;
  PortunusSessionRole  role;
  gboolean             with_code;
  PortunusRoomRules    rules;
  GPtrArray           *lane_factories;
  const char          *lane;
} PortunusShareRoomOptions;

/**
 * PortunusStanding:
 * @PORTUNUS_STANDING_OUTSIDE: on the way into the room, for the first time or again
 * @PORTUNUS_STANDING_ASKING: the host was asked whether we may come in
 * @PORTUNUS_STANDING_INSIDE: in the room
 */
typedef enum
{
  PORTUNUS_STANDING_OUTSIDE,
  PORTUNUS_STANDING_ASKING,
  PORTUNUS_STANDING_INSIDE,
} PortunusStanding;

#define PORTUNUS_TYPE_SHARE_ROOM (portunus_share_room_get_type ())

/**
 * PortunusShareRoom:
 *
 * Makes or finds the room, goes into it, and back into it when the way there breaks. A room that its server lost is
 * replaced by a new one, unless it was given. Lives in the engine's context.
 * Signals, all there:
 * - `ready`: link and code are known, and those who have them can come
 * - `link-changed`: the network or the room changed, and with it the link and perhaps the code
 * - `authenticated (PortunusSession *session)`: somebody proved the secret
 * - `wrong-code (guint n_left)`: somebody tried a wrong code; that many tries are left
 * - `asked (const char *peer_id, const char *name)`: somebody wants to come in and calls itself so; answer()
 * - `answered (const char *peer_id)`: that one waits no more
 * - `peer-left (const char *peer_id)`: somebody is in the room no more
 * - `away`: the way to the room broke, and with it what was known of who is there
 * - `changed`: the room is locked or unlocked, or its end is another
 * - `standing-changed`: we are in the room, or not any more, or its host was asked
 * - `invited (const char *link)`: the link that invite() asked for
 * - `failed (GError *error)`: there is no room; the last
 */
G_DECLARE_FINAL_TYPE (PortunusShareRoom, portunus_share_room, PORTUNUS, SHARE_ROOM, GObject)

PortunusShareRoom *portunus_share_room_new      (PortunusEngine                 *engine,
                                                 const PortunusShareRoomOptions *options);
/* Before it is opened: whether the size of all that is sent is known, as browsers need it. */
void               portunus_share_room_set_has_sizes (PortunusShareRoom         *self,
                                                 gboolean                        has_sizes);
void               portunus_share_room_open     (PortunusShareRoom              *self);
/* Leaves, and closes the room if we host it; no signal comes after it. */
void               portunus_share_room_close    (PortunusShareRoom              *self);
void               portunus_share_room_answer   (PortunusShareRoom              *self,
                                                 const char                     *peer_id,
                                                 gboolean                        is_welcome);
void               portunus_share_room_kick     (PortunusShareRoom              *self,
                                                 const char                     *peer_id);
void               portunus_share_room_forgive  (PortunusShareRoom              *self);
void               portunus_share_room_set_locked (PortunusShareRoom            *self,
                                                 gboolean                        is_locked);
gboolean           portunus_share_room_is_locked (PortunusShareRoom             *self);
PortunusRoomEntry  portunus_share_room_get_entry (PortunusShareRoom             *self);
gboolean           portunus_share_room_is_one_time (PortunusShareRoom           *self);
gint64             portunus_share_room_get_expires (PortunusShareRoom           *self);
void               portunus_share_room_invite   (PortunusShareRoom              *self,
                                                 guint                           expiry_seconds);
PortunusStanding   portunus_share_room_get_standing (PortunusShareRoom          *self);
/* Of wrong passwords; -1 where the room did not say so. */
int                portunus_share_room_get_n_tries_left (PortunusShareRoom      *self);
/* (nullable) */
char              *portunus_share_room_dup_words (PortunusShareRoom             *self);
/* (nullable) */
const char        *portunus_share_room_get_link (PortunusShareRoom              *self);
/* (nullable) */
const char        *portunus_share_room_get_code (PortunusShareRoom              *self);

G_END_DECLS
