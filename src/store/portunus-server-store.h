/* portunus-server-store.h: what a server remembers, in SQLite or PostgreSQL
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-store-error.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_SERVER_STORE (portunus_server_store_get_type ())

/**
 * PortunusServerStore:
 *
 * What a server remembers. The repositories are in headers of their own: portunus-store-settings.h,
 * portunus-store-attempts.h, portunus-store-once.h, portunus-store-admin.h, portunus-store-rooms.h and
 * portunus-store-door.h.
 *
 * One worker thread owns the connection and does the calls in the order they came, from whatever thread. It earns its
 * keep because every call may wait for a disk or a network, which the thread of the server must never do. The callback
 * comes once, in the thread-default context of the caller. All times are Unix time in seconds.
 *
 * Every call may fail with %PORTUNUS_STORE_ERROR, %PORTUNUS_STORE_ERROR_BUSY among them when too many calls wait
 * already, and with %G_IO_ERROR_CANCELLED. After %PORTUNUS_STORE_ERROR_UNAVAILABLE nobody knows whether the call was
 * done; a PostgreSQL server that is back is found again by the next call.
 */
G_DECLARE_FINAL_TYPE (PortunusServerStore, portunus_server_store, PORTUNUS, SERVER_STORE, GObject)

gboolean             portunus_server_store_check_location (const char           *location,
                                                           GError              **error);
gboolean             portunus_server_store_has_password   (const char           *location);
PortunusServerStore *portunus_server_store_new_in_memory  (void);
void                 portunus_server_store_open_async     (const char           *location,
                                                           GCancellable         *cancellable,
                                                           GAsyncReadyCallback   callback,
                                                           gpointer              user_data);
PortunusServerStore *portunus_server_store_open_finish    (GAsyncResult         *result,
                                                           GError              **error);

/* Keeps all other servers that claim it away for as long as this store lives. */
void                 portunus_server_store_claim_async    (PortunusServerStore  *self,
                                                           GAsyncReadyCallback   callback,
                                                           gpointer              user_data);
gboolean             portunus_server_store_claim_finish   (PortunusServerStore  *self,
                                                           GAsyncResult         *result,
                                                           GError              **error);

/* For "is the store reachable": TRUE when it answers. */
void                 portunus_server_store_ping_async     (PortunusServerStore  *self,
                                                           GCancellable         *cancellable,
                                                           GAsyncReadyCallback   callback,
                                                           gpointer              user_data);
gboolean             portunus_server_store_ping_finish    (PortunusServerStore  *self,
                                                           GAsyncResult         *result,
                                                           GError              **error);

/* For a timer of the owner, every few minutes: deletes what expired; -1 on error, otherwise how much it was. */
void                 portunus_server_store_sweep_async    (PortunusServerStore  *self,
                                                           GCancellable         *cancellable,
                                                           GAsyncReadyCallback   callback,
                                                           gpointer              user_data);
gint64               portunus_server_store_sweep_finish   (PortunusServerStore  *self,
                                                           GAsyncResult         *result,
                                                           GError              **error);

G_END_DECLS
