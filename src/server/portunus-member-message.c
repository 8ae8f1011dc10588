/* portunus-member-message.c: what a member says to its room, read and checked (SIGNALING.md)
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-member-message.h"

#include <string.h>

#include "portunus-encoding.h"
#include "portunus-json.h"
#include "portunus-room-message.h"
#include "portunus-room-password.h"
#include "portunus-signaling.h"
#include "portunus-token.h"

#define MAX_TICKET 128

typedef gboolean (*ReadFunc) (PortunusMemberMessage  *self,
                              GError                **error);

static gboolean
fail (GError     **error,
      const char  *message)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, message);
  return FALSE;
}

static gboolean
read_peer (PortunusMemberMessage  *self,
           const char             *name,
           GError                **error)
{
  if (!portunus_json_get_string (self->object, name, 2 * PORTUNUS_ROOM_PEER_ID_BYTES, &self->peer, error))
    return FALSE;
  return portunus_room_is_peer_id (self->peer) || fail (error, "A peer id is malformed");
}

static gboolean
read_signal (PortunusMemberMessage  *self,
             GError                **error)
{
  g_autoptr (GBytes) bytes = NULL;

  if (!read_peer (self, "to", error)
      || !portunus_json_get_string (self->object, "data", PORTUNUS_ROOM_MAX_MESSAGE, &self->data, error))
    return FALSE;
  bytes = portunus_decode_base64url (self->data, PORTUNUS_SIGNALING_MAX_MESSAGE, error);
  return bytes != NULL;
}

static gboolean
read_text (PortunusMemberMessage  *self,
           const char             *name,
           gsize                   max_length,
           const char            **place,
           GError                **error)
{
  return !portunus_json_has (self->object, name)
         || portunus_json_get_string (self->object, name, max_length, place, error);
}

static gboolean
read_bytes (PortunusMemberMessage  *self,
            const char             *name,
            gsize                   length,
            GBytes                **place,
            GError                **error)
{
  const char *text = NULL;

  if (!read_text (self, name, 2 * length, &text, error))
    return FALSE;
  if (text == NULL)
    return TRUE;
  *place = portunus_decode_base64url (text, length, error);
  if (*place == NULL)
    return FALSE;
  return g_bytes_get_size (*place) == length || fail (error, "A secret has another length");
}

static gboolean
read_enter (PortunusMemberMessage  *self,
            GError                **error)
{
  return read_text (self, "name", PORTUNUS_ROOM_MAX_NAME, &self->name, error)
         && read_text (self, "token", PORTUNUS_TOKEN_MAX_LENGTH, &self->token, error)
         && read_text (self, "ticket", MAX_TICKET, &self->ticket, error)
         && read_bytes (self, "host", PORTUNUS_ROOM_HOST_TOKEN_BYTES, &self->host, error)
         && read_bytes (self, "password", PORTUNUS_ROOM_PROOF_SIZE, &self->password, error);
}

static gboolean
read_nothing (PortunusMemberMessage  *self,
              GError                **error)
{
  return TRUE;
}

static gboolean
read_about_peer (PortunusMemberMessage  *self,
                 GError                **error)
{
  return read_peer (self, "peer", error);
}

static gboolean
read_number (PortunusMemberMessage  *self,
             const char             *name,
             guint                   min,
             guint                   max,
             guint                  *place)
{
  guint64 value;

  if (!portunus_json_get_uint64 (self->object, name, max, &value, NULL) || value < min)
    return FALSE;
  *place = value;
  return TRUE;
}

static gboolean
read_expiry (PortunusMemberMessage  *self,
             GError                **error)
{
  return read_number (self, "expiry_seconds", PORTUNUS_ROOM_MIN_EXPIRY_SECONDS, PORTUNUS_ROOM_MAX_EXPIRY_SECONDS,
                      &self->expiry_seconds)
         || fail (error, "A time is missing, too short or too long");
}

static gboolean
read_set (PortunusMemberMessage  *self,
          GError                **error)
{
  const char *entry = NULL;

  if (portunus_json_has (self->object, "expiry_seconds") && !read_expiry (self, error))
    return FALSE;
  if (portunus_json_has (self->object, "max_peers")
      && !read_number (self, "max_peers", PORTUNUS_ROOM_MIN_GUESTS, PORTUNUS_ROOM_MAX_GUESTS, &self->max_peers))
    return fail (error, "A number of guests is no number, or out of bounds");
  if (!read_text (self, "entry", 16, &entry, error))
    return FALSE;
  self->has_entry = entry != NULL;
  return entry == NULL || portunus_room_entry_from_name (entry, &self->entry)
         || fail (error, "An entry is of an unknown kind");
}

static const struct
{
  const char *name;
  ReadFunc    read;
} kinds[] = {
  [PORTUNUS_MEMBER_SIGNAL] = { "signal", read_signal },
  [PORTUNUS_MEMBER_ENTER] = { "enter", read_enter },
  [PORTUNUS_MEMBER_ICE] = { "ice", read_nothing },
  [PORTUNUS_MEMBER_LOCK] = { "lock", read_nothing },
  [PORTUNUS_MEMBER_UNLOCK] = { "unlock", read_nothing },
  [PORTUNUS_MEMBER_ADMIT] = { "admit", read_about_peer },
  [PORTUNUS_MEMBER_REFUSE] = { "refuse", read_about_peer },
  [PORTUNUS_MEMBER_KICK] = { "kick", read_about_peer },
  [PORTUNUS_MEMBER_FORGIVE] = { "forgive", read_nothing },
  [PORTUNUS_MEMBER_SET] = { "set", read_set },
  [PORTUNUS_MEMBER_INVITE] = { "invite", read_expiry },
  [PORTUNUS_MEMBER_CLOSE] = { "close", read_nothing },
};

static gboolean
read_message (PortunusMemberMessage  *self,
              GError                **error)
{
  const char *type;

  if (self->object == NULL || !portunus_json_get_string (self->object, "type", 32, &type, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (strcmp (kinds[i].name, type) == 0)
      {
        self->type = (PortunusMemberMessageType) i;
        return kinds[i].read (self, error);
      }
  return fail (error, "A message is of an unknown type");
}

/**
 * portunus_member_message_parse:
 * @text: what a client said; hostile
 * @length: its length in bytes
 * @error: return location for an error for the log
 *
 * Returns: (transfer full): what it means
 */
PortunusMemberMessage *
portunus_member_message_parse (const char  *text,
                               gsize        length,
                               GError     **error)
{
  g_autoptr (PortunusMemberMessage) self = g_new0 (PortunusMemberMessage, 1);

  self->object = portunus_json_parse (text, length, PORTUNUS_ROOM_MAX_MESSAGE, error);
  return read_message (self, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * portunus_member_message_free:
 * @self: (transfer full): a message
 */
void
portunus_member_message_free (PortunusMemberMessage *self)
{
  g_clear_pointer (&self->object, json_object_unref);
  g_clear_pointer (&self->host, g_bytes_unref);
  g_clear_pointer (&self->password, g_bytes_unref);
  g_free (self);
}
