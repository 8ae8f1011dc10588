/* portunus-handshake-message.c: messages through the room, and the one that says why a handshake failed
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-handshake-private.h"

#include <string.h>

gboolean
_portunus_handshake_fail (GError                **error,
                          PortunusTransferError   code,
                          const char             *message)
{
  g_set_error_literal (error, PORTUNUS_TRANSFER_ERROR, code, message);
  return FALSE;
}

void
_portunus_handshake_queue_message (GQueue       *outgoing,
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

gboolean
_portunus_handshake_fail_wrong_secret (PortunusHandshake  *self,
                                       GError            **error)
{
  return _portunus_handshake_fail (error, PORTUNUS_TRANSFER_ERROR_WRONG_SECRET,
                                   self->mode == PORTUNUS_MODE_CODE ? "The code is wrong"
                                                                    : "The secret part of the link is wrong");
}

static guint8
find_reason (const GError *error)
{
  if (error->domain != PORTUNUS_TRANSFER_ERROR)
    return PORTUNUS_REASON_PROTOCOL;
  switch (error->code)
    {
    case PORTUNUS_TRANSFER_ERROR_VERSION:
      return PORTUNUS_REASON_VERSION;
    case PORTUNUS_TRANSFER_ERROR_WRONG_SECRET:
      return PORTUNUS_REASON_WRONG_SECRET;
    case PORTUNUS_TRANSFER_ERROR_CODE_CLOSED:
      return PORTUNUS_REASON_CODE_CLOSED;
    case PORTUNUS_TRANSFER_ERROR_NO_CONNECTION:
      return PORTUNUS_REASON_NO_CONNECTION;
    default:
      return PORTUNUS_REASON_PROTOCOL;
    }
}

/**
 * portunus_handshake_give_up:
 * @self: a handshake that is not authenticated
 * @error: why it ends here
 * @outgoing: (element-type GBytes): what must be sent is put at its tail
 *
 * Tells the peer, unless it was the peer that told us. What portunus_handshake_handle() fails with it tells by itself.
 */
void
portunus_handshake_give_up (PortunusHandshake *self,
                            const GError      *error,
                            GQueue            *outgoing)
{
  const guint8 message[] = { PORTUNUS_MESSAGE_ERROR, find_reason (error) };

  g_return_if_fail (self->verification == NULL);

  if (!self->has_peer_ended)
    _portunus_handshake_queue_message (outgoing, message, sizeof message, NULL);
}

static gboolean
fail_no_connection (GError **error)
{
  return _portunus_handshake_fail (error, PORTUNUS_TRANSFER_ERROR_NO_CONNECTION,
                                   "The other side gave up before a connection was made");
}

/* A responder that waits for message 3 has no keys yet. Later sealed messages carry the news. */
static gboolean
handle_late_error (PortunusHandshake  *self,
                   guint8              reason,
                   GError            **error)
{
  if (self->is_initiator && !self->has_opened && reason == PORTUNUS_REASON_NO_CONNECTION)
    return fail_no_connection (error);
  return _portunus_handshake_fail (error, PORTUNUS_TRANSFER_ERROR_TAMPERED,
                                   "Somebody on the way broke off the conversation");
}

/* What only a responder can find out; from anybody else it would count as a guess at the code that nobody made. */
static gboolean
handle_refusal (PortunusHandshake  *self,
                guint8              reason,
                GError            **error)
{
  if (reason == PORTUNUS_REASON_VERSION)
    return _portunus_handshake_fail (error, PORTUNUS_TRANSFER_ERROR_VERSION,
                                     "The other side speaks another version of the protocol: update the older of the "
                                     "two");
  if (reason == PORTUNUS_REASON_WRONG_SECRET)
    return _portunus_handshake_fail_wrong_secret (self, error);
  return _portunus_handshake_fail (error, PORTUNUS_TRANSFER_ERROR_CODE_CLOSED,
                                   "The code is closed: ask the sender for a new one");
}

gboolean
_portunus_handshake_handle_error (PortunusHandshake  *self,
                                  GBytes             *body,
                                  GError            **error)
{
  const guint8 *data = g_bytes_get_data (body, NULL);
  guint8 reason = g_bytes_get_size (body) == 1 ? data[0] : PORTUNUS_REASON_PROTOCOL;

  self->has_peer_ended = TRUE;
  if (self->verification != NULL)
    return handle_late_error (self, reason, error);
  if (self->is_initiator && reason >= PORTUNUS_REASON_VERSION && reason <= PORTUNUS_REASON_CODE_CLOSED)
    return handle_refusal (self, reason, error);
  if (reason == PORTUNUS_REASON_NO_CONNECTION)
    return fail_no_connection (error);
  return _portunus_handshake_fail (error, PORTUNUS_TRANSFER_ERROR_PROTOCOL,
                                   "The other side did not understand our handshake");
}
