/* portunus-nearby-text.c: what a device says of itself on the local network
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-nearby-text.h"

#include <string.h>

#include "portunus-encoding.h"
#include "portunus-error.h"
#include "portunus-link.h"

#define VERSION "1"
#define MAX_NAME 63
#define MAX_STRINGS 32
/* RFC 6763 §6.1 */
#define MAX_STRING 255

static void
add_string (GVariantBuilder *builder,
            const char      *key,
            const char      *value)
{
  g_autofree char *text = g_strdup_printf ("%s=%s", key, value);

  g_variant_builder_add_value (builder, g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, text, strlen (text), 1));
}

/* As much of a name as fits, cut between characters. */
static char *
shorten (const char *name)
{
  const char *end = name;

  while (*end != '\0' && g_utf8_next_char (end) - name <= MAX_NAME)
    end = g_utf8_next_char (end);
  return g_strndup (name, end - name);
}

/**
 * portunus_nearby_text_format:
 * @self: what to say; its name must be UTF-8, and is cut where it is too long
 *
 * Returns: (transfer floating): the strings of a TXT record, of type `aay`
 */
GVariant *
portunus_nearby_text_format (const PortunusNearbyText *self)
{
  GVariantBuilder builder;
  g_autofree char *fingerprint = portunus_encode_base64url (g_bytes_get_data (self->fingerprint, NULL),
                                                            g_bytes_get_size (self->fingerprint));

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aay"));
  add_string (&builder, "v", VERSION);
  add_string (&builder, "room", self->room);
  add_string (&builder, "f", fingerprint);
  if (self->name != NULL)
    {
      g_autofree char *name = shorten (self->name);

      add_string (&builder, "n", name);
    }
  return g_variant_builder_end (&builder);
}

/* RFC 6763 §6.4: of a key that comes more than once, the first counts. Keys know no case. */
static char *
dup_value (GVariant   *strings,
           const char *key)
{
  gsize n_key = strlen (key);

  for (gsize i = 0; i < g_variant_n_children (strings); i++)
    {
      g_autoptr (GVariant) string = g_variant_get_child_value (strings, i);
      gsize length;
      const char *text = g_variant_get_fixed_array (string, &length, 1);

      if (length > n_key && length <= MAX_STRING && g_ascii_strncasecmp (text, key, n_key) == 0 && text[n_key] == '=')
        return g_strndup (text + n_key + 1, length - n_key - 1);
    }
  return NULL;
}

static gboolean
take_room (PortunusNearbyText *self,
           GVariant           *strings)
{
  g_autofree char *room = dup_value (strings, "room");
  g_autoptr (GBytes) bytes = room != NULL ? portunus_decode_hex (room, PORTUNUS_ROOM_ID_BYTES, NULL) : NULL;

  if (bytes == NULL)
    return FALSE;
  self->room = portunus_encode_hex (g_bytes_get_data (bytes, NULL), PORTUNUS_ROOM_ID_BYTES);
  return TRUE;
}

static gboolean
take_fingerprint (PortunusNearbyText *self,
                  GVariant           *strings)
{
  g_autofree char *text = dup_value (strings, "f");

  if (text != NULL)
    self->fingerprint = portunus_decode_base64url (text, PORTUNUS_FINGERPRINT_BYTES, NULL);
  return self->fingerprint != NULL && g_bytes_get_size (self->fingerprint) == PORTUNUS_FINGERPRINT_BYTES;
}

static void
take_name (PortunusNearbyText *self,
           GVariant           *strings)
{
  g_autofree char *name = dup_value (strings, "n");

  if (name != NULL && *name != '\0' && strlen (name) <= MAX_NAME && g_utf8_validate (name, -1, NULL))
    self->name = g_steal_pointer (&name);
}

static gboolean
fail (GError     **error,
      const char  *sentence)
{
  g_set_error_literal (error, PORTUNUS_CORE_ERROR, PORTUNUS_CORE_ERROR_MALFORMED, sentence);
  return FALSE;
}

static gboolean
take_all (PortunusNearbyText  *self,
          GVariant            *strings,
          GError             **error)
{
  g_autofree char *version = dup_value (strings, "v");

  if (g_variant_n_children (strings) > MAX_STRINGS)
    return fail (error, "A device says too much of itself");
  if (g_strcmp0 (version, VERSION) != 0)
    return fail (error, "A device speaks another version");
  if (!take_room (self, strings))
    return fail (error, "A device does not say in which room it waits");
  if (!take_fingerprint (self, strings))
    return fail (error, "A device does not say which certificate it has");
  take_name (self, strings);
  return TRUE;
}

/**
 * portunus_nearby_text_parse:
 * @strings: the strings of a TXT record, of type `aay`; from anybody
 * @error: return location for %PORTUNUS_CORE_ERROR_MALFORMED
 *
 * A name that is no text is left out; it may still hold characters that must not be shown as they are.
 *
 * Returns: (transfer full) (nullable): what it says, or %NULL if that is not enough to knock
 */
PortunusNearbyText *
portunus_nearby_text_parse (GVariant  *strings,
                            GError   **error)
{
  g_autoptr (PortunusNearbyText) self = g_new0 (PortunusNearbyText, 1);

  g_return_val_if_fail (g_variant_is_of_type (strings, G_VARIANT_TYPE ("aay")), NULL);

  return take_all (self, strings, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * portunus_nearby_text_free:
 * @self: (transfer full) (nullable): a text
 */
void
portunus_nearby_text_free (PortunusNearbyText *self)
{
  if (self == NULL)
    return;
  g_free (self->room);
  g_clear_pointer (&self->fingerprint, g_bytes_unref);
  g_free (self->name);
  g_free (self);
}
