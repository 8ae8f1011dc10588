/* portunus-nearby-id.c: the names by which devices announce themselves
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-nearby-id.h"

#include <string.h>

#include "portunus-encoding.h"

#define ID_BYTES 8

/**
 * portunus_nearby_make_id:
 *
 * Returns: (transfer full): 16 random hexadecimal digits
 */
char *
portunus_nearby_make_id (void)
{
  return portunus_random_id (ID_BYTES);
}

/**
 * portunus_nearby_is_id:
 * @text: the name of a service, from anybody
 *
 * Returns: whether it has the form of an id, and so is fit to be shown
 */
gboolean
portunus_nearby_is_id (const char *text)
{
  return strlen (text) == 2 * ID_BYTES && text[strspn (text, "0123456789abcdef")] == '\0';
}
