/* portunus-handshake.c: proves the shared secret, authenticates both devices, agrees on the four words
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-handshake.h"

#include <string.h>

#include "portunus-encoding.h"
#include "portunus-json.h"
#include "portunus-kdf.h"
#include "portunus-noise.h"
#include "portunus-session.h"
#include "portunus-spake2.h"
#include "portunus-transfer-error.h"
#include "portunus-verification.h"

/* First byte of every message. */
enum
{
  MESSAGE_PAKE = 1,
  MESSAGE_HANDSHAKE = 2,
  MESSAGE_SEALED = 3,
  MESSAGE_ERROR = 4,
};

/* How the psk came about; second byte of the first handshake message after the version. */
typedef enum
{
  MODE_NONE = 0,
  MODE_LINK = 1,
  MODE_CODE = 2,
} Mode;

/* Reasons in MESSAGE_ERROR. It is not authenticated, so it is a hint for a sentence and nothing else. */
enum
{
  REASON_VERSION = 1,
  REASON_WRONG_SECRET = 2,
  REASON_CODE_CLOSED = 3,
  REASON_PROTOCOL = 4,
};

#define MAX_SEALED_TEXT (40 * 1024)

struct _PortunusHandshake
{
  /* Owned */
  char                   *room;
  PortunusIdentity       *identity;
  JsonObject             *hello;
  PortunusSecret         *link_secret;
  PortunusSecret         *code_secret;
  PortunusSpake2         *spake2;
  PortunusSecret         *psk;
  PortunusNoise          *noise;
  JsonObject             *peer_hello;
  PortunusVerification   *verification;

  gboolean                is_initiator;
  Mode                    mode;
};

/**
 * portunus_handshake_new:
 * @config: what we are and know; copied
 * @is_initiator: whether we speak first
 *
 * Returns: (transfer full): a handshake that has not begun
 */
PortunusHandshake *
portunus_handshake_new (const PortunusHandshakeConfig *config,
                        gboolean                       is_initiator)
{
  PortunusHandshake *self = g_new0 (PortunusHandshake, 1);

  self->room = g_strdup (config->room);
  self->identity = g_object_ref (config->identity);
  self->hello = json_object_ref (config->hello);
  self->link_secret = config->link_secret != NULL ? portunus_secret_ref (config->link_secret) : NULL;
  self->code_secret = config->code_secret != NULL ? portunus_secret_ref (config->code_secret) : NULL;
  self->is_initiator = is_initiator;
  return self;
}

/**
 * portunus_handshake_free:
 * @self: (transfer full) (nullable): a handshake
 */
void
portunus_handshake_free (PortunusHandshake *self)
{
  if (self == NULL)
    return;
  g_free (self->room);
  g_clear_object (&self->identity);
  g_clear_pointer (&self->hello, json_object_unref);
  g_clear_pointer (&self->link_secret, portunus_secret_unref);
  g_clear_pointer (&self->code_secret, portunus_secret_unref);
  g_clear_pointer (&self->spake2, portunus_spake2_free);
  g_clear_pointer (&self->psk, portunus_secret_unref);
  g_clear_pointer (&self->noise, portunus_noise_free);
  g_clear_pointer (&self->peer_hello, json_object_unref);
  g_clear_pointer (&self->verification, portunus_verification_free);
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

static void
queue_message (GQueue       *outgoing,
               const guint8 *head,
               gsize         n_head,
               GBytes       *body)
{
  gsize n_body = body != NULL ? g_bytes_get_size (body) : 0;
  guint8 *data = g_malloc (n_head + n_body);

  memcpy (data, head, n_head);
  if (n_body > 0)
    memcpy (data + n_head, g_bytes_get_data (body, NULL), n_body);
  g_queue_push_tail (outgoing, g_bytes_new_take (data, n_head + n_body));
}

static void
queue_error (GQueue *outgoing,
             guint8  reason)
{
  const guint8 message[] = { MESSAGE_ERROR, reason };

  queue_message (outgoing, message, sizeof message, NULL);
}

/* The prologue binds version, mode and room, so that a handshake cannot be moved to another room. */
static gboolean
begin_noise (PortunusHandshake  *self,
             GError            **error)
{
  g_autoptr (GByteArray) prologue = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;
  const guint8 binding[] = { PORTUNUS_PROTOCOL_VERSION, self->mode };

  g_byte_array_append (prologue, (const guint8 *) "portunus", strlen ("portunus"));
  g_byte_array_append (prologue, binding, sizeof binding);
  g_byte_array_append (prologue, (const guint8 *) self->room, strlen (self->room));
  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&prologue));

  self->noise = portunus_noise_new (self->is_initiator, portunus_identity_get_private_key (self->identity), self->psk,
                                    bytes, error);
  return self->noise != NULL;
}

