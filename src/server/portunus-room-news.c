/* portunus-room-news.c: what a room server says to a client, read and checked (SIGNALING.md)
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-room-news.h"

#include <string.h>

#include "portunus-encoding.h"
#include "portunus-json.h"
#include "portunus-member-message.h"
#include "portunus-signaling.h"
#include "portunus-token.h"

#define MAX_TICKET 128
#define MAX_NEEDS  16
#define MAX_CODE   64
#define MAX_TRIES  1000
#define MAX_TIME   (G_GUINT64_CONSTANT (1) << 50)

typedef gboolean (*ReadFunc) (PortunusRoomNews *self);

static gboolean
read_nothing (PortunusRoomNews *self)
{
  return TRUE;
}

static gboolean
read_text (PortunusRoomNews  *self,
           const char        *name,
           gsize              max_length,
           const char       **place)
{
  return portunus_json_get_string (self->object, name, max_length, place, NULL);
}

static gboolean
read_peer_id (PortunusRoomNews *self,
              const char       *name)
{
  return read_text (self, name, 2 * PORTUNUS_ROOM_PEER_ID_BYTES, &self->peer) && portunus_room_is_peer_id (self->peer);
}

static gboolean
read_version (PortunusRoomNews *self)
{
  guint64 version;

  if (!portunus_json_get_uint64 (self->object, "version", G_MAXUINT, &version, NULL))
    return FALSE;
  self->version = version;
  return TRUE;
}

/* What it may need beside a password shows by what it says next. */
static gboolean
read_entry (PortunusRoomNews *self)
{
  JsonArray *needs;

  if (!read_version (self) || !portunus_json_get_array (self->object, "needs", MAX_NEEDS, &needs, NULL))
    return FALSE;
  for (guint i = 0; i < json_array_get_length (needs); i++)
    {
      JsonNode *node = json_array_get_element (needs, i);

      if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
        return FALSE;
      self->needs_password |= strcmp (json_node_get_string (node), "password") == 0;
    }
  return TRUE;
}

static gboolean
read_ids (PortunusRoomNews  *self,
          const char        *name,
          GPtrArray        **place)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  JsonArray *array;

  if (!portunus_json_get_array (self->object, name, PORTUNUS_ROOM_MAX_PEERS, &array, NULL))
    return FALSE;
  *place = g_ptr_array_new ();
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      const char *id = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;

      if (id == NULL || !portunus_room_is_peer_id (id) || !g_hash_table_add (seen, (char *) id))
        return FALSE;
      g_ptr_array_add (*place, (char *) id);
    }
  return TRUE;
}

static gboolean
read_role (PortunusRoomNews *self)
{
  const char *role = "";

  if (portunus_json_has (self->object, "role") && !read_text (self, "role", 16, &role))
    return FALSE;
  self->is_host = strcmp (role, "host") == 0;
  return TRUE;
}

/* A welcome in another version may have another form. */
static gboolean
read_welcome (PortunusRoomNews *self)
{
  if (!read_version (self))
    return FALSE;
  if (self->version != PORTUNUS_ROOM_PROTOCOL_VERSION)
    return TRUE;
  return read_peer_id (self, "peer") && read_ids (self, "peers", &self->peers) && read_role (self)
         && (!portunus_json_has (self->object, "hosts") || read_ids (self, "hosts", &self->hosts))
         && (!portunus_json_has (self->object, "ticket") || read_text (self, "ticket", MAX_TICKET, &self->ticket));
}

static gboolean
read_peer (PortunusRoomNews *self)
{
  return read_peer_id (self, "peer") && read_role (self);
}

static gboolean
read_signal (PortunusRoomNews *self)
{
  const char *data;

  if (!read_peer_id (self, "from") || !read_text (self, "data", PORTUNUS_ROOM_MAX_MESSAGE, &data))
    return FALSE;
  self->data = portunus_decode_base64url (data, PORTUNUS_SIGNALING_MAX_MESSAGE, NULL);
  return self->data != NULL;
}

