/* portunus-share.h: something to send, and everybody who fetches it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-engine.h"
#include "portunus-share-room.h"
#include "portunus-room-rules.h"
#include "portunus-target.h"
#include "portunus-transfer.h"

G_BEGIN_DECLS

/**
 * PortunusShareOptions:
 * @paths: (nullable): files and folders; "-" is standard input
 * @text: (nullable): a text to send instead of, or beside, files
 * @room: (nullable): link or code of a room to join instead of hosting one
 * @shared: (nullable): a room of this process that is ready, to share in as its host; the share then goes on until it
 *   is cancelled or the room is closed
 * @target: (nullable): a device nearby to send to; there is no link then, and “ready” does not come
 * @server: (nullable): URL of a portunusd to make the room on instead of hosting it, or that knows a code in @room
 * @with_code: whether to make a short code
 * @rules: who may come into the room; of @room only the password counts
 * @is_once: whether the first peer that proves the secret uses the link up
 * @lane: (nullable): the only kind of lane to use
 */
typedef struct
{
  const char * const *paths;
  const char         *text;
  const char         *room;
  PortunusShareRoom  *shared;
  const PortunusTarget *target;
  const char         *server;
  gboolean            with_code;
  PortunusRoomRules   rules;
  gboolean            is_once;
  const char         *lane;
} PortunusShareOptions;

#define PORTUNUS_TYPE_SHARE (portunus_share_get_type ())

/**
 * PortunusShare:
 *
 * Lives in the engine's context. Signals, all there:
 * - `ready`: the link (and the code) can be shown
 * - `link-changed`: the network changed, or the server lost the room and there is a new one; show link and code again
 * - `problem (const char *message)`: a file cannot be sent; the rest can
 * - `wrong-code (guint n_left)`: somebody tried a wrong code; that many tries are left
 * - `asked (const char *peer_id, const char *name)`: somebody wants to come into the room, and calls itself so, which
 *   nothing vouches for; answer()
 * - `answered (const char *peer_id)`: that one waits no more
 * - `standing-changed`: we are in the room, or not any more, or its host was asked
 * - `fetching (const char *device, PortunusTransfer *transfer)`: another device fetches it
 * - `finished (GError *error)`: once, and the last; %NULL when it was delivered (VERIFIED) to a peer
 */
G_DECLARE_FINAL_TYPE (PortunusShare, portunus_share, PORTUNUS, SHARE, GObject)

PortunusShare *portunus_share_new           (PortunusEngine             *engine,
                                             const PortunusShareOptions *options);
void           portunus_share_start         (PortunusShare              *self);
/* Tells the peers and ends with G_IO_ERROR_CANCELLED. */
void           portunus_share_cancel        (PortunusShare              *self);
void           portunus_share_answer        (PortunusShare              *self,
                                             const char                 *peer_id,
                                             gboolean                    is_welcome);
/* (transfer none) (nullable): NULL before the start, and where there is no way to have one. */
PortunusShareRoom *portunus_share_get_room  (PortunusShare              *self);
PortunusStanding portunus_share_get_standing (PortunusShare             *self);
/* Of wrong passwords; -1 where the room did not say so. */
int            portunus_share_get_n_tries_left (PortunusShare           *self);
const char    *portunus_share_get_link      (PortunusShare              *self);
/* (nullable) */
const char    *portunus_share_get_code      (PortunusShare              *self);
const char    *portunus_share_get_title     (PortunusShare              *self);
guint          portunus_share_get_n_files   (PortunusShare              *self);
guint64        portunus_share_get_total_bytes (PortunusShare            *self);
/* (transfer none): a list of PortunusTransfer, one for each peer */
GListModel    *portunus_share_get_transfers (PortunusShare              *self);

G_END_DECLS
