/* portunus-cli-command.c: what the person at the other end has to type
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-cli-command.h"

#include <string.h>

#include "portunus-cli-text.h"
#include "portunus-link.h"

/**
 * portunus_cli_command_for_link:
 * @url: a link
 *
 * Returns: (transfer full): the command that fetches it
 */
char *
portunus_cli_command_for_link (const char *url)
{
  g_autofree char *quoted = g_shell_quote (url);

  return g_strdup_printf ("portunus-cli receive %s", quoted);
}

/**
 * portunus_cli_command_for_room:
 * @url: a link
 *
 * Returns: (transfer full): the command that sends something to those in the room
 */
char *
portunus_cli_command_for_room (const char *url)
{
  g_autofree char *quoted = g_shell_quote (url);

  return g_strdup_printf ("portunus-cli send --room %s PATH", quoted);
}

static char *
dup_server (const char *url)
{
  g_autoptr (PortunusLink) link = portunus_link_parse (url, NULL);
  gboolean is_ipv6;

  if (link == NULL)
    return NULL;
  is_ipv6 = strchr (link->host, ':') != NULL;
  return g_strdup_printf ("%s://%s%s%s:%u", link->is_plain ? "http" : "https", is_ipv6 ? "[" : "", link->host,
                          is_ipv6 ? "]" : "", link->port);
}

/**
 * portunus_cli_command_for_code:
 * @code: (nullable): a short code
 * @url: the link of the same room
 * @server: (nullable): the server that resolves the code, where it is not the room's own
 *
 * Returns: (transfer full) (nullable): the command that fetches it; %NULL where there is no code
 */
char *
portunus_cli_command_for_code (const char *code,
                               const char *url,
                               const char *server)
{
  g_autofree char *host = NULL;
  g_autofree char *quoted = NULL;

  if (code == NULL)
    return NULL;
  host = server != NULL ? g_strdup (server) : dup_server (url);
  if (host == NULL)
    return NULL;
  quoted = portunus_cli_quote (host);
  return g_strdup_printf ("portunus-cli receive --server %s %s", quoted, code);
}
