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

void
_portunus_handshake_queue_error (GQueue *outgoing,
                                 guint8  reason)
{
  const guint8 message[] = { PORTUNUS_MESSAGE_ERROR, reason };

  _portunus_handshake_queue_message (outgoing, message, sizeof message, NULL);
}

gboolean
_portunus_handshake_handle_error (PortunusHandshake  *self,
                                  GBytes             *body,
                                  GError            **error)
{
  const guint8 *data = g_bytes_get_data (body, NULL);
  guint8 reason = g_bytes_get_size (body) == 1 ? data[0] : PORTUNUS_REASON_PROTOCOL;

  /* Sealed messages carry the news once both are authenticated, so a late error is the room's invention. */
  if (self->verification != NULL)
    return _portunus_handshake_fail (error, PORTUNUS_TRANSFER_ERROR_TAMPERED,
                                     "Somebody on the way broke off the conversation");
  if (reason == PORTUNUS_REASON_VERSION)
    return _portunus_handshake_fail (error, PORTUNUS_TRANSFER_ERROR_VERSION,
                                     "The other side speaks another version of the protocol: update the older of the "
                                     "two");
  if (reason == PORTUNUS_REASON_WRONG_SECRET)
    return _portunus_handshake_fail (error, PORTUNUS_TRANSFER_ERROR_WRONG_SECRET,
                                     self->mode == PORTUNUS_MODE_CODE ? "The code is wrong"
                                                                      : "The secret part of the link is wrong");
  if (reason == PORTUNUS_REASON_CODE_CLOSED)
    return _portunus_handshake_fail (error, PORTUNUS_TRANSFER_ERROR_CODE_CLOSED,
                                     "The code is closed: ask the sender for a new one");
  return _portunus_handshake_fail (error, PORTUNUS_TRANSFER_ERROR_PROTOCOL,
                                   "The other side did not understand our handshake");
}
