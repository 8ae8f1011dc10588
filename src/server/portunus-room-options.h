/* portunus-room-options.h: what a room is to be like
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * PortunusRoomEntry:
 * @PORTUNUS_ROOM_ENTRY_LINK: whoever has the link gets in
 * @PORTUNUS_ROOM_ENTRY_PASSWORD: who knows the password as well
 * @PORTUNUS_ROOM_ENTRY_ASK: whom the host lets in, and who knows the password, where there is one
 */
typedef enum
{
  PORTUNUS_ROOM_ENTRY_LINK,
  PORTUNUS_ROOM_ENTRY_PASSWORD,
  PORTUNUS_ROOM_ENTRY_ASK,
} PortunusRoomEntry;

/**
 * PortunusRoomOptions:
 * @id: (nullable): 32 lower-case hexadecimal digits; %NULL for a random one
 * @max_peers: how many guests may be in it at once; 0 for 32
 * @expiry_seconds: after which it closes; 0 for never
 * @empty_seconds: for which it may be empty; 0 for any time
 * @with_code: whether it gets a number for a code
 * @entry: who gets in
 * @verifier: (nullable): of its password, %PORTUNUS_ROOM_PROOF_SIZE bytes
 * @is_one_time: whether it locks itself behind the first guest
 * @has_host_within: whether its hosts are in the server's own process; nothing that a client may say
 */
typedef struct
{
  char              *id;
  guint              max_peers;
  guint              expiry_seconds;
  guint              empty_seconds;
  gboolean           with_code;
  PortunusRoomEntry  entry;
  GBytes            *verifier;
  gboolean           is_one_time;
  gboolean           has_host_within;
} PortunusRoomOptions;

PortunusRoomOptions *portunus_room_options_copy     (const PortunusRoomOptions  *self);
void                 portunus_room_options_clear    (PortunusRoomOptions        *self);
void                 portunus_room_options_free     (PortunusRoomOptions        *self);
gboolean             portunus_room_options_read     (PortunusRoomOptions        *self,
                                                     const char                 *text,
                                                     gsize                       length,
                                                     GError                    **error);
char                *portunus_room_options_to_text  (const PortunusRoomOptions  *self);

const char          *portunus_room_entry_get_name   (PortunusRoomEntry           entry);
gboolean             portunus_room_entry_from_name  (const char                 *name,
                                                     PortunusRoomEntry          *entry);

/* "30m", "2h", "7d" … FALSE for what is none, or out of the limits below. */
gboolean             portunus_room_expiry_from_text (const char                 *text,
                                                     guint                      *seconds);

/* What a room may be told about its limits. */
#define PORTUNUS_ROOM_MIN_GUESTS         1
#define PORTUNUS_ROOM_MAX_GUESTS         256
#define PORTUNUS_ROOM_MIN_EXPIRY_SECONDS 60
#define PORTUNUS_ROOM_MAX_EXPIRY_SECONDS (7 * 24 * 60 * 60)

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PortunusRoomOptions, portunus_room_options_clear)

G_END_DECLS
