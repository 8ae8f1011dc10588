/* portunus-daemon.c: the life of one portunusd
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-daemon.h"

#include <glib-unix.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "portunus-daemon-admin.h"
#include "portunus-certificate.h"
#include "portunus-daemon-certificate.h"
#include "portunus-daemon-renewal.h"
#include "portunus-daemon-room.h"
#include "portunus-daemon-store.h"
#include "portunus-daemon-token-key.h"
#include "portunus-encoding.h"
#include "portunus-server.h"

#define MAX_DESCRIPTORS 65536
/* How often a server that drains is looked at. */
#define DRAIN_STEP_MS 100

typedef struct
{
  const PortunusDaemonOptions *options;
  PortunusDaemonLog           *log;
  GMainLoop                   *loop;
  PortunusServer              *server;
  PortunusSecret              *pem;
  PortunusAdminOptions        *admin;
  PortunusSecretStore         *store;
  PortunusServerStore         *memory;
  PortunusSecret              *token_key;
  PortunusDaemonRenewal       *renewal;
  gint64                       drained_us;
  int                          status;
} Daemon;

static void
fail (Daemon       *self,
      const GError *error)
{
  portunus_daemon_log_say (self->log, PORTUNUS_LOG_LEVEL_ERROR, "%s", error->message);
  self->status = EXIT_FAILURE;
  g_main_loop_quit (self->loop);
}

static gboolean
quit_cb (gpointer user_data)
{
  Daemon *self = user_data;

  g_main_loop_quit (self->loop);
  return G_SOURCE_CONTINUE;
}

static gboolean
drain_cb (gpointer user_data)
{
  Daemon *self = user_data;
  PortunusMetrics *metrics = portunus_server_get_metrics (self->server);
  gboolean is_empty = portunus_metrics_get (metrics, PORTUNUS_METRIC_CONNECTIONS, NULL) == 0;

  if (is_empty || g_get_monotonic_time () >= self->drained_us)
    g_main_loop_quit (self->loop);
  return G_SOURCE_CONTINUE;
}

/* Load balancers learn first that nobody should come any more; those who are here go on for a while. */
static gboolean
terminate_cb (gpointer user_data)
{
  Daemon *self = user_data;

  if (self->server == NULL || self->drained_us != 0 || self->options->drain_seconds == 0)
    return quit_cb (self);
  self->drained_us = g_get_monotonic_time () + self->options->drain_seconds * G_USEC_PER_SEC;
  portunus_server_set_ready (self->server, "draining");
  portunus_daemon_log_say (self->log, PORTUNUS_LOG_LEVEL_INFO, "draining");
  g_timeout_add (DRAIN_STEP_MS, drain_cb, self);
  return G_SOURCE_CONTINUE;
}

static gboolean
reload_cb (gpointer user_data)
{
  Daemon *self = user_data;

  if (self->renewal != NULL)
    portunus_daemon_renewal_check (self->renewal);
  return G_SOURCE_CONTINUE;
}

static void
printed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Daemon *self = user_data;
  g_autoptr (GError) error = NULL;

  if (!portunus_daemon_print_link_finish (result, &error))
    fail (self, error);
}

static void
announce_admin (Daemon *self)
{
  g_autofree char *address = portunus_daemon_admin_dup_address (self->options, self->admin,
                                                                portunus_server_get_admin_port (self->server));

  g_printerr ("portunusd: admin portal: %s\n", address);
  explicit_bzero (address, strlen (address));
}

static void
announce (Daemon *self)
{
  GBytes *fingerprint = portunus_server_get_fingerprint (self->server);
  guint16 metrics_port = portunus_server_get_metrics_port (self->server);
  g_autofree char *text = NULL;
  g_autofree char *hex = NULL;
  g_autofree char *words = NULL;

  portunus_daemon_log_say (self->log, PORTUNUS_LOG_LEVEL_INFO, "listening on port %u",
                           portunus_server_get_port (self->server));
  if (metrics_port != 0)
    portunus_daemon_log_say (self->log, PORTUNUS_LOG_LEVEL_INFO, "metrics on port %u", metrics_port);
  if (self->admin != NULL)
    announce_admin (self);
  if (fingerprint == NULL)
    return;
  text = portunus_encode_base64url (g_bytes_get_data (fingerprint, NULL), g_bytes_get_size (fingerprint));
  hex = portunus_certificate_dup_hex (fingerprint);
  words = portunus_certificate_dup_words (fingerprint);
  portunus_daemon_log_say (self->log, PORTUNUS_LOG_LEVEL_INFO, "fingerprint of the certificate: f=%s", text);
  portunus_daemon_log_say (self->log, PORTUNUS_LOG_LEVEL_INFO, "the same as browsers show it: %s", hex);
  portunus_daemon_log_say (self->log, PORTUNUS_LOG_LEVEL_INFO, "the same as words: %s", words);
}

static void
started_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Daemon *self = user_data;
  g_autoptr (GError) error = NULL;

  if (!portunus_server_start_finish (self->server, result, &error))
    {
      fail (self, error);
      return;
    }
  announce (self);
  if (portunus_server_get_fingerprint (self->server) != NULL)
    self->renewal = portunus_daemon_renewal_new (self->options, self->server, self->store, self->log);
  if (self->options->is_print_link)
    portunus_daemon_print_link_async (self->options, self->server, printed_cb, self);
}

static PortunusIceServers *
make_ice (const PortunusDaemonOptions  *options,
          GError                      **error)
{
  const char *path = options->turn_secret_file;
  g_autoptr (PortunusSecret) secret = path != NULL ? portunus_daemon_read_token (path, error) : NULL;

  if (path != NULL && secret == NULL)
    return NULL;
  if (options->ice == NULL)
    return NULL;
  return portunus_ice_servers_new ((const char * const *) options->ice, secret, options->turn_seconds, error);
}

