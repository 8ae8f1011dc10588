/* portunus-listener.h: accepts connections, shakes hands, and hands them to the HTTP library
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * PortunusListenerFunc:
 * @connection: (transfer none): a #PortunusConnection that is ready
 * @user_data: what was given with the function
 */
typedef void (*PortunusListenerFunc) (gpointer connection,
                                      gpointer user_data);

/**
 * PortunusListenerOptions:
 * @certificate: (nullable): for TLS
 * @max_connections: of all clients together
 * @max_per_client: of one client, 0 for no limit
 * @ready: what to do with a connection that is ready to be read from
 * @user_data: for @ready
 */
typedef struct
{
  GTlsCertificate      *certificate;
  guint                 max_connections;
  guint                 max_per_client;
  PortunusListenerFunc  ready;
  gpointer              user_data;
} PortunusListenerOptions;

#define PORTUNUS_TYPE_LISTENER (portunus_listener_get_type ())

/**
 * PortunusListener:
 *
 * The one door of the server: everything that limits clients before the HTTP library sees them is here. Belongs to the
 * thread-default context it was made in.
 */
G_DECLARE_FINAL_TYPE (PortunusListener, portunus_listener, PORTUNUS, LISTENER, GObject)

PortunusListener *portunus_listener_new               (const PortunusListenerOptions *options);
gboolean          portunus_listener_listen            (PortunusListener              *self,
                                                       GInetSocketAddress            *address,
                                                       GError                       **error);
guint16           portunus_listener_get_port          (PortunusListener              *self);
guint             portunus_listener_get_n_connections (PortunusListener              *self);
void              portunus_listener_stop              (PortunusListener              *self);
void              portunus_listener_kill_all          (PortunusListener              *self);

G_END_DECLS
