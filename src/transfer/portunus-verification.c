/* portunus-verification.c: the commit and reveal exchange behind the four words
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-verification.h"

#include <string.h>

#include "portunus-encoding.h"
#include "portunus-json.h"
#include "portunus-sas.h"
#include "portunus-transfer-error.h"

#define HASH_SIZE 32

struct _PortunusVerification
{
  gboolean   is_initiator;
  gboolean   has_commitment;
  guint8     handshake_hash[HASH_SIZE];
  guint8     own_nonce[PORTUNUS_SAS_NONCE_SIZE];
  guint8     peer_commitment[PORTUNUS_SAS_COMMITMENT_SIZE];

  /* Owned */
  char     **words;
};

G_STATIC_ASSERT (PORTUNUS_SAS_NONCE_SIZE == PORTUNUS_SAS_COMMITMENT_SIZE);

/**
 * portunus_verification_new:
 * @is_initiator: whether we spoke first in the handshake
 * @handshake_hash: what the words are to verify
 *
 * Returns: (transfer full): an exchange that has not begun
 */
PortunusVerification *
portunus_verification_new (gboolean     is_initiator,
                           const guint8 handshake_hash[HASH_SIZE])
{
  PortunusVerification *self = g_new0 (PortunusVerification, 1);

  self->is_initiator = is_initiator;
  memcpy (self->handshake_hash, handshake_hash, HASH_SIZE);
  portunus_fill_random (self->own_nonce, sizeof self->own_nonce);
  return self;
}

/**
 * portunus_verification_free:
 * @self: (transfer full) (nullable): an exchange
 */
void
portunus_verification_free (PortunusVerification *self)
{
  if (self == NULL)
    return;
  g_strfreev (self->words);
  g_free (self);
}

static gboolean
fail (GError                **error,
      PortunusTransferError   code,
      const char             *message)
{
  g_set_error_literal (error, PORTUNUS_TRANSFER_ERROR, code, message);
  return FALSE;
}

static JsonObject *
make_message (const char   *type,
              const guint8 *value)
{
  JsonObject *message = json_object_new ();
  g_autofree char *text = portunus_encode_base64url (value, PORTUNUS_SAS_NONCE_SIZE);

  json_object_set_string_member (message, "t", type);
  json_object_set_string_member (message, "v", text);
  return message;
}

static gboolean
read_value (JsonObject  *message,
            guint8      *value,
            GError     **error)
{
  const char *text;
  g_autoptr (GBytes) bytes = NULL;

  if (portunus_json_get_string (message, "v", 64, &text, NULL))
    bytes = portunus_decode_base64url (text, PORTUNUS_SAS_NONCE_SIZE, NULL);
  if (bytes == NULL || g_bytes_get_size (bytes) != PORTUNUS_SAS_NONCE_SIZE)
    return fail (error, PORTUNUS_TRANSFER_ERROR_PROTOCOL, "A verification message is malformed");
  memcpy (value, g_bytes_get_data (bytes, NULL), PORTUNUS_SAS_NONCE_SIZE);
  return TRUE;
}

/**
 * portunus_verification_start:
 * @self: an exchange
 *
 * Returns: (transfer full) (nullable): the initiator's first message, %NULL for a responder
 */
JsonObject *
portunus_verification_start (PortunusVerification *self)
{
  guint8 commitment[PORTUNUS_SAS_COMMITMENT_SIZE];

  if (!self->is_initiator)
    return NULL;
  portunus_sas_commit (self->handshake_hash, self->own_nonce, commitment);
  return make_message ("sas-commit", commitment);
}

static gboolean
handle_reveal (PortunusVerification  *self,
               const guint8          *nonce,
               GError               **error)
{
  if (!portunus_sas_check (self->handshake_hash, nonce, self->peer_commitment))
    return fail (error, PORTUNUS_TRANSFER_ERROR_TAMPERED, "The peer revealed another nonce than it committed to");
  self->words = portunus_sas_dup_words (self->handshake_hash, nonce, self->own_nonce);
  return TRUE;
}

static gboolean
handle_as_responder (PortunusVerification  *self,
                     const char            *type,
                     const guint8          *value,
                     JsonObject           **reply,
                     GError               **error)
{
  if (self->has_commitment && strcmp (type, "sas-reveal") == 0)
    return handle_reveal (self, value, error);
  if (self->has_commitment || strcmp (type, "sas-commit") != 0)
    return fail (error, PORTUNUS_TRANSFER_ERROR_PROTOCOL, "A verification message came out of turn");

  memcpy (self->peer_commitment, value, sizeof self->peer_commitment);
  self->has_commitment = TRUE;
  *reply = make_message ("sas-nonce", self->own_nonce);
  return TRUE;
}

/**
 * portunus_verification_handle:
 * @self: an exchange
 * @message: a "sas-…" message of the peer
 * @reply: (out) (transfer full) (nullable): what to answer
 * @error: return location for %PORTUNUS_TRANSFER_ERROR_PROTOCOL or %PORTUNUS_TRANSFER_ERROR_TAMPERED
 *
 * Returns: %FALSE if it ends the conversation
 */
gboolean
portunus_verification_handle (PortunusVerification  *self,
                              JsonObject            *message,
                              JsonObject           **reply,
                              GError               **error)
{
  guint8 value[PORTUNUS_SAS_NONCE_SIZE];
  const char *type;

  *reply = NULL;
  if (!portunus_json_get_string (message, "t", 32, &type, error) || !read_value (message, value, error))
    return FALSE;
  if (self->words != NULL)
    return fail (error, PORTUNUS_TRANSFER_ERROR_PROTOCOL, "A verification message came out of turn");
  if (!self->is_initiator)
    return handle_as_responder (self, type, value, reply, error);
  if (strcmp (type, "sas-nonce") != 0)
    return fail (error, PORTUNUS_TRANSFER_ERROR_PROTOCOL, "A verification message came out of turn");

  self->words = portunus_sas_dup_words (self->handshake_hash, self->own_nonce, value);
  *reply = make_message ("sas-reveal", self->own_nonce);
  return TRUE;
}

/**
 * portunus_verification_get_words:
 * @self: an exchange
 *
 * Returns: (nullable): the four words, once they are known
 */
const char * const *
portunus_verification_get_words (PortunusVerification *self)
{
  return (const char * const *) self->words;
}
