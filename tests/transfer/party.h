/* party.h: somebody in a room who opens sessions with the others
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "handshake-fixture.h"
#include "portunus-session.h"
#include "portunus-test-lane.h"
#include "portunus-test-signaling.h"

G_BEGIN_DECLS

/* The first to join is the host: everybody opens a session with it and with nobody else. */
#define PARTY_HOST "peer-1"

typedef struct
{
  PortunusSignaling   *signaling;
  PortunusIdentity    *identity;
  GPtrArray           *factories;
  GPtrArray           *links;
  char                *id;
  char                *name;
  PortunusSessionRole  role;
  HandshakeSecrets     secrets;
  guint                connect_timeout_ms;
  guint                race_ms;
  guint                move_ms;
  gboolean             owns_identity;
} Party;

/* What happened to one session. @controls are the texts of the control messages that came. */
typedef struct
{
  Party           *party;
  PortunusSession *session;
  GPtrArray       *controls;
  GError          *error;
  gboolean         is_authenticated;
  gboolean         has_words;
  gboolean         is_open;
  gboolean         is_closed;
} PartyLink;

/* @wire: (nullable): NULL for somebody who has no lanes. */
Party     *party_new         (PortunusTestRoom    *room,
                              PortunusTestWire    *wire,
                              PortunusSessionRole  role,
                              HandshakeSecrets     secrets);
/* Takes the device of an earlier party, which came back. */
void       party_set_identity (Party              *self,
                               PortunusIdentity   *identity);
/* Checks that nothing else holds on to what it made. */
void       party_free        (Party               *self);
void       party_join        (Party               *self);
/* (nullable): the session with that peer. */
PartyLink *party_find        (Party               *self,
                              const char          *peer_id);
void       party_say         (PartyLink           *link,
                              const char          *what);
/* Runs whatever can happen without time passing. */
void       party_settle      (void);
void       party_wait_open   (PartyLink           *link);
void       party_wait_closed (PartyLink           *link);

G_END_DECLS
