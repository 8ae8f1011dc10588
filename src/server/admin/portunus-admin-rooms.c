/* portunus-admin-rooms.c: what the portal does to rooms and to those in them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-admin-rooms.h"

#include "portunus-admin-call.h"
#include "portunus-services.h"

/**
 * portunus_admin_handle_room_close:
 * @request: of a session, with the id of a `room`
 * @user_data: the #PortunusServices
 *
 * Closes a room and tells those in it.
 */
void
portunus_admin_handle_room_close (PortunusRequest *request,
                                  gpointer         user_data)
{
  PortunusServices *services = user_data;
  PortunusAdminCall *call = portunus_admin_call_new (services->admin, request);
  const char *id = call != NULL ? portunus_admin_call_get_text (call, "room") : NULL;

  if (call == NULL)
    return;
  if (id != NULL && portunus_room_table_close (services->rooms, id))
    {
      g_message ("Room %.6s was closed from the portal", id);
      portunus_admin_call_answer (call, NULL);
    }
  else
    portunus_admin_call_refuse (call, SOUP_STATUS_NOT_FOUND, "That room is closed already.");
}

/**
 * portunus_admin_handle_room_kick:
 * @request: of a session, with the id of a `room` and of a `peer` in it
 * @user_data: the #PortunusServices
 *
 * Ends a peer's connections to a room, and does not let it in again.
 */
void
portunus_admin_handle_room_kick (PortunusRequest *request,
                                 gpointer         user_data)
{
  PortunusServices *services = user_data;
  PortunusAdminCall *call = portunus_admin_call_new (services->admin, request);
  const char *id = call != NULL ? portunus_admin_call_get_text (call, "room") : NULL;
  const char *peer = call != NULL ? portunus_admin_call_get_text (call, "peer") : NULL;
  PortunusRoom *room = id != NULL && peer != NULL ? portunus_room_table_lookup (services->rooms, id) : NULL;

  if (call == NULL)
    return;
  if (room == NULL || !portunus_room_kick (room, peer))
    {
      portunus_admin_call_refuse (call, SOUP_STATUS_NOT_FOUND, "That peer is gone already.");
      return;
    }
  g_message ("Peer %.6s was removed from room %.6s from the portal", peer, id);
  portunus_admin_call_answer (call, NULL);
}
