/* portunus-lobby.h: this device waits for what others on the local network send
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-arrival.h"
#include "portunus-conflict-choice.h"
#include "portunus-engine.h"

G_BEGIN_DECLS

/**
 * PortunusLobbyOptions:
 * @directory: (type filename): where files go, unless a rule of the device book says otherwise
 * @conflicts: what to do where a file exists; a rule accepts nothing that a person is to be asked about
 * @lane: (nullable): the only kind of lane to use
 * @is_once: whether to end after the first that was received
 * @always_announces: whether to be found even where the settings say not to; for a person who just asked for it
 */
typedef struct
{
  const char             *directory;
  PortunusConflictChoice  conflicts;
  const char             *lane;
  gboolean                is_once;
  gboolean                always_announces;
} PortunusLobbyOptions;

#define PORTUNUS_TYPE_LOBBY (portunus_lobby_get_type ())

/**
 * PortunusLobby:
 *
 * A room of our own for everybody on the local network, announced there as the settings allow. Whoever is blocked in
 * the device book is refused; what a rule there accepts is accepted; everything else waits for an answer, and of
 * strangers only little waits at once. Lives in the engine's context. Signals, all there:
 * - `ready`: others can come
 * - `announced`: others can find it
 * - `problem (GError *error)`: others cannot find it, and why; %NULL where it is not to be found
 * - `arrival (PortunusArrival *arrival)`: somebody has something for us; its "offer" or "auto-accepted" follows
 * - `finished (GError *error)`: once, and the last; %NULL after what was to be received once
 */
G_DECLARE_FINAL_TYPE (PortunusLobby, portunus_lobby, PORTUNUS, LOBBY, GObject)

PortunusLobby *portunus_lobby_new           (PortunusEngine             *engine,
                                             const PortunusLobbyOptions *options);
void           portunus_lobby_start         (PortunusLobby              *self);
/* Tells those who send; "finished" follows with G_IO_ERROR_CANCELLED once all files are put down. */
void           portunus_lobby_cancel        (PortunusLobby              *self);
/* For what comes from now on. */
void           portunus_lobby_set_directory (PortunusLobby              *self,
                                             const char                 *directory);
/* The same. */
void           portunus_lobby_set_conflicts (PortunusLobby              *self,
                                             const PortunusConflictChoice *conflicts);
/* (nullable): HOST:PORT, for those who cannot find us; NULL before "ready". */
const char    *portunus_lobby_get_address   (PortunusLobby              *self);
gboolean       portunus_lobby_is_announced  (PortunusLobby              *self);

G_END_DECLS
