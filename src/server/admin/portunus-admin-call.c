/* portunus-admin-call.c: a request of the portal's page whose answer takes a while
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-admin-call.h"

#include "portunus-admin-check.h"
#include "portunus-admin-private.h"
#include "portunus-json.h"

/* RFC 6585 §4. */
#define STATUS_TOO_MANY_REQUESTS 429

static void
finished_cb (SoupServerMessage *message,
             PortunusAdminCall *self)
{
  self->is_over = TRUE;
}

static JsonObject *
read_input (GBytes  *body,
            GError **error)
{
  gsize length;
  const char *text;

  if (body == NULL)
    return json_object_new ();
  text = g_bytes_get_data (body, &length);
  return portunus_json_parse (text, length, PORTUNUS_ROUTER_MAX_BODY, error);
}

/**
 * portunus_admin_call_new:
 * @admin: the portal
 * @request: a request for it
 *
 * Holds the request until it is answered, or refuses it where its body is no JSON object.
 *
 * Returns: (transfer full) (nullable): a call; %NULL if it was refused
 */
PortunusAdminCall *
portunus_admin_call_new (PortunusAdmin   *admin,
                         PortunusRequest *request)
{
  g_autoptr (GError) error = NULL;
  JsonObject *input = read_input (request->body, &error);
  PortunusAdminSession *session = _portunus_admin_find_session (admin, request->message);
  PortunusAdminCall *self;

  if (input == NULL)
    {
      portunus_request_refuse (request, SOUP_STATUS_BAD_REQUEST, error->message);
      return NULL;
    }
  self = g_new0 (PortunusAdminCall, 1);
  self->admin = g_object_ref (admin);
  self->request.message = g_object_ref (request->message);
  self->request.client = g_object_ref (request->client);
  self->input = input;
  self->session = session != NULL ? g_strdup (session->handle) : NULL;
  g_signal_connect (request->message, "finished", G_CALLBACK (finished_cb), self);
  soup_server_message_pause (request->message);
  return self;
}

static void
end (PortunusAdminCall *self)
{
  g_signal_handlers_disconnect_by_data (self->request.message, self);
  /* The library complains about one that its client did not wait for. */
  if (!self->is_over)
    soup_server_message_unpause (self->request.message);
  g_object_unref (self->request.message);
  g_object_unref (self->request.client);
  g_object_unref (self->admin);
  json_object_unref (self->input);
  g_clear_pointer (&self->totp, portunus_secret_unref);
  g_free (self->session);
  g_free (self);
}

/**
 * portunus_admin_call_get_text:
 * @self: a call
 * @name: name of a member
 *
 * Returns: (transfer none) (nullable): a text of at most %PORTUNUS_ADMIN_TEXT_BYTES bytes, %NULL where there is none
 */
const char *
portunus_admin_call_get_text (PortunusAdminCall *self,
                              const char        *name)
{
  const char *text;

  return portunus_json_get_string (self->input, name, PORTUNUS_ADMIN_TEXT_BYTES, &text, NULL) ? text : NULL;
}

/**
 * portunus_admin_call_dup_client:
 * @self: a call
 *
 * Returns: (transfer full): the address it came from, as people write it
 */
char *
portunus_admin_call_dup_client (PortunusAdminCall *self)
{
  return g_inet_address_to_string (self->request.client);
}

/**
 * portunus_admin_call_answer:
 * @self: (transfer full): a call
 * @answer: (transfer full) (nullable): what to say; %NULL for an empty object
 */
void
portunus_admin_call_answer (PortunusAdminCall *self,
                            JsonObject        *answer)
{
  g_autoptr (JsonObject) object = answer != NULL ? answer : json_object_new ();

  if (!self->is_over)
    portunus_request_respond_json (&self->request, SOUP_STATUS_OK, object);
  end (self);
}

/**
 * portunus_admin_call_refuse:
 * @self: (transfer full): a call
 * @status: HTTP status
 * @sentence: why
 */
void
portunus_admin_call_refuse (PortunusAdminCall *self,
                            guint              status,
                            const char        *sentence)
{
  if (!self->is_over)
    portunus_request_refuse (&self->request, status, sentence);
  end (self);
}

static guint
get_status (const GError *error)
{
  if (g_error_matches (error, PORTUNUS_ADMIN_ERROR, PORTUNUS_ADMIN_ERROR_WRONG))
    return SOUP_STATUS_UNAUTHORIZED;
  if (g_error_matches (error, PORTUNUS_ADMIN_ERROR, PORTUNUS_ADMIN_ERROR_LOCKED))
    return STATUS_TOO_MANY_REQUESTS;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT))
    return SOUP_STATUS_BAD_REQUEST;
  return SOUP_STATUS_SERVICE_UNAVAILABLE;
}

/**
 * portunus_admin_call_fail:
 * @self: (transfer full): a call
 * @error: what went wrong, mostly with the store; only sentences for people are passed on
 */
void
portunus_admin_call_fail (PortunusAdminCall *self,
                          const GError      *error)
{
  gboolean is_sentence = error->domain == PORTUNUS_ADMIN_ERROR
                         || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);

  if (!is_sentence)
    g_message ("The portal cannot do what it was asked: %s", error->message);
  portunus_admin_call_refuse (self, get_status (error),
                              is_sentence ? error->message : "The server cannot do this now; its log says why.");
}