static GBytes *
write_hello (PortunusHandshake *self)
{
  char *text = portunus_json_to_text (self->hello);

  return g_bytes_new_take (text, strlen (text));
}

static gboolean
read_hello (PortunusHandshake  *self,
            GBytes             *payload,
            GError            **error)
{
  gsize length;
  const char *text = g_bytes_get_data (payload, &length);

  self->peer_hello = portunus_json_parse (text, length, PORTUNUS_HANDSHAKE_MAX_HELLO, NULL);
  if (self->peer_hello != NULL)
    return TRUE;
  return fail (error, PORTUNUS_TRANSFER_ERROR_PROTOCOL, "The peer did not introduce itself properly");
}

/* Message 1 has no payload: it is not yet protected against replay. Messages 2 and 3 introduce their writers. */
static gboolean
write_noise (PortunusHandshake  *self,
             GQueue             *outgoing,
             gboolean            is_first,
             GError            **error)
{
  const guint8 head[] = { MESSAGE_HANDSHAKE, PORTUNUS_PROTOCOL_VERSION, self->mode };
  g_autoptr (GBytes) payload = is_first ? g_bytes_new (NULL, 0) : write_hello (self);
  g_autoptr (GBytes) message = portunus_noise_write (self->noise, payload, error);

  if (message == NULL)
    return FALSE;
  queue_message (outgoing, head, is_first ? 3 : 1, message);
  return TRUE;
}

static gboolean
begin_pake (PortunusHandshake  *self,
            GError            **error)
{
  self->spake2 = portunus_spake2_new (self->is_initiator, self->code_secret, error);
  return self->spake2 != NULL;
}

static gboolean
start_with_code (PortunusHandshake  *self,
                 GQueue             *outgoing,
                 GError            **error)
{
  const guint8 head[] = { MESSAGE_PAKE, PORTUNUS_PROTOCOL_VERSION };
  g_autoptr (GBytes) share = NULL;

  self->mode = MODE_CODE;
  if (!begin_pake (self, error))
    return FALSE;
  share = portunus_spake2_get_share (self->spake2);
  queue_message (outgoing, head, sizeof head, share);
  return TRUE;
}

static gboolean
derive_link_psk (PortunusHandshake  *self,
                 GError            **error)
{
  self->psk = portunus_hkdf_label (self->link_secret, "link psk", PORTUNUS_NOISE_KEY_SIZE, error);
  return self->psk != NULL;
}

/**
 * portunus_handshake_start:
 * @self: a new handshake
 * @outgoing: (element-type GBytes): what must be sent is put at its tail
 * @error: return location
 *
 * Begins. A responder has nothing to say yet.
 *
 * Returns: %FALSE on an error of the cryptographic library
 */
gboolean
portunus_handshake_start (PortunusHandshake  *self,
                          GQueue             *outgoing,
                          GError            **error)
{
  if (!self->is_initiator)
    return TRUE;
  if (self->link_secret == NULL)
    return start_with_code (self, outgoing, error);

  self->mode = MODE_LINK;
  return derive_link_psk (self, error) && begin_noise (self, error) && write_noise (self, outgoing, TRUE, error);
}

static gboolean
check_version (guint8    version,
               GQueue   *outgoing,
               GError  **error)
{
  if (version == PORTUNUS_PROTOCOL_VERSION)
    return TRUE;
  queue_error (outgoing, REASON_VERSION);
  return fail (error, PORTUNUS_TRANSFER_ERROR_VERSION,
               "The other side speaks another version of the protocol: update the older of the two");
}

static gboolean
refuse_closed_code (GQueue  *outgoing,
                    GError **error)
{
  queue_error (outgoing, REASON_CODE_CLOSED);
  return fail (error, PORTUNUS_TRANSFER_ERROR_CODE_CLOSED, "The peer used a code that is not open");
}

static gboolean
handle_pake_as_responder (PortunusHandshake  *self,
                          GBytes             *body,
                          GQueue             *outgoing,
                          GError            **error)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (body, &length);
  const guint8 head[] = { MESSAGE_PAKE };
  g_autoptr (GBytes) peer_share = NULL;
  g_autoptr (GBytes) share = NULL;

  if (self->spake2 != NULL || self->noise != NULL || length < 1)
    return fail (error, PORTUNUS_TRANSFER_ERROR_PROTOCOL, "A PAKE message came out of turn");
  if (!check_version (data[0], outgoing, error))
    return FALSE;
  if (self->code_secret == NULL)
    return refuse_closed_code (outgoing, error);

  if (!begin_pake (self, error))
    return FALSE;
  peer_share = g_bytes_new_from_bytes (body, 1, length - 1);
  self->psk = portunus_spake2_finish (self->spake2, peer_share, error);
  if (self->psk == NULL)
    return FALSE;
  self->mode = MODE_CODE;
  share = portunus_spake2_get_share (self->spake2);
  queue_message (outgoing, head, sizeof head, share);
  return TRUE;
}

