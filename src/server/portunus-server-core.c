/* portunus-server-core.c: everything of the server that lives in its thread
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-server-core.h"

#include "portunus-admin-routes.h"
#include "portunus-admin-settings.h"
#include "portunus-encoding.h"
#include "portunus-endpoint.h"
#include "portunus-health.h"
#include "portunus-routes.h"
#include "portunus-server-private.h"

/* How long a stop waits for clients to take note, for those in rooms to have read the last of it, and then for the
 * connections to go. */
#define FAREWELL_MS 300
#define LAST_WORDS_MS 1200
#define DRAIN_MS 10000

#define MAX_SCRAPERS 16
#define STORE_SWEEP_SECONDS 300
#define MAX_ADMIN_CONNECTIONS 256

#define JOINS_PER_MINUTE 300
#define CREATIONS_PER_MINUTE 30
#define ROOM_HOURS 24
#define ROOM_EMPTY_MINUTES 60
#define ROOM_PEERS 32

struct _PortunusServerCore
{
  PortunusServices  services;
  PortunusEndpoint *front;        /* for everybody */
  PortunusEndpoint *admin;        /* for the administrator, NULL without */
  PortunusIceServers *ice;        /* NULL without */
  GTlsCertificate  *certificate;  /* NULL without */
  PortunusServerStore *admin_store; /* where the portal's settings are, NULL without */
  GCancellable     *cancellable;
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

static guint
count_web_sockets (PortunusServerCore *self)
{
  guint n_web_sockets = 0;

  for (guint i = 0; i < self->endpoints->len; i++)
    n_web_sockets += portunus_endpoint_get_n_web_sockets (g_ptr_array_index (self->endpoints, i));
  return n_web_sockets;
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
run_until_none (PortunusServerCore  *self,
                guint              (*count) (PortunusServerCore *self),
                guint                timeout_ms)
{
  GMainContext *context = g_main_context_get_thread_default ();
  g_autoptr (GSource) deadline = g_timeout_source_new (timeout_ms);
  gboolean is_over = FALSE;

  g_source_set_callback (deadline, expire_cb, &is_over, NULL);
  g_source_attach (deadline, context);
  while (!is_over && count (self) > 0)
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
open_admin (PortunusServerCore               *self,
            const PortunusServerCoreOptions  *options,
            GError                          **error)
{
  PortunusEndpointOptions endpoint = {
    .routes = portunus_admin_routes,
    .addresses = options->admin_addresses,
    .certificate = self->certificate,
    .is_behind_proxy = options->is_admin_behind_proxy,
    .max_connections = MAX_ADMIN_CONNECTIONS,
    .max_per_client = options->is_admin_behind_proxy ? 0 : MAX_ADMIN_CONNECTIONS / 2,
  };

  if (options->admin_addresses == NULL)
    return TRUE;
  self->admin = portunus_endpoint_new (&endpoint, &self->services, error);
  if (self->admin == NULL)
    return FALSE;
  g_ptr_array_add (self->endpoints, self->admin);
  self->services.admin = portunus_admin_new (&options->admin, &self->services);
  portunus_server_core_load_settings (self, options->admin.store);
  return TRUE;
}

static void
set_limits (PortunusServerCore              *self,
            const PortunusServerCoreOptions *options)
{
  guint *limits = self->services.limits;

  limits[PORTUNUS_SERVER_LIMIT_ROOMS] = options->max_rooms;
  limits[PORTUNUS_SERVER_LIMIT_CONNECTIONS] = options->max_connections;
  limits[PORTUNUS_SERVER_LIMIT_PER_CLIENT] = options->max_per_client;
  limits[PORTUNUS_SERVER_LIMIT_JOINS] = JOINS_PER_MINUTE;
  limits[PORTUNUS_SERVER_LIMIT_CREATIONS] = CREATIONS_PER_MINUTE;
  limits[PORTUNUS_SERVER_LIMIT_ROOM_HOURS] = ROOM_HOURS;
  limits[PORTUNUS_SERVER_LIMIT_ROOM_EMPTY_MINUTES] = ROOM_EMPTY_MINUTES;
  limits[PORTUNUS_SERVER_LIMIT_ROOM_PEERS] = ROOM_PEERS;
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

static void
take_fingerprint (PortunusServerCore *self,
                  GTlsCertificate    *certificate)
{
  g_autoptr (GBytes) fingerprint = certificate != NULL ? _portunus_server_hash_certificate (certificate) : NULL;

  g_free (self->services.fingerprint);
  self->services.fingerprint = NULL;
  if (fingerprint != NULL)
    self->services.fingerprint = portunus_encode_base64url (g_bytes_get_data (fingerprint, NULL),
                                                            g_bytes_get_size (fingerprint));
}

/**
 * portunus_server_core_new:
 * @options: where to listen, limits
 * @error: return location for a #GIOErrorEnum
 *
 * Listens at once; connections are served when the thread-default context runs. Before that it runs it itself, until
 * the rooms that were kept are there.
 *
 * Returns: (transfer full): a server
 */
PortunusServerCore *
portunus_server_core_new (const PortunusServerCoreOptions  *options,
                          GError                          **error)
{
  PortunusServerCore *self = g_new0 (PortunusServerCore, 1);

  self->services.rooms = portunus_room_table_new (options->max_rooms, options->token_key);
  self->services.relays = portunus_relay_table_new (&options->relay, options->metrics);
  self->services.tickets = options->tickets != NULL ? portunus_tickets_ref (options->tickets) : NULL;
  self->certificate = options->certificate != NULL ? g_object_ref (options->certificate) : NULL;
  take_fingerprint (self, options->certificate);
  self->services.store = options->store != NULL ? g_object_ref (options->store)
                                                : portunus_server_store_new_in_memory ();
  self->services.store_watch = portunus_store_watch_new (self->services.store, STORE_SWEEP_SECONDS);
  self->services.metrics = portunus_metrics_ref (options->metrics);
  portunus_room_table_set_metrics (self->services.rooms, self->services.metrics);
  self->ice = options->ice != NULL ? portunus_ice_servers_ref (options->ice) : NULL;
  portunus_room_table_set_ice (self->services.rooms, self->ice);
  self->services.log = options->log != NULL ? portunus_log_hub_ref (options->log) : NULL;
  self->services.metrics_token = options->metrics_token != NULL ? portunus_secret_ref (options->metrics_token) : NULL;
  self->cancellable = g_cancellable_new ();
  set_limits (self, options);
  self->endpoints = g_ptr_array_new_with_free_func ((GDestroyNotify) portunus_endpoint_free);
  if (!options->keeps_rooms || portunus_room_table_keep (self->services.rooms, self->services.store, error))
    self->front = open_front (self, options, error);
  self->services.front = self->front;
  if (self->front != NULL && open_admin (self, options, error) && open_metrics (self, options, error))
    {
      show_expiry (self, options->certificate);
      portunus_server_core_set_ready (self, NULL);
      return self;
    }

  portunus_server_core_free (self);
  return NULL;
}

static void
settled_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  gboolean *is_settled = user_data;

  portunus_server_store_ping_finish (PORTUNUS_SERVER_STORE (source), result, NULL);
  *is_settled = TRUE;
}

/* The store answers in order. An answer that came after the context ended would keep the store, and its thread. */
static void
settle_store (PortunusServerStore *store)
{
  gboolean is_settled = FALSE;

  portunus_server_store_ping_async (store, NULL, settled_cb, &is_settled);
  while (!is_settled)
    g_main_context_iteration (g_main_context_get_thread_default (), TRUE);
}

/**
 * portunus_server_core_free:
 * @self: (transfer full): a server
 *
 * Stops accepting, closes the rooms that are not kept, and gives clients a moment to take note. Runs the
 * thread-default context.
 */
void
portunus_server_core_free (PortunusServerCore *self)
{
  g_cancellable_cancel (self->cancellable);
  for_each_endpoint (self, portunus_endpoint_stop);
  if (self->services.admin != NULL)
    portunus_admin_stop (self->services.admin);
  portunus_room_table_close_all (self->services.rooms);
  portunus_relay_table_close_all (self->services.relays);
  run_until_none (self, count_connections, FAREWELL_MS);
  run_until_none (self, count_web_sockets, LAST_WORDS_MS);
  for_each_endpoint (self, portunus_endpoint_kill_all);
  run_until_none (self, count_connections, DRAIN_MS);

  g_ptr_array_unref (self->endpoints);
  g_clear_object (&self->services.admin);
  g_object_unref (self->cancellable);
  portunus_relay_table_free (self->services.relays);
  portunus_room_table_free (self->services.rooms);
  g_clear_pointer (&self->ice, portunus_ice_servers_unref);
  g_clear_pointer (&self->services.tickets, portunus_tickets_unref);
  g_free (self->services.lobby);
  g_free (self->services.fingerprint);
  portunus_store_watch_free (self->services.store_watch);
  settle_store (self->services.store);
  g_object_unref (self->services.store);
  if (self->admin_store != NULL)
    settle_store (self->admin_store);
  g_clear_object (&self->admin_store);
  g_clear_object (&self->certificate);
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
 * portunus_server_core_get_admin_port:
 * @self: a server
 *
 * Returns: the port of the portal, 0 without
 */
guint16
portunus_server_core_get_admin_port (PortunusServerCore *self)
{
  return self->admin != NULL ? portunus_endpoint_get_port (self->admin) : 0;
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
  g_set_object (&self->certificate, certificate);
  show_expiry (self, certificate);
  take_fingerprint (self, certificate);
}

/**
 * portunus_server_core_open_admin:
 * @self: a server without a portal
 * @options: of which only what is about the portal counts
 * @error: return location for a #GIOErrorEnum, after which it is as before
 *
 * Opens the portal of a server that runs.
 *
 * Returns: whether it listens
 */
gboolean
portunus_server_core_open_admin (PortunusServerCore               *self,
                                 const PortunusServerCoreOptions  *options,
                                 GError                          **error)
{
  g_return_val_if_fail (self->admin == NULL && options->admin_addresses != NULL, FALSE);

  return open_admin (self, options, error);
}

/**
 * portunus_server_core_load_settings:
 * @self: a server
 * @store: where the settings of its portal are
 *
 * Applies what was set in the portal in an earlier run.
 */
void
portunus_server_core_load_settings (PortunusServerCore  *self,
                                    PortunusServerStore *store)
{
  g_set_object (&self->admin_store, store);
  portunus_admin_settings_load (store, &self->services, self->cancellable);
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

/**
 * portunus_server_core_set_lobby:
 * @self: a server
 * @room_id: (nullable): the room in which the program waits for whoever comes
 */
void
portunus_server_core_set_lobby (PortunusServerCore *self,
                                const char         *room_id)
{
  g_free (self->services.lobby);
  self->services.lobby = g_strdup (room_id);
}
