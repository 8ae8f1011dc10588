/* portunus-server-core.c: everything of the server that lives in its thread
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-server-core.h"

#include "portunus-endpoint.h"
#include "portunus-health.h"
#include "portunus-routes.h"

/* How long a stop waits for clients to take note, and then for their connections to go. */
#define FAREWELL_MS 300
#define DRAIN_MS 1500

#define MAX_SCRAPERS 16

struct _PortunusServerCore
{
  PortunusServices  services;
  PortunusEndpoint *front;        /* for everybody */
  PortunusEndpoint *metrics;      /* for Prometheus, NULL without */
  GPtrArray        *endpoints;    /* all of them, @front being the first */
};

static guint
count_connections (PortunusServerCore *self)
{
  guint n_connections = 0;

  for (guint i = 0; i < self->endpoints->len; i++)
    n_connections += portunus_endpoint_get_n_connections (g_ptr_array_index (self->endpoints, i));
  return n_connections;
}

static void
for_each_endpoint (PortunusServerCore  *self,
                   void               (*func) (PortunusEndpoint *endpoint))
{
  for (guint i = 0; i < self->endpoints->len; i++)
    func (g_ptr_array_index (self->endpoints, i));
}

static gboolean
expire_cb (gpointer user_data)
{
  gboolean *is_over = user_data;

  *is_over = TRUE;
  return G_SOURCE_REMOVE;
}

static void
run_until_gone (PortunusServerCore *self,
                guint               timeout_ms)
{
  GMainContext *context = g_main_context_get_thread_default ();
  g_autoptr (GSource) deadline = g_timeout_source_new (timeout_ms);
  gboolean is_over = FALSE;

  g_source_set_callback (deadline, expire_cb, &is_over, NULL);
  g_source_attach (deadline, context);
  while (!is_over && count_connections (self) > 0)
    g_main_context_iteration (context, TRUE);
  g_source_destroy (deadline);
}

static PortunusEndpoint *
open_front (PortunusServerCore               *self,
            const PortunusServerCoreOptions  *options,
            GError                          **error)
{
  PortunusEndpointOptions front = {
    .routes = portunus_routes,
    .addresses = options->addresses,
    .certificate = options->certificate,
    .is_behind_proxy = options->is_behind_proxy,
    .max_connections = options->max_connections,
    .max_per_client = options->max_per_client,
  };
  PortunusEndpoint *endpoint = portunus_endpoint_new (&front, &self->services, error);

  if (endpoint != NULL)
    g_ptr_array_add (self->endpoints, endpoint);
  return endpoint;
}

static gboolean
open_metrics (PortunusServerCore               *self,
              const PortunusServerCoreOptions  *options,
              GError                          **error)
{
  PortunusEndpointOptions metrics = {
    .routes = portunus_health_routes,
    .addresses = options->metrics_addresses,
    .certificate = options->is_metrics_tls ? options->certificate : NULL,
    .max_connections = MAX_SCRAPERS,
    .max_per_client = MAX_SCRAPERS,
  };

  if (options->metrics_addresses == NULL)
    return TRUE;
  self->metrics = portunus_endpoint_new (&metrics, &self->services, error);
  if (self->metrics != NULL)
    g_ptr_array_add (self->endpoints, self->metrics);
  return self->metrics != NULL;
}

static void
show_expiry (PortunusServerCore *self,
             GTlsCertificate    *certificate)
{
  g_autoptr (GDateTime) end = certificate != NULL ? g_tls_certificate_get_not_valid_after (certificate) : NULL;

  if (end != NULL)
    portunus_metrics_set (self->services.metrics, PORTUNUS_METRIC_CERTIFICATE_EXPIRY, g_date_time_to_unix (end), NULL);
}

/**
 * portunus_server_core_new:
 * @options: where to listen, limits
 * @error: return location for a #GIOErrorEnum
 *
 * Listens at once; connections are served when the thread-default context runs.
 *
 * Returns: (transfer full): a server
 */
