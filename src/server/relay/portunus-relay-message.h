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
} PortunusRelayFailure;

const char *portunus_relay_failure_get_code       (PortunusRelayFailure  failure);
gushort     portunus_relay_failure_get_close_code (PortunusRelayFailure  failure);

char       *portunus_relay_message_new_token      (const char           *token);
char       *portunus_relay_message_new_paired     (void);
char       *portunus_relay_message_new_error      (PortunusRelayFailure  failure);

gboolean    portunus_relay_is_token               (const char           *text);
char       *portunus_relay_message_read_token     (const char           *text,
                                                   gsize                 length,
                                                   GError              **error);
gboolean    portunus_relay_message_read_paired    (const char           *text,
                                                   gsize                 length,
                                                   GError              **error);

G_END_DECLS
