/* portunus-accept-codec.c: what a receiver wants and has, as control messages
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-accept-codec.h"

#include <string.h>

#include "portunus-encoding.h"
#include "portunus-json.h"
#include "portunus-manifest.h"
#include "portunus-offer-codec.h"
#include "portunus-transfer-error.h"

/* Together far below the limit of a control message. */
#define MAX_RANGES 1000
#define MAX_HAVES  300

struct _PortunusAcceptReader
{
  /* Owned */
  GByteArray *wanted;
  GHashTable *have;

  guint       n_wanted;
  gboolean    stores;
};

static JsonObject *
new_message (const guint8 *id,
             JsonArray   **ranges,
             JsonArray   **haves)
{
  JsonObject *message = json_object_new ();

  *ranges = json_array_new ();
  *haves = json_array_new ();
  json_object_set_string_member (message, "t", "accept");
  portunus_transfer_id_write (message, id);
  json_object_set_array_member (message, "want", *ranges);
  json_object_set_array_member (message, "have", *haves);
  json_object_set_boolean_member (message, "more", TRUE);
  return message;
}

static void
add_range (JsonArray *ranges,
           guint      first,
           guint      count)
{
  JsonArray *range = json_array_new ();

  json_array_add_int_element (range, first);
  json_array_add_int_element (range, count);
  json_array_add_array_element (ranges, range);
}

static void
add_have (JsonArray          *haves,
          guint               index,
          const PortunusHave *have)
{
  JsonObject *object = json_object_new ();
  g_autofree char *digest = portunus_encode_hex (have->digest, sizeof have->digest);

  json_object_set_int_member (object, "i", index);
  json_object_set_int_member (object, "n", have->n_bytes);
  json_object_set_string_member (object, "h", digest);
  json_array_add_object_element (haves, object);
}

/**
 * portunus_accept_write:
 * @id: the transfer's id
 * @wanted: one byte for each entry, not 0 where it is wanted
 * @have: (element-type guint PortunusHave): beginnings of wanted files that are there, by index
 *
 * Returns: (transfer full) (element-type JsonObject): the control messages that tell it, in order
 */
GPtrArray *
portunus_accept_write (const guint8  id[PORTUNUS_TRANSFER_ID_SIZE],
                       GByteArray   *wanted,
                       GHashTable   *have)
{
  GPtrArray *messages = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  JsonArray *ranges;
  JsonArray *haves;

  g_ptr_array_add (messages, new_message (id, &ranges, &haves));
  for (guint i = 0; i < wanted->len;)
    {
      const PortunusHave *own = g_hash_table_lookup (have, GUINT_TO_POINTER (i));
      guint first = i;

      if (wanted->data[i++] == 0)
        continue;
      /* A range ends at the next entry that we have something of, so that both stand in the same message. */
      while (i < wanted->len && wanted->data[i] != 0 && !g_hash_table_contains (have, GUINT_TO_POINTER (i)))
        i++;
      if (json_array_get_length (ranges) == MAX_RANGES || json_array_get_length (haves) == MAX_HAVES)
        g_ptr_array_add (messages, new_message (id, &ranges, &haves));
      add_range (ranges, first, i - first);
      if (own != NULL)
        add_have (haves, first, own);
    }
  json_object_set_boolean_member (g_ptr_array_index (messages, messages->len - 1), "more", FALSE);
  return messages;
}

/**
 * portunus_accept_reader_new:
 * @n_entries: how many entries the offer has
 *
 * Returns: (transfer full): a reader that has seen nothing
 */
PortunusAcceptReader *
portunus_accept_reader_new (guint n_entries)
{
  PortunusAcceptReader *self = g_new0 (PortunusAcceptReader, 1);

  self->wanted = g_byte_array_sized_new (n_entries);
  g_byte_array_set_size (self->wanted, n_entries);
  if (n_entries > 0)
    memset (self->wanted->data, 0, n_entries);
  self->have = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  return self;
}

/**
 * portunus_accept_reader_free:
 * @self: (transfer full) (nullable): a reader
 */
void
portunus_accept_reader_free (PortunusAcceptReader *self)
{
  if (self == NULL)
    return;
  g_byte_array_unref (self->wanted);
  g_hash_table_unref (self->have);
  g_free (self);
}

static gboolean
fail (GError     **error,
      const char  *message)
{
  g_set_error_literal (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL, message);
  return FALSE;
}

static gboolean
read_number (JsonArray *array,
             guint      position,
             guint64    max,
             guint64   *value)
{
  JsonNode *node = json_array_get_element (array, position);
  gint64 number;

  if (JSON_NODE_TYPE (node) != JSON_NODE_VALUE || json_node_get_value_type (node) != G_TYPE_INT64)
    return FALSE;
  number = json_node_get_int (node);
  *value = number;
  return number >= 0 && (guint64) number <= max;
}

