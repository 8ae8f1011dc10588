/* portunus-arrival.h: something that a device in our room sends us, over as many connections as it takes
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-receive-job.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_ARRIVAL (portunus_arrival_get_type ())

/**
 * PortunusArrival:
 *
 * Lives in the context it was made in. Signals:
 * - `offer (PortunusOffer *offer)`: call accept() or decline(). Not emitted again when a broken transfer goes on.
 * - `auto-accepted (PortunusOffer *offer)`: in place of “offer”: a rule said yes, or a person before
 * - `text (const char *text)`: a text arrived; show it inert
 * - `ended (GError *error)`: an attempt is over; %NULL when everything accepted is in place. After
 *   %PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST the device may come back, and more signals follow.
 */
G_DECLARE_FINAL_TYPE (PortunusArrival, portunus_arrival, PORTUNUS, ARRIVAL, GObject)

PortunusArrival  *portunus_arrival_new          (const char                *device,
                                                 const PortunusDestination *destination);
/* An authenticated session with this device, while it is not busy. */
void              portunus_arrival_take_session (PortunusArrival           *self,
                                                 PortunusSession           *session);
/* @wanted: (nullable) (element-type guint): indexes of manifest entries; NULL for all. */
void              portunus_arrival_accept       (PortunusArrival           *self,
                                                 GArray                    *wanted);
/* All of it, where a rule says yes and nobody was asked. */
void              portunus_arrival_accept_by_rule (PortunusArrival         *self);
/* @wanted: (nullable) (element-type guint8): one byte for each entry; NULL for all. */
void              portunus_arrival_accept_again (PortunusArrival           *self,
                                                 GByteArray                *wanted);
void              portunus_arrival_decline      (PortunusArrival           *self);
/* Tells the device; "ended" follows with G_IO_ERROR_CANCELLED once the files are put down. */
void              portunus_arrival_cancel       (PortunusArrival           *self);
/* @heir has the same offer over a younger session. */
void              portunus_arrival_give_way     (PortunusArrival           *self,
                                                 PortunusArrival           *heir);
gboolean          portunus_arrival_is_busy      (PortunusArrival           *self);
gboolean          portunus_arrival_is_accepted  (PortunusArrival           *self);
/* Before it is accepted. */
void              portunus_arrival_set_directory (PortunusArrival          *self,
                                                 const char                *directory);
/* The same, by a rule of the device book. */
void              portunus_arrival_set_ruled_directory (PortunusArrival    *self,
                                                        const char         *directory);
const char       *portunus_arrival_get_directory (PortunusArrival          *self);
/* (nullable): NULL where no rule named one. */
const char       *portunus_arrival_get_ruled_directory (PortunusArrival    *self);
/* Before it is accepted. */
void              portunus_arrival_set_policy   (PortunusArrival           *self,
                                                 PortunusConflictPolicy     policy);
/* Before it is accepted; 0 for any. */
void              portunus_arrival_set_max_bytes (PortunusArrival          *self,
                                                 guint64                    max_bytes);
/* (transfer none) (nullable): the device that sends, in our book. */
PortunusKnownDevice *
                  portunus_arrival_get_known_device (PortunusArrival       *self);
/* (transfer none) (nullable): another device in our book that goes by the same name. */
PortunusKnownDevice *
                  portunus_arrival_find_namesake (PortunusArrival          *self);
gboolean          portunus_arrival_has_offer    (PortunusArrival           *self,
                                                 PortunusOffer             *offer);
const char       *portunus_arrival_get_device   (PortunusArrival           *self);
PortunusTransfer *portunus_arrival_get_transfer (PortunusArrival           *self);

G_END_DECLS