static gboolean
read_room (PortunusRoomNews *self)
{
  const char *entry;
  guint64 max_peers;
  guint64 expires;

  if (!read_text (self, "entry", 16, &entry) || !portunus_room_entry_from_name (entry, &self->state.entry)
      || !portunus_json_get_boolean (self->object, "locked", &self->state.is_locked, NULL)
      || !portunus_json_get_uint64 (self->object, "max_peers", G_MAXUINT, &max_peers, NULL)
      || !portunus_json_get_uint64 (self->object, "expires", MAX_TIME, &expires, NULL))
    return FALSE;
  self->state.max_peers = max_peers;
  self->state.expires = expires;
  return TRUE;
}

static gboolean
read_peer_waiting (PortunusRoomNews *self)
{
  return read_peer_id (self, "peer") && read_text (self, "name", PORTUNUS_ROOM_MAX_NAME, &self->name);
}

static gboolean
read_invitation (PortunusRoomNews *self)
{
  guint64 expires;

  return read_text (self, "token", PORTUNUS_TOKEN_MAX_LENGTH, &self->token)
         && portunus_json_get_uint64 (self->object, "expires", MAX_TIME, &expires, NULL);
}

static gboolean
read_error (PortunusRoomNews *self)
{
  guint64 n_left;

  self->code = "";
  read_text (self, "code", MAX_CODE, &self->code);
  self->n_left = portunus_json_get_uint64 (self->object, "left", MAX_TRIES, &n_left, NULL) ? (int) n_left : -1;
  return TRUE;
}

static const struct
{
  const char *name;
  ReadFunc    read;
} kinds[] = {
  [PORTUNUS_NEWS_ENTRY] = { "entry", read_entry },
  [PORTUNUS_NEWS_WAITING] = { "waiting", read_nothing },
  [PORTUNUS_NEWS_WELCOME] = { "welcome", read_welcome },
  [PORTUNUS_NEWS_PEER_JOINED] = { "peer-joined", read_peer },
  [PORTUNUS_NEWS_PEER_LEFT] = { "peer-left", read_peer },
  [PORTUNUS_NEWS_SIGNAL] = { "signal", read_signal },
  [PORTUNUS_NEWS_ROOM] = { "room", read_room },
  [PORTUNUS_NEWS_PEER_WAITING] = { "peer-waiting", read_peer_waiting },
  [PORTUNUS_NEWS_PEER_GONE] = { "peer-gone", read_peer },
  [PORTUNUS_NEWS_INVITATION] = { "invitation", read_invitation },
  [PORTUNUS_NEWS_ERROR] = { "error", read_error },
};

static gboolean
read_news (PortunusRoomNews *self)
{
  const char *type;

  if (self->object == NULL || !read_text (self, "type", 32, &type))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (strcmp (kinds[i].name, type) == 0)
      {
        self->type = (PortunusRoomNewsType) i;
        return kinds[i].read (self);
      }
  return FALSE;
}

/**
 * portunus_room_news_parse:
 * @text: what a server said; hostile
 * @length: its length in bytes
 *
 * Returns: (transfer full) (nullable): what it means, %NULL for what is not as SIGNALING.md says
 */
PortunusRoomNews *
portunus_room_news_parse (const char *text,
                          gsize       length)
{
  g_autoptr (PortunusRoomNews) self = g_new0 (PortunusRoomNews, 1);

  self->object = portunus_json_parse (text, length, PORTUNUS_ROOM_MAX_MESSAGE, NULL);
  return read_news (self) ? g_steal_pointer (&self) : NULL;
}

/**
 * portunus_room_news_free:
 * @self: (transfer full): news
 */
void
portunus_room_news_free (PortunusRoomNews *self)
{
  g_clear_pointer (&self->object, json_object_unref);
  g_clear_pointer (&self->peers, g_ptr_array_unref);
  g_clear_pointer (&self->hosts, g_ptr_array_unref);
  g_clear_pointer (&self->data, g_bytes_unref);
  g_free (self);
}
