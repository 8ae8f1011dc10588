/* portunus-admin-pages.c: the page of the portal and what it loads
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-admin-pages.h"

#include <string.h>

#include "portunus-admin-resource.h"

#define RESOURCE_FOLDER "/org/portunus/admin/"

/* Nothing but our own files, and nothing inline: a line of the log can never become code. */
#define PAGE_POLICY \
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; " \
  "form-action 'none'; frame-ancestors 'none'"

static const struct
{
  const char *ending;
  const char *content_type;
} content_types[] = {
  { ".html", "text/html; charset=utf-8" },
  { ".js", "text/javascript; charset=utf-8" },
  { ".css", "text/css; charset=utf-8" },
  { ".svg", "image/svg+xml" },
};

static const char *
get_content_type (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (content_types); i++)
    if (g_str_has_suffix (name, content_types[i].ending))
      return content_types[i].content_type;
  g_return_val_if_reached ("application/octet-stream");
}

static gboolean
takes_gzip (SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *text = soup_message_headers_get_list (headers, "Accept-Encoding");
  GSList *codings = text != NULL ? soup_header_parse_quality_list (text, NULL) : NULL;
  gboolean is_listed = g_slist_find_custom (codings, "gzip", (GCompareFunc) g_ascii_strcasecmp) != NULL;

  soup_header_free_list (codings);
  return is_listed;
}

static void
respond_file (SoupServerMessage *message,
              const char        *name,
              const char        *cache_control)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  gboolean is_compressed = takes_gzip (message);
  g_autofree char *path = g_strconcat (RESOURCE_FOLDER, name, is_compressed ? ".gz" : NULL, NULL);
  g_autoptr (GBytes) content = g_resource_lookup_data (portunus_admin_web_get_resource (), path, 0, NULL);
  gsize length;
  const char *data;

  g_return_if_fail (content != NULL);
  data = g_bytes_get_data (content, &length);
  soup_message_headers_replace (headers, "Cache-Control", cache_control);
  soup_message_headers_replace (headers, "Content-Security-Policy", PAGE_POLICY);
  soup_message_headers_replace (headers, "Cross-Origin-Opener-Policy", "same-origin");
  soup_message_headers_replace (headers, "Cross-Origin-Resource-Policy", "same-origin");
  soup_message_headers_replace (headers, "Vary", "Accept-Encoding");
  if (is_compressed)
    soup_message_headers_replace (headers, "Content-Encoding", "gzip");
  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_server_message_set_response (message, get_content_type (name), SOUP_MEMORY_STATIC, data, length);
}

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
  respond_file (request->message, "index.html", "no-store");
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

  respond_file (request->message, strrchr (path, '/') + 1, "private, max-age=31536000, immutable");
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
