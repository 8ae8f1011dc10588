/* portunus-room-api.c: asking a room server for a room, and for the room of a code
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-room-api.h"

#include <string.h>

#include "portunus-certificate-check.h"
#include "portunus-encoding.h"
#include "portunus-error.h"
#include "portunus-json.h"
#include "portunus-transfer-error.h"

#define MAX_ANSWER 4096
#define TIMEOUT_SECONDS 10
#define LOBBY_PATH "/api/lobby"

/* Stands where a server's URL has no room yet. */
#define NO_ROOM "00000000000000000000000000000000"

typedef struct
{
  PortunusLink             *server;
  SoupSession              *session;
  SoupMessage              *message;
  guint8                    answer[MAX_ANSWER];
  guint32                   code_number;
  char                     *host;
  PortunusCertificateCheck  certificate;
  GCancellable             *cancellable;
  GCancellable             *caller;
  gulong                    caller_id;
  GSource                  *deadline;
  gboolean                  is_late;
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;

  if (request->deadline != NULL)
    g_source_destroy (request->deadline);
  g_clear_pointer (&request->deadline, g_source_unref);
  if (request->caller != NULL)
    g_cancellable_disconnect (request->caller, request->caller_id);
  g_clear_object (&request->caller);
  g_clear_object (&request->cancellable);
  if (request->message != NULL)
    g_signal_handlers_disconnect_by_data (request->message, &request->certificate);
  g_clear_object (&request->message);
  g_clear_object (&request->session);
  portunus_certificate_check_clear (&request->certificate);
  portunus_link_free (request->server);
  g_free (request->host);
  g_free (request);
}

/* A server's URL is a link without a room; everything else about the two is the same. */
static PortunusLink *
parse_server (const char  *server,
              GError     **error)
{
  const char *fragment = strchr (server, '#');
  gsize n_base = fragment != NULL ? (gsize) (fragment - server) : strlen (server);
  g_autofree char *base = g_strndup (server, n_base);
  g_autofree char *text = NULL;
  g_autofree char *with_scheme = NULL;
  PortunusLink *link;

  with_scheme = strstr (base, "://") != NULL ? g_strdup (base) : g_strconcat ("https://", base, NULL);
  while (g_str_has_suffix (with_scheme, "/") && !g_str_has_suffix (with_scheme, "://"))
    with_scheme[strlen (with_scheme) - 1] = '\0';
  text = g_strconcat (with_scheme, "/r/" NO_ROOM, fragment, NULL);
  link = portunus_link_parse (text, NULL);
  if (link == NULL)
    g_set_error (error, PORTUNUS_CORE_ERROR, PORTUNUS_CORE_ERROR_BAD_LINK,
                 "“%s” is not the address of a room server: write it as https://HOST:PORT", base);
  return link;
}

static char *
make_uri (const PortunusLink *server,
          const char         *path)
{
  return g_strdup_printf (strchr (server->host, ':') != NULL ? "%s://[%s]:%u%s" : "%s://%s:%u%s",
                          server->is_plain ? "http" : "https", server->host, server->port, path);
}

static void
return_unreachable (GTask      *task,
                    const char *reason)
{
  Request *request = g_task_get_task_data (task);

  if (g_task_return_error_if_cancelled (task))
    return;
  if (request->certificate.is_refused)
    g_task_return_new_error (task, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_TAMPERED,
                             "The room server at %s has another certificate than expected", request->server->host);
  else
    g_task_return_new_error (task, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_NO_CONNECTION,
                             "The room server at %s cannot be reached: %s", request->server->host,
                             request->is_late ? "it does not answer" : reason);
}

static void
return_status (GTask *task,
               guint  status)
{
  if (status == SOUP_STATUS_NOT_FOUND && g_task_get_source_tag (task) == portunus_room_api_find_lobby_async)
    g_task_return_new_error (task, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_NO_ROOM,
                             "Nobody waits for others there");
  else if (status == SOUP_STATUS_NOT_FOUND)
    g_task_return_new_error (task, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_WRONG_SECRET,
                             "There is no such code: it was used up, or mistyped");
  else if (status == 429)
    g_task_return_new_error (task, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_NO_CONNECTION,
                             "The room server was asked too often: wait a moment");
  else
    g_task_return_new_error (task, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_NO_CONNECTION,
                             "The room server answered with status %u", status);
}

