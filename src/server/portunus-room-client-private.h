/* portunus-room-client-private.h: what the parts of a room's client share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-certificate-check.h"
#include "portunus-room-client.h"
#include "portunus-room-news.h"
#include "portunus-transfer-error.h"

G_BEGIN_DECLS

struct _PortunusRoomClient
{
  GObject                  parent_instance;

  /* Owned */
  PortunusLink            *link;
  SoupSession             *session;
  SoupMessage             *message;
  SoupWebsocketConnection *socket;
  GCancellable            *cancellable;
  GSource                 *timer;
  char                    *own_id;
  GHashTable              *peers;
  GHashTable              *hosts;       /* those of the peers that are */
  PortunusAdmission       *admission;
  PortunusConnectionTally *tally;

  PortunusCertificateCheck certificate;
  PortunusRoomState        state;
  gint64                   heard_us;
  int                      n_tries_left; /* -1 before the server said so */
  gboolean                 has_entered;
  gboolean                 is_joined;
  gboolean                 is_host;
  gboolean                 closes_room;
  gboolean                 is_within;    /* the server's own process */
  gboolean                 is_closed;
};

void _portunus_room_client_end           (PortunusRoomClient     *self,
                                          const GError           *error);
void _portunus_room_client_end_with      (PortunusRoomClient     *self,
                                          PortunusTransferError   code,
                                          const char             *message);
void _portunus_room_client_end_malformed (PortunusRoomClient     *self);
void _portunus_room_client_say           (PortunusRoomClient     *self,
                                          const char             *text);
/* An answer is due soon. */
void _portunus_room_client_expect        (PortunusRoomClient     *self);
/* Nothing is due but signs of life. */
void _portunus_room_client_watch         (PortunusRoomClient     *self);
void _portunus_room_client_handle        (PortunusRoomClient     *self,
                                          const PortunusRoomNews *news);

G_END_DECLS
