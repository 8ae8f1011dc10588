/* portunus-admin-socket.h: one open page of the portal
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "portunus-admin-session.h"
#include "portunus-admin.h"

G_BEGIN_DECLS

/**
 * PortunusAdminSocketEnd:
 *
 * WebSocket close codes, RFC 6455 §7.4; those from 4000 on are ours.
 */
typedef enum
{
  PORTUNUS_ADMIN_SOCKET_GOING_AWAY = 1001,
  PORTUNUS_ADMIN_SOCKET_BAD_MESSAGE = 1008,
  PORTUNUS_ADMIN_SOCKET_TOO_MANY = 1013,
  PORTUNUS_ADMIN_SOCKET_NO_SESSION = 4001,
  PORTUNUS_ADMIN_SOCKET_TOO_SLOW = 4002,
} PortunusAdminSocketEnd;

#define PORTUNUS_TYPE_ADMIN_SOCKET (portunus_admin_socket_get_type ())

/**
 * PortunusAdminSocket:
 *
 * Says nothing before the page has shown the token of its session. Follows the log where the page wants it. Belongs to
 * the server's thread. Signals:
 * - `ready`: the page has shown its token
 * - `gone`: once, and the last
 */
G_DECLARE_FINAL_TYPE (PortunusAdminSocket, portunus_admin_socket, PORTUNUS, ADMIN_SOCKET, GObject)

PortunusAdminSocket *portunus_admin_socket_new   (PortunusAdmin          *admin,
                                                  SoupServerMessage      *message,
                                                  PortunusAdminSession   *session);
void                 portunus_admin_socket_send  (PortunusAdminSocket    *self,
                                                  const char             *text);
void                 portunus_admin_socket_check (PortunusAdminSocket    *self);
void                 portunus_admin_socket_close (PortunusAdminSocket    *self,
                                                  PortunusAdminSocketEnd  end);

G_END_DECLS
