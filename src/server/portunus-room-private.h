/* portunus-room-private.h: what the parts of a room share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-door.h"
#include "portunus-room.h"

G_BEGIN_DECLS

struct _PortunusRoom
{
  GObject          parent_instance;

  /* Owned */
  char            *id;
  PortunusDoor    *door;
  GHashTable      *members;        /* peer id → PortunusMember */
  GHashTable      *outside;        /* the same, of those who are not in yet */
  GHashTable      *guests;         /* guest id → number of its connections among the members; without hosts */
  PortunusServerStore *store;      /* NULL without */

  /* Borrowed */
  PortunusMetrics *metrics;
  PortunusIceServers *ice;         /* NULL without */

  guint            max_guests;
  gint64           expires_us;     /* monotonic; G_MAXINT64 for never */
  gint64           empty_us;       /* how long it may be empty, 0 for ever */
  gint64           empty_since_us;
  guint32          code_number;
  gint64           created;        /* Unix time in seconds */
  gboolean         has_host_within; /* hosts are in this process */
};

void     _portunus_room_count      (PortunusRoom                *self,
                                    PortunusMetric               metric,
                                    int                          n);
/* @is_meant: (nullable): NULL for everybody. */
void     _portunus_room_tell       (PortunusRoom                *self,
                                    const char                  *text,
                                    gboolean                   (*is_meant) (PortunusMember *member));
void     _portunus_room_tell_state (PortunusRoom                *self);
void     _portunus_room_note_change (PortunusRoom               *self);
/* To hosts: that @member waits, or waits no more. */
void     _portunus_room_tell_hosts (PortunusRoom                *self,
                                    PortunusMember              *member,
                                    gboolean                     is_waiting);
gboolean _portunus_room_is_waiting (PortunusMember              *member);
gboolean _portunus_room_has_place_for (PortunusRoom             *self,
                                    const char                  *guest,
                                    gboolean                     is_host);
void     _portunus_room_count_in   (PortunusRoom                *self,
                                    PortunusMember              *member);
void     _portunus_room_count_out  (PortunusRoom                *self,
                                    PortunusMember              *member);
void     _portunus_room_ask        (PortunusRoom                *self,
                                    PortunusMember              *member);
void     _portunus_room_enter      (PortunusRoom                *self,
                                    PortunusMember              *member,
                                    const PortunusMemberMessage *claim);
void     _portunus_room_let_in     (PortunusRoom                *self,
                                    PortunusMember              *member,
                                    const char                  *guest);
/* With the store: the answer comes when it is written down. */
void     _portunus_room_use_up     (PortunusRoom                *self,
                                    PortunusMember              *member,
                                    const PortunusDoorAnswer    *answer);
void     _portunus_room_refuse_password (PortunusRoom           *self,
                                    PortunusMember              *member,
                                    const PortunusDoorAnswer    *answer);
void     _portunus_room_keep_kick  (PortunusRoom                *self,
                                    const char                  *guest,
                                    const char                  *client);
void     _portunus_room_forgive    (PortunusRoom                *self);
void     _portunus_room_admit      (PortunusRoom                *self,
                                    PortunusMember              *member);
/* FALSE where nobody is told of servers. */
gboolean _portunus_room_renew_ice  (PortunusRoom                *self,
                                    PortunusMember              *member);
/* What a host says; FALSE for what makes no sense. */
gboolean _portunus_room_obey       (PortunusRoom                *self,
                                    PortunusMember              *host,
                                    const PortunusMemberMessage *message);

G_END_DECLS
