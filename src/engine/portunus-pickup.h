/* portunus-pickup.h: fetching what a link or a code stands for
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-engine.h"
#include "portunus-offer.h"
#include "portunus-sink.h"
#include "portunus-transfer.h"

G_BEGIN_DECLS

/**
 * PortunusPickupOptions:
 * @link_or_code: what the person typed or pasted
 * @server: (nullable): URL of the room server that resolves a code
 * @directory: (type filename): where files go; "-" for standard output
 * @policy: what to do where a file exists
 * @lane: (nullable): the only kind of lane to use
 * @password: (nullable): of the room, for where it has one
 */
typedef struct
{
  const char             *link_or_code;
  const char             *server;
  const char             *directory;
  PortunusConflictPolicy  policy;
  const char             *lane;
  PortunusSecret         *password;
} PortunusPickupOptions;

#define PORTUNUS_TYPE_PICKUP (portunus_pickup_get_type ())

/**
 * PortunusPickup:
 *
 * Lives in the engine's context. Signals, all there:
 * - `offer (PortunusOffer *offer)`: call accept() or decline(). Not emitted again when a broken transfer goes on.
 * - `waiting`: the host of the room was asked whether we may come in
 * - `joined`: we are in the room
 * - `text (const char *text)`: a text arrived; show it inert
 * - `finished (GError *error)`: once, and the last; %NULL when everything accepted is in place
 */
G_DECLARE_FINAL_TYPE (PortunusPickup, portunus_pickup, PORTUNUS, PICKUP, GObject)

/* (nullable): NULL with PORTUNUS_CORE_ERROR_BAD_LINK when the link or code is damaged. */
PortunusPickup   *portunus_pickup_new          (PortunusEngine               *engine,
                                                const PortunusPickupOptions  *options,
                                                GError                      **error);
void              portunus_pickup_start        (PortunusPickup               *self);
/* @wanted: (nullable) (element-type guint): indexes of manifest entries; NULL for all. */
void              portunus_pickup_accept       (PortunusPickup               *self,
                                                GArray                       *wanted);
void              portunus_pickup_decline      (PortunusPickup               *self);
void              portunus_pickup_cancel       (PortunusPickup               *self);
PortunusTransfer *portunus_pickup_get_transfer (PortunusPickup               *self);
/* How many more wrong passwords the room takes from us; -1 where it did not say so. */
int               portunus_pickup_get_n_tries_left (PortunusPickup           *self);
/* May be changed until accept(). */
void              portunus_pickup_set_directory (PortunusPickup              *self,
                                                 const char                  *directory);
/* The same. */
void              portunus_pickup_set_policy    (PortunusPickup              *self,
                                                 PortunusConflictPolicy       policy);

G_END_DECLS
