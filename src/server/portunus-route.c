/* portunus-route.c: what a request may ask for, and which path means it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-route.h"

#include <string.h>

#include "portunus-link.h"

/* 128 bits in base64url. */
#define TICKET_LENGTH 22

static gboolean
is_ticket (const char *text)
{
  static const char characters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  return strlen (text) == TICKET_LENGTH && text[strspn (text, characters)] == '\0';
}

static gboolean
is_index (const char *text)
{
  gsize n_digits = strspn (text, "0123456789");

  return n_digits > 0 && n_digits <= 7 && text[n_digits] == '\0';
}

/* What a file is called after it is for the client; see portunus-file-api.c. */
static gboolean
is_fetch (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, "/", 3);

  return is_ticket (parts[0]) && (parts[1] == NULL || strcmp (parts[1], "all") == 0 || is_index (parts[1]));
}

static gboolean
is_put (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, "/", 3);

  return is_ticket (parts[0]) && parts[1] != NULL && (strcmp (parts[1], "all") == 0 || is_index (parts[1]))
         && parts[2] == NULL;
}

static gboolean
is_parameter (const char *kind,
              const char *text)
{
  if (strcmp (kind, "{room}") == 0)
    return strlen (text) == 2 * PORTUNUS_ROOM_ID_BYTES && text[strspn (text, "0123456789abcdef")] == '\0';
  if (strcmp (kind, "{fetch}") == 0)
    return is_fetch (text);
  if (strcmp (kind, "{put}") == 0)
    return is_put (text);
  g_assert (strcmp (kind, "{number}") == 0);
  return *text != '\0' && strlen (text) <= 9 && text[strspn (text, "0123456789")] == '\0';
}

static gboolean
matches (const PortunusRoute  *route,
         const char           *path,
         const char          **parameter)
{
  const char *brace = strchr (route->pattern, '{');

  *parameter = NULL;
  if (brace == NULL)
    return strcmp (route->pattern, path) == 0;
  if (strncmp (route->pattern, path, brace - route->pattern) != 0)
    return FALSE;
  *parameter = path + (brace - route->pattern);
  return is_parameter (brace, *parameter);
}

/**
 * portunus_route_find:
 * @routes: a table that ends with an entry without method
 * @method: a request's method
 * @path: its path, untrusted
 * @parameter: (out) (transfer full) (nullable): what stands in the path for the pattern's braces
 * @has_path: (out): whether there is something by that path, be it with another method
 *
 * Returns: (transfer none) (nullable): the first route of that method and path
 */
const PortunusRoute *
portunus_route_find (const PortunusRoute  *routes,
                     const char           *method,
                     const char           *path,
                     char                **parameter,
                     gboolean             *has_path)
{
  *has_path = FALSE;
  for (const PortunusRoute *route = routes; route->method != NULL; route++)
    {
      const char *found;

      if (!matches (route, path, &found))
        continue;
      *has_path = TRUE;
      if (strcmp (route->method, method) != 0)
        continue;
      *parameter = g_strdup (found);
      return route;
    }
  return NULL;
}
