/* portunus-routes.c: what the server answers to
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-routes.h"

#include <string.h>

#include "portunus-file-api.h"
#include "portunus-gate-web-socket.h"
#include "portunus-health.h"
#include "portunus-json.h"
#include "portunus-pages.h"
#include "portunus-relay-routes.h"
#include "portunus-services.h"

/* Long, since a sender may close the lid halfway and comes back to the same room. */
#define ROOM_EXPIRY_SECONDS (24 * 60 * 60)
#define ROOM_EMPTY_SECONDS (60 * 60)

static gboolean
parse_room_options (GBytes               *body,
                    PortunusRoomOptions  *options,
                    GError              **error)
{
  g_autoptr (JsonObject) object = NULL;
  gsize length;
  const char *text;

  if (body == NULL)
    return TRUE;
  text = g_bytes_get_data (body, &length);
  object = portunus_json_parse (text, length, PORTUNUS_ROUTER_MAX_BODY, error);
  if (object == NULL)
    return FALSE;
  return !portunus_json_has (object, "with_code")
         || portunus_json_get_boolean (object, "with_code", &options->with_code, error);
}

static void
handle_create (PortunusRequest *request,
               gpointer         user_data)
{
  PortunusRoomOptions options = {
    .expiry_seconds = ROOM_EXPIRY_SECONDS,
    .empty_seconds = ROOM_EMPTY_SECONDS,
    .with_code = TRUE,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) object = json_object_new ();
  PortunusServices *services = user_data;
  PortunusRoom *room;
  guint32 code_number;

  if (!parse_room_options (request->body, &options, &error))
    {
      portunus_request_refuse (request, SOUP_STATUS_BAD_REQUEST, error->message);
      return;
    }
  room = portunus_room_table_create (services->rooms, &options, &code_number, &error);
  if (room == NULL)
    {
      portunus_request_refuse (request, SOUP_STATUS_SERVICE_UNAVAILABLE, error->message);
      return;
    }
  json_object_set_string_member (object, "room", portunus_room_get_id (room));
  if (code_number != 0)
    json_object_set_int_member (object, "code", code_number);
  json_object_set_int_member (object, "expires", portunus_room_get_expires (room));
  portunus_request_respond_json (request, SOUP_STATUS_CREATED, object);
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

/* Clients get a named error over the WebSocket, which a browser would not show of a refused handshake. */
static void
upgraded_cb (SoupServerMessage *message,
             gpointer           user_data)
{
  g_autoptr (GUri) uri = g_uri_ref (soup_server_message_get_uri (message));
  g_autoptr (PortunusMember) member = portunus_member_new (message);
  PortunusServices *services = user_data;
  PortunusRoom *room = portunus_room_table_lookup (services->rooms, g_uri_get_path (uri) + strlen ("/ws/"));

  if (!is_known_version (uri))
    portunus_member_fail (member, PORTUNUS_ROOM_FAILURE_VERSION);
  else if (room == NULL)
    portunus_member_fail (member, PORTUNUS_ROOM_FAILURE_NOT_FOUND);
  else
    portunus_room_join (room, member);
}

static void
handle_join (PortunusRequest *request,
             gpointer         user_data)
{
  if (portunus_gate_web_socket_accept (request->message))
    g_signal_connect (request->message, "wrote-informational", G_CALLBACK (upgraded_cb), user_data);
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
  { "POST", "/api/rooms", PORTUNUS_ROUTE_SAME_ORIGIN, PORTUNUS_ROUTE_RATE_CREATE, portunus_router_let_anybody,
    handle_create },
  { NULL },
};
