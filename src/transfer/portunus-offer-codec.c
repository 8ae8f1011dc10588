/* portunus-offer-codec.c: offers as control messages
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-offer-codec.h"

#include <string.h>

#include "portunus-encoding.h"
#include "portunus-json.h"
#include "portunus-transfer-error.h"

/* Room for the entries in a message; the rest of it is far below 2 KiB. */
#define MAX_PART_BYTES    (56 * 1024)
#define MAX_PART_ENTRIES  4096

struct _PortunusOfferReader
{
  /* Owned */
  PortunusManifestReader *manifest;
  char                   *title;

  gboolean                has_begun;
  guint                   n_entries;
  guint64                 total_bytes;
  guint8                  id[PORTUNUS_TRANSFER_ID_SIZE];
};

/**
 * portunus_transfer_id_write:
 * @message: a control message
 * @id: the transfer's id
 */
void
portunus_transfer_id_write (JsonObject   *message,
                            const guint8  id[PORTUNUS_TRANSFER_ID_SIZE])
{
  g_autofree char *text = portunus_encode_hex (id, PORTUNUS_TRANSFER_ID_SIZE);

  json_object_set_string_member (message, "id", text);
}

/**
 * portunus_transfer_id_read:
 * @message: a control message of a peer
 * @id: (out): the transfer's id
 * @error: return location for a #PortunusCoreError
 *
 * Returns: %FALSE if there is none
 */
gboolean
portunus_transfer_id_read (JsonObject  *message,
                           guint8       id[PORTUNUS_TRANSFER_ID_SIZE],
                           GError     **error)
{
  const char *text;
  g_autoptr (GBytes) bytes = NULL;

  if (!portunus_json_get_string (message, "id", 2 * PORTUNUS_TRANSFER_ID_SIZE, &text, error))
    return FALSE;
  bytes = portunus_decode_hex (text, PORTUNUS_TRANSFER_ID_SIZE, error);
  if (bytes == NULL)
    return FALSE;
  memcpy (id, g_bytes_get_data (bytes, NULL), PORTUNUS_TRANSFER_ID_SIZE);
  return TRUE;
}

static JsonObject *
new_message (const char    *type,
             PortunusOffer *offer)
{
  JsonObject *message = json_object_new ();

  json_object_set_string_member (message, "t", type);
  portunus_transfer_id_write (message, portunus_offer_get_id (offer));
  return message;
}

/**
 * portunus_offer_write:
 * @offer: an offer
 *
 * Returns: (transfer full) (element-type JsonObject): the control messages that tell it, in order
 */
GPtrArray *
portunus_offer_write (PortunusOffer *offer)
{
  PortunusManifest *manifest = portunus_offer_get_manifest (offer);
  guint n_entries = portunus_manifest_get_n_entries (manifest);
  GPtrArray *messages = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  JsonObject *message = new_message ("offer", offer);
  guint first = 0;

  json_object_set_string_member (message, "title", portunus_offer_get_title (offer));
  json_object_set_int_member (message, "n", n_entries);
  json_object_set_int_member (message, "bytes", portunus_manifest_get_total_bytes (manifest));
  g_ptr_array_add (messages, message);
  while (first < n_entries)
    {
      guint next;
      JsonArray *entries = portunus_manifest_write_part (manifest, first, MAX_PART_BYTES, &next);

      message = new_message ("offer-part", offer);
      json_object_set_int_member (message, "first", first);
      json_object_set_array_member (message, "files", entries);
      g_ptr_array_add (messages, message);
      first = next;
    }
  return messages;
}

/**
 * portunus_offer_reader_new:
 *
 * Returns: (transfer full): a reader that has seen nothing
 */
PortunusOfferReader *
portunus_offer_reader_new (void)
{
  PortunusOfferReader *self = g_new0 (PortunusOfferReader, 1);

  self->manifest = portunus_manifest_reader_new ();
  return self;
}

/**
 * portunus_offer_reader_free:
 * @self: (transfer full) (nullable): a reader
 */
void
portunus_offer_reader_free (PortunusOfferReader *self)
{
  if (self == NULL)
    return;
  portunus_manifest_reader_free (self->manifest);
  g_free (self->title);
  g_free (self);
}

static gboolean
fail_turn (GError **error)
{
  g_set_error_literal (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL,
                       "A part of an offer came out of turn");
  return FALSE;
}

static gboolean
read_head (PortunusOfferReader  *self,
           JsonObject           *message,
           GError              **error)
{
  const char *title;
  guint64 n_entries;

  if (self->has_begun)
    return fail_turn (error);
  if (!portunus_transfer_id_read (message, self->id, error)
      || !portunus_json_get_string (message, "title", PORTUNUS_OFFER_MAX_TITLE, &title, error)
      || !portunus_json_get_uint64 (message, "n", PORTUNUS_MANIFEST_MAX_ENTRIES, &n_entries, error)
      || !portunus_json_get_uint64 (message, "bytes", PORTUNUS_SIZE_MAX, &self->total_bytes, error))
    return FALSE;
  self->has_begun = TRUE;
  self->title = g_strdup (title);
  self->n_entries = n_entries;
  return TRUE;
}

static gboolean
read_part (PortunusOfferReader  *self,
           JsonObject           *message,
           GError              **error)
{
  guint8 id[PORTUNUS_TRANSFER_ID_SIZE];
  guint64 first;
  JsonArray *files;

  if (!self->has_begun)
    return fail_turn (error);
  if (!portunus_transfer_id_read (message, id, error)
      || !portunus_json_get_uint64 (message, "first", PORTUNUS_MANIFEST_MAX_ENTRIES, &first, error)
      || !portunus_json_get_array (message, "files", MAX_PART_ENTRIES, &files, error))
    return FALSE;
  if (memcmp (id, self->id, sizeof id) != 0)
    return fail_turn (error);
  return portunus_manifest_reader_add_part (self->manifest, first, files, error);
}

static gboolean
finish_offer (PortunusOfferReader  *self,
              PortunusOffer       **offer,
              GError              **error)
{
  g_autoptr (PortunusManifest) manifest = NULL;

  manifest = portunus_manifest_reader_finish (self->manifest, self->n_entries, self->total_bytes, error);
  if (manifest == NULL)
    return FALSE;
  *offer = portunus_offer_new (self->id, self->title, manifest);
  return TRUE;
}

/**
 * portunus_offer_reader_get_id:
 * @self: a reader
 *
 * Returns: (nullable): the transfer's id, %NULL before the first message
 */
const guint8 *
portunus_offer_reader_get_id (PortunusOfferReader *self)
{
  return self->has_begun ? self->id : NULL;
}

/**
 * portunus_offer_reader_add:
 * @self: a reader
 * @message: an "offer" or "offer-part" message of a peer
 * @offer: (out) (transfer full) (nullable): the offer, once it is complete
 * @error: return location for %PORTUNUS_TRANSFER_ERROR_PROTOCOL
 *
 * Returns: %FALSE if @message ends the conversation
 */
gboolean
portunus_offer_reader_add (PortunusOfferReader  *self,
                           JsonObject           *message,
                           PortunusOffer       **offer,
                           GError              **error)
{
  gboolean is_head = strcmp (json_object_get_string_member (message, "t"), "offer") == 0;

  *offer = NULL;
  if (!(is_head ? read_head (self, message, error) : read_part (self, message, error)))
    return portunus_transfer_error_blame_peer (error);
  if (portunus_manifest_reader_get_n_entries (self->manifest) < self->n_entries)
    return TRUE;
  return finish_offer (self, offer, error);
}
