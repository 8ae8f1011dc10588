/* portunus-test-store.h: the store of a server in each of its kinds, and its calls for a test that waits for each
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-store-admin.h"
#include "portunus-store-attempts.h"
#include "portunus-store-door.h"
#include "portunus-store-once.h"
#include "portunus-store-rooms.h"
#include "portunus-store-settings.h"
#include "portunus-test-postgres.h"

G_BEGIN_DECLS

typedef enum
{
  PORTUNUS_TEST_STORE_MEMORY,
  PORTUNUS_TEST_STORE_FILE,
  PORTUNUS_TEST_STORE_POSTGRES,
} PortunusTestStoreKind;

#define PORTUNUS_TEST_STORE_N_KINDS 3

/* @directory: for a file. @server: (nullable): for a database of its own. */
char                 *portunus_test_store_make_location   (PortunusTestStoreKind        kind,
                                                           const char                  *directory,
                                                           PortunusTestPostgres        *server);
/* Fails the test when it cannot be opened. */
PortunusServerStore  *portunus_test_store_open            (const char                  *location);
/* (nullable): NULL with @error. */
PortunusServerStore  *portunus_test_store_try_open        (const char                  *location,
                                                           GError                     **error);
gboolean              portunus_test_store_take            (PortunusServerStore         *store,
                                                           const PortunusAttemptLimit  *limit,
                                                           const char                  *key,
                                                           gint64                      *retry_at,
                                                           GError                     **error);
gboolean              portunus_test_store_clear           (PortunusServerStore         *store,
                                                           const char                  *scope,
                                                           const char                  *key);
gboolean              portunus_test_store_use_once        (PortunusServerStore         *store,
                                                           const char                  *id,
                                                           gint64                       expires);
gboolean              portunus_test_store_advance         (PortunusServerStore         *store,
                                                           const char                  *key,
                                                           gint64                       step);
char                 *portunus_test_store_get_setting     (PortunusServerStore         *store,
                                                           const char                  *key);
gboolean              portunus_test_store_set_setting     (PortunusServerStore         *store,
                                                           const char                  *key,
                                                           const char                  *value,
                                                           GError                     **error);
gboolean              portunus_test_store_create_admin    (PortunusServerStore         *store,
                                                           const char                  *password_hash,
                                                           const char * const          *recovery_hashes);
PortunusAdminAccount *portunus_test_store_get_admin       (PortunusServerStore         *store);
GPtrArray            *portunus_test_store_list_rooms      (PortunusServerStore         *store);
gboolean              portunus_test_store_kick            (PortunusServerStore         *store,
                                                           const char                  *room,
                                                           const char                  *guest,
                                                           const char                  *client);
gboolean              portunus_test_store_forgive         (PortunusServerStore         *store,
                                                           const char                  *room);
GPtrArray            *portunus_test_store_list_notes      (PortunusServerStore         *store);
gint64                portunus_test_store_sweep           (PortunusServerStore         *store);
gboolean              portunus_test_store_ping            (PortunusServerStore         *store,
                                                           GError                     **error);

G_END_DECLS
