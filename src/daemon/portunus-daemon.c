/* portunus-daemon.c: the life of one portunusd
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-daemon.h"

#include <glib-unix.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "portunus-addresses.h"
#include "portunus-daemon-certificate.h"
#include "portunus-encoding.h"
#include "portunus-link.h"
#include "portunus-listen-address.h"
#include "portunus-server.h"

#define MAX_DESCRIPTORS 65536

typedef struct
{
  const PortunusDaemonOptions *options;
  GMainLoop                   *loop;
  PortunusServer              *server;
  int                          status;
} Daemon;

static void
fail (Daemon       *self,
      const GError *error)
{
  g_printerr ("portunusd: %s\n", error->message);
  self->status = EXIT_FAILURE;
  g_main_loop_quit (self->loop);
}

static gboolean
quit_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_CONTINUE;
}

/* The address somebody named, else the one by which the network reaches this machine. */
static char *
dup_host (char **listen)
{
  g_autoptr (GInetSocketAddress) address = portunus_listen_address_parse (listen[0], NULL);
  GInetAddress *inet = g_inet_socket_address_get_address (address);

  return g_inet_address_get_is_any (inet) ? portunus_addresses_dup_best () : g_inet_address_to_string (inet);
}

/* The room's secret is made here, printed, and kept nowhere. */
static void
print_link (Daemon     *self,
            const char *room_id)
{
  guint8 secret[PORTUNUS_ROOM_SECRET_BYTES];
  g_autoptr (PortunusLink) link = g_new0 (PortunusLink, 1);
  g_autofree char *text = NULL;

  portunus_fill_random (secret, sizeof secret);
  link->host = dup_host (self->options->listen);
  link->port = portunus_server_get_port (self->server);
  link->room = g_strdup (room_id);
  link->secret = g_bytes_new (secret, sizeof secret);
  link->fingerprint = g_bytes_ref (portunus_server_get_fingerprint (self->server));
  text = portunus_link_format (link);
  fprintf (stdout, "%s\n", text);
  fflush (stdout);
  explicit_bzero (secret, sizeof secret);
  explicit_bzero (text, strlen (text));
}

static void
room_created_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  Daemon *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (PortunusRoomInfo) info = portunus_server_create_room_finish (self->server, result, &error);

  if (info != NULL)
    print_link (self, info->id);
  else
    fail (self, error);
}

static void
announce (Daemon *self)
{
  GBytes *fingerprint = portunus_server_get_fingerprint (self->server);
  g_autofree char *text = NULL;

  g_printerr ("portunusd: listening on port %u\n", portunus_server_get_port (self->server));
  if (fingerprint == NULL)
    return;
  text = portunus_encode_base64url (g_bytes_get_data (fingerprint, NULL), g_bytes_get_size (fingerprint));
  g_printerr ("portunusd: fingerprint of the certificate: f=%s\n", text);
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
  if (self->options->is_print_link)
    portunus_server_create_room_async (self->server, NULL, NULL, room_created_cb, self);
}

static void
start_server (Daemon         *self,
              PortunusSecret *pem)
{
  g_autoptr (GError) error = NULL;
  PortunusServerOptions options = {
    .listen = (const char * const *) self->options->listen,
    .tls_pem = pem,
    .is_behind_proxy = self->options->is_behind_proxy,
  };

  self->server = portunus_server_new (&options, &error);
  if (self->server != NULL)
    portunus_server_start_async (self->server, NULL, started_cb, self);
  else
    fail (self, error);
}

static void
certificate_made_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  Daemon *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (PortunusSecret) pem = portunus_daemon_make_certificate_finish (result, &error);

  if (pem != NULL)
    start_server (self, pem);
  else
    fail (self, error);
}

static gboolean
start_cb (gpointer user_data)
{
  Daemon *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (PortunusSecret) pem = NULL;

  if (self->options->is_behind_proxy)
    start_server (self, NULL);
  else if (self->options->tls_cert == NULL)
    portunus_daemon_make_certificate_async (self->options, certificate_made_cb, self);
  else if ((pem = portunus_daemon_read_certificate (self->options->tls_cert, self->options->tls_key, &error)) != NULL)
    start_server (self, pem);
  else
    fail (self, error);
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
 * Serves until SIGINT or SIGTERM. Runs the default context.
 *
 * Returns: the exit status
 */
int
portunus_daemon_run (const PortunusDaemonOptions *options)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Daemon self = { .options = options, .loop = loop, .status = EXIT_SUCCESS };

  raise_descriptor_limit ();
  signal (SIGPIPE, SIG_IGN);
  g_unix_signal_add (SIGINT, quit_cb, loop);
  g_unix_signal_add (SIGTERM, quit_cb, loop);
  g_idle_add (start_cb, &self);
  g_main_loop_run (loop);

  if (self.server != NULL)
    portunus_server_stop (self.server);
  g_clear_object (&self.server);
  return self.status;
}
