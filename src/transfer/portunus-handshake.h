/* portunus-handshake.h: proves the shared secret, authenticates both devices, agrees on the four words
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "portunus-identity.h"

G_BEGIN_DECLS

/**
 * PortunusHandshakeConfig:
 * @room: room id, bound into the handshake
 * @identity: our device
 * @hello: what the peer learns about us, at most %PORTUNUS_HANDSHAKE_MAX_HELLO as text
 * @link_secret: (nullable): from the link's fragment
 * @code_secret: (nullable): the stretched password of the short code
 * @passes: (nullable) (element-type PortunusPass): of a responder with a link secret: what stands for it as well; more
 *   may be added later
 * @is_nearby: whether those who meet need no secret: of a responder, that anybody may come; of an initiator without a
 *   secret, that it comes so
 * @pin: (nullable): the only public key that the other side may have
 */
typedef struct
{
  const char       *room;
  PortunusIdentity *identity;
  JsonObject       *hello;
  PortunusSecret   *link_secret;
  PortunusSecret   *code_secret;
  GPtrArray        *passes;
  gboolean          is_nearby;
  GBytes           *pin;
} PortunusHandshakeConfig;

#define PORTUNUS_HANDSHAKE_MAX_HELLO 2048

/**
 * PortunusHandshakeStage:
 * @PORTUNUS_HANDSHAKE_RUNNING: nothing is proved yet
 * @PORTUNUS_HANDSHAKE_AUTHENTICATED: sealed messages may flow
 * @PORTUNUS_HANDSHAKE_COMPLETE: the four words are known as well
 */
typedef enum
{
  PORTUNUS_HANDSHAKE_RUNNING,
  PORTUNUS_HANDSHAKE_AUTHENTICATED,
  PORTUNUS_HANDSHAKE_COMPLETE,
} PortunusHandshakeStage;

/**
 * PortunusHandshake:
 *
 * Bytes in, bytes out: no input or output of its own, no thread. The first error is the end of it.
 */
typedef struct _PortunusHandshake PortunusHandshake;

PortunusHandshake      *portunus_handshake_new         (const PortunusHandshakeConfig  *config,
                                                        gboolean                        is_initiator);
void                    portunus_handshake_free        (PortunusHandshake              *self);
gboolean                portunus_handshake_start       (PortunusHandshake              *self,
                                                        GQueue                         *outgoing,
                                                        GError                        **error);
gboolean                portunus_handshake_handle      (PortunusHandshake              *self,
                                                        GBytes                         *message,
                                                        GQueue                         *outgoing,
                                                        JsonObject                    **opened,
                                                        GError                        **error);
void                    portunus_handshake_give_up     (PortunusHandshake              *self,
                                                        const GError                   *error,
                                                        GQueue                         *outgoing);
GBytes                 *portunus_handshake_seal        (PortunusHandshake              *self,
                                                        JsonObject                     *message,
                                                        GError                        **error);
PortunusHandshakeStage  portunus_handshake_get_stage   (PortunusHandshake              *self);
gboolean                portunus_handshake_uses_code   (PortunusHandshake              *self);
JsonObject             *portunus_handshake_get_hello   (PortunusHandshake              *self);
char                   *portunus_handshake_dup_device  (PortunusHandshake              *self);
const guint8           *portunus_handshake_get_peer_key (PortunusHandshake             *self);
const char * const     *portunus_handshake_get_words   (PortunusHandshake              *self);
PortunusSecret         *portunus_handshake_export      (PortunusHandshake              *self,
                                                        const char                     *label,
                                                        GError                        **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusHandshake, portunus_handshake_free)

G_END_DECLS
