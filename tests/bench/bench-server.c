/* bench-server.c: a room server with room for ten thousand clients, who say themselves where they come from
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib-unix.h>
#include <stdio.h>
#include <sys/resource.h>

#include "portunus-certificate.h"
#include "portunus-server.h"

static const char * const names[] = { "localhost", "127.0.0.1", NULL };

typedef struct
{
  GMainLoop      *loop;
  PortunusServer *server;
} Bench;

static void
started_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Bench *self = user_data;
  g_autoptr (GError) error = NULL;

  if (!portunus_server_start_finish (self->server, result, &error))
    g_error ("%s", error->message);
  printf ("listening on port %u\n", portunus_server_get_port (self->server));
  fflush (stdout);
}

static void
start (Bench          *self,
       PortunusSecret *pem)
{
  static const char * const listen[] = { "127.0.0.1:0", NULL };
  const PortunusServerOptions options = {
    .listen = listen, .tls_pem = pem, .is_behind_proxy = TRUE, .max_connections = 20000,
  };
  g_autoptr (GError) error = NULL;

  self->server = portunus_server_new (&options, &error);
  if (self->server == NULL)
    g_error ("%s", error->message);
  portunus_server_start_async (self->server, NULL, started_cb, self);
}

static void
certificate_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PortunusSecret) pem = portunus_certificate_load_finish (result, &error);

  if (pem == NULL)
    g_error ("%s", error->message);
  start (user_data, pem);
}

static gboolean
quit_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_CONTINUE;
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (PortunusSecretStore) store = portunus_memory_secret_store_new ();
  Bench self = { .loop = loop };
  struct rlimit limit;

  getrlimit (RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit (RLIMIT_NOFILE, &limit);
  g_unix_signal_add (SIGTERM, quit_cb, loop);
  if (argc > 1 && g_str_equal (argv[1], "tls"))
    portunus_certificate_load_async (store, names, NULL, certificate_cb, &self);
  else
    start (&self, NULL);
  g_main_loop_run (loop);
  portunus_server_stop (self.server);
  g_clear_object (&self.server);
  return 0;
}
