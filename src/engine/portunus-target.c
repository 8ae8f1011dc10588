/* portunus-target.c: the one device on the local network that something is for
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-target.h"

#include <string.h>

/**
 * portunus_target_copy:
 * @self: a target
 *
 * Returns: (transfer full): the same
 */
PortunusTarget *
portunus_target_copy (const PortunusTarget *self)
{
  PortunusTarget *copy = g_new0 (PortunusTarget, 1);

  g_set_object (&copy->known, self->known);
  g_set_object (&copy->nearby, self->nearby);
  copy->address = g_strdup (self->address);
  return copy;
}

/**
 * portunus_target_free:
 * @self: (transfer full) (nullable): a copy
 */
void
portunus_target_free (PortunusTarget *self)
{
  if (self == NULL)
    return;
  g_clear_object (&self->known);
  g_clear_object (&self->nearby);
  g_free ((char *) self->address);
  g_free (self);
}

/**
 * portunus_target_is_given:
 * @self: a target
 *
 * Returns: whether it says which device is meant
 */
gboolean
portunus_target_is_given (const PortunusTarget *self)
{
  return self->known != NULL || self->nearby != NULL || self->address != NULL;
}

/**
 * portunus_target_is_address:
 * @text: what a person typed
 *
 * Returns: whether it can be nothing but a host and a port
 */
gboolean
portunus_target_is_address (const char *text)
{
  const char *colon = strrchr (text, ':');
  g_autoptr (GSocketConnectable) address = NULL;
  guint64 port;

  if (colon == NULL || colon == text || !g_ascii_string_to_unsigned (colon + 1, 10, 1, G_MAXUINT16, &port, NULL)
      || strpbrk (text, "/@#? ") != NULL)
    return FALSE;
  address = g_network_address_parse (text, 1, NULL);
  return address != NULL;
}
