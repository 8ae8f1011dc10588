/* portunus-pages.c: the web page that the server gives to browsers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-pages.h"

#include <string.h>

#include "portunus-page-file.h"
#include "portunus-web-resource.h"

#define RESOURCE_FOLDER "/org/portunus/web/"

/* No address but our own, and nothing inline: what a peer sends can never become code. The room's WebSocket is covered
 * by 'self'. A frame is where the page's own service worker begins a download. */
#define PAGE_POLICY \
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; " \
  "worker-src 'self'; frame-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; " \
  "frame-ancestors 'none'"

static const PortunusPageFiles files = { portunus_web_get_resource, RESOURCE_FOLDER, PAGE_POLICY };

/* The first is for whoever understands none of them. */
static const char *const languages[] = { PORTUNUS_WEB_LANGUAGES };

/* Who reads traditional characters does not ask for simplified ones. */
static const char *const traditional_chinese[] = { "zh-Hant", "zh-TW", "zh-HK", "zh-MO" };

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

  portunus_page_file_respond (&files, request->message, name, "no-store");
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

  portunus_page_file_respond (&files, request->message, strrchr (path, '/') + 1, "public, max-age=31536000, immutable");
}

/**
 * portunus_pages_handle_share_worker:
 * @request: for the service worker that takes what is shared with an installed page
 * @user_data: not used
 *
 * Gives it under an address that stays, since browsers look there for newer ones.
 */
void
portunus_pages_handle_share_worker (PortunusRequest *request,
                                    gpointer         user_data)
{
  portunus_page_file_respond (&files, request->message, "share-worker.js", "no-cache");
}

/**
 * portunus_pages_begin_share:
 * @request: what somebody shares with an installed page
 * @user_data: not used
 *
 * Leads to the first page, which says that nothing came. The page's service worker answers such a request; where the
 * browser has thrown it away, the content is not ours to read.
 */
void
portunus_pages_begin_share (PortunusRequest *request,
                            gpointer         user_data)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (request->message);

  soup_message_headers_replace (headers, "Location", "/?shared=lost");
  soup_message_headers_replace (headers, "Connection", "close");
  soup_server_message_set_status (request->message, SOUP_STATUS_SEE_OTHER, NULL);
}
