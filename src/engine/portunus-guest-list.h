/* portunus-guest-list.h: who is in a room that we host
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-guest.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_GUEST_LIST (portunus_guest_list_get_type ())

/**
 * PortunusGuestList:
 *
 * One #PortunusGuest for each device that proved the secret: while it is in the room, and for as long as there is a
 * transfer to tell of. Lives in the context it was made in.
 */
G_DECLARE_FINAL_TYPE (PortunusGuestList, portunus_guest_list, PORTUNUS, GUEST_LIST, GObject)

PortunusGuestList *portunus_guest_list_new          (void);
/* (transfer none): a list of PortunusGuest */
GListModel        *portunus_guest_list_get_model    (PortunusGuestList *self);
/* An authenticated session. */
void               portunus_guest_list_meet         (PortunusGuestList *self,
                                                     PortunusSession   *session);
void               portunus_guest_list_lose         (PortunusGuestList *self,
                                                     const char        *peer_id);
void               portunus_guest_list_lose_all     (PortunusGuestList *self);
void               portunus_guest_list_add_transfer (PortunusGuestList *self,
                                                     const char        *device,
                                                     PortunusTransfer  *transfer);

G_END_DECLS
