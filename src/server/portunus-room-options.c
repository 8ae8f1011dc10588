/* portunus-room-options.c: what a room is to be like, and how a client asks for it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-room-options.h"

#include <string.h>

#include "portunus-encoding.h"
#include "portunus-json.h"
#include "portunus-link.h"
#include "portunus-room-password.h"

#define MAX_REQUEST 4096

static const char * const entry_names[] = {
  [PORTUNUS_ROOM_ENTRY_LINK] = "link",
  [PORTUNUS_ROOM_ENTRY_PASSWORD] = "password",
  [PORTUNUS_ROOM_ENTRY_ASK] = "ask",
};

/**
 * portunus_room_entry_get_name:
 * @entry: who gets in
 *
 * Returns: its name in messages
 */
const char *
portunus_room_entry_get_name (PortunusRoomEntry entry)
{
  return entry_names[entry];
}

/**
 * portunus_room_entry_from_name:
 * @name: untrusted text
 * @entry: (out): what it names
 *
 * Returns: whether there is such an entry
 */
gboolean
portunus_room_entry_from_name (const char        *name,
                               PortunusRoomEntry *entry)
{
  for (guint i = 0; i < G_N_ELEMENTS (entry_names); i++)
    if (strcmp (entry_names[i], name) == 0)
      {
        *entry = (PortunusRoomEntry) i;
        return TRUE;
      }
  return FALSE;
}

/**
 * portunus_room_options_clear:
 * @self: options
 *
 * Frees what they hold.
 */
void
portunus_room_options_clear (PortunusRoomOptions *self)
{
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->verifier, g_bytes_unref);
}

/**
 * portunus_room_options_free:
 * @self: (transfer full): options
 */
void
portunus_room_options_free (PortunusRoomOptions *self)
{
  portunus_room_options_clear (self);
  g_free (self);
}

/**
 * portunus_room_options_copy:
 * @self: (nullable): options; %NULL for the defaults
 *
 * Returns: (transfer full): a copy
 */
PortunusRoomOptions *
portunus_room_options_copy (const PortunusRoomOptions *self)
{
  PortunusRoomOptions *copy = g_new0 (PortunusRoomOptions, 1);

  if (self == NULL)
    return copy;
  *copy = *self;
  copy->id = g_strdup (self->id);
  copy->verifier = self->verifier != NULL ? g_bytes_ref (self->verifier) : NULL;
  return copy;
}

static gboolean
fail (GError     **error,
      const char  *sentence)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, sentence);
  return FALSE;
}

static gboolean
read_boolean (JsonObject  *object,
              const char  *name,
              gboolean    *place,
              GError     **error)
{
  return !portunus_json_has (object, name) || portunus_json_get_boolean (object, name, place, error);
}

static gboolean
read_id (PortunusRoomOptions  *self,
         JsonObject           *object,
         GError              **error)
{
  g_autoptr (GBytes) bytes = NULL;
  const char *text;

  if (!portunus_json_has (object, "room"))
    return TRUE;
  if (!portunus_json_get_string (object, "room", 2 * PORTUNUS_ROOM_ID_BYTES, &text, error))
    return FALSE;
  bytes = portunus_decode_hex (text, PORTUNUS_ROOM_ID_BYTES, error);
  if (bytes == NULL)
    return FALSE;
  self->id = g_ascii_strdown (text, -1);
  return TRUE;
}

static gboolean
read_entry (PortunusRoomOptions  *self,
            JsonObject           *object,
            GError              **error)
{
  const char *text;

  if (portunus_json_has (object, "entry")
      && (!portunus_json_get_string (object, "entry", 16, &text, error)
          || !portunus_room_entry_from_name (text, &self->entry)))
    return fail (error, "The entry is none of link, password and ask.");
  if (portunus_json_has (object, "password"))
    {
      if (!portunus_json_get_string (object, "password", 64, &text, error))
        return FALSE;
      self->verifier = portunus_decode_base64url (text, PORTUNUS_ROOM_PROOF_SIZE, error);
      if (self->verifier == NULL)
        return FALSE;
      if (g_bytes_get_size (self->verifier) != PORTUNUS_ROOM_PROOF_SIZE)
        return fail (error, "The verifier of the password has another length.");
    }
  if ((self->entry == PORTUNUS_ROOM_ENTRY_PASSWORD && self->verifier == NULL)
      || (self->entry == PORTUNUS_ROOM_ENTRY_LINK && self->verifier != NULL))
    return fail (error, "The entry and the password do not go together.");
  return self->verifier == NULL || self->id != NULL || fail (error, "A password goes with an id of the room.");
}

