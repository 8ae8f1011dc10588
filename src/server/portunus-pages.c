/* portunus-pages.c: the web page that the server gives to browsers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-pages.h"

#include <string.h>

#include "portunus-web-resource.h"

#define RESOURCE_FOLDER "/org/portunus/web/"

/* No address but our own, and nothing inline: what a peer sends can never become code. The room's WebSocket is covered
 * by 'self'. */
#define PAGE_POLICY \
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; " \
  "worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

static const struct
{
  const char *ending;
  const char *content_type;
} content_types[] = {
  { ".html", "text/html; charset=utf-8" },
  { ".js", "text/javascript; charset=utf-8" },
  { ".css", "text/css; charset=utf-8" },
  { ".svg", "image/svg+xml" },
  { ".webmanifest", "application/manifest+json" },
};

/* The first is for whoever understands none of them. */
static const char *const languages[] = { PORTUNUS_WEB_LANGUAGES };

/* Who reads traditional characters does not ask for simplified ones. */
static const char *const traditional_chinese[] = { "zh-Hant", "zh-TW", "zh-HK", "zh-MO" };

static const char *
get_content_type (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (content_types); i++)
    if (g_str_has_suffix (name, content_types[i].ending))
      return content_types[i].content_type;
  g_return_val_if_reached ("application/octet-stream");
}

static gboolean
is_same_language (const char *wanted,
                  const char *language)
{
  gsize n_primary = strcspn (language, "-");

  for (gsize i = 0; i < G_N_ELEMENTS (traditional_chinese); i++)
    if (g_ascii_strncasecmp (wanted, traditional_chinese[i], strlen (traditional_chinese[i])) == 0)
      return FALSE;
  return strcspn (wanted, "-") == n_primary && g_ascii_strncasecmp (wanted, language, n_primary) == 0;
}

/* No two of our languages differ in their region alone. */
static const char *
choose_language (SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *text = soup_message_headers_get_list (headers, "Accept-Language");
  GSList *wanted = text != NULL ? soup_header_parse_quality_list (text, NULL) : NULL;
  const char *chosen = NULL;

  for (GSList *item = wanted; item != NULL && chosen == NULL; item = item->next)
    for (gsize i = 0; i < G_N_ELEMENTS (languages) && chosen == NULL; i++)
      if (is_same_language (item->data, languages[i]))
        chosen = languages[i];
  soup_header_free_list (wanted);
  return chosen != NULL ? chosen : languages[0];
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

/* The resource is part of the program, so its bytes need not be copied. */
static void
respond_file (SoupServerMessage *message,
              const char        *name,
              const char        *cache_control)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  gboolean is_compressed = takes_gzip (message);
  g_autofree char *path = g_strconcat (RESOURCE_FOLDER, name, is_compressed ? ".gz" : NULL, NULL);
  g_autoptr (GBytes) content = g_resource_lookup_data (portunus_web_get_resource (), path, 0, NULL);
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
 * portunus_pages_handle_page:
 * @request: for the home page or a room's
 * @user_data: not used
 *
 * Gives the same page for every room, in the language that the browser prefers: it finds out by itself where it is, and
 * nobody can ask it which rooms there are.
 */
void
portunus_pages_handle_page (PortunusRequest *request,
                            gpointer         user_data)
{
  const char *path = g_uri_get_path (soup_server_message_get_uri (request->message));
  const char *place = strcmp (path, "/") == 0 ? "home" : "room";
  g_autofree char *name = g_strconcat (place, ".", choose_language (request->message), ".html", NULL);

  respond_file (request->message, name, "no-store");
  soup_message_headers_append (soup_server_message_get_response_headers (request->message), "Vary", "Accept-Language");
}

/**
 * portunus_pages_handle_file:
 * @request: for a file whose address has our version in it
 * @user_data: not used
 *
 * Gives what the page loads.
 */
void
portunus_pages_handle_file (PortunusRequest *request,
                            gpointer         user_data)
{
  const char *path = g_uri_get_path (soup_server_message_get_uri (request->message));

  respond_file (request->message, strrchr (path, '/') + 1, "public, max-age=31536000, immutable");
}