static void
start_server (Daemon *self)
{
  const char *token_file = self->options->metrics_token_file;
  g_autoptr (GError) error = NULL;
  g_autoptr (PortunusSecret) token = token_file != NULL ? portunus_daemon_read_token (token_file, &error) : NULL;
  g_autoptr (PortunusIceServers) ice = error == NULL ? make_ice (self->options, &error) : NULL;
  PortunusServerOptions options = {
    .listen = (const char * const *) self->options->listen,
    .tls_pem = self->pem,
    .is_behind_proxy = self->options->is_behind_proxy,
    .relay = self->options->relay,
    .store = self->memory,
    .keeps_rooms = portunus_daemon_keeps_rooms (self->options),
    .token_key = self->token_key,
    .ice = ice,
    .admin = self->admin,
    .admin_listen = self->options->admin_listen,
    .is_admin_remote = self->options->is_admin_remote,
    .log = portunus_daemon_log_get_hub (self->log),
    .metrics_listen = self->options->metrics_listen,
    .metrics_token = token,
  };

  if (error == NULL)
    self->server = portunus_server_new (&options, &error);
  if (self->server != NULL)
    portunus_server_start_async (self->server, NULL, started_cb, self);
  else
    fail (self, error);
}

static void
admin_prepared_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  Daemon *self = user_data;
  g_autoptr (GError) error = NULL;

  self->admin = portunus_daemon_prepare_admin_finish (result, &error);
  if (self->admin != NULL)
    start_server (self);
  else
    fail (self, error);
}

static void
prepare_admin (Daemon *self)
{
  if (self->options->is_admin)
    portunus_daemon_prepare_admin_async (self->options, self->memory, admin_prepared_cb, self);
  else
    start_server (self);
}

static void
token_key_loaded_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  Daemon *self = user_data;
  g_autoptr (GError) error = NULL;

  self->token_key = portunus_daemon_load_token_key_finish (result, &error);
  if (self->token_key != NULL)
    prepare_admin (self);
  else
    fail (self, error);
}

/* Takes @pem, which is NULL behind a proxy. */
static void
prepare_server (Daemon         *self,
                PortunusSecret *pem)
{
  self->pem = pem;
  if (portunus_daemon_keeps_rooms (self->options))
    portunus_daemon_load_token_key_async (self->options, self->store, token_key_loaded_cb, self);
  else
    prepare_admin (self);
}

static void
certificate_made_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  Daemon *self = user_data;
  g_autoptr (GError) error = NULL;
  PortunusSecret *pem = portunus_daemon_make_certificate_finish (result, &self->store, &error);

  if (pem != NULL)
    prepare_server (self, pem);
  else
    fail (self, error);
}

static void
prepare_certificate (Daemon *self)
{
  g_autoptr (GError) error = NULL;
  PortunusSecret *pem;

  if (self->options->is_behind_proxy)
    prepare_server (self, NULL);
  else if (self->options->tls_cert == NULL)
    portunus_daemon_make_certificate_async (self->options, certificate_made_cb, self);
  else if ((pem = portunus_daemon_read_certificate (self->options->tls_cert, self->options->tls_key, &error)) != NULL)
    prepare_server (self, pem);
  else
    fail (self, error);
}

/* Keys are made and written only by the one that has the store. */
static void
store_opened_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  Daemon *self = user_data;
  g_autoptr (GError) error = NULL;

  self->memory = portunus_daemon_open_store_finish (result, &error);
  if (self->memory != NULL)
    prepare_certificate (self);
  else
    fail (self, error);
}

static gboolean
start_cb (gpointer user_data)
{
  Daemon *self = user_data;

  portunus_daemon_open_store_async (self->options, store_opened_cb, self);
  return G_SOURCE_REMOVE;
}

/* Each client costs a descriptor, and the usual soft limit is low for the sake of programs that use select(). */
static void
raise_descriptor_limit (void)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= MAX_DESCRIPTORS)
    return;
  limit.rlim_cur = MIN (limit.rlim_max, MAX_DESCRIPTORS);
  setrlimit (RLIMIT_NOFILE, &limit);
}

/**
 * portunus_daemon_run:
 * @options: what to do
 *
 * Serves until SIGINT, or until SIGTERM and its clients left. Runs the default context.
 *
 * Returns: the exit status
 */
int
portunus_daemon_run (const PortunusDaemonOptions *options)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Daemon self = { .options = options, .loop = loop, .status = EXIT_SUCCESS };

  self.log = portunus_daemon_log_start (&options->log);
  raise_descriptor_limit ();
  signal (SIGPIPE, SIG_IGN);
  g_unix_signal_add (SIGINT, quit_cb, &self);
  g_unix_signal_add (SIGTERM, terminate_cb, &self);
  g_unix_signal_add (SIGHUP, reload_cb, &self);
  g_idle_add (start_cb, &self);
  g_main_loop_run (loop);

  g_clear_pointer (&self.renewal, portunus_daemon_renewal_free);
  if (self.server != NULL)
    portunus_server_stop (self.server);
  g_clear_object (&self.server);
  g_clear_pointer (&self.admin, portunus_admin_options_free);
  g_clear_pointer (&self.pem, portunus_secret_unref);
  g_clear_pointer (&self.token_key, portunus_secret_unref);
  g_clear_object (&self.store);
  g_clear_object (&self.memory);
  return self.status;
}
