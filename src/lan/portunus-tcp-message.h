/* portunus-tcp-message.h: where the two sides of a TCP lane listen
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

#include "portunus-tcp-greeting.h"

G_BEGIN_DECLS

/** PORTUNUS_TCP_MAX_ADDRESSES: how many addresses a side may have. */
#define PORTUNUS_TCP_MAX_ADDRESSES 16

/**
 * PortunusTcpOpen:
 * @addresses: (element-type GSocketAddress): where a side listens, in order of preference
 * @token: what the initiator made up; zero in what a responder says
 *
 * The negotiation message of a TCP lane, PROTOCOL.md §18.
 */
typedef struct
{
  GPtrArray *addresses;
  guint8     token[PORTUNUS_TCP_TOKEN_SIZE];
} PortunusTcpOpen;

/* @token: (nullable): NULL in what a responder says. */
JsonObject      *portunus_tcp_open_write (guint16         port,
                                          const guint8   *token);
PortunusTcpOpen *portunus_tcp_open_read  (JsonObject      *message,
                                          gboolean         has_token,
                                          GError         **error);
void             portunus_tcp_open_free  (PortunusTcpOpen *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusTcpOpen, portunus_tcp_open_free)

G_END_DECLS
