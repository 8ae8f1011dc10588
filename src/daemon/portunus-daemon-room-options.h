/* portunus-daemon-room-options.h: who may come into the room that portunusd makes at its start
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-room-options.h"
#include "portunus-secret.h"

G_BEGIN_DECLS

/**
 * PortunusDaemonRoomWords:
 * @entry: (nullable): of --entry
 * @password_file: (nullable) (type filename): of --password-file
 * @expires: (nullable): of --expires
 * @max_peers: of --max-peers; 0 without
 * @is_one_time: of --one-time
 *
 * The options as they were given.
 */
typedef struct
{
  char     *entry;
  char     *password_file;
  char     *expires;
  int       max_peers;
  gboolean  is_one_time;
} PortunusDaemonRoomWords;

/**
 * PortunusDaemonRoomRules:
 * @password: (nullable): of the room, UTF-8
 * @max_peers: how many guests there may be at once; 0 for the usual number
 * @expiry_seconds: how long the room lives; 0 until it is closed
 * @is_one_time: whether it locks itself behind the first guest
 */
typedef struct
{
  PortunusSecret *password;
  guint           max_peers;
  guint           expiry_seconds;
  gboolean        is_one_time;
} PortunusDaemonRoomRules;

void     portunus_daemon_room_words_clear (PortunusDaemonRoomWords        *self);
gboolean portunus_daemon_room_words_given (const PortunusDaemonRoomWords  *self);
/* Reads the password as well, and blocks while a person types it. */
gboolean portunus_daemon_room_words_read  (const PortunusDaemonRoomWords  *self,
                                           PortunusDaemonRoomRules        *rules,
                                           GError                        **error);
void     portunus_daemon_room_rules_clear (PortunusDaemonRoomRules        *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PortunusDaemonRoomWords, portunus_daemon_room_words_clear)

G_END_DECLS
