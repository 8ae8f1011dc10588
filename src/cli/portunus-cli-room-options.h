/* portunus-cli-room-options.h: the part of a command line that says who may come into the room
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-room-rules.h"

G_BEGIN_DECLS

/**
 * PortunusCliRoomWords:
 * @entry: (nullable): of --entry
 * @expires: (nullable): of --expires
 * @password_file: (nullable) (type filename): of --password-file
 * @max_peers: of --max-peers; 0 without
 * @is_one_time: of --one-time
 * @asks_password: of --password
 *
 * The options as they were given.
 */
typedef struct
{
  char     *entry;
  char     *expires;
  char     *password_file;
  int       max_peers;
  gboolean  is_one_time;
  gboolean  asks_password;
} PortunusCliRoomWords;

void     portunus_cli_room_words_clear (PortunusCliRoomWords        *self);
gboolean portunus_cli_room_words_given (const PortunusCliRoomWords  *self);
/* Reads the password as well, and blocks while a person types it. */
gboolean portunus_cli_room_words_read  (const PortunusCliRoomWords  *self,
                                        PortunusRoomRules           *rules,
                                        GError                     **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PortunusCliRoomWords, portunus_cli_room_words_clear)

G_END_DECLS
