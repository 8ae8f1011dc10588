/* portunus-relay-message.h: the text messages between a relay and its two ends
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/** PORTUNUS_RELAY_TOKEN_BYTES: random bytes of a token, which says who belongs together. */
#define PORTUNUS_RELAY_TOKEN_BYTES 16
/** PORTUNUS_RELAY_MAX_TEXT: longest text message. */
#define PORTUNUS_RELAY_MAX_TEXT 1024
/** PORTUNUS_RELAY_MAX_MESSAGE: longest binary message. */
#define PORTUNUS_RELAY_MAX_MESSAGE (64 * 1024)

/**
 * PortunusRelayPass:
 * @token: which two belong together
 * @ticket: (nullable): by which the room knows the guest
 *
 * What a client says first.
 */
typedef struct
{
  char *token;
  char *ticket;
} PortunusRelayPass;

/**
 * PortunusRelayFailure:
 *
 * Why a relay ends a connection; see SIGNALING.md.
 */
typedef enum
{
  PORTUNUS_RELAY_FAILURE_OFF,
  PORTUNUS_RELAY_FAILURE_NO_ROOM,
  PORTUNUS_RELAY_FAILURE_ROOM_CLOSED,
  PORTUNUS_RELAY_FAILURE_VERSION,
  PORTUNUS_RELAY_FAILURE_BAD_MESSAGE,
  PORTUNUS_RELAY_FAILURE_FULL,
  PORTUNUS_RELAY_FAILURE_TAKEN,
  PORTUNUS_RELAY_FAILURE_ALONE,
  PORTUNUS_RELAY_FAILURE_PEER_GONE,
  PORTUNUS_RELAY_FAILURE_TOO_SLOW,
  PORTUNUS_RELAY_FAILURE_SILENT,
  PORTUNUS_RELAY_FAILURE_NOT_ADMITTED,
  PORTUNUS_RELAY_FAILURE_KICKED,
} PortunusRelayFailure;

const char *portunus_relay_failure_get_code       (PortunusRelayFailure  failure);
gushort     portunus_relay_failure_get_close_code (PortunusRelayFailure  failure);

char       *portunus_relay_message_new_pass       (const char           *token,
                                                   const char           *ticket);
char       *portunus_relay_message_new_paired     (void);
char       *portunus_relay_message_new_error      (PortunusRelayFailure  failure);

gboolean    portunus_relay_is_token               (const char           *text);
gboolean    portunus_relay_message_read_pass      (const char           *text,
                                                   gsize                 length,
                                                   PortunusRelayPass    *pass,
                                                   GError              **error);
void        portunus_relay_pass_clear             (PortunusRelayPass    *pass);
gboolean    portunus_relay_message_read_paired    (const char           *text,
                                                   gsize                 length,
                                                   GError              **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PortunusRelayPass, portunus_relay_pass_clear)

G_END_DECLS
