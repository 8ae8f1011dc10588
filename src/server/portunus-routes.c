/* portunus-routes.c: what the server answers to
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-routes.h"

#include <string.h>

#include "portunus-file-api.h"
#include "portunus-gate-web-socket.h"
#include "portunus-health.h"
#include "portunus-pages.h"
#include "portunus-relay-routes.h"
#include "portunus-services.h"

/* A request for a room that is not answered yet. */
typedef struct
{
  PortunusRequest   request;
  PortunusServices *services;
  JsonObject       *answer;
  gboolean          is_over;
} Creation;

static guint
choose_status (const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_EXISTS))
    return SOUP_STATUS_CONFLICT;
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE) ? SOUP_STATUS_SERVICE_UNAVAILABLE
                                                                  : SOUP_STATUS_BAD_REQUEST;
}

static JsonObject *
describe_new_room (PortunusServices *services,
                   PortunusRoom     *room)
{
  JsonObject *object = json_object_new ();
  g_autofree char *host = portunus_room_make_host (room);
  guint32 code_number = portunus_room_get_code_number (room);

  json_object_set_string_member (object, "room", portunus_room_get_id (room));
  if (code_number != 0)
    json_object_set_int_member (object, "code", code_number);
  json_object_set_int_member (object, "expires", portunus_room_get_expires (room));
  json_object_set_string_member (object, "host", host);
  if (services->fingerprint != NULL)
    json_object_set_string_member (object, "fingerprint", services->fingerprint);
  return object;
}

static gboolean
read_options (GBytes               *body,
              PortunusRoomOptions  *options,
              GError              **error)
{
  gsize length;
  const char *text;

  if (body == NULL)
    return TRUE;
  text = g_bytes_get_data (body, &length);
  return portunus_room_options_read (options, text, length, error);
}

static void
finished_cb (SoupServerMessage *message,
             gboolean          *is_over)
{
  *is_over = TRUE;
}

static void
creation_free (Creation *self)
{
  g_signal_handlers_disconnect_by_data (self->request.message, &self->is_over);
  /* The library complains about one that its client did not wait for. */
  if (!self->is_over)
    soup_server_message_unpause (self->request.message);
  g_object_unref (self->request.message);
  json_object_unref (self->answer);
  g_free (self);
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Creation *creation = user_data;
  g_autoptr (GError) error = NULL;

  if (!portunus_room_table_save_finish (result, &error))
    {
      g_message ("A room was not written down: %s", error->message);
      portunus_room_table_close (creation->services->rooms, portunus_room_get_id (PORTUNUS_ROOM (source)));
      if (!creation->is_over)
        portunus_request_refuse (&creation->request, SOUP_STATUS_SERVICE_UNAVAILABLE,
                                 "The server cannot make rooms now; its log says why.");
    }
  else if (!creation->is_over)
    portunus_request_respond_json (&creation->request, SOUP_STATUS_CREATED, creation->answer);
  creation_free (creation);
}

/* Whoever is told of a room finds it also after a restart. */
static void
answer_when_saved (PortunusRequest  *request,
                   PortunusServices *services,
                   PortunusRoom     *room)
{
  Creation *creation = g_new0 (Creation, 1);

  creation->services = services;
  creation->request.message = g_object_ref (request->message);
  creation->answer = describe_new_room (services, room);
  g_signal_connect (request->message, "finished", G_CALLBACK (finished_cb), &creation->is_over);
  soup_server_message_pause (request->message);
  portunus_room_table_save_async (services->rooms, room, saved_cb, creation);
}

static void
handle_create (PortunusRequest *request,
               gpointer         user_data)
{
  PortunusServices *services = user_data;
  g_auto (PortunusRoomOptions) options = {
    .max_peers = services->limits[PORTUNUS_SERVER_LIMIT_ROOM_PEERS],
    .expiry_seconds = services->limits[PORTUNUS_SERVER_LIMIT_ROOM_HOURS] * 60 * 60,
    .empty_seconds = services->limits[PORTUNUS_SERVER_LIMIT_ROOM_EMPTY_MINUTES] * 60,
    .with_code = TRUE,
  };
  g_autoptr (GError) error = NULL;
  PortunusRoom *room = NULL;

  if (read_options (request->body, &options, &error))
    room = portunus_room_table_create (services->rooms, &options, &error);
  if (room == NULL)
    {
      portunus_request_refuse (request, choose_status (error), error->message);
      return;
    }
  answer_when_saved (request, services, room);
}

