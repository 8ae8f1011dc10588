/* portunus-file-api.c: fetching and putting files with a ticket
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-file-api.h"

#include <string.h>

#include "portunus-disposition.h"
#include "portunus-download.h"
#include "portunus-range.h"
#include "portunus-services.h"
#include "portunus-upload.h"

/* Whatever a browser makes of the bytes, it is no page of ours. */
#define CONTENT_POLICY "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

static char *
dup_ticket (PortunusRequest *request)
{
  return g_strndup (request->parameter, PORTUNUS_TICKET_LENGTH);
}

/* What follows the ticket: the router has seen that it is "all" or a number of few digits, or nothing. */
static const char *
get_rest (PortunusRequest *request)
{
  const char *rest = request->parameter + PORTUNUS_TICKET_LENGTH;

  return *rest == '/' ? rest + 1 : rest;
}

static guint
get_index (PortunusRequest *request)
{
  const char *rest = get_rest (request);

  return g_ascii_isdigit (*rest) ? (guint) g_ascii_strtoull (rest, NULL, 10) : PORTUNUS_HANDOUT_ALL;
}

static PortunusHandout *
find_handout (PortunusRequest *request,
              gpointer         user_data)
{
  PortunusServices *services = user_data;
  g_autofree char *ticket = dup_ticket (request);

  return services->tickets != NULL ? portunus_tickets_find_handout (services->tickets, ticket) : NULL;
}

static PortunusIntake *
find_intake (PortunusRequest *request,
             gpointer         user_data)
{
  PortunusServices *services = user_data;
  g_autofree char *ticket = dup_ticket (request);

  return services->tickets != NULL ? portunus_tickets_find_intake (services->tickets, ticket) : NULL;
}

/* Also where a ticket ended, on another thread, after it was let in. */
static void
refuse_put (PortunusRequest *request)
{
  portunus_request_refuse (request, SOUP_STATUS_NOT_FOUND, "Nobody waits for this, or no longer.");
}

/**
 * portunus_file_api_has_fetch_ticket:
 * @request: a request
 * @user_data: the services
 *
 * A #PortunusRouteAuthFunc.
 *
 * Returns: whether its path has a ticket to fetch
 */
gboolean
portunus_file_api_has_fetch_ticket (PortunusRequest *request,
                                    gpointer         user_data)
{
  g_autoptr (PortunusHandout) handout = find_handout (request, user_data);

  if (handout == NULL)
    portunus_request_refuse (request, SOUP_STATUS_NOT_FOUND, "This is not shared, or no longer.");
  return handout != NULL;
}

/**
 * portunus_file_api_has_put_ticket:
 * @request: a request
 * @user_data: the services
 *
 * A #PortunusRouteAuthFunc.
 *
 * Returns: whether its path has a ticket to put
 */
gboolean
portunus_file_api_has_put_ticket (PortunusRequest *request,
                                  gpointer         user_data)
{
  g_autoptr (PortunusIntake) intake = find_intake (request, user_data);

  if (intake == NULL)
    refuse_put (request);
  return intake != NULL;
}

static PortunusRangeResult
find_range (SoupServerMessage         *message,
            const PortunusHandoutPart *part,
            guint64                   *start,
            guint64                   *end)
{
  SoupMessageHeaders *asked = soup_server_message_get_request_headers (message);
  const char *range = soup_message_headers_get_one (asked, "Range");
  const char *condition = soup_message_headers_get_one (asked, "If-Range");
  g_autofree char *tag = g_strdup_printf ("\"%s\"", part->etag);

  /* A date is no proof: RFC 9110 §13.1.5 wants a strong validator. */
  if (condition != NULL && strcmp (condition, tag) != 0)
    range = NULL;
  return portunus_range_parse (range, part->size, start, end);
}

static void
set_fields (SoupServerMessage         *message,
            const PortunusHandoutPart *part)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  g_autofree char *tag = g_strdup_printf ("\"%s\"", part->etag);
  g_autofree char *disposition = portunus_disposition_format (part->name);

  soup_message_headers_replace (headers, "Content-Security-Policy", CONTENT_POLICY);
  soup_message_headers_replace (headers, "Content-Type", "application/octet-stream");
  soup_message_headers_replace (headers, "Content-Disposition", disposition);
  soup_message_headers_replace (headers, "Accept-Ranges", "bytes");
  soup_message_headers_replace (headers, "ETag", tag);
}

