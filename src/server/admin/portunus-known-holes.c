/* portunus-known-holes.c: libraries whose version is known to have holes
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-known-holes.h"

#include <libsoup/soup.h>

#include "portunus-build-versions.h"

typedef enum
{
  LIBRARY_SOUP,
  LIBRARY_GSTREAMER,
} Library;

/* Sources: libsoup's tags 3.6.6 and 3.7.1 with the advisories of 2026 on gitlab.gnome.org/GNOME/libsoup; GStreamer's
 * list at gstreamer.freedesktop.org/security and Debian's changelog of gstreamer1.0 1.22.0-2+deb12u1. */
static const struct
{
  Library     library;
  const char *fixed_in;
  const char *holes;
} table[] = {
  { LIBRARY_SOUP, "3.6.6",
    "CVE-2026-1760 and CVE-2026-1801 (requests understood in two ways), CVE-2026-2436 (use after free), "
    "CVE-2025-32907 and CVE-2026-2443 (ranges), CVE-2025-14523 (two hosts). The gate in front of the library keeps "
    "such requests away from it" },
  { LIBRARY_SOUP, "3.7.1",
    "CVE-2026-0716 (WebSocket frames) and messages without a limit. The gate has a limit for them" },
  { LIBRARY_GSTREAMER, "1.24.10",
    "CVE-2024-47606 (memory allocator). Debian 12 has mended it in 1.22.0-2+deb12u1 without another number" },
};

static char *
dup_version (Library library)
{
  if (library == LIBRARY_SOUP)
    return g_strdup_printf ("%u.%u.%u", soup_get_major_version (), soup_get_minor_version (),
                            soup_get_micro_version ());
  return g_strdup (PORTUNUS_GSTREAMER_VERSION);
}

/**
 * portunus_version_is_below:
 * @version: numbers with dots between
 * @wanted: likewise
 *
 * Returns: whether @version comes before @wanted
 */
gboolean
portunus_version_is_below (const char *version,
                           const char *wanted)
{
  g_auto (GStrv) a = g_strsplit (version, ".", -1);
  g_auto (GStrv) b = g_strsplit (wanted, ".", -1);

  for (guint i = 0; b[i] != NULL; i++)
    {
      guint64 have = a[i] != NULL ? g_ascii_strtoull (a[i], NULL, 10) : 0;
      guint64 want = g_ascii_strtoull (b[i], NULL, 10);

      if (have != want)
        return have < want;
      if (a[i] == NULL)
        return FALSE;
    }
  return FALSE;
}

/**
 * portunus_known_holes_list:
 *
 * Compares the versions that run here, of GStreamer the one it was built with, with those that mended known holes. A
 * distribution may have mended them under an old number, which nobody can see from here.
 *
 * Returns: (transfer full): a sentence for each
 */
char **
portunus_known_holes_list (void)
{
  static const char *names[] = { "libsoup", "GStreamer" };
  g_autoptr (GPtrArray) list = g_ptr_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *version = dup_version (table[i].library);

      if (portunus_version_is_below (version, table[i].fixed_in))
        g_ptr_array_add (list, g_strdup_printf ("%s %s is older than %s, which mended: %s.", names[table[i].library],
                                                version, table[i].fixed_in, table[i].holes));
    }
  g_ptr_array_add (list, NULL);
  return (char **) g_ptr_array_steal (list, NULL);
}
