/* portunus-session-end.c: how a session ends, and how either side learns why
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-session-private.h"

#include <string.h>

#include "portunus-json.h"

/* What a peer may tell as the reason for its end; everything else it says is a failed connection here. */
static const struct
{
  const char            *name;
  PortunusTransferError  code;
  const char            *message;
} reasons[] = {
  { "protocol", PORTUNUS_TRANSFER_ERROR_PROTOCOL, "The other side did not understand us" },
  { "tampered", PORTUNUS_TRANSFER_ERROR_TAMPERED, "The other side found that something was altered on the way" },
  { "connection-lost", PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST, "The other side lost the connection" },
  { "declined", PORTUNUS_TRANSFER_ERROR_DECLINED, "The other side takes nothing from this device" },
  { "busy", PORTUNUS_TRANSFER_ERROR_BUSY, "The other side takes no more strangers at the moment" },
  { "missing-plugin", PORTUNUS_TRANSFER_ERROR_NO_CONNECTION, "The other side lacks software for a connection" },
};

void
_portunus_session_end (PortunusSession *self,
                       const GError    *error)
{
  g_autoptr (PortunusSession) guard = g_object_ref (self);

  if (self->is_closed)
    return;
  self->is_closed = TRUE;
  self->is_open = FALSE;
  portunus_clear_source (&self->deadline);
  portunus_clear_source (&self->silence);
  _portunus_session_drop_lanes (self);
  g_signal_emit_by_name (self, "closed", error);
}

static void
send_bye (PortunusSession *self,
          const GError    *error)
{
  g_autoptr (JsonObject) bye = json_object_new ();

  json_object_set_string_member (bye, "t", "bye");
  if (error != NULL)
    json_object_set_string_member (bye, "code", portunus_transfer_error_get_name (error));
  _portunus_session_send_sealed (self, bye);
}

/* Before there are keys only an error without proof can be told, and only a failure is worth it. */
static void
send_error (PortunusSession *self,
            const GError    *error)
{
  g_auto (GQueue) outgoing = G_QUEUE_INIT;

  portunus_handshake_give_up (self->handshake, error, &outgoing);
  _portunus_session_send_outgoing (self, &outgoing);
}

static gboolean
has_keys (PortunusSession *self)
{
  return portunus_handshake_get_stage (self->handshake) != PORTUNUS_HANDSHAKE_RUNNING;
}

void
_portunus_session_give_up (PortunusSession *self,
                           const GError    *error)
{
  g_autoptr (PortunusSession) guard = g_object_ref (self);

  /* An open lane says its end by itself. */
  if (!self->is_closed && !self->is_open)
    (has_keys (self) ? send_bye : send_error) (self, error);
  _portunus_session_end (self, error);
}

void
_portunus_session_give_up_with (PortunusSession       *self,
                                PortunusTransferError  code,
                                const char            *message)
{
  g_autoptr (GError) error = g_error_new_literal (PORTUNUS_TRANSFER_ERROR, code, message);

  _portunus_session_give_up (self, error);
}

/**
 * portunus_session_refuse:
 * @self: an authenticated session that is not open
 * @code: what the peer is told
 * @message: for the log
 *
 * Ends the session before anything is offered; "closed" follows from inside this call.
 */
void
portunus_session_refuse (PortunusSession       *self,
                         PortunusTransferError  code,
                         const char            *message)
{
  g_return_if_fail (PORTUNUS_IS_SESSION (self));

  _portunus_session_give_up_with (self, code, message);
}

static GError *
read_reason (const char *code)
{
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (strcmp (reasons[i].name, code) == 0)
      return g_error_new_literal (PORTUNUS_TRANSFER_ERROR, reasons[i].code, reasons[i].message);
  return g_error_new_literal (PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_NO_CONNECTION,
                              "The other side found no way to a connection");
}

/* The hello said so already; what the peer calls it does not matter. */
static gboolean
has_no_way (PortunusSession *self)
{
  return !self->is_open && self->ways != NULL && portunus_way_list_get_length (self->ways) == 0;
}

void
_portunus_session_handle_bye (PortunusSession *self,
                              JsonObject      *bye)
{
  g_autoptr (GError) error = NULL;
  const char *code = "";

  if (json_object_has_member (bye, "code"))
    {
      portunus_json_get_string (bye, "code", 64, &code, NULL);
      error = read_reason (code);
      if (has_no_way (self) && error->code == PORTUNUS_TRANSFER_ERROR_NO_CONNECTION)
        {
          g_clear_error (&error);
          error = _portunus_session_make_no_lane_error ();
        }
    }
  _portunus_session_end (self, error);
}

/* Over the room: an open lane says it by itself. Who is about to prove a code learns that it need not. */
static void
say_goodbye (PortunusSession *self)
{
  g_autoptr (GError) closed = NULL;

  if (has_keys (self))
    send_bye (self, NULL);
  else if (!self->is_initiator && portunus_session_uses_code (self))
    {
      closed = g_error_new_literal (PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CODE_CLOSED,
                                    "The code was closed");
      send_error (self, closed);
    }
}

/**
 * portunus_session_close:
 * @self: a session
 *
 * Says goodbye after what was sent so far; "closed" follows from inside this call.
 */
void
portunus_session_close (PortunusSession *self)
{
  g_return_if_fail (PORTUNUS_IS_SESSION (self));

  if (self->is_closed)
    return;
  if (!self->is_open)
    say_goodbye (self);
  _portunus_session_end (self, NULL);
}
