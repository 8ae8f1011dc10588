/* portunus-room-news.h: what a room server says to a client, read and checked
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-room-message.h"

G_BEGIN_DECLS

typedef enum
{
  PORTUNUS_NEWS_ENTRY,
  PORTUNUS_NEWS_WAITING,
  PORTUNUS_NEWS_WELCOME,
  PORTUNUS_NEWS_PEER_JOINED,
  PORTUNUS_NEWS_PEER_LEFT,
  PORTUNUS_NEWS_SIGNAL,
  PORTUNUS_NEWS_ROOM,
  PORTUNUS_NEWS_PEER_WAITING,
  PORTUNUS_NEWS_PEER_GONE,
  PORTUNUS_NEWS_INVITATION,
  PORTUNUS_NEWS_ERROR,
} PortunusRoomNewsType;

/**
 * PortunusRoomNews:
 * @type: what kind
 * @version: of an entry and a welcome
 * @needs_password: of an entry
 * @peer: (nullable): a peer's id; of a welcome the client's own
 * @peers: (nullable) (element-type utf8): of a welcome: ids, each another one
 * @hosts: (nullable) (element-type utf8): of a welcome: ids of hosts
 * @is_host: of a welcome and of somebody who joined
 * @ticket: (nullable): of a welcome
 * @data: (nullable): of a signal
 * @name: (nullable): of somebody who waits; hostile
 * @token: (nullable): of an invitation
 * @state: of a room
 * @code: (nullable): of an error
 * @n_left: of an error: how many tries are left, -1 where it does not say so
 */
typedef struct
{
  PortunusRoomNewsType  type;
  guint                 version;
  gboolean              needs_password;
  const char           *peer;
  GPtrArray            *peers;
  GPtrArray            *hosts;
  gboolean              is_host;
  const char           *ticket;
  GBytes               *data;
  const char           *name;
  const char           *token;
  PortunusRoomState     state;
  const char           *code;
  int                   n_left;

  /*< private >*/
  JsonObject           *object;
} PortunusRoomNews;

/* (nullable): NULL for what is not as SIGNALING.md says. */
PortunusRoomNews *portunus_room_news_parse (const char       *text,
                                            gsize             length);
void              portunus_room_news_free  (PortunusRoomNews *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusRoomNews, portunus_room_news_free)

G_END_DECLS