/* The self-signed certificate that we saw goes into the link, so that those who get it meet the same server. */
static void
return_link (GTask      *task,
             JsonObject *answer)
{
  Request *request = g_task_get_task_data (task);
  g_autoptr (GBytes) id = NULL;
  guint64 code = 0;
  const char *room;
  const char *host;
  PortunusLink *link;

  if (portunus_json_get_string (answer, "room", 2 * PORTUNUS_ROOM_ID_BYTES, &room, NULL))
    id = portunus_decode_hex (room, PORTUNUS_ROOM_ID_BYTES, NULL);
  if (id == NULL || (portunus_json_has (answer, "code")
                     && !portunus_json_get_uint64 (answer, "code", G_MAXINT32, &code, NULL)))
    {
      g_task_return_new_error (task, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL,
                               "The room server does not keep to the protocol");
      return;
    }
  request->code_number = code;
  if (portunus_json_has (answer, "host") && portunus_json_get_string (answer, "host", 64, &host, NULL))
    request->host = g_strdup (host);
  link = portunus_link_copy (request->server);
  g_free (link->room);
  link->room = g_strdup (room);
  if (link->fingerprint == NULL && request->certificate.seen != NULL && !request->certificate.is_trusted)
    link->fingerprint = g_bytes_ref (request->certificate.seen);
  g_task_return_pointer (task, link, (GDestroyNotify) portunus_link_free);
}

static void
answer_read_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Request *request = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) answer = NULL;
  gsize length = 0;

  if (!g_input_stream_read_all_finish (G_INPUT_STREAM (source), result, &length, &error))
    {
      return_unreachable (task, error->message);
      return;
    }
  answer = portunus_json_parse ((const char *) request->answer, length, MAX_ANSWER, NULL);
  if (answer != NULL)
    return_link (task, answer);
  else
    g_task_return_new_error (task, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL,
                             "The room server does not keep to the protocol");
}

static void
sent_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Request *request = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  guint status = soup_message_get_status (request->message);

  if (stream == NULL)
    {
      return_unreachable (task, error->message);
      return;
    }
  if (!portunus_certificate_check_is_met (&request->certificate, request->message))
    {
      request->certificate.is_refused = TRUE;
      return_unreachable (task, "");
      return;
    }
  if (status != SOUP_STATUS_OK && status != SOUP_STATUS_CREATED)
    {
      return_status (task, status);
      return;
    }
  /* No more than fits is read, so a longer answer is cut and fails to parse. */
  g_input_stream_read_all_async (stream, request->answer, MAX_ANSWER, G_PRIORITY_DEFAULT,
                                 request->cancellable, answer_read_cb, g_object_ref (task));
}

static gboolean
too_late_cb (gpointer user_data)
{
  Request *request = user_data;

  request->is_late = TRUE;
  g_cancellable_cancel (request->cancellable);
  return G_SOURCE_REMOVE;
}

static void
caller_cancelled_cb (GCancellable *caller,
                     GCancellable *cancellable)
{
  g_cancellable_cancel (cancellable);
}

/* An answer that trickles in is given up like one that does not come. */
static void
limit_time (Request      *request,
            GCancellable *caller)
{
  request->cancellable = g_cancellable_new ();
  if (caller != NULL)
    {
      request->caller = g_object_ref (caller);
      request->caller_id = g_cancellable_connect (caller, G_CALLBACK (caller_cancelled_cb), request->cancellable,
                                                  NULL);
    }
  request->deadline = g_timeout_source_new_seconds (TIMEOUT_SECONDS);
  g_source_set_callback (request->deadline, too_late_cb, request, NULL);
  g_source_attach (request->deadline, g_main_context_get_thread_default ());
}

/* Without a fingerprint any certificate will do: nothing that is said here is secret, and the peer in the room has to
 * prove the code's password or the link's secret whoever carries its messages. */
