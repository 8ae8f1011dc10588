/* portunus-door-private.h: what the parts of a door share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-door.h"
#include "portunus-kdf.h"
#include "portunus-tries.h"

G_BEGIN_DECLS

struct _PortunusDoor
{
  /* Owned */
  char              *room;
  PortunusSecret    *key;
  GBytes            *verifier;
  guint8             host_hash[PORTUNUS_HASH_SIZE];
  PortunusTries     *passwords;
  PortunusTries     *refusals;
  GHashTable        *kicked_guests;
  GHashTable        *kicked_clients;
  GHashTable        *used_tokens;     /* id → Unix time it expires at, a gint64 */

  PortunusRoomEntry  entry;
  gboolean           is_locked;
  gboolean           is_one_time;
  gboolean           has_host;
};

gboolean            _portunus_door_is_host   (PortunusDoor       *self,
                                              GBytes             *token);
/* 0 for a token that is good, and used up by now. */
PortunusRoomFailure _portunus_door_use_token (PortunusDoor       *self,
                                              const char         *text,
                                              PortunusDoorAnswer *answer);

G_END_DECLS
