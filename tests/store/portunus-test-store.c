/* portunus-test-store.c: the calls of a store for a test that waits for each
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-test-store.h"

#include "portunus-test.h"

#define PATIENCE_MS 60000

/**
 * portunus_test_store_make_location:
 * @kind: what kind of store
 * @directory: folder of a store in a file
 * @server: (nullable): server of a store in PostgreSQL
 *
 * Returns: (transfer full): where there is no store yet
 */
char *
portunus_test_store_make_location (PortunusTestStoreKind  kind,
                                   const char            *directory,
                                   PortunusTestPostgres  *server)
{
  switch (kind)
    {
    case PORTUNUS_TEST_STORE_MEMORY:
      return g_strdup ("memory:");
    case PORTUNUS_TEST_STORE_FILE:
      return g_build_filename (directory, "server.db", NULL);
    case PORTUNUS_TEST_STORE_POSTGRES:
      return portunus_test_postgres_add_database (server);
    default:
      g_assert_not_reached ();
    }
}

static gboolean
has_result (gpointer user_data)
{
  GAsyncResult **result = user_data;

  return *result != NULL;
}

static void
wait_for (GAsyncResult **result)
{
  portunus_test_wait (has_result, result, PATIENCE_MS);
}

PortunusServerStore *
portunus_test_store_try_open (const char  *location,
                              GError     **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  portunus_server_store_open_async (location, NULL, portunus_test_store_result, &result);
  wait_for (&result);
  return portunus_server_store_open_finish (result, error);
}

PortunusServerStore *
portunus_test_store_open (const char *location)
{
  g_autoptr (GError) error = NULL;
  PortunusServerStore *store = portunus_test_store_try_open (location, &error);

  g_assert_no_error (error);
  return store;
}

gboolean
portunus_test_store_take (PortunusServerStore         *store,
                          const PortunusAttemptLimit  *limit,
                          const char                  *key,
                          gint64                      *retry_at,
                          GError                     **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  portunus_server_store_take_attempt_async (store, limit, key, NULL, portunus_test_store_result, &result);
  wait_for (&result);
  return portunus_server_store_take_attempt_finish (store, result, retry_at, error);
}

gboolean
portunus_test_store_clear (PortunusServerStore *store,
                           const char          *scope,
                           const char          *key)
{
  g_autoptr (GAsyncResult) result = NULL;

  portunus_server_store_clear_attempts_async (store, scope, key, NULL, portunus_test_store_result, &result);
  wait_for (&result);
  return portunus_server_store_clear_attempts_finish (store, result, NULL);
}

gboolean
portunus_test_store_use_once (PortunusServerStore *store,
                              const char          *id,
                              gint64               expires)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gboolean is_first;

  portunus_server_store_use_once_async (store, "token", id, expires, NULL, portunus_test_store_result, &result);
  wait_for (&result);
  is_first = portunus_server_store_use_once_finish (store, result, &error);
  g_assert_no_error (error);
  return is_first;
}

gboolean
portunus_test_store_advance (PortunusServerStore *store,
                             const char          *key,
                             gint64               step)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gboolean is_above;

  portunus_server_store_advance_async (store, "totp", key, step, NULL, portunus_test_store_result, &result);
  wait_for (&result);
  is_above = portunus_server_store_advance_finish (store, result, &error);
  g_assert_no_error (error);
  return is_above;
}

char *
portunus_test_store_get_setting (PortunusServerStore *store,
                                 const char          *key)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  char *value;

  portunus_server_store_get_setting_async (store, key, NULL, portunus_test_store_result, &result);
  wait_for (&result);
  value = portunus_server_store_get_setting_finish (store, result, &error);
  g_assert_no_error (error);
  return value;
}

gboolean
portunus_test_store_set_setting (PortunusServerStore  *store,
                                 const char           *key,
                                 const char           *value,
                                 GError              **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  portunus_server_store_set_setting_async (store, key, value, NULL, portunus_test_store_result, &result);
  wait_for (&result);
  return portunus_server_store_set_setting_finish (store, result, error);
}

gboolean
portunus_test_store_create_admin (PortunusServerStore *store,
                                  const char          *password_hash,
                                  const char * const  *recovery_hashes)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gboolean is_made;

  portunus_server_store_create_admin_async (store, password_hash, recovery_hashes, NULL, portunus_test_store_result,
                                            &result);
  wait_for (&result);
  is_made = portunus_server_store_create_admin_finish (store, result, &error);
  g_assert_no_error (error);
  return is_made;
}

PortunusAdminAccount *
portunus_test_store_get_admin (PortunusServerStore *store)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  PortunusAdminAccount *account;

  portunus_server_store_get_admin_async (store, NULL, portunus_test_store_result, &result);
  wait_for (&result);
  account = portunus_server_store_get_admin_finish (store, result, &error);
  g_assert_no_error (error);
  return account;
}

GPtrArray *
portunus_test_store_list_rooms (PortunusServerStore *store)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *rooms;

  portunus_server_store_list_rooms_async (store, NULL, portunus_test_store_result, &result);
  wait_for (&result);
  rooms = portunus_server_store_list_rooms_finish (store, result, &error);
  g_assert_no_error (error);
  return rooms;
}

gboolean
portunus_test_store_kick (PortunusServerStore *store,
                          const char          *room,
                          const char          *guest,
                          const char          *client)
{
  g_autoptr (GAsyncResult) result = NULL;

  portunus_server_store_keep_kick_async (store, room, guest, client, portunus_test_store_result, &result);
  wait_for (&result);
  return portunus_server_store_keep_kick_finish (store, result, NULL);
}

gboolean
portunus_test_store_forgive (PortunusServerStore *store,
                             const char          *room)
{
  g_autoptr (GAsyncResult) result = NULL;

  portunus_server_store_forgive_async (store, room, portunus_test_store_result, &result);
  wait_for (&result);
  return portunus_server_store_forgive_finish (store, result, NULL);
}

GPtrArray *
portunus_test_store_list_notes (PortunusServerStore *store)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *notes;

  portunus_server_store_list_door_notes_async (store, NULL, portunus_test_store_result, &result);
  wait_for (&result);
  notes = portunus_server_store_list_door_notes_finish (store, result, &error);
  g_assert_no_error (error);
  return notes;
}

gint64
portunus_test_store_sweep (PortunusServerStore *store)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gint64 n_deleted;

  portunus_server_store_sweep_async (store, NULL, portunus_test_store_result, &result);
  wait_for (&result);
  n_deleted = portunus_server_store_sweep_finish (store, result, &error);
  g_assert_no_error (error);
  return n_deleted;
}

gboolean
portunus_test_store_ping (PortunusServerStore  *store,
                          GError              **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  portunus_server_store_ping_async (store, NULL, portunus_test_store_result, &result);
  wait_for (&result);
  return portunus_server_store_ping_finish (store, result, error);
}
