/* portunus-daemon-options.h: what portunusd was asked to do
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-daemon-log.h"
#include "portunus-daemon-room-options.h"
#include "portunus-relay-limits.h"
#include "portunus-secret-store.h"

G_BEGIN_DECLS

/**
 * PortunusDaemonOptions:
 * @help: (nullable): text to print instead of doing anything
 * @listen: addresses, "ADDR:PORT"
 * @data_dir: (nullable): folder of the secret store
 * @tls_cert: (nullable): file of the operator's certificate
 * @tls_key: (nullable): file of its key
 * @metrics_listen: (nullable): where to show the metrics, "ADDR:PORT"
 * @metrics_token_file: (nullable): file of the token for them
 * @log: how to log
 * @drain_seconds: how long clients may take to leave after SIGTERM
 * @relay: how much to relay
 * @ice: (nullable): STUN and TURN servers for members of rooms
 * @turn_secret_file: (nullable): file of what the TURN servers share with us
 * @turn_seconds: for how long their passwords are good that members get
 * @store: (nullable): where the server remembers things, %NULL for a file in @data_dir
 * @secret_store: where the server's own key is
 * @is_behind_proxy: whether a proxy in front speaks TLS
 * @is_admin: whether there is a portal for an administrator
 * @admin_listen: (nullable): where it is, "ADDR:PORT"
 * @is_admin_remote: whether it may be somewhere else than on loopback
 * @is_admin_reset: whether to forget the administrator first
 * @is_print_link: whether to make a room at once and print its link
 * @room: what that room is to be like
 */
typedef struct
{
  char                      *help;
  char                     **listen;
  char                      *data_dir;
  char                      *tls_cert;
  char                      *tls_key;
  char                      *metrics_listen;
  char                      *metrics_token_file;
  PortunusDaemonLogOptions   log;
  guint                      drain_seconds;
  PortunusRelayLimits        relay;
  char                     **ice;
  char                      *turn_secret_file;
  guint                      turn_seconds;
  char                      *store;
  PortunusSecretStoreChoice  secret_store;
  gboolean                   is_behind_proxy;
  gboolean                   is_admin;
  char                      *admin_listen;
  gboolean                   is_admin_remote;
  gboolean                   is_admin_reset;
  gboolean                   is_print_link;
  PortunusDaemonRoomRules    room;
} PortunusDaemonOptions;

PortunusDaemonOptions *portunus_daemon_options_parse (const char * const    *arguments,
                                                      GError               **error);
void                   portunus_daemon_options_free  (PortunusDaemonOptions *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusDaemonOptions, portunus_daemon_options_free)

G_END_DECLS
