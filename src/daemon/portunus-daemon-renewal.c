/* portunus-daemon-renewal.c: keeps the certificate of a server that runs up to date
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-daemon-renewal.h"

#include <glib/gstdio.h>
#include <string.h>

#include "portunus-addresses.h"
#include "portunus-certificate.h"
#include "portunus-daemon-certificate.h"

/* For what monitors do not see: the end of a certificate, and files behind links that somebody turns round. */
#define FILES_SECONDS 30
#define OWN_SECONDS   (60 * 60)
/* Certificate and key are two files, and addresses come in groups. */
#define SETTLE_MS     500

#define N_FILES 2

struct _PortunusDaemonRenewal
{
  /* Owned */
  PortunusServer              *server;
  PortunusSecretStore         *store;
  GFileMonitor                *monitors[N_FILES];
  GNetworkMonitor             *network;
  GCancellable                *cancellable;
  char                        *stamp;

  /* Borrowed */
  const PortunusDaemonOptions *options;
  PortunusDaemonLog           *log;

  guint                        timer;
  guint                        settle;
  gulong                       network_handler;
  gboolean                     is_busy;
};

static void
append_stamp (GString    *stamp,
              const char *path)
{
  GStatBuf status;

  if (g_stat (path, &status) == 0)
    g_string_append_printf (stamp, "%lu %" G_GINT64_FORMAT " %" G_GINT64_FORMAT ".%09ld;", (gulong) status.st_ino,
                            (gint64) status.st_size, (gint64) status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
}

/* What tells the files of now from others. */
static char *
dup_stamp (PortunusDaemonRenewal *self)
{
  g_autoptr (GString) stamp = g_string_new (NULL);

  append_stamp (stamp, self->options->tls_cert);
  append_stamp (stamp, self->options->tls_key);
  return g_string_free (g_steal_pointer (&stamp), FALSE);
}

static void
say_failed (PortunusDaemonRenewal *self,
            const GError          *error)
{
  portunus_daemon_log_say (self->log, PORTUNUS_LOG_LEVEL_WARNING, "The certificate stays as it is: %s",
                           error->message);
}

/* Tells nothing where @pem is what is shown already. */
static void
show (PortunusDaemonRenewal *self,
      PortunusSecret        *pem)
{
  gsize length;
  const char *text = (const char *) portunus_secret_get_data (pem, &length);
  g_autofree char *copy = g_strndup (text, length);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) fingerprint = portunus_certificate_fingerprint (copy, &error);
  g_autofree char *words = NULL;

  explicit_bzero (copy, strlen (copy));
  if (fingerprint != NULL && g_bytes_equal (fingerprint, portunus_server_get_fingerprint (self->server)))
    return;
  if (fingerprint == NULL || !portunus_server_set_certificate (self->server, pem, &error))
    {
      say_failed (self, error);
      return;
    }
  words = portunus_certificate_dup_words (fingerprint);
  portunus_daemon_log_say (self->log, PORTUNUS_LOG_LEVEL_INFO, "there is a new certificate: %s", words);
}

static void
check_files (PortunusDaemonRenewal *self,
             gboolean               is_forced)
{
  g_autofree char *stamp = dup_stamp (self);
  g_autoptr (GError) error = NULL;
  g_autoptr (PortunusSecret) pem = NULL;

  if (!is_forced && strcmp (stamp, self->stamp) == 0)
    return;
  g_free (self->stamp);
  self->stamp = g_steal_pointer (&stamp);
  pem = portunus_daemon_read_certificate (self->options->tls_cert, self->options->tls_key, &error);
  if (pem != NULL)
    {
      show (self, pem);
      return;
    }
  portunus_server_set_certificate (self->server, NULL, NULL);
  say_failed (self, error);
}

static void
renewed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  PortunusDaemonRenewal *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (PortunusSecret) pem = portunus_certificate_load_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->is_busy = FALSE;
  if (pem != NULL)
    show (self, pem);
  else
    say_failed (self, error);
}

