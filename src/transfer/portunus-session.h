/* portunus-session.h: an authenticated, sealed conversation with one peer, and the lane it opens
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-device-book.h"
#include "portunus-identity.h"
#include "portunus-lane-factory.h"
#include "portunus-signaling.h"
#include "portunus-transfer-error.h"

G_BEGIN_DECLS

#define PORTUNUS_PROTOCOL_VERSION 1

/** PORTUNUS_SESSION_MAX_CONTROL: longest JSON text portunus_session_send_control() takes. */
#define PORTUNUS_SESSION_MAX_CONTROL (60 * 1024)

/**
 * PortunusSessionRole:
 * @PORTUNUS_SESSION_SENDS: has something to send
 * @PORTUNUS_SESSION_RECEIVES: wants to receive
 */
typedef enum
{
  PORTUNUS_SESSION_SENDS,
  PORTUNUS_SESSION_RECEIVES,
} PortunusSessionRole;

/**
 * PortunusSessionConfig:
 * @signaling: the room both are in
 * @peer_id: the other one's id there
 * @room: room id, bound into the handshake
 * @identity: our device
 * @name: our name, shown to the peer
 * @role: what we are here for
 * @link_secret: (nullable): from the link's fragment
 * @code_secret: (nullable): the stretched password of the short code, see portunus_spake2_stretch()
 * @passes: (nullable) (element-type PortunusPass): of a responder with a link secret: what stands for it as well; more
 *   may be added later
 * @is_nearby: whether those who meet need no secret
 * @pin: (nullable): the only public key that the peer may have
 * @book: (nullable): whom we know; those who are blocked in it are refused
 * @lane_factories: (element-type PortunusLaneFactory): in order of preference
 *
 * An initiator sets one of the two secrets, or @is_nearby. A responder sets all it accepts.
 */
typedef struct
{
  PortunusSignaling   *signaling;
  const char          *peer_id;
  const char          *room;
  PortunusIdentity    *identity;
  const char          *name;
  PortunusSessionRole  role;
  PortunusSecret      *link_secret;
  PortunusSecret      *code_secret;
  GPtrArray           *passes;
  gboolean             is_nearby;
  GBytes              *pin;
  PortunusDeviceBook  *book;
  GPtrArray           *lane_factories;
} PortunusSessionConfig;

#define PORTUNUS_TYPE_SESSION (portunus_session_get_type ())

/**
 * PortunusSession:
 *
 * Runs PAKE and Noise over signaling, then the SAS exchange, then opens a lane; see PROTOCOL.md. Belongs to the
 * thread-default context it was made in; all signals come there:
 * - `authenticated`: the peer proved the secret; its name, role and device are known
 * - `words-ready`: the four words are known
 * - `opened`: control messages and data flow
 * - `moved`: the lane has another path than before
 * - `control (JsonObject *message)`: a control message of the peer
 * - `closed (GError *error)`: once, and the last; NULL after an orderly goodbye
 */
G_DECLARE_FINAL_TYPE (PortunusSession, portunus_session, PORTUNUS, SESSION, GObject)

PortunusSession     *portunus_session_new              (const PortunusSessionConfig *config,
                                                        gboolean                     is_initiator);
void                 portunus_session_start            (PortunusSession             *self);
/* What the room delivered from this peer: hostile. */
void                 portunus_session_handle_message   (PortunusSession             *self,
                                                        GBytes                      *message);
/* The room says the peer is gone: believed only if the lane is silent too. */
void                 portunus_session_handle_peer_left (PortunusSession             *self);
void                 portunus_session_send_control     (PortunusSession             *self,
                                                        JsonObject                  *message);
/* Says goodbye after what was sent so far. */
void                 portunus_session_close            (PortunusSession             *self);
/* Before it is open: the peer learns why. */
void                 portunus_session_refuse           (PortunusSession             *self,
                                                        PortunusTransferError        code,
                                                        const char                  *message);

const char          *portunus_session_get_peer_id      (PortunusSession             *self);
gboolean             portunus_session_is_initiator     (PortunusSession             *self);
gboolean             portunus_session_is_open          (PortunusSession             *self);
gboolean             portunus_session_uses_code        (PortunusSession             *self);

/* After "authenticated". */
const char          *portunus_session_get_peer_name    (PortunusSession             *self);
const char          *portunus_session_get_peer_device  (PortunusSession             *self);
PortunusSessionRole  portunus_session_get_peer_role    (PortunusSession             *self);
/* "verified" by our book, "host" in the word of the room, "browser" in its own, or "not verified"; not translated. */
const char          *portunus_session_get_peer_label   (PortunusSession             *self);
/* PORTUNUS_DEVICE_KEY_SIZE bytes. */
const guint8        *portunus_session_get_peer_key     (PortunusSession             *self);
/* (transfer none) (nullable): in our book. */
PortunusKnownDevice *portunus_session_get_known_device (PortunusSession             *self);
/* (transfer none) (nullable): a device in our book that goes by the peer's name, and is another one. */
PortunusKnownDevice *portunus_session_find_namesake    (PortunusSession             *self);
/* A person agreed to deal with the peer: from now on it is in our book, unless it is a browser. */
void                 portunus_session_note_peer        (PortunusSession             *self);
/* (transfer full) (nullable): what the link's secret is to others, the next time these two meet; see PortunusPass. */
PortunusSecret      *portunus_session_dup_pass_secret (PortunusSession             *self);

/* After "words-ready". */
const char * const  *portunus_session_get_words        (PortunusSession             *self);

/* After "opened". */
PortunusLane        *portunus_session_get_lane         (PortunusSession             *self);
/* The key of the data streams that we (is_ours) or the peer seals on the open lane. */
PortunusSecret      *portunus_session_dup_data_key     (PortunusSession             *self,
                                                        gboolean                     is_ours);

G_END_DECLS