PortunusServerCore *
portunus_server_core_new (const PortunusServerCoreOptions  *options,
                          GError                          **error)
{
  PortunusServerCore *self = g_new0 (PortunusServerCore, 1);

  self->services.rooms = portunus_room_table_new (options->max_rooms);
  self->services.metrics = portunus_metrics_ref (options->metrics);
  self->services.log = options->log != NULL ? portunus_log_hub_ref (options->log) : NULL;
  self->services.metrics_token = options->metrics_token != NULL ? portunus_secret_ref (options->metrics_token) : NULL;
  self->endpoints = g_ptr_array_new_with_free_func ((GDestroyNotify) portunus_endpoint_free);
  self->front = open_front (self, options, error);
  if (self->front != NULL && open_metrics (self, options, error))
    {
      show_expiry (self, options->certificate);
      portunus_server_core_set_ready (self, NULL);
      return self;
    }

  portunus_server_core_free (self);
  return NULL;
}

/**
 * portunus_server_core_free:
 * @self: (transfer full): a server
 *
 * Stops accepting, closes the rooms, and gives clients a moment to take note. Runs the thread-default context.
 */
void
portunus_server_core_free (PortunusServerCore *self)
{
  for_each_endpoint (self, portunus_endpoint_stop);
  portunus_room_table_close_all (self->services.rooms);
  run_until_gone (self, FAREWELL_MS);
  for_each_endpoint (self, portunus_endpoint_kill_all);
  run_until_gone (self, DRAIN_MS);

  g_ptr_array_unref (self->endpoints);
  portunus_room_table_free (self->services.rooms);
  portunus_metrics_unref (self->services.metrics);
  g_clear_pointer (&self->services.log, portunus_log_hub_unref);
  g_clear_pointer (&self->services.metrics_token, portunus_secret_unref);
  g_free (self);
}

/**
 * portunus_server_core_get_port:
 * @self: a server
 *
 * Returns: the port it listens on
 */
guint16
portunus_server_core_get_port (PortunusServerCore *self)
{
  return portunus_endpoint_get_port (self->front);
}

/**
 * portunus_server_core_get_metrics_port:
 * @self: a server
 *
 * Returns: the port that shows the metrics, 0 without
 */
guint16
portunus_server_core_get_metrics_port (PortunusServerCore *self)
{
  return self->metrics != NULL ? portunus_endpoint_get_port (self->metrics) : 0;
}

/**
 * portunus_server_core_set_certificate:
 * @self: a server that speaks TLS
 * @certificate: another certificate
 *
 * Shows @certificate to those who connect from now on.
 */
void
portunus_server_core_set_certificate (PortunusServerCore *self,
                                      GTlsCertificate    *certificate)
{
  for (guint i = 0; i < self->endpoints->len; i++)
    {
      PortunusEndpoint *endpoint = g_ptr_array_index (self->endpoints, i);

      if (portunus_endpoint_is_tls (endpoint))
        portunus_endpoint_set_certificate (endpoint, certificate);
    }
  show_expiry (self, certificate);
}

/**
 * portunus_server_core_set_ready:
 * @self: a server
 * @why_not: (nullable): why new clients should go elsewhere, %NULL if they are welcome; static
 *
 * Says so to load balancers, and turns nobody away.
 */
void
portunus_server_core_set_ready (PortunusServerCore *self,
                                const char         *why_not)
{
  self->services.why_not_ready = why_not;
  portunus_metrics_set (self->services.metrics, PORTUNUS_METRIC_READY, why_not == NULL, NULL);
}

/**
 * portunus_server_core_get_n_connections:
 * @self: a server
 *
 * Returns: how many connections are open
 */
guint
portunus_server_core_get_n_connections (PortunusServerCore *self)
{
  return count_connections (self);
}

/**
 * portunus_server_core_get_rooms:
 * @self: a server
 *
 * Returns: (transfer none): its rooms
 */
PortunusRoomTable *
portunus_server_core_get_rooms (PortunusServerCore *self)
{
  return self->services.rooms;
}