static void
check_own (PortunusDaemonRenewal *self)
{
  PortunusMetrics *metrics = portunus_server_get_metrics (self->server);
  gboolean has_rooms = portunus_metrics_get (metrics, PORTUNUS_METRIC_ROOMS, NULL) > 0;
  g_auto (GStrv) names = portunus_addresses_dup_certificate_names ();

  if (self->is_busy)
    return;
  self->is_busy = TRUE;
  portunus_certificate_renew_async (self->store, (const char * const *) names,
                                    has_rooms ? PORTUNUS_CERTIFICATE_RENEW_LATE : PORTUNUS_CERTIFICATE_RENEW_EARLY,
                                    self->cancellable, renewed_cb, self);
}

static gboolean
timer_cb (gpointer user_data)
{
  PortunusDaemonRenewal *self = user_data;

  if (self->store != NULL)
    check_own (self);
  else
    check_files (self, FALSE);
  return G_SOURCE_CONTINUE;
}

static gboolean
settled_cb (gpointer user_data)
{
  PortunusDaemonRenewal *self = user_data;

  self->settle = 0;
  timer_cb (self);
  return G_SOURCE_REMOVE;
}

static void
settle (PortunusDaemonRenewal *self)
{
  g_clear_handle_id (&self->settle, g_source_remove);
  self->settle = g_timeout_add (SETTLE_MS, settled_cb, self);
}

static void
network_changed_cb (GNetworkMonitor       *network,
                    gboolean               is_available,
                    PortunusDaemonRenewal *self)
{
  settle (self);
}

static void
watch_network (PortunusDaemonRenewal *self)
{
  self->network = g_object_ref (g_network_monitor_get_default ());
  self->network_handler = g_signal_connect (self->network, "network-changed", G_CALLBACK (network_changed_cb), self);
  self->timer = g_timeout_add_seconds (OWN_SECONDS, timer_cb, self);
}

static void
watch_files (PortunusDaemonRenewal *self)
{
  const char *paths[N_FILES] = { self->options->tls_cert, self->options->tls_key };

  self->stamp = dup_stamp (self);
  for (guint i = 0; i < N_FILES; i++)
    {
      g_autoptr (GFile) file = g_file_new_for_path (paths[i]);

      self->monitors[i] = g_file_monitor_file (file, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
      if (self->monitors[i] != NULL)
        g_signal_connect_swapped (self->monitors[i], "changed", G_CALLBACK (settle), self);
    }
  self->timer = g_timeout_add_seconds (FILES_SECONDS, timer_cb, self);
}

/**
 * portunus_daemon_renewal_new:
 * @options: says whose certificate it is; outlives the renewal
 * @server: a server that runs and speaks TLS
 * @store: (nullable): where our own certificate is; %NULL for the operator's
 * @log: where to tell of it
 *
 * Returns: (transfer full): a renewal that watches
 */
PortunusDaemonRenewal *
portunus_daemon_renewal_new (const PortunusDaemonOptions *options,
                             PortunusServer              *server,
                             PortunusSecretStore         *store,
                             PortunusDaemonLog           *log)
{
  PortunusDaemonRenewal *self = g_new0 (PortunusDaemonRenewal, 1);

  self->options = options;
  self->server = g_object_ref (server);
  g_set_object (&self->store, store);
  self->log = log;
  self->cancellable = g_cancellable_new ();
  if (store != NULL)
    watch_network (self);
  else
    watch_files (self);
  return self;
}

/**
 * portunus_daemon_renewal_free:
 * @self: (transfer full) (nullable): a renewal
 */
void
portunus_daemon_renewal_free (PortunusDaemonRenewal *self)
{
  if (self == NULL)
    return;
  g_cancellable_cancel (self->cancellable);
  g_clear_signal_handler (&self->network_handler, self->network);
  g_clear_handle_id (&self->settle, g_source_remove);
  g_source_remove (self->timer);
  for (guint i = 0; i < N_FILES; i++)
    {
      if (self->monitors[i] != NULL)
        g_signal_handlers_disconnect_by_data (self->monitors[i], self);
      g_clear_object (&self->monitors[i]);
    }
  g_clear_object (&self->network);
  g_clear_object (&self->store);
  g_clear_object (&self->server);
  g_clear_object (&self->cancellable);
  g_free (self->stamp);
  g_free (self);
}

/**
 * portunus_daemon_renewal_check:
 * @self: a renewal
 *
 * Looks now, as SIGHUP wants it.
 */
void
portunus_daemon_renewal_check (PortunusDaemonRenewal *self)
{
  if (self->store != NULL)
    check_own (self);
  else
    check_files (self, TRUE);
}
