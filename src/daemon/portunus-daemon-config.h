/* portunus-daemon-config.h: the settings of portunusd as they were written, in a file or in arguments
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * PortunusDaemonConfig:
 *
 * Each member is %NULL, or %FALSE, where nothing was said about it.
 */
typedef struct
{
  char     **listen;
  char      *data_dir;
  char      *tls_cert;
  char      *tls_key;
  char      *admin_listen;
  char      *secret_store;
  char      *store;
  char      *metrics_listen;
  char      *metrics_token_file;
  char      *log_format;
  char      *log_level;
  char      *drain_seconds;
  char      *turn_seconds;
  char      *relay;
  char     **ice;
  char      *turn_secret_file;
  gboolean   is_behind_proxy;
  gboolean   is_admin;
  gboolean   is_admin_remote;
} PortunusDaemonConfig;

gboolean portunus_daemon_config_fill  (PortunusDaemonConfig  *self,
                                       const char            *path,
                                       GError               **error);
void     portunus_daemon_config_clear (PortunusDaemonConfig  *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PortunusDaemonConfig, portunus_daemon_config_clear)

G_END_DECLS