static void
refuse_range (PortunusRequest           *request,
              const PortunusHandoutPart *part)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (request->message);
  g_autofree char *size = g_strdup_printf ("bytes */%" G_GUINT64_FORMAT, part->size);

  soup_message_headers_replace (headers, "Content-Range", size);
  portunus_request_refuse (request, SOUP_STATUS_REQUESTED_RANGE_NOT_SATISFIABLE, "It has no such part.");
}

static void
give (PortunusRequest     *request,
      PortunusHandout     *handout,
      PortunusHandoutPart *part)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (request->message);
  guint64 start, end;
  PortunusRangeResult range = find_range (request->message, part, &start, &end);

  if (range == PORTUNUS_RANGE_OUTSIDE)
    {
      refuse_range (request, part);
      return;
    }
  set_fields (request->message, part);
  if (range == PORTUNUS_RANGE_PART)
    soup_message_headers_set_content_range (headers, start, end - 1, part->size);
  soup_message_headers_set_content_length (headers, end - start);
  soup_server_message_set_status (request->message, range == PORTUNUS_RANGE_PART ? SOUP_STATUS_PARTIAL_CONTENT
                                                                                 : SOUP_STATUS_OK, NULL);
  if (strcmp (soup_server_message_get_method (request->message), "GET") == 0)
    portunus_download_run (request->message, handout, part, start, end);
}

/**
 * portunus_file_api_handle_fetch:
 * @request: a GET or HEAD with a ticket
 * @user_data: the services
 */
void
portunus_file_api_handle_fetch (PortunusRequest *request,
                                gpointer         user_data)
{
  g_autoptr (PortunusHandout) handout = find_handout (request, user_data);
  g_autoptr (PortunusHandoutPart) part = NULL;

  if (handout != NULL && *get_rest (request) != '\0')
    part = portunus_handout_find_part (handout, get_index (request));
  if (part != NULL)
    give (request, handout, part);
  else
    portunus_request_refuse (request, SOUP_STATUS_NOT_FOUND, "This is not shared, or no longer.");
}

/**
 * portunus_file_api_handle_void:
 * @request: a DELETE with a ticket to fetch
 * @user_data: the services
 */
void
portunus_file_api_handle_void (PortunusRequest *request,
                               gpointer         user_data)
{
  PortunusServices *services = user_data;
  g_autofree char *ticket = dup_ticket (request);

  portunus_tickets_void (services->tickets, ticket);
  soup_server_message_set_status (request->message, SOUP_STATUS_NO_CONTENT, NULL);
}

/**
 * portunus_file_api_handle_progress:
 * @request: a HEAD with a ticket to put
 * @user_data: the services
 */
void
portunus_file_api_handle_progress (PortunusRequest *request,
                                   gpointer         user_data)
{
  g_autoptr (PortunusIntake) intake = find_intake (request, user_data);

  if (intake != NULL)
    portunus_upload_tell_progress (request, intake, get_index (request));
  else
    refuse_put (request);
}

/**
 * portunus_file_api_begin_put:
 * @request: a PUT with a ticket, whose body is yet to come
 * @user_data: the services
 */
void
portunus_file_api_begin_put (PortunusRequest *request,
                             gpointer         user_data)
{
  g_autoptr (PortunusIntake) intake = find_intake (request, user_data);

  if (intake != NULL)
    portunus_upload_begin (request, intake, get_index (request));
  else
    refuse_put (request);
}

/**
 * portunus_file_api_handle_put:
 * @request: a PUT whose body came
 * @user_data: the services
 */
void
portunus_file_api_handle_put (PortunusRequest *request,
                              gpointer         user_data)
{
  portunus_upload_end (request);
}

/**
 * portunus_file_api_handle_give_up:
 * @request: a DELETE with a ticket to put
 * @user_data: the services
 */
void
portunus_file_api_handle_give_up (PortunusRequest *request,
                                  gpointer         user_data)
{
  g_autoptr (PortunusIntake) intake = find_intake (request, user_data);

  if (intake != NULL)
    portunus_upload_give_up (request, intake, get_index (request));
  else
    refuse_put (request);
}
