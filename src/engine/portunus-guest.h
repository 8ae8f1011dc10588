/* portunus-guest.h: one device in a room that we host, and what goes on with it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-session.h"
#include "portunus-transfer.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_GUEST (portunus_guest_get_type ())

/**
 * PortunusGuest:
 *
 * Lives in the context it was made in. Signal `changed`: name, label, words or presence are others.
 */
G_DECLARE_FINAL_TYPE (PortunusGuest, portunus_guest, PORTUNUS, GUEST, GObject)

PortunusGuest      *portunus_guest_new           (const char       *device);
const char         *portunus_guest_get_device    (PortunusGuest    *self);
/* Fit for display. */
const char         *portunus_guest_get_name      (PortunusGuest    *self);
/* As that of a session. */
const char         *portunus_guest_get_label     (PortunusGuest    *self);
/* (nullable) */
const char * const *portunus_guest_get_words     (PortunusGuest    *self);
gboolean            portunus_guest_is_present    (PortunusGuest    *self);
/* The ids under which it is in the room. */
char              **portunus_guest_dup_peer_ids  (PortunusGuest    *self);
/* (transfer none): a list of PortunusTransfer. */
GListModel         *portunus_guest_get_transfers (PortunusGuest    *self);

/* For those who know the room. */
void                portunus_guest_set_peer      (PortunusGuest    *self,
                                                  const char       *name,
                                                  const char       *label);
void                portunus_guest_set_words     (PortunusGuest    *self,
                                                  const char * const *words);
void                portunus_guest_add_peer_id   (PortunusGuest    *self,
                                                  const char       *peer_id);
gboolean            portunus_guest_remove_peer_id (PortunusGuest   *self,
                                                   const char      *peer_id);
void                portunus_guest_set_absent    (PortunusGuest    *self);
void                portunus_guest_add_transfer  (PortunusGuest    *self,
                                                  PortunusTransfer *transfer);

G_END_DECLS