static gboolean
read_limits (PortunusRoomOptions  *self,
             JsonObject           *object,
             GError              **error)
{
  guint64 max_peers = PORTUNUS_ROOM_MIN_GUESTS;
  guint64 expiry = PORTUNUS_ROOM_MIN_EXPIRY_SECONDS;

  if ((portunus_json_has (object, "max_peers")
       && !portunus_json_get_uint64 (object, "max_peers", PORTUNUS_ROOM_MAX_GUESTS, &max_peers, error))
      || (portunus_json_has (object, "expiry_seconds")
          && !portunus_json_get_uint64 (object, "expiry_seconds", PORTUNUS_ROOM_MAX_EXPIRY_SECONDS, &expiry, error)))
    return FALSE;
  if (max_peers < PORTUNUS_ROOM_MIN_GUESTS || expiry < PORTUNUS_ROOM_MIN_EXPIRY_SECONDS)
    return fail (error, "A limit is too small.");
  if (portunus_json_has (object, "max_peers"))
    self->max_peers = max_peers;
  if (portunus_json_has (object, "expiry_seconds"))
    self->expiry_seconds = expiry;
  return TRUE;
}

/**
 * portunus_room_options_read:
 * @self: defaults; clear them also after a failure
 * @text: the body of a request, untrusted
 * @length: its length in bytes
 * @error: return location for an error with a sentence for who asked
 *
 * Takes what a client wants (SIGNALING.md).
 *
 * Returns: whether it makes sense
 */
gboolean
portunus_room_options_read (PortunusRoomOptions  *self,
                            const char           *text,
                            gsize                 length,
                            GError              **error)
{
  g_autoptr (JsonObject) object = portunus_json_parse (text, length, MAX_REQUEST, error);

  if (object == NULL
      || !read_boolean (object, "with_code", &self->with_code, error)
      || !read_boolean (object, "one_time", &self->is_one_time, error)
      || !read_id (self, object, error) || !read_entry (self, object, error) || !read_limits (self, object, error))
    return FALSE;
  if (self->verifier != NULL)
    self->with_code = FALSE;
  return TRUE;
}

/**
 * portunus_room_options_to_text:
 * @self: options
 *
 * Returns: (transfer full): what to ask a server with
 */
char *
portunus_room_options_to_text (const PortunusRoomOptions *self)
{
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_boolean_member (object, "with_code", self->with_code);
  json_object_set_string_member (object, "entry", entry_names[self->entry]);
  if (self->id != NULL)
    json_object_set_string_member (object, "room", self->id);
  if (self->max_peers > 0)
    json_object_set_int_member (object, "max_peers", self->max_peers);
  if (self->expiry_seconds > 0)
    json_object_set_int_member (object, "expiry_seconds", self->expiry_seconds);
  if (self->is_one_time)
    json_object_set_boolean_member (object, "one_time", TRUE);
  if (self->verifier != NULL)
    {
      g_autofree char *text = portunus_encode_base64url (g_bytes_get_data (self->verifier, NULL),
                                                         g_bytes_get_size (self->verifier));

      json_object_set_string_member (object, "password", text);
    }
  return portunus_json_to_text (object);
}

static guint
get_unit_seconds (const char *unit)
{
  static const struct
  {
    const char *name;
    guint       seconds;
  } units[] = { { "s", 1 }, { "m", 60 }, { "h", 60 * 60 }, { "d", 24 * 60 * 60 } };

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (strcmp (units[i].name, unit) == 0)
      return units[i].seconds;
  return 0;
}

/**
 * portunus_room_expiry_from_text:
 * @text: a number and one of s, m, h and d
 * @seconds: (out): how long that is
 *
 * Returns: whether it is a time that a room may live
 */
gboolean
portunus_room_expiry_from_text (const char *text,
                                guint      *seconds)
{
  char *unit = NULL;
  guint64 n = g_ascii_isdigit (*text) ? g_ascii_strtoull (text, &unit, 10) : 0;

  if (n == 0 || n > PORTUNUS_ROOM_MAX_EXPIRY_SECONDS)
    return FALSE;
  n *= get_unit_seconds (unit);
  *seconds = n;
  return n >= PORTUNUS_ROOM_MIN_EXPIRY_SECONDS && n <= PORTUNUS_ROOM_MAX_EXPIRY_SECONDS;
}
