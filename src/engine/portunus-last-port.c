/* portunus-last-port.c: remembers where our own server listened
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-last-port.h"

/* Below are ports that are somebody's. */
#define MIN_PORT 1024

/**
 * portunus_last_port_load:
 * @path: (type filename): where it is kept
 *
 * Returns: the port, 0 where none is known
 */
guint16
portunus_last_port_load (const char *path)
{
  g_autofree char *text = NULL;
  guint64 port = 0;

  if (!g_file_get_contents (path, &text, NULL, NULL)
      || !g_ascii_string_to_unsigned (g_strchomp (text), 10, MIN_PORT, G_MAXUINT16, &port, NULL))
    return 0;
  return port;
}

/**
 * portunus_last_port_save:
 * @path: (type filename): where to keep it
 * @port: where we listen
 *
 * Without it the next start has another port, so nobody needs to hear of a failure.
 */
void
portunus_last_port_save (const char *path,
                         guint16     port)
{
  g_autofree char *text = g_strdup_printf ("%u\n", port);
  g_autoptr (GError) error = NULL;

  if (!g_file_set_contents (path, text, -1, &error))
    g_debug ("The port cannot be kept: %s", g_quark_to_string (error->domain));
}
