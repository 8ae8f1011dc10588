/* test-portal.c: the admin portal of our own server: opened on demand, for this machine alone, and there again later
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "portunus-addresses.h"
#include "portunus-engine-private.h"
#include "portunus-store-error.h"
#include "portunus-test.h"

#define PASSWORD "harbour lantern 19 quiet"
#define PATIENCE_MS 60000
#define STEP_SECONDS 30

typedef struct
{
  char           *dir;
  PortunusEngine *engine;
} Fixture;

static PortunusEngine *
start_engine (const char                *dir,
              PortunusSecretStoreChoice  choice)
{
  g_autoptr (PortunusSecret) passphrase = portunus_secret_new ("open sesame", 11);
  const PortunusEngineOptions options = {
    .data_dir = dir,
    .secret_store = choice,
    .passphrase = passphrase,
    .device_name = "Host",
  };
  PortunusEngine *engine = portunus_engine_new (&options);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  portunus_engine_start_async (engine, NULL, portunus_test_store_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  portunus_engine_start_finish (engine, result, &error);
  g_assert_no_error (error);
  return engine;
}

static gboolean
is_last_reference (gpointer user_data)
{
  return G_OBJECT (user_data)->ref_count == 1;
}

static void
stop_engine (PortunusEngine *engine)
{
  portunus_engine_stop (engine);
  portunus_test_wait (is_last_reference, engine, PATIENCE_MS);
  g_assert_finalize_object (engine);
}

static void
setup (Fixture       *f,
       gconstpointer  data)
{
  f->dir = portunus_test_make_dir ();
  f->engine = start_engine (f->dir, PORTUNUS_SECRET_STORE_FILE);
}

static void
teardown (Fixture       *f,
          gconstpointer  data)
{
  stop_engine (f->engine);
  portunus_test_remove_tree (f->dir);
  g_free (f->dir);
}

static PortunusPortal *
open_portal (PortunusEngine  *engine,
             GError         **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  portunus_engine_open_portal_async (engine, NULL, portunus_test_store_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return portunus_engine_open_portal_finish (engine, result, error);
}

static PortunusPortal *
open_well (PortunusEngine *engine)
{
  g_autoptr (GError) error = NULL;
  PortunusPortal *portal = open_portal (engine, &error);

  g_assert_no_error (error);
  return portal;
}

/* The portal's secrets are kept by this very context, so it runs meanwhile. */
static char *
run (const char * const *command)
{
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  char *output = NULL;

  process = g_subprocess_newv (command, G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8_async (process, NULL, NULL, portunus_test_store_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_subprocess_communicate_utf8_finish (process, result, &output, NULL, &error);
  g_assert_no_error (error);
  return g_strchomp (output);
}

/* Asks as the page does, with its cookies; @body: (nullable): JSON to send. Gives the status. */
static guint
ask (Fixture     *f,
     const char  *address,
     const char  *path,
     const char  *token,
     const char  *body,
     JsonObject **answer)
{
  g_autofree char *url = g_strconcat (address, path, NULL);
  g_autofree char *jar = g_build_filename (f->dir, "cookies", NULL);
  g_autofree char *header = g_strconcat ("X-Portunus-Token: ", token, NULL);
  const char *command[] = { "curl", "-ks", "--max-time", "60", "-b", jar, "-c", jar, "-H", header,
                            "-w", "\n%{http_code}", url, body != NULL ? "-d" : NULL, body, NULL };
  g_autofree char *output = run (command);
  char *status = strrchr (output, '\n');
  g_autoptr (JsonParser) parser = json_parser_new ();

  g_assert_nonnull (status);
  *status++ = '\0';
  if (answer != NULL && json_parser_load_from_data (parser, output, -1, NULL))
    *answer = json_object_ref (json_node_get_object (json_parser_get_root (parser)));
  return g_ascii_strtoull (status, NULL, 10);
}

static char *
dup_state (Fixture    *f,
           const char *address)
{
  g_autoptr (JsonObject) answer = NULL;

  g_assert_cmpuint (ask (f, address, "/api/state", "", NULL, &answer), ==, 200);
  return g_strdup (json_object_get_string_member (answer, "state"));
}

/* The one of this step is spent once somebody came in by it. */
static char *
dup_code (const char *secret,
          guint       n_steps)
{
  gint64 when = g_get_real_time () / G_USEC_PER_SEC + n_steps * STEP_SECONDS;
  g_autofree char *now = g_strdup_printf ("@%" G_GINT64_FORMAT, when);
  const char * const command[] = { "oathtool", "--totp", "--base32", "--now", now, secret, NULL };

  return run (command);
}

/* Makes the account; gives the secret of its second factor, and the token of its session. */
static char *
make_account (Fixture         *f,
              PortunusPortal  *portal,
              char           **session)
{
  gsize length;
  const char *token = (const char *) portunus_secret_get_data (portal->setup_token, &length);
  g_autofree char *body = g_strdup_printf ("{\"token\":\"%.*s\",\"password\":\"" PASSWORD "\"}", (int) length, token);
  g_autofree char *code = NULL;
  g_autofree char *confirmation = NULL;
  g_autoptr (JsonObject) begun = NULL;
  g_autoptr (JsonObject) made = NULL;
  char *secret;

  g_assert_cmpuint (ask (f, portal->address, "/api/setup", "", body, &begun), ==, 200);
  secret = g_strdup (json_object_get_string_member (begun, "secret"));
  code = dup_code (secret, 0);
  confirmation = g_strdup_printf ("{\"token\":\"%.*s\",\"code\":\"%s\"}", (int) length, token, code);
  g_assert_cmpuint (ask (f, portal->address, "/api/setup/confirm", "", confirmation, &made), ==, 200);
  *session = g_strdup (json_object_get_string_member (made, "token"));
  return secret;
}

static gboolean
has_file (Fixture    *f,
          const char *name)
{
  g_autofree char *path = g_build_filename (f->dir, name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static PortunusHostedRoom *
host_room (Fixture  *f,
           GError  **error)
{
  const PortunusRoomOrder order = { 0 };
  g_autoptr (GAsyncResult) result = NULL;

  portunus_engine_host_room_async (f->engine, &order, NULL, portunus_test_store_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return portunus_engine_host_room_finish (f->engine, result, error);
}

static gboolean
can_connect (const char *host,
             guint16     port)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = g_socket_client_connect_to_host (client, host, port, NULL, NULL);

  return connection != NULL;
}

static guint16
get_port (PortunusPortal *portal)
{
  g_autoptr (GUri) uri = g_uri_parse (portal->address, G_URI_FLAGS_NONE, NULL);

  g_assert_cmpstr (g_uri_get_host (uri), ==, "127.0.0.1");
  g_assert_cmpstr (g_uri_get_path (uri), ==, "/admin");
  return g_uri_get_port (uri);
}

static void
test_on_demand (Fixture       *f,
                gconstpointer  data)
{
  g_autoptr (PortunusHostedRoom) room = host_room (f, NULL);
  g_autofree char *best = portunus_addresses_dup_best ();
  g_autoptr (PortunusPortal) portal = NULL;
  g_autofree char *state = NULL;

  g_assert_nonnull (room);
  g_assert_false (has_file (f, "portal.db"));
  portal = open_well (f->engine);
  g_assert_true (has_file (f, "portal.db"));
  g_assert_nonnull (portal->setup_token);
  g_assert_false (portal->is_factor_lost);
  state = dup_state (f, portal->address);
  g_assert_cmpstr (state, ==, "setup");
  g_assert_true (can_connect ("127.0.0.1", get_port (portal)));
  g_assert_false (can_connect ("127.0.0.2", get_port (portal)));
  g_assert_true (g_str_equal (best, "127.0.0.1") || !can_connect (best, get_port (portal)));
}

static void
test_wrong_token (Fixture       *f,
                  gconstpointer  data)
{
  g_autoptr (PortunusPortal) portal = open_well (f->engine);
  g_autoptr (PortunusPortal) again = open_well (f->engine);
  const char *body = "{\"token\":\"00000000000000000000000000000000\",\"password\":\"" PASSWORD "\"}";

  g_assert_cmpuint (ask (f, portal->address, "/api/setup", "", body, NULL), ==, 401);
  g_assert_cmpstr (again->address, ==, portal->address);
  g_assert_true (again->setup_token == portal->setup_token);
}

/* With a first one under way, the second has to wait for it. */
static void
test_two_at_once (Fixture       *f,
                  gconstpointer  data)
{
  g_autoptr (GAsyncResult) first = NULL;
  g_autoptr (GAsyncResult) second = NULL;
  g_autoptr (PortunusPortal) portal = NULL;
  g_autoptr (PortunusPortal) other = NULL;

  portunus_engine_open_portal_async (f->engine, NULL, portunus_test_store_result, &first);
  portunus_engine_open_portal_async (f->engine, NULL, portunus_test_store_result, &second);
  while (first == NULL || second == NULL)
    g_main_context_iteration (NULL, TRUE);
  portal = portunus_engine_open_portal_finish (f->engine, first, NULL);
  other = portunus_engine_open_portal_finish (f->engine, second, NULL);
  g_assert_nonnull (portal);
  g_assert_nonnull (other);
  g_assert_cmpstr (portal->address, ==, other->address);
}

static gboolean
is_full (gpointer user_data)
{
  Fixture *f = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (PortunusHostedRoom) first = host_room (f, NULL);
  g_autoptr (PortunusHostedRoom) second = host_room (f, &error);

  if (first != NULL)
    portunus_engine_close_room (f->engine, first);
  if (second != NULL)
    portunus_engine_close_room (f->engine, second);
  return second == NULL && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
}

static void
allow_one_room (Fixture        *f,
                PortunusPortal *portal,
                const char     *session)
{
  g_autoptr (JsonObject) limits = NULL;
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (JsonObject) wanted = json_object_new ();
  g_autoptr (GList) names = NULL;
  g_autofree char *body = NULL;

  g_assert_cmpuint (ask (f, portal->address, "/api/settings", session, NULL, &limits), ==, 200);
  names = json_object_get_members (limits);
  for (GList *name = names; name != NULL; name = name->next)
    {
      JsonObject *limit = json_object_get_object_member (limits, name->data);

      json_object_set_int_member (wanted, name->data, json_object_get_int_member (limit, "value"));
    }
  json_object_set_int_member (wanted, "max_rooms", 1);
  json_node_set_object (node, wanted);
  json_generator_set_root (generator, node);
  body = json_generator_to_data (generator, NULL);
  g_assert_cmpuint (ask (f, portal->address, "/api/settings", session, body, NULL), ==, 200);
}

static void
test_comes_back (Fixture       *f,
                 gconstpointer  data)
{
  g_autoptr (PortunusPortal) portal = open_well (f->engine);
  g_autoptr (PortunusPortal) done = NULL;
  g_autoptr (PortunusPortal) later = NULL;
  g_autofree char *session = NULL;
  g_autofree char *secret = make_account (f, portal, &session);
  g_autofree char *code = NULL;
  g_autofree char *body = NULL;
  g_autofree char *state = NULL;

  done = open_well (f->engine);
  g_assert_null (done->setup_token);
  g_assert_false (done->is_factor_lost);
  allow_one_room (f, portal, session);
  stop_engine (f->engine);

  f->engine = start_engine (f->dir, PORTUNUS_SECRET_STORE_FILE);
  portunus_test_wait (is_full, f, PATIENCE_MS);
  later = open_well (f->engine);
  g_assert_cmpuint (get_port (later), ==, get_port (portal));
  g_assert_null (later->setup_token);
  g_assert_false (later->is_factor_lost);
  state = dup_state (f, later->address);
  g_assert_cmpstr (state, ==, "login");
  code = dup_code (secret, 1);
  body = g_strdup_printf ("{\"password\":\"" PASSWORD "\",\"code\":\"%s\"}", code);
  g_assert_cmpuint (ask (f, later->address, "/api/login", "", body, NULL), ==, 200);
}

/* Without its secret nobody has the second factor any more, which the window has to say. */
static void
test_lost_factor (Fixture       *f,
                  gconstpointer  data)
{
  g_autoptr (PortunusPortal) portal = open_well (f->engine);
  g_autoptr (PortunusPortal) later = NULL;
  g_autofree char *session = NULL;
  g_autofree char *secret = make_account (f, portal, &session);

  g_assert_nonnull (secret);
  stop_engine (f->engine);
  f->engine = start_engine (f->dir, PORTUNUS_SECRET_STORE_MEMORY);
  later = open_well (f->engine);
  g_assert_null (later->setup_token);
  g_assert_true (later->is_factor_lost);
}

static void
test_second_instance (Fixture       *f,
                      gconstpointer  data)
{
  g_autoptr (PortunusPortal) portal = open_well (f->engine);
  PortunusEngine *other = start_engine (f->dir, PORTUNUS_SECRET_STORE_MEMORY);
  g_autoptr (PortunusPortal) second = NULL;
  g_autoptr (GError) error = NULL;

  second = open_portal (other, &error);
  g_assert_error (error, PORTUNUS_STORE_ERROR, PORTUNUS_STORE_ERROR_CLAIMED);
  g_assert_null (second);
  stop_engine (other);
}

static void
test_damaged (Fixture       *f,
              gconstpointer  data)
{
  g_autofree char *path = g_build_filename (f->dir, "portal.db", NULL);
  g_autoptr (PortunusPortal) portal = NULL;
  g_autoptr (PortunusHostedRoom) room = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, "this is no database at all, however long one looks at it", -1, NULL));
  room = host_room (f, &error);
  g_assert_no_error (error);
  portal = open_portal (f->engine, &error);
  g_assert_error (error, PORTUNUS_STORE_ERROR, PORTUNUS_STORE_ERROR_CORRUPT);
  g_assert_null (portal);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add ("/portal/on-demand", Fixture, NULL, setup, test_on_demand, teardown);
  g_test_add ("/portal/wrong-token", Fixture, NULL, setup, test_wrong_token, teardown);
  g_test_add ("/portal/two-at-once", Fixture, NULL, setup, test_two_at_once, teardown);
  g_test_add ("/portal/comes-back", Fixture, NULL, setup, test_comes_back, teardown);
  g_test_add ("/portal/lost-factor", Fixture, NULL, setup, test_lost_factor, teardown);
  g_test_add ("/portal/second-instance", Fixture, NULL, setup, test_second_instance, teardown);
  g_test_add ("/portal/damaged", Fixture, NULL, setup, test_damaged, teardown);
  return g_test_run ();
}
