/* portunus-pass.c: what lets a device that came by a code come back after the code was closed
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-pass.h"

#include <string.h>

static void
pass_free (gpointer data)
{
  PortunusPass *pass = data;

  g_free (pass->device);
  portunus_secret_unref (pass->secret);
  g_free (pass);
}

/**
 * portunus_passes_new:
 *
 * Returns: (transfer full) (element-type PortunusPass): no passes
 */
GPtrArray *
portunus_passes_new (void)
{
  return g_ptr_array_new_with_free_func (pass_free);
}

/**
 * portunus_passes_add:
 * @passes: (element-type PortunusPass): what was given out
 * @device: to whom
 * @secret: what it proves
 *
 * Remembers a pass in place of an older one of the same device, or of the oldest of all when there are
 * %PORTUNUS_MAX_PASSES.
 */
void
portunus_passes_add (GPtrArray      *passes,
                     const char     *device,
                     PortunusSecret *secret)
{
  PortunusPass *pass = g_new (PortunusPass, 1);

  for (guint i = 0; i < passes->len; i++)
    {
      const PortunusPass *other = g_ptr_array_index (passes, i);

      if (strcmp (other->device, device) != 0)
        continue;
      g_ptr_array_remove_index (passes, i);
      break;
    }
  if (passes->len >= PORTUNUS_MAX_PASSES)
    g_ptr_array_remove_index (passes, 0);
  pass->device = g_strdup (device);
  pass->secret = portunus_secret_ref (secret);
  g_ptr_array_add (passes, pass);
}