static gboolean
read_range (PortunusAcceptReader  *self,
            JsonNode              *node,
            GError               **error)
{
  JsonArray *range = JSON_NODE_TYPE (node) == JSON_NODE_ARRAY ? json_node_get_array (node) : NULL;
  guint64 first;
  guint64 count;

  /* Ranges that overlap could keep us busy for as long as the receiver likes. */
  if (range == NULL || json_array_get_length (range) != 2
      || !read_number (range, 0, self->wanted->len, &first)
      || !read_number (range, 1, self->wanted->len - first, &count)
      || count == 0 || count > self->wanted->len - self->n_wanted)
    return fail (error, "A range of wanted files is malformed");
  self->n_wanted += count;
  memset (self->wanted->data + first, 1, count);
  return TRUE;
}

static gboolean
read_have (PortunusAcceptReader  *self,
           JsonNode              *node,
           GError               **error)
{
  JsonObject *object = JSON_NODE_TYPE (node) == JSON_NODE_OBJECT ? json_node_get_object (node) : NULL;
  g_autofree PortunusHave *have = g_new0 (PortunusHave, 1);
  g_autoptr (GBytes) digest = NULL;
  const char *text;
  guint64 index;

  if (object == NULL
      || !portunus_json_get_uint64 (object, "i", G_MAXUINT, &index, NULL)
      || !portunus_json_get_uint64 (object, "n", PORTUNUS_SIZE_MAX, &have->n_bytes, NULL)
      || !portunus_json_get_string (object, "h", 2 * PORTUNUS_HASH_SIZE, &text, NULL)
      || index >= self->wanted->len || self->wanted->data[index] == 0)
    return fail (error, "What the receiver has of a file is malformed");
  digest = portunus_decode_hex (text, PORTUNUS_HASH_SIZE, error);
  if (digest == NULL)
    return portunus_transfer_error_blame_peer (error);
  memcpy (have->digest, g_bytes_get_data (digest, NULL), PORTUNUS_HASH_SIZE);
  g_hash_table_insert (self->have, GUINT_TO_POINTER (index), g_steal_pointer (&have));
  return TRUE;
}

/**
 * portunus_accept_reader_add:
 * @self: a reader
 * @message: an "accept" message of a peer
 * @is_complete: (out): whether it was the last
 * @error: return location for %PORTUNUS_TRANSFER_ERROR_PROTOCOL
 *
 * Returns: %FALSE if @message ends the conversation
 */
gboolean
portunus_accept_reader_add (PortunusAcceptReader  *self,
                            JsonObject            *message,
                            gboolean              *is_complete,
                            GError               **error)
{
  JsonArray *ranges;
  JsonArray *haves;
  gboolean has_more;

  if (portunus_json_has (message, "stores") && !portunus_json_get_boolean (message, "stores", &self->stores, error))
    return portunus_transfer_error_blame_peer (error);
  if (!portunus_json_get_array (message, "want", MAX_RANGES, &ranges, error)
      || !portunus_json_get_array (message, "have", MAX_HAVES, &haves, error)
      || !portunus_json_get_boolean (message, "more", &has_more, error))
    return portunus_transfer_error_blame_peer (error);
  for (guint i = 0; i < json_array_get_length (ranges); i++)
    if (!read_range (self, json_array_get_element (ranges, i), error))
      return FALSE;
  for (guint i = 0; i < json_array_get_length (haves); i++)
    if (!read_have (self, json_array_get_element (haves, i), error))
      return FALSE;
  *is_complete = !has_more;
  return TRUE;
}

/**
 * portunus_accept_reader_get_wanted:
 * @self: a reader
 *
 * Returns: (transfer none): one byte for each entry, not 0 where it is wanted
 */
GByteArray *
portunus_accept_reader_get_wanted (PortunusAcceptReader *self)
{
  return self->wanted;
}

/**
 * portunus_accept_reader_get_have:
 * @self: a reader
 *
 * Returns: (transfer none) (element-type guint PortunusHave): what the receiver has, by index
 */
GHashTable *
portunus_accept_reader_get_have (PortunusAcceptReader *self)
{
  return self->have;
}

/**
 * portunus_accept_reader_get_stores:
 * @self: a reader
 *
 * Returns: whether a receiver that fetches puts the files in place itself, and will say so (PROTOCOL.md §16)
 */
gboolean
portunus_accept_reader_get_stores (PortunusAcceptReader *self)
{
  return self->stores;
}
