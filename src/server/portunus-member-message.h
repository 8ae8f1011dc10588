/* portunus-member-message.h: what a member says to its room, read and checked
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "portunus-room-options.h"

G_BEGIN_DECLS

#define PORTUNUS_ROOM_MAX_NAME 256
#define PORTUNUS_ROOM_HOST_TOKEN_BYTES 16

/**
 * PortunusMemberMessageType:
 *
 * Those from %PORTUNUS_MEMBER_LOCK on are a host's.
 */
typedef enum
{
  PORTUNUS_MEMBER_SIGNAL,
  PORTUNUS_MEMBER_ENTER,
  PORTUNUS_MEMBER_ICE,
  PORTUNUS_MEMBER_LOCK,
  PORTUNUS_MEMBER_UNLOCK,
  PORTUNUS_MEMBER_ADMIT,
  PORTUNUS_MEMBER_REFUSE,
  PORTUNUS_MEMBER_KICK,
  PORTUNUS_MEMBER_FORGIVE,
  PORTUNUS_MEMBER_SET,
  PORTUNUS_MEMBER_INVITE,
  PORTUNUS_MEMBER_CLOSE,
} PortunusMemberMessageType;

/**
 * PortunusMemberMessage:
 * @type: what kind
 * @peer: (nullable): of a signal and of what is done to somebody: a peer's id
 * @data: (nullable): of a signal: well-formed base64url
 * @name: (nullable): of an enter: UTF-8
 * @token: (nullable): of an enter
 * @ticket: (nullable): of an enter
 * @host: (nullable): of an enter: %PORTUNUS_ROOM_HOST_TOKEN_BYTES bytes
 * @password: (nullable): of an enter: %PORTUNUS_ROOM_PROOF_SIZE bytes
 * @has_entry: of a set: whether @entry counts
 * @entry: of a set
 * @max_peers: of a set; 0 to leave it
 * @expiry_seconds: of a set, 0 to leave it; of an invite
 */
typedef struct
{
  PortunusMemberMessageType  type;
  const char                *peer;
  const char                *data;
  const char                *name;
  const char                *token;
  const char                *ticket;
  GBytes                    *host;
  GBytes                    *password;
  gboolean                   has_entry;
  PortunusRoomEntry          entry;
  guint                      max_peers;
  guint                      expiry_seconds;

  /*< private >*/
  JsonObject                *object;
} PortunusMemberMessage;

PortunusMemberMessage *portunus_member_message_parse (const char             *text,
                                                      gsize                   length,
                                                      GError                **error);
void                   portunus_member_message_free  (PortunusMemberMessage  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusMemberMessage, portunus_member_message_free)

G_END_DECLS
