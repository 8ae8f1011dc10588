/* portunus-store-attempts.h: how often somebody may try
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-server-store.h"

G_BEGIN_DECLS

/**
 * PortunusAttemptLimit:
 * @scope: what is tried, such as "admin-password"
 * @max: how many tries there are in one window
 * @window_seconds: how long a window lasts, from its first try on
 */
typedef struct
{
  const char *scope;
  guint       max;
  guint       window_seconds;
} PortunusAttemptLimit;

/* Counts one try of @key before anything is checked. TRUE: try it. FALSE without @error: refused, and at @retry_at
 * there is a new window. FALSE with @error: nobody could count, so that must be refused as well. */
void     portunus_server_store_take_attempt_async    (PortunusServerStore         *self,
                                                      const PortunusAttemptLimit  *limit,
                                                      const char                  *key,
                                                      GCancellable                *cancellable,
                                                      GAsyncReadyCallback          callback,
                                                      gpointer                     user_data);
gboolean portunus_server_store_take_attempt_finish   (PortunusServerStore         *self,
                                                      GAsyncResult                *result,
                                                      gint64                      *retry_at,
                                                      GError                     **error);

/* Forgets the tries of @key, after one that was right. */
void     portunus_server_store_clear_attempts_async  (PortunusServerStore         *self,
                                                      const char                  *scope,
                                                      const char                  *key,
                                                      GCancellable                *cancellable,
                                                      GAsyncReadyCallback          callback,
                                                      gpointer                     user_data);
gboolean portunus_server_store_clear_attempts_finish (PortunusServerStore         *self,
                                                      GAsyncResult                *result,
                                                      GError                     **error);

G_END_DECLS