static gboolean
handle_pake_as_initiator (PortunusHandshake  *self,
                          GBytes             *body,
                          GQueue             *outgoing,
                          GError            **error)
{
  if (self->spake2 == NULL || self->noise != NULL)
    return fail (error, PORTUNUS_TRANSFER_ERROR_PROTOCOL, "A PAKE message came out of turn");

  self->psk = portunus_spake2_finish (self->spake2, body, error);
  return self->psk != NULL && begin_noise (self, error) && write_noise (self, outgoing, TRUE, error);
}

/* Decides on the psk from the first handshake message of an initiator. */
static gboolean
accept_mode (PortunusHandshake  *self,
             Mode                mode,
             GQueue             *outgoing,
             GError            **error)
{
  if (mode == MODE_CODE && self->mode == MODE_CODE)
    return TRUE;
  if (mode != MODE_LINK || self->mode != MODE_NONE)
    return fail (error, PORTUNUS_TRANSFER_ERROR_PROTOCOL, "The handshake began in a mode that does not fit");
  if (self->link_secret == NULL)
    return refuse_closed_code (outgoing, error);

  self->mode = MODE_LINK;
  return derive_link_psk (self, error);
}

static gboolean
fail_wrong_secret (PortunusHandshake  *self,
                   GQueue             *outgoing,
                   GError            **error)
{
  queue_error (outgoing, REASON_WRONG_SECRET);
  return fail (error, PORTUNUS_TRANSFER_ERROR_WRONG_SECRET,
               self->mode == MODE_CODE ? "The code is wrong" : "The secret part of the link is wrong");
}

static gboolean
queue_sealed (PortunusHandshake  *self,
              JsonObject         *message,
              GQueue             *outgoing,
              GError            **error)
{
  GBytes *sealed = portunus_handshake_seal (self, message, error);

  if (sealed == NULL)
    return FALSE;
  g_queue_push_tail (outgoing, sealed);
  return TRUE;
}

static gboolean
handle_first_message (PortunusHandshake  *self,
                      GBytes            **body,
                      GQueue             *outgoing,
                      GError            **error)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (*body, &length);
  GBytes *rest;

  if (length < 2)
    return fail (error, PORTUNUS_TRANSFER_ERROR_PROTOCOL, "A handshake message is too short");
  if (!check_version (data[0], outgoing, error) || !accept_mode (self, data[1], outgoing, error)
      || !begin_noise (self, error))
    return FALSE;

  rest = g_bytes_new_from_bytes (*body, 2, length - 2);
  g_bytes_unref (*body);
  *body = rest;
  return TRUE;
}

static gboolean
begin_verification (PortunusHandshake  *self,
                    GQueue             *outgoing,
                    GError            **error)
{
  g_autoptr (JsonObject) message = NULL;

  self->verification = portunus_verification_new (self->is_initiator,
                                                  portunus_noise_get_handshake_hash (self->noise));
  message = portunus_verification_start (self->verification);
  return message == NULL || queue_sealed (self, message, outgoing, error);
}

/* A message that does not authenticate under our psk: the first one shows a wrong secret, a later one an alteration. */
static gboolean
fail_read (PortunusHandshake  *self,
           GQueue             *outgoing,
           gboolean            is_first,
           GError            **error)
{
  if (is_first)
    return fail_wrong_secret (self, outgoing, error);
  queue_error (outgoing, REASON_PROTOCOL);
  return fail (error, PORTUNUS_TRANSFER_ERROR_TAMPERED, "A handshake message was altered on the way");
}

static gboolean
read_noise (PortunusHandshake  *self,
            GBytes             *body,
            GQueue             *outgoing,
            gboolean            is_first,
            GError            **error)
{
  g_autoptr (GBytes) payload = NULL;

  if (portunus_noise_is_finished (self->noise) || portunus_noise_is_my_turn (self->noise))
    return fail (error, PORTUNUS_TRANSFER_ERROR_PROTOCOL, "A handshake message came out of turn");
  payload = portunus_noise_read (self->noise, body, NULL);
  if (payload == NULL)
    return fail_read (self, outgoing, is_first, error);
  if (!is_first && !read_hello (self, payload, error))
    return FALSE;
  if (!portunus_noise_is_finished (self->noise) && !write_noise (self, outgoing, FALSE, error))
    return FALSE;
  return !portunus_noise_is_finished (self->noise) || begin_verification (self, outgoing, error);
}

