/* portunus-request.h: what somebody asks of the server, and how it is answered
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

G_BEGIN_DECLS

/**
 * PortunusRequest:
 * @message: the request and its response
 * @parameter: (nullable): what stood in the path for `{room}` (32 lower-case hexadecimal digits), `{number}` (digits),
 *   `{fetch}` (a ticket, and perhaps `/all` or `/` and a number, and a name after another slash) or `{put}` (a ticket,
 *   `/` and a number)
 * @client: the address of who asks, as the limits know it
 * @body: (nullable): the request's body, %NULL if it has none; comes after @auth
 */
typedef struct
{
  SoupServerMessage *message;
  const char        *parameter;
  GInetAddress      *client;
  GBytes            *body;
} PortunusRequest;

void portunus_request_respond      (PortunusRequest *self,
                                    guint            status,
                                    const char      *content_type,
                                    const char      *text);
void portunus_request_respond_json (PortunusRequest *self,
                                    guint            status,
                                    JsonObject      *object);
void portunus_request_refuse       (PortunusRequest *self,
                                    guint            status,
                                    const char      *sentence);

G_END_DECLS