static void
run_request (GTask      *task,
             const char *server,
             const char *method,
             const char *path,
             const char *body)
{
  Request *request = g_new0 (Request, 1);
  g_autoptr (GBytes) bytes = body != NULL ? g_bytes_new (body, strlen (body)) : NULL;
  g_autofree char *uri = NULL;
  GError *error = NULL;

  g_task_set_task_data (task, request, request_free);
  request->server = parse_server (server, &error);
  if (request->server == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  uri = make_uri (request->server, path);
  request->message = soup_message_new (method, uri);
  if (request->message == NULL)
    {
      return_unreachable (task, "it is no host");
      return;
    }
  soup_message_add_flags (request->message, SOUP_MESSAGE_NO_REDIRECT);
  if (bytes != NULL)
    soup_message_set_request_body_from_bytes (request->message, "application/json", bytes);
  request->session = portunus_room_session_new (request->server->host, request->server->fingerprint != NULL);
  request->certificate.accepts_any = TRUE;
  if (request->server->fingerprint != NULL)
    request->certificate.fingerprint = g_bytes_ref (request->server->fingerprint);
  portunus_certificate_check_watch (&request->certificate, request->message);
  limit_time (request, g_task_get_cancellable (task));
  soup_session_send_async (request->session, request->message, G_PRIORITY_DEFAULT, request->cancellable, sent_cb,
                           g_object_ref (task));
}

/**
 * portunus_room_api_create_room_async:
 * @server: URL of a room server, see the header
 * @options: what the room is to be like
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 *
 * Asks for a new room.
 */
void
portunus_room_api_create_room_async (const char                *server,
                                     const PortunusRoomOptions *options,
                                     GCancellable              *cancellable,
                                     GAsyncReadyCallback        callback,
                                     gpointer                   user_data)
{
  g_autofree char *body = portunus_room_options_to_text (options);
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, portunus_room_api_create_room_async);
  run_request (task, server, SOUP_METHOD_POST, "/api/rooms", body);
}

/**
 * portunus_room_api_create_room_finish:
 * @result: the result
 * @code_number: (out): the number of the code, 0 where there is none
 * @host: (out) (transfer full) (nullable): what makes us its host
 * @error: return location: %PORTUNUS_CORE_ERROR_BAD_LINK, %PORTUNUS_TRANSFER_ERROR_NO_CONNECTION,
 *   %PORTUNUS_TRANSFER_ERROR_TAMPERED, %PORTUNUS_TRANSFER_ERROR_PROTOCOL
 *
 * Returns: (transfer full): a link without a secret
 */
PortunusLink *
portunus_room_api_create_room_finish (GAsyncResult  *result,
                                      guint32       *code_number,
                                      char         **host,
                                      GError       **error)
{
  Request *request = g_task_get_task_data (G_TASK (result));

  *code_number = request->code_number;
  *host = g_steal_pointer (&request->host);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * portunus_room_api_resolve_code_async:
 * @server: URL of a room server, see the header
 * @number: the number of a code
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 *
 * Asks for the room of a code. The code's password is not part of the question.
 */
void
portunus_room_api_resolve_code_async (const char          *server,
                                      guint32              number,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autofree char *path = g_strdup_printf ("/api/codes/%u", number);

  g_task_set_source_tag (task, portunus_room_api_resolve_code_async);
  run_request (task, server, SOUP_METHOD_GET, path, NULL);
}

/**
 * portunus_room_api_resolve_code_finish:
 * @result: the result
 * @error: return location, as for portunus_room_api_create_room_finish(), and %PORTUNUS_TRANSFER_ERROR_WRONG_SECRET
 *   where there is no such code
 *
 * Returns: (transfer full): a link without a secret
 */
PortunusLink *
portunus_room_api_resolve_code_finish (GAsyncResult  *result,
                                       GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * portunus_room_api_find_lobby_async:
 * @address: where a device may wait for others, as HOST:PORT
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 *
 * Asks for the room in which it waits.
 */
void
portunus_room_api_find_lobby_async (const char          *address,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, portunus_room_api_find_lobby_async);
  run_request (task, address, SOUP_METHOD_GET, LOBBY_PATH, NULL);
}

/**
 * portunus_room_api_find_lobby_finish:
 * @result: the result
 * @error: return location, as for portunus_room_api_create_room_finish(), and %PORTUNUS_TRANSFER_ERROR_NO_ROOM where
 *   nobody waits
 *
 * Returns: (transfer full): a link without a secret
 */
PortunusLink *
portunus_room_api_find_lobby_finish (GAsyncResult  *result,
                                     GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