static gboolean
handle_handshake (PortunusHandshake  *self,
                  GBytes             *message_body,
                  GQueue             *outgoing,
                  GError            **error)
{
  g_autoptr (GBytes) body = g_bytes_ref (message_body);
  gboolean is_first = self->noise == NULL;

  if (is_first && self->is_initiator)
    return fail (error, PORTUNUS_TRANSFER_ERROR_PROTOCOL, "A handshake message came out of turn");
  if (is_first && !handle_first_message (self, &body, outgoing, error))
    return FALSE;
  return read_noise (self, body, outgoing, is_first, error);
}

static gboolean
handle_verification (PortunusHandshake  *self,
                     JsonObject         *message,
                     GQueue             *outgoing,
                     GError            **error)
{
  g_autoptr (JsonObject) reply = NULL;

  return portunus_verification_handle (self->verification, message, &reply, error)
         && (reply == NULL || queue_sealed (self, reply, outgoing, error));
}

static gboolean
handle_sealed (PortunusHandshake  *self,
               GBytes             *body,
               GQueue             *outgoing,
               JsonObject        **opened,
               GError            **error)
{
  g_autoptr (GBytes) plaintext = NULL;
  g_autoptr (JsonObject) message = NULL;
  const char *type;
  gsize length;

  if (self->verification == NULL)
    return fail (error, PORTUNUS_TRANSFER_ERROR_PROTOCOL, "A sealed message came before the handshake was over");
  plaintext = portunus_noise_open (self->noise, body, NULL);
  if (plaintext == NULL)
    return fail (error, PORTUNUS_TRANSFER_ERROR_TAMPERED, "A sealed message was altered, lost or repeated on the way");

  message = portunus_json_parse (g_bytes_get_data (plaintext, &length), g_bytes_get_size (plaintext), MAX_SEALED_TEXT,
                                 error);
  if (message == NULL || !portunus_json_get_string (message, "t", 32, &type, error))
    return FALSE;
  if (g_str_has_prefix (type, "sas-"))
    return handle_verification (self, message, outgoing, error);
  *opened = g_steal_pointer (&message);
  return TRUE;
}

static gboolean
handle_error (PortunusHandshake  *self,
              GBytes             *body,
              GError            **error)
{
  const guint8 *data = g_bytes_get_data (body, NULL);
  guint8 reason = g_bytes_get_size (body) == 1 ? data[0] : REASON_PROTOCOL;

  /* Sealed messages carry the news once both are authenticated, so a late error is the room's invention. */
  if (self->verification != NULL)
    return fail (error, PORTUNUS_TRANSFER_ERROR_TAMPERED, "Somebody on the way broke off the conversation");
  if (reason == REASON_VERSION)
    return fail (error, PORTUNUS_TRANSFER_ERROR_VERSION,
                 "The other side speaks another version of the protocol: update the older of the two");
  if (reason == REASON_WRONG_SECRET)
    return fail (error, PORTUNUS_TRANSFER_ERROR_WRONG_SECRET,
                 self->mode == MODE_CODE ? "The code is wrong" : "The secret part of the link is wrong");
  if (reason == REASON_CODE_CLOSED)
    return fail (error, PORTUNUS_TRANSFER_ERROR_CODE_CLOSED, "The code is closed: ask the sender for a new one");
  return fail (error, PORTUNUS_TRANSFER_ERROR_PROTOCOL, "The other side did not understand our handshake");
}

static gboolean
dispatch (PortunusHandshake  *self,
          GBytes             *message,
          GQueue             *outgoing,
          JsonObject        **opened,
          GError            **error)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (message, &length);
  g_autoptr (GBytes) body = NULL;

  if (length < 1)
    return fail (error, PORTUNUS_TRANSFER_ERROR_PROTOCOL, "An empty message came");
  body = g_bytes_new_from_bytes (message, 1, length - 1);

  switch (data[0])
    {
    case MESSAGE_PAKE:
      return self->is_initiator ? handle_pake_as_initiator (self, body, outgoing, error)
                                : handle_pake_as_responder (self, body, outgoing, error);
    case MESSAGE_HANDSHAKE:
      return handle_handshake (self, body, outgoing, error);
    case MESSAGE_SEALED:
      return handle_sealed (self, body, outgoing, opened, error);
    case MESSAGE_ERROR:
      return handle_error (self, body, error);
    default:
      return fail (error, PORTUNUS_TRANSFER_ERROR_PROTOCOL, "A message of an unknown kind came");
    }
}

