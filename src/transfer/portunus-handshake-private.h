/* portunus-handshake-private.h: what the parts of a handshake share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-handshake.h"
#include "portunus-noise.h"
#include "portunus-spake2.h"
#include "portunus-transfer-error.h"
#include "portunus-verification.h"

G_BEGIN_DECLS

/* First byte of every message. */
enum
{
  PORTUNUS_MESSAGE_PAKE = 1,
  PORTUNUS_MESSAGE_HANDSHAKE = 2,
  PORTUNUS_MESSAGE_SEALED = 3,
  PORTUNUS_MESSAGE_ERROR = 4,
};

/* How the psk came about; second byte of the first handshake message after the version. */
typedef enum
{
  PORTUNUS_MODE_NONE = 0,
  PORTUNUS_MODE_LINK = 1,
  PORTUNUS_MODE_CODE = 2,
  PORTUNUS_MODE_NEARBY = 3,
} PortunusHandshakeMode;

/* Reasons in PORTUNUS_MESSAGE_ERROR. It is not authenticated, so it is a hint for a sentence and nothing else. */
enum
{
  PORTUNUS_REASON_VERSION = 1,
  PORTUNUS_REASON_WRONG_SECRET = 2,
  PORTUNUS_REASON_CODE_CLOSED = 3,
  PORTUNUS_REASON_PROTOCOL = 4,
  PORTUNUS_REASON_NO_CONNECTION = 5,
};

struct _PortunusHandshake
{
  /* Owned */
  char                   *room;
  PortunusIdentity       *identity;
  JsonObject             *hello;
  PortunusSecret         *link_secret;
  PortunusSecret         *code_secret;
  GPtrArray              *passes;        /* PortunusPass */
  GBytes                 *pin;
  char                   *pass_device;   /* whose pass message 1 was sealed with */
  PortunusSpake2         *spake2;
  PortunusSecret         *psk;
  PortunusNoise          *noise;
  JsonObject             *peer_hello;
  PortunusVerification   *verification;

  gboolean                is_initiator;
  gboolean                is_nearby;
  gboolean                has_peer_ended; /* the peer, or somebody in its name, told us that it gave up */
  gboolean                has_opened;     /* a sealed message of the peer came, so it knows the keys as well */
  PortunusHandshakeMode   mode;
};

gboolean _portunus_handshake_fail                     (GError                **error,
                                                       PortunusTransferError   code,
                                                       const char             *message);
gboolean _portunus_handshake_fail_wrong_secret        (PortunusHandshake      *self,
                                                       GError                **error);
void     _portunus_handshake_queue_message            (GQueue                 *outgoing,
                                                       const guint8           *head,
                                                       gsize                   n_head,
                                                       GBytes                 *body);
gboolean _portunus_handshake_handle_error             (PortunusHandshake      *self,
                                                       GBytes                 *body,
                                                       GError                **error);

gboolean _portunus_handshake_derive_link_psk          (PortunusHandshake      *self,
                                                       PortunusSecret         *secret,
                                                       GError                **error);
void     _portunus_handshake_take_open_psk            (PortunusHandshake      *self);
gboolean _portunus_handshake_start_with_code          (PortunusHandshake      *self,
                                                       GQueue                 *outgoing,
                                                       GError                **error);
gboolean _portunus_handshake_handle_pake_as_initiator (PortunusHandshake      *self,
                                                       GBytes                 *body,
                                                       GQueue                 *outgoing,
                                                       GError                **error);
gboolean _portunus_handshake_handle_pake_as_responder (PortunusHandshake      *self,
                                                       GBytes                 *body,
                                                       GQueue                 *outgoing,
                                                       GError                **error);
gboolean _portunus_handshake_check_version            (guint8                  version,
                                                       GError                **error);
gboolean _portunus_handshake_accept_mode              (PortunusHandshake      *self,
                                                       PortunusHandshakeMode   mode,
                                                       GError                **error);

gboolean _portunus_handshake_begin_noise              (PortunusHandshake      *self,
                                                       GError                **error);
gboolean _portunus_handshake_write_noise              (PortunusHandshake      *self,
                                                       GQueue                 *outgoing,
                                                       gboolean                is_first,
                                                       GError                **error);
gboolean _portunus_handshake_handle_noise             (PortunusHandshake      *self,
                                                       GBytes                 *message_body,
                                                       GQueue                 *outgoing,
                                                       GError                **error);

gboolean _portunus_handshake_queue_sealed             (PortunusHandshake      *self,
                                                       JsonObject             *message,
                                                       GQueue                 *outgoing,
                                                       GError                **error);
gboolean _portunus_handshake_handle_sealed            (PortunusHandshake      *self,
                                                       GBytes                 *body,
                                                       GQueue                 *outgoing,
                                                       JsonObject            **opened,
                                                       GError                **error);

G_END_DECLS
