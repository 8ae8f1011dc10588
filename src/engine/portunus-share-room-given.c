/* portunus-share-room-given.c: going into the room of somebody else, by its link or its code
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-share-room-private.h"

#include "portunus-stretch-password.h"
#include "portunus-transfer-error.h"

static void
password_stretched_cb (GObject      *source,
                       GAsyncResult *result,
                       gpointer      user_data)
{
  g_autoptr (PortunusShareRoom) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (PortunusRoomPassword) password = portunus_stretch_password_finish (result, &error);

  if (self->is_closed)
    return;
  if (password == NULL)
    {
      _portunus_share_room_fail (self, error);
      return;
    }
  portunus_hosted_room_set_password (self->room, password);
  _portunus_share_room_enter (self);
}

/* The secret of an invitation has the password in it already, and a room with a password has no code. */
static void
enter_given (PortunusShareRoom *self)
{
  PortunusLink *link = self->invitation->link;

  self->room = g_new0 (PortunusHostedRoom, 1);
  self->room->link = portunus_link_copy (link);
  if (self->rules.password == NULL || link->token != NULL || self->invitation->link_secret == NULL)
    _portunus_share_room_enter (self);
  else
    portunus_stretch_password_async (self->rules.password, link->room, self->invitation->link_secret,
                                     self->cancellable, password_stretched_cb, g_object_ref (self));
}

static void
resolved_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (PortunusShareRoom) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean is_resolved = portunus_invitation_resolve_finish (result, &error);

  if (self->is_closed)
    return;
  if (is_resolved)
    enter_given (self);
  else
    _portunus_share_room_fail (self, error);
}

void
_portunus_share_room_find_given (PortunusShareRoom *self)
{
  g_autoptr (GError) error = NULL;

  self->invitation = portunus_invitation_parse (self->given, self->server, &error);
  if (self->invitation == NULL)
    _portunus_share_room_fail (self, error);
  else if (self->invitation->code != NULL)
    portunus_invitation_resolve_async (self->invitation, self->cancellable, resolved_cb, g_object_ref (self));
  else
    enter_given (self);
}

static gboolean
is_final (const GError *error)
{
  return g_error_matches (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_WRONG_SECRET)
         || g_error_matches (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CODE_CLOSED)
         || g_error_matches (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_VERSION)
         || g_error_matches (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_BUSY);
}

/* Other guests come and go, and none of them must be able to send us away. */
void
_portunus_share_room_hear_given (PortunusShareRoom *self,
                                 PortunusSession   *session,
                                 const GError      *error)
{
  if (self->given == NULL || self->has_met || !is_final (error) || !portunus_session_is_initiator (session)
      || !portunus_signaling_is_host (PORTUNUS_SIGNALING (self->client), portunus_session_get_peer_id (session)))
    return;
  _portunus_share_room_fail (self, error);
}
