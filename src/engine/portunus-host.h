/* portunus-host.h: the rooms that this process hosts on a server of its own
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-hosted-room.h"
#include "portunus-portal.h"
#include "portunus-room-options.h"
#include "portunus-secret-store.h"
#include "portunus-tickets.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_HOST (portunus_host_get_type ())

/**
 * PortunusHost:
 *
 * Starts the embedded server with the first room. Lives in the context it was made in; the server has its own thread.
 */
G_DECLARE_FINAL_TYPE (PortunusHost, portunus_host, PORTUNUS, HOST, GObject)

PortunusHost       *portunus_host_new              (PortunusSecretStore  *store,
                                                    const char           *folder);
void                portunus_host_open_room_async  (PortunusHost         *self,
                                                    const PortunusRoomOptions *options,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
PortunusHostedRoom *portunus_host_open_room_finish (PortunusHost         *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
void                portunus_host_open_portal_async  (PortunusHost         *self,
                                                      GAsyncReadyCallback   callback,
                                                      gpointer              user_data);
PortunusPortal     *portunus_host_open_portal_finish (PortunusHost         *self,
                                                      GAsyncResult         *result,
                                                      GError              **error);
void                portunus_host_close_room       (PortunusHost         *self,
                                                    PortunusHostedRoom   *room);
void                portunus_host_close_code       (PortunusHost         *self,
                                                    PortunusHostedRoom   *room);
/* (transfer none): what may be fetched from the server, and put to it. */
PortunusTickets    *portunus_host_get_tickets       (PortunusHost         *self);
/* @room_id: (nullable): where this device waits for whoever knows its address; NULL for nowhere. */
void                portunus_host_set_lobby        (PortunusHost         *self,
                                                    const char           *room_id);
/* Joins the server's thread. */
void                portunus_host_stop             (PortunusHost         *self);

G_END_DECLS