static void
handle_resolve (PortunusRequest *request,
                gpointer         user_data)
{
  g_autoptr (JsonObject) object = json_object_new ();
  PortunusServices *services = user_data;
  PortunusRoom *room = portunus_room_table_resolve (services->rooms, g_ascii_strtoull (request->parameter, NULL, 10));

  if (room == NULL)
    {
      portunus_request_refuse (request, SOUP_STATUS_NOT_FOUND, "There is no such code.");
      return;
    }
  json_object_set_string_member (object, "room", portunus_room_get_id (room));
  portunus_request_respond_json (request, SOUP_STATUS_OK, object);
}

/* For those who know no more of a device than its address. */
static void
handle_lobby (PortunusRequest *request,
              gpointer         user_data)
{
  g_autoptr (JsonObject) object = json_object_new ();
  PortunusServices *services = user_data;

  if (services->lobby == NULL || portunus_room_table_lookup (services->rooms, services->lobby) == NULL)
    {
      portunus_request_refuse (request, SOUP_STATUS_NOT_FOUND, "Nobody waits here.");
      return;
    }
  json_object_set_string_member (object, "room", services->lobby);
  portunus_request_respond_json (request, SOUP_STATUS_OK, object);
}

static gboolean
has_member (GUri       *uri,
            const char *name,
            const char *value)
{
  const char *query = g_uri_get_query (uri);
  g_autoptr (GHashTable) members = NULL;
  const char *given;

  if (query == NULL)
    return FALSE;
  members = g_uri_parse_params (query, -1, "&", G_URI_PARAMS_NONE, NULL);
  given = members != NULL ? g_hash_table_lookup (members, name) : NULL;
  return given != NULL && (value == NULL || strcmp (given, value) == 0);
}

static gboolean
is_known_version (GUri *uri)
{
  return !has_member (uri, "v", NULL) || has_member (uri, "v", "1");
}

typedef struct
{
  PortunusServices *services;
  GInetAddress     *client;
} Upgrade;

static void
upgrade_free (gpointer  data,
              GClosure *closure)
{
  Upgrade *upgrade = data;

  g_object_unref (upgrade->client);
  g_free (upgrade);
}

/* Clients get a named error over the WebSocket, which a browser would not show of a refused handshake. */
static void
upgraded_cb (SoupServerMessage *message,
             gpointer           user_data)
{
  Upgrade *upgrade = user_data;
  g_autoptr (GUri) uri = g_uri_ref (soup_server_message_get_uri (message));
  g_autoptr (PortunusMember) member = portunus_member_new (message, upgrade->client);
  PortunusRoom *room = portunus_room_table_lookup (upgrade->services->rooms, g_uri_get_path (uri) + strlen ("/ws/"));

  if (!is_known_version (uri))
    portunus_member_fail (member, PORTUNUS_ROOM_FAILURE_VERSION);
  else if (room == NULL)
    portunus_member_fail (member, PORTUNUS_ROOM_FAILURE_NOT_FOUND);
  else
    portunus_room_join (room, member, has_member (uri, "enter", "1"));
}

static void
handle_join (PortunusRequest *request,
             gpointer         user_data)
{
  Upgrade *upgrade;

  if (!portunus_gate_web_socket_accept (request->message))
    return;
  upgrade = g_new0 (Upgrade, 1);
  upgrade->services = user_data;
  upgrade->client = g_object_ref (request->client);
  g_signal_connect_data (request->message, "wrote-informational", G_CALLBACK (upgraded_cb), upgrade, upgrade_free, 0);
}

const PortunusRoute portunus_routes[] = {
  PORTUNUS_HEALTH_ROUTES,
  PORTUNUS_METRICS_ROUTES,
  PORTUNUS_PAGES_ROUTES,
  PORTUNUS_FILE_ROUTES,
  PORTUNUS_RELAY_ROUTES,
  { "GET", "/ws/{room}", PORTUNUS_ROUTE_SAME_ORIGIN, PORTUNUS_ROUTE_RATE_JOIN, portunus_router_let_anybody,
    handle_join },
  { "GET", "/api/codes/{number}", PORTUNUS_ROUTE_SAME_ORIGIN, PORTUNUS_ROUTE_RATE_RESOLVE, portunus_router_let_anybody,
    handle_resolve },
  { "GET", "/api/lobby", PORTUNUS_ROUTE_SAME_ORIGIN, PORTUNUS_ROUTE_RATE_RESOLVE, portunus_router_let_anybody,
    handle_lobby },
  { "POST", "/api/rooms", PORTUNUS_ROUTE_SAME_ORIGIN, PORTUNUS_ROUTE_RATE_CREATE, portunus_router_let_anybody,
    handle_create },
  { NULL },
};
