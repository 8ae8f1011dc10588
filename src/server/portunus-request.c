/* portunus-request.c: what somebody asks of the server, and how it is answered
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-request.h"

#include <string.h>

#include "portunus-json.h"

/**
 * portunus_request_respond:
 * @self: a request
 * @status: HTTP status
 * @content_type: type of @text
 * @text: the body
 *
 * Answers.
 */
void
portunus_request_respond (PortunusRequest *self,
                          guint            status,
                          const char      *content_type,
                          const char      *text)
{
  soup_server_message_set_status (self->message, status, NULL);
  soup_server_message_set_response (self->message, content_type, SOUP_MEMORY_COPY, text, strlen (text));
}

/**
 * portunus_request_respond_json:
 * @self: a request
 * @status: HTTP status
 * @object: the body
 *
 * Answers with JSON.
 */
void
portunus_request_respond_json (PortunusRequest *self,
                               guint            status,
                               JsonObject      *object)
{
  g_autofree char *text = portunus_json_to_text (object);

  portunus_request_respond (self, status, "application/json", text);
}

/**
 * portunus_request_refuse:
 * @self: a request
 * @status: HTTP status, 400 or more
 * @sentence: why, for the person who asked
 *
 * Answers with `{"error": sentence}`.
 */
void
portunus_request_refuse (PortunusRequest *self,
                         guint            status,
                         const char      *sentence)
{
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_string_member (object, "error", sentence);
  portunus_request_respond_json (self, status, object);
}
