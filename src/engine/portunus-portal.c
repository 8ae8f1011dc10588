/* portunus-portal.c: where the admin portal of our own server is, and how to get in the first time
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-portal.h"

/**
 * portunus_portal_free:
 * @self: (transfer full) (nullable): what was said of a portal
 */
void
portunus_portal_free (PortunusPortal *self)
{
  if (self == NULL)
    return;
  g_free (self->address);
  g_free (self->fingerprint);
  g_clear_pointer (&self->setup_token, portunus_secret_unref);
  g_free (self);
}
