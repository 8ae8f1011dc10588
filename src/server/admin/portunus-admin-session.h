/* portunus-admin-session.h: who is logged in to the portal, and for how long
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define PORTUNUS_ADMIN_SESSION_IDLE_SECONDS G_GINT64_CONSTANT (1800)
#define PORTUNUS_ADMIN_SESSION_MAX_SECONDS G_GINT64_CONSTANT (43200)

/**
 * PortunusAdminSession:
 * @handle: names the session in a list; does not open anything
 * @token: what its page shows with every change, so that no other page can ask for one
 * @client: the address it was opened from
 * @epoch: the account's, see portunus-store-admin.h
 * @started: Unix time in seconds
 * @started_us: monotonic time
 * @used_us: monotonic time of the last request
 */
typedef struct
{
  char   *handle;
  char   *token;
  char   *client;
  gint64  epoch;
  gint64  started;
  gint64  started_us;
  gint64  used_us;
} PortunusAdminSession;

/**
 * PortunusAdminSessions:
 *
 * The sessions of one portal, in memory: they end with the server. Keeps hashes of their ids, so that nobody who reads
 * this memory can use them. Bounded. For one thread.
 */
typedef struct _PortunusAdminSessions PortunusAdminSessions;

PortunusAdminSessions *portunus_admin_sessions_new       (void);
void                   portunus_admin_sessions_free      (PortunusAdminSessions *self);
PortunusAdminSession  *portunus_admin_sessions_open      (PortunusAdminSessions *self,
                                                          const char            *client,
                                                          gint64                 epoch,
                                                          gint64                 now_us,
                                                          char                 **id);
PortunusAdminSession  *portunus_admin_sessions_find      (PortunusAdminSessions *self,
                                                          const char            *id,
                                                          gint64                 now_us);
PortunusAdminSession  *portunus_admin_sessions_get       (PortunusAdminSessions *self,
                                                          const char            *handle,
                                                          gint64                 now_us);
gboolean               portunus_admin_sessions_close     (PortunusAdminSessions *self,
                                                          const char            *handle);
void                   portunus_admin_sessions_set_epoch (PortunusAdminSessions *self,
                                                          gint64                 epoch);
GPtrArray             *portunus_admin_sessions_list      (PortunusAdminSessions *self,
                                                          gint64                 now_us);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusAdminSessions, portunus_admin_sessions_free)

G_END_DECLS
