/* portunus-share-private.h: a share from the inside
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-preparation.h"
#include "portunus-share-room.h"
#include "portunus-share.h"

G_BEGIN_DECLS

struct _PortunusShare
{
  GObject              parent_instance;

  /* Owned */
  PortunusEngine      *engine;
  char               **paths;
  char                *text;
  char                *room_url;
  PortunusShareRoom   *shared;
  PortunusTarget      *target;
  char                *server;
  PortunusRoomRules    rules;
  char                *lane;
  PortunusPreparation *preparation;
  PortunusShareRoom   *room;
  GListStore          *transfers;
  GPtrArray           *peers;         /* PortunusSharePeer */
  GCancellable        *cancellable;
  GError              *error;         /* how the last peer that ended for good did */

  gboolean             with_code;
  gboolean             is_once;
  gboolean             is_delivered;
  gboolean             is_finished;
};

G_END_DECLS
