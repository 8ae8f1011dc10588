/* portunus-page-file.c: gives a file of a page out of the program's resources
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-page-file.h"

static const struct
{
  const char *ending;
  const char *content_type;
} content_types[] = {
  { ".html", "text/html; charset=utf-8" },
  { ".js", "text/javascript; charset=utf-8" },
  { ".css", "text/css; charset=utf-8" },
  { ".svg", "image/svg+xml" },
  { ".png", "image/png" },
  { ".webmanifest", "application/manifest+json" },
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

/**
 * portunus_page_file_respond:
 * @files: where it is
 * @message: a request
 * @name: the file, which must be there
 * @cache_control: how long browsers may keep it
 *
 * Answers. The resource is part of the program, so its bytes are not copied.
 */
void
portunus_page_file_respond (const PortunusPageFiles *files,
                            SoupServerMessage       *message,
                            const char              *name,
                            const char              *cache_control)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  gboolean is_compressed = takes_gzip (message);
  g_autofree char *path = g_strconcat (files->folder, name, is_compressed ? ".gz" : NULL, NULL);
  g_autoptr (GBytes) content = g_resource_lookup_data (files->get_resource (), path, 0, NULL);
  gsize length;
  const char *data;

  g_return_if_fail (content != NULL);
  data = g_bytes_get_data (content, &length);
  soup_message_headers_replace (headers, "Cache-Control", cache_control);
  soup_message_headers_replace (headers, "Content-Security-Policy", files->policy);
  soup_message_headers_replace (headers, "Cross-Origin-Opener-Policy", "same-origin");
  soup_message_headers_replace (headers, "Cross-Origin-Resource-Policy", "same-origin");
  soup_message_headers_replace (headers, "Vary", "Accept-Encoding");
  if (is_compressed)
    soup_message_headers_replace (headers, "Content-Encoding", "gzip");
  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_server_message_set_response (message, get_content_type (name), SOUP_MEMORY_STATIC, data, length);
}
