/* handshake-fixture.h: two ends of a handshake with the messages in the hand between them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-handshake.h"

G_BEGIN_DECLS

#define HANDSHAKE_ROOM "00112233445566778899aabbccddeeff"

typedef enum
{
  HANDSHAKE_LINK = 1 << 0,
  HANDSHAKE_CODE = 1 << 1,
  HANDSHAKE_OTHER_LINK = 1 << 2,
  HANDSHAKE_OTHER_CODE = 1 << 3,
  HANDSHAKE_BOTH = HANDSHAKE_LINK | HANDSHAKE_CODE,
} HandshakeSecrets;

/* Ways to meet that work. */
typedef struct
{
  const char       *name;
  HandshakeSecrets  initiator;
  HandshakeSecrets  responder;
  gboolean          is_code;
} HandshakeMode;

extern const HandshakeMode handshake_modes[];
extern const guint         handshake_n_modes;

/* The first error stays in @error; @opened is the last sealed message that came out. */
typedef struct
{
  PortunusHandshake *handshake;
  PortunusIdentity  *identity;
  GQueue             outgoing;
  JsonObject        *opened;
  GError            *error;
} HandshakeSide;

HandshakeSide *handshake_side_new       (gboolean          is_initiator,
                                         HandshakeSecrets  secrets,
                                         const char       *room);
HandshakeSide *handshake_side_new_with_hello (gboolean     is_initiator,
                                         HandshakeSecrets  secrets,
                                         const char       *room,
                                         JsonObject       *hello);
HandshakeSide *handshake_side_new_named (gboolean          is_initiator,
                                         HandshakeSecrets  secrets,
                                         const char       *room,
                                         const char       *name);
void           handshake_side_free      (HandshakeSide    *side);
gboolean       handshake_take           (HandshakeSide    *side,
                                         GBytes           *message);
/* Carries messages until both have nothing to say. */
void           handshake_pump           (HandshakeSide    *a,
                                         HandshakeSide    *b);
/* Carries everything @a has to say, then everything @b has: so many turns. */
void           handshake_deliver        (HandshakeSide    *a,
                                         HandshakeSide    *b,
                                         guint             n_turns);
GBytes        *handshake_change_byte    (GBytes           *message,
                                         gsize             position,
                                         guint8            value);
PortunusSecret *handshake_dup_secret    (HandshakeSecrets  which);

G_END_DECLS
