/* portunus-open-room.h: a room of our own for as many as like: who is there, what they bring and what they may fetch
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-arrival.h"
#include "portunus-engine.h"
#include "portunus-guest.h"
#include "portunus-room-rules.h"
#include "portunus-share.h"

G_BEGIN_DECLS

/**
 * PortunusOpenRoomOptions:
 * @directory: (type filename): where files go
 * @policy: what to do where a file exists
 * @rules: who may come in
 */
typedef struct
{
  const char             *directory;
  PortunusConflictPolicy  policy;
  PortunusRoomRules       rules;
} PortunusOpenRoomOptions;

#define PORTUNUS_TYPE_OPEN_ROOM (portunus_open_room_get_type ())

/**
 * PortunusOpenRoom:
 *
 * Our own server hosts it. Lives in the engine's context. Signals, all there:
 * - `ready`: the link can be shown
 * - `link-changed`: show it again
 * - `changed`: the room is locked or unlocked, or its end is another
 * - `arrival (PortunusArrival *arrival)`: somebody brings something; its "offer" follows
 * - `not-given (GError *error)`: what give() was to offer cannot be, and is in get_shares() no more
 * - `wrong-code (guint n_left)`: somebody tried a wrong code; that many tries are left
 * - `asked (const char *peer_id, const char *name)`: somebody wants to come in and calls itself so, which nothing
 *   vouches for; answer()
 * - `answered (const char *peer_id)`: that one waits no more
 * - `invited (const char *link)`: the link that invite() asked for
 * - `finished (GError *error)`: once, and the last
 */
G_DECLARE_FINAL_TYPE (PortunusOpenRoom, portunus_open_room, PORTUNUS, OPEN_ROOM, GObject)

PortunusOpenRoom *portunus_open_room_new         (PortunusEngine                *engine,
                                                  const PortunusOpenRoomOptions *options);
void              portunus_open_room_start       (PortunusOpenRoom              *self);
/* Tells everybody; "finished" follows with G_IO_ERROR_CANCELLED once all files are put down. */
void              portunus_open_room_close       (PortunusOpenRoom              *self);
void              portunus_open_room_answer      (PortunusOpenRoom              *self,
                                                  const char                    *peer_id,
                                                  gboolean                       is_welcome);
/* A guest does not come back by itself; forgive() lets those of its address in again. */
void              portunus_open_room_kick        (PortunusOpenRoom              *self,
                                                  PortunusGuest                 *guest);
void              portunus_open_room_forgive     (PortunusOpenRoom              *self);
void              portunus_open_room_set_locked  (PortunusOpenRoom              *self,
                                                  gboolean                       is_locked);
gboolean          portunus_open_room_is_locked   (PortunusOpenRoom              *self);
PortunusRoomEntry portunus_open_room_get_entry   (PortunusOpenRoom              *self);
/* Whether it locks itself behind the first guest. */
gboolean          portunus_open_room_is_one_time (PortunusOpenRoom              *self);
/* Unix time in seconds; 0 for a room without an end. */
gint64            portunus_open_room_get_expires (PortunusOpenRoom              *self);
void              portunus_open_room_invite      (PortunusOpenRoom              *self,
                                                  guint                          expiry_seconds);
/* (nullable) */
const char       *portunus_open_room_get_link    (PortunusOpenRoom              *self);
/* (nullable) */
const char       *portunus_open_room_get_code    (PortunusOpenRoom              *self);
/* (nullable): six words that stand for the server's certificate. */
char             *portunus_open_room_dup_words   (PortunusOpenRoom              *self);
/* (transfer none): a list of PortunusGuest */
GListModel       *portunus_open_room_get_guests  (PortunusOpenRoom              *self);
/* (transfer none): a list of PortunusShare: what guests may fetch */
GListModel       *portunus_open_room_get_shares  (PortunusOpenRoom              *self);
/* (transfer none): lists what cannot be sent by its "problem". Only while there is a link. */
PortunusShare    *portunus_open_room_give        (PortunusOpenRoom              *self,
                                                  const char * const            *paths,
                                                  const char                    *text);
void              portunus_open_room_take_back   (PortunusOpenRoom              *self,
                                                  PortunusShare                 *share);
gboolean          portunus_open_room_is_moving   (PortunusOpenRoom              *self);

G_END_DECLS