/**
 * portunus_handshake_handle:
 * @self: a handshake
 * @message: what came from the peer, or from somebody who pretends to be it
 * @outgoing: (element-type GBytes): what must be sent, also on failure, is put at its tail
 * @opened: (out) (transfer full) (nullable): a sealed message that is not part of the handshake
 * @error: return location for a #PortunusTransferError
 *
 * Takes one message.
 *
 * Returns: %FALSE if it ends the conversation
 */
gboolean
portunus_handshake_handle (PortunusHandshake  *self,
                           GBytes             *message,
                           GQueue             *outgoing,
                           JsonObject        **opened,
                           GError            **error)
{
  *opened = NULL;
  return dispatch (self, message, outgoing, opened, error) || portunus_transfer_error_blame_peer (error);
}

/**
 * portunus_handshake_close_code:
 * @self: a responder's handshake by code that is not authenticated
 * @outgoing: (element-type GBytes): what must be sent is put at its tail
 *
 * Tells the peer that the code was closed before it proved anything.
 */
void
portunus_handshake_close_code (PortunusHandshake *self,
                               GQueue            *outgoing)
{
  g_return_if_fail (self->mode == MODE_CODE && !self->is_initiator && self->verification == NULL);

  queue_error (outgoing, REASON_CODE_CLOSED);
}

/**
 * portunus_handshake_seal:
 * @self: a handshake that is authenticated
 * @message: at most 40 KiB as text
 * @error: return location
 *
 * Returns: (transfer full): the message to send
 */
GBytes *
portunus_handshake_seal (PortunusHandshake  *self,
                         JsonObject         *message,
                         GError            **error)
{
  const guint8 head[] = { MESSAGE_SEALED };
  g_autoptr (GBytes) plaintext = NULL;
  g_autoptr (GBytes) sealed = NULL;
  g_autoptr (GQueue) queue = g_queue_new ();
  char *text;

  g_return_val_if_fail (self->verification != NULL, NULL);

  text = portunus_json_to_text (message);
  plaintext = g_bytes_new_take (text, strlen (text));
  sealed = portunus_noise_seal (self->noise, plaintext, error);
  if (sealed == NULL)
    return NULL;
  queue_message (queue, head, sizeof head, sealed);
  return g_queue_pop_head (queue);
}

/**
 * portunus_handshake_get_stage:
 * @self: a handshake
 *
 * Returns: how far it is
 */
PortunusHandshakeStage
portunus_handshake_get_stage (PortunusHandshake *self)
{
  if (self->verification == NULL)
    return PORTUNUS_HANDSHAKE_RUNNING;
  return portunus_handshake_get_words (self) != NULL ? PORTUNUS_HANDSHAKE_COMPLETE : PORTUNUS_HANDSHAKE_AUTHENTICATED;
}

/**
 * portunus_handshake_uses_code:
 * @self: a handshake
 *
 * Returns: whether the peer met us by a short code, as far as is known
 */
gboolean
portunus_handshake_uses_code (PortunusHandshake *self)
{
  return self->mode == MODE_CODE;
}

/**
 * portunus_handshake_get_hello:
 * @self: an authenticated handshake
 *
 * Returns: (transfer none): how the peer introduced itself; authenticated, but hostile all the same
 */
JsonObject *
portunus_handshake_get_hello (PortunusHandshake *self)
{
  return self->peer_hello;
}

/**
 * portunus_handshake_dup_device:
 * @self: an authenticated handshake
 *
 * Returns: (transfer full): the peer's device id
 */
char *
portunus_handshake_dup_device (PortunusHandshake *self)
{
  return portunus_device_id_from_key (portunus_noise_get_remote_static (self->noise));
}

/**
 * portunus_handshake_get_words:
 * @self: a handshake
 *
 * Returns: (nullable): the four words, %NULL before %PORTUNUS_HANDSHAKE_COMPLETE
 */
const char * const *
portunus_handshake_get_words (PortunusHandshake *self)
{
  return self->verification != NULL ? portunus_verification_get_words (self->verification) : NULL;
}

/**
 * portunus_handshake_export:
 * @self: an authenticated handshake
 * @label: what the key is for
 * @error: return location
 *
 * Returns: (transfer full): a 32-byte key that both sides get for @label
 */
PortunusSecret *
portunus_handshake_export (PortunusHandshake  *self,
                           const char         *label,
                           GError            **error)
{
  return portunus_noise_export (self->noise, label, 32, error);
}
