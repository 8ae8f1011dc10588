/* portunus-handshake-sealed.c: what the two sides say under the keys of their handshake
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-handshake-private.h"

#include <string.h>

#include "portunus-json.h"

#define MAX_SEALED_TEXT (40 * 1024)

gboolean
_portunus_handshake_queue_sealed (PortunusHandshake  *self,
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
handle_verification (PortunusHandshake  *self,
                     JsonObject         *message,
                     GQueue             *outgoing,
                     GError            **error)
{
  g_autoptr (JsonObject) reply = NULL;

  return portunus_verification_handle (self->verification, message, &reply, error)
         && (reply == NULL || _portunus_handshake_queue_sealed (self, reply, outgoing, error));
}

gboolean
_portunus_handshake_handle_sealed (PortunusHandshake  *self,
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
    return _portunus_handshake_fail (error, PORTUNUS_TRANSFER_ERROR_PROTOCOL,
                                     "A sealed message came before the handshake was over");
  plaintext = portunus_noise_open (self->noise, body, NULL);
  if (plaintext == NULL)
    return _portunus_handshake_fail (error, PORTUNUS_TRANSFER_ERROR_TAMPERED,
                                     "A sealed message was altered, lost or repeated on the way");
  self->has_opened = TRUE;

  message = portunus_json_parse (g_bytes_get_data (plaintext, &length), g_bytes_get_size (plaintext), MAX_SEALED_TEXT,
                                 error);
  if (message == NULL || !portunus_json_get_string (message, "t", 32, &type, error))
    return FALSE;
  if (g_str_has_prefix (type, "sas-"))
    return handle_verification (self, message, outgoing, error);
  *opened = g_steal_pointer (&message);
  return TRUE;
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
  const guint8 head[] = { PORTUNUS_MESSAGE_SEALED };
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
  _portunus_handshake_queue_message (queue, head, sizeof head, sealed);
  return g_queue_pop_head (queue);
}
