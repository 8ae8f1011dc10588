/* portunus-admin-pages.c: the page of the portal and what it loads
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-admin-pages.h"

#include <string.h>

#include "portunus-admin-resource.h"
#include "portunus-page-file.h"

#define RESOURCE_FOLDER "/org/portunus/admin/"

/* Nothing but our own files, and nothing inline: a line of the log can never become code. */
#define PAGE_POLICY \
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; " \
  "form-action 'none'; frame-ancestors 'none'"

static const PortunusPageFiles files = { portunus_admin_web_get_resource, RESOURCE_FOLDER, PAGE_POLICY };

/**
 * portunus_admin_handle_page:
 * @request: from anybody
 * @user_data: not used
 *
 * Gives the page, which asks what to show.
 */
void
portunus_admin_handle_page (PortunusRequest *request,
                            gpointer         user_data)
{
  portunus_page_file_respond (&files, request->message, "index.html", "no-store");
}

/**
 * portunus_admin_handle_file:
 * @request: for a file whose address has our version in it
 * @user_data: not used
 *
 * Gives what the page loads.
 */
void
portunus_admin_handle_file (PortunusRequest *request,
                            gpointer         user_data)
{
  const char *path = g_uri_get_path (soup_server_message_get_uri (request->message));

  portunus_page_file_respond (&files, request->message, strrchr (path, '/') + 1,
                              "private, max-age=31536000, immutable");
}

/**
 * portunus_admin_handle_home:
 * @request: from anybody
 * @user_data: not used
 *
 * Leads to the page.
 */
void
portunus_admin_handle_home (PortunusRequest *request,
                            gpointer         user_data)
{
  soup_message_headers_replace (soup_server_message_get_response_headers (request->message), "Location", "/admin");
  soup_server_message_set_status (request->message, SOUP_STATUS_SEE_OTHER, NULL);
}
