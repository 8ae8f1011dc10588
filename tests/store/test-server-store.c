/* test-server-store.c: what each repository of a store promises, in memory, in a file and in PostgreSQL
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-server-store.h"

#include <string.h>

#include "portunus-server-store-private.h"
#include "portunus-test-store.h"
#include "portunus-test.h"

#define NOW 2000000000

static const PortunusAttemptLimit limit = { "password", 3, 60 };
static const char * const codes[] = { "hash-1", "hash-2", NULL };

/* The server is one for all tests of this program. */
typedef struct
{
  PortunusTestStoreKind  kind;
  PortunusTestPostgres  *server;
} Place;

typedef struct
{
  char                *directory;
  char                *location;
  PortunusServerStore *store;
} Fixture;

static void
setup (Fixture       *f,
       gconstpointer  data)
{
  const Place *place = data;

  f->directory = portunus_test_make_dir ();
  f->location = portunus_test_store_make_location (place->kind, f->directory, place->server);
  f->store = portunus_test_store_open (f->location);
  _portunus_server_store_set_now (f->store, NOW);
}

static void
teardown (Fixture       *f,
          gconstpointer  data)
{
  g_assert_finalize_object (f->store);
  portunus_test_remove_tree (f->directory);
  g_free (f->directory);
  g_free (f->location);
}

/* As after a restart of the server; memory is another matter. */
static void
open_anew (Fixture       *f,
           gconstpointer  data)
{
  const Place *place = data;

  if (place->kind == PORTUNUS_TEST_STORE_MEMORY)
    return;
  g_assert_finalize_object (f->store);
  f->store = portunus_test_store_open (f->location);
  _portunus_server_store_set_now (f->store, NOW);
}

static void
test_settings (Fixture       *f,
               gconstpointer  data)
{
  g_autofree char *missing = portunus_test_store_get_setting (f->store, "room.expiry");
  g_autofree char *value = NULL;
  g_autofree char *unset = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GHashTable) settings = NULL;

  g_assert_null (missing);
  g_assert_true (portunus_test_store_set_setting (f->store, "room.expiry", "1", NULL));
  g_assert_true (portunus_test_store_set_setting (f->store, "room.expiry", "3600 'Grüße' ?", NULL));
  g_assert_true (portunus_test_store_set_setting (f->store, "empty", "", NULL));
  g_assert_true (portunus_test_store_set_setting (f->store, "gone", "x", NULL));
  g_assert_true (portunus_test_store_set_setting (f->store, "gone", NULL, NULL));
  open_anew (f, data);
  value = portunus_test_store_get_setting (f->store, "room.expiry");
  g_assert_cmpstr (value, ==, "3600 'Grüße' ?");
  unset = portunus_test_store_get_setting (f->store, "gone");
  g_assert_null (unset);

  portunus_server_store_list_settings_async (f->store, NULL, portunus_test_store_result, &result);
  portunus_test_wait_result (&result);
  settings = portunus_server_store_list_settings_finish (f->store, result, NULL);
  g_assert_cmpuint (g_hash_table_size (settings), ==, 2);
  g_assert_cmpstr (g_hash_table_lookup (settings, "empty"), ==, "");
}

static void
test_attempts (Fixture       *f,
               gconstpointer  data)
{
  gint64 retry_at;

  for (guint i = 0; i < 3; i++)
    g_assert_true (portunus_test_store_take (f->store, &limit, "10.0.0.1", &retry_at, NULL));
  g_assert_cmpint (retry_at, ==, 0);
  open_anew (f, data);
  g_assert_false (portunus_test_store_take (f->store, &limit, "10.0.0.1", &retry_at, NULL));
  g_assert_cmpint (retry_at, ==, NOW + 60);
  g_assert_true (portunus_test_store_take (f->store, &limit, "10.0.0.2", NULL, NULL));

  _portunus_server_store_set_now (f->store, NOW + 59);
  g_assert_false (portunus_test_store_take (f->store, &limit, "10.0.0.1", NULL, NULL));
  _portunus_server_store_set_now (f->store, NOW + 60);
  for (guint i = 0; i < 3; i++)
    g_assert_true (portunus_test_store_take (f->store, &limit, "10.0.0.1", NULL, NULL));
  g_assert_false (portunus_test_store_take (f->store, &limit, "10.0.0.1", &retry_at, NULL));
  g_assert_cmpint (retry_at, ==, NOW + 120);

  g_assert_true (portunus_test_store_clear (f->store, "password", "10.0.0.1"));
  g_assert_true (portunus_test_store_take (f->store, &limit, "10.0.0.1", NULL, NULL));
}

static void
test_use_once (Fixture       *f,
               gconstpointer  data)
{
  g_assert_true (portunus_test_store_use_once (f->store, "a", NOW + 10));
  g_assert_false (portunus_test_store_use_once (f->store, "a", NOW + 10));
  open_anew (f, data);
  g_assert_false (portunus_test_store_use_once (f->store, "a", NOW + 1000));
  g_assert_true (portunus_test_store_use_once (f->store, "b", NOW + 10));
  g_assert_false (portunus_test_store_use_once (f->store, "c", NOW));

  /* Neither the end of its time nor a sweep makes an id good again. */
  _portunus_server_store_set_now (f->store, NOW + 20);
  portunus_test_store_sweep (f->store);
  g_assert_false (portunus_test_store_use_once (f->store, "a", NOW + 1000));
  _portunus_server_store_set_now (f->store, NOW + 20000);
  portunus_test_store_sweep (f->store);
  g_assert_false (portunus_test_store_use_once (f->store, "a", NOW + 10));
}

static void
test_advance (Fixture       *f,
              gconstpointer  data)
{
  g_assert_true (portunus_test_store_advance (f->store, "admin", 57));
  g_assert_false (portunus_test_store_advance (f->store, "admin", 57));
  g_assert_false (portunus_test_store_advance (f->store, "admin", 56));
  open_anew (f, data);
  g_assert_false (portunus_test_store_advance (f->store, "admin", 57));
  g_assert_true (portunus_test_store_advance (f->store, "admin", 58));
  g_assert_true (portunus_test_store_advance (f->store, "other", 1));
}

static void
assert_admin (Fixture    *f,
              const char *password_hash,
              gint64      epoch,
              guint       n_recovery_codes)
{
  g_autoptr (PortunusAdminAccount) account = portunus_test_store_get_admin (f->store);

  g_assert_cmpstr (account->password_hash, ==, password_hash);
  g_assert_cmpint (account->epoch, ==, epoch);
  g_assert_cmpint (account->created, ==, NOW);
  g_assert_cmpuint (account->n_recovery_codes, ==, n_recovery_codes);
}

static gint64
get_epoch (Fixture *f)
{
  g_autoptr (PortunusAdminAccount) account = portunus_test_store_get_admin (f->store);

  return account->epoch;
}

static gint64
set_password (Fixture    *f,
              const char *password_hash)
{
  g_autoptr (GAsyncResult) result = NULL;

  portunus_server_store_set_admin_password_async (f->store, password_hash, NULL, portunus_test_store_result, &result);
  portunus_test_wait_result (&result);
  return portunus_server_store_set_admin_password_finish (f->store, result, NULL);
}

static void
delete_admin (Fixture *f)
{
  g_autoptr (GAsyncResult) result = NULL;

  portunus_server_store_delete_admin_async (f->store, NULL, portunus_test_store_result, &result);
  portunus_test_wait_result (&result);
  g_assert_true (portunus_server_store_delete_admin_finish (f->store, result, NULL));
}

static void
test_admin (Fixture       *f,
            gconstpointer  data)
{
  gint64 epoch;

  g_assert_null (portunus_test_store_get_admin (f->store));
  g_assert_cmpint (set_password (f, "$y$none"), ==, 0);
  g_assert_true (portunus_test_store_create_admin (f->store, "$y$one", codes));
  g_assert_false (portunus_test_store_create_admin (f->store, "$y$two", codes));
  open_anew (f, data);
  epoch = get_epoch (f);
  g_assert_cmpint (epoch, >, 0);
  assert_admin (f, "$y$one", epoch, 2);
  g_assert_cmpint (set_password (f, "$y$two"), ==, epoch + 1);
  g_assert_cmpint (set_password (f, "$y$three"), ==, epoch + 2);
  assert_admin (f, "$y$three", epoch + 2, 2);

  /* A session of the account that was deleted is none of the next one. */
  delete_admin (f);
  g_assert_null (portunus_test_store_get_admin (f->store));
  g_assert_true (portunus_test_store_create_admin (f->store, "$y$one", NULL));
  g_assert_cmpint (get_epoch (f), >, epoch + 2);
  assert_admin (f, "$y$one", get_epoch (f), 0);
}

static gboolean
use_code (Fixture    *f,
          const char *hash)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gboolean is_used;

  portunus_server_store_use_recovery_code_async (f->store, hash, NULL, portunus_test_store_result, &result);
  portunus_test_wait_result (&result);
  is_used = portunus_server_store_use_recovery_code_finish (f->store, result, &error);
  g_assert_no_error (error);
  return is_used;
}

static gboolean
set_codes (Fixture            *f,
           const char * const *hashes)
{
  g_autoptr (GAsyncResult) result = NULL;

  portunus_server_store_set_recovery_codes_async (f->store, hashes, NULL, portunus_test_store_result, &result);
  portunus_test_wait_result (&result);
  return portunus_server_store_set_recovery_codes_finish (f->store, result, NULL);
}

static void
test_recovery_codes (Fixture       *f,
                     gconstpointer  data)
{
  static const char * const others[] = { "hash-3", NULL };
  static const char * const twins[] = { "hash-4", "hash-4", NULL };

  g_assert_true (portunus_test_store_create_admin (f->store, "$y$one", codes));
  g_assert_false (use_code (f, "hash-0"));
  g_assert_true (use_code (f, "hash-1"));
  open_anew (f, data);
  g_assert_false (use_code (f, "hash-1"));
  g_assert_true (set_codes (f, others));
  g_assert_false (use_code (f, "hash-2"));

  /* A set that cannot be kept leaves the one there is. */
  g_assert_false (set_codes (f, twins));
  g_assert_false (use_code (f, "hash-4"));
  g_assert_true (use_code (f, "hash-3"));
}

static gboolean
save_room (Fixture                  *f,
           const PortunusStoredRoom *room)
{
  g_autoptr (GAsyncResult) result = NULL;

  portunus_server_store_save_room_async (f->store, room, NULL, portunus_test_store_result, &result);
  portunus_test_wait_result (&result);
  return portunus_server_store_save_room_finish (f->store, result, NULL);
}

static gboolean
delete_room (Fixture    *f,
             const char *id)
{
  g_autoptr (GAsyncResult) result = NULL;

  portunus_server_store_delete_room_async (f->store, id, NULL, portunus_test_store_result, &result);
  portunus_test_wait_result (&result);
  return portunus_server_store_delete_room_finish (f->store, result, NULL);
}

static void
assert_same_room (const PortunusStoredRoom *room,
                  const PortunusStoredRoom *expected)
{
  g_assert_cmpstr (room->id, ==, expected->id);
  g_assert_cmpstr (room->entry, ==, expected->entry);
  g_assert_cmpint (room->created, ==, expected->created);
  g_assert_cmpint (room->expires, ==, expected->expires);
  g_assert_cmpuint (room->empty_seconds, ==, expected->empty_seconds);
  g_assert_cmpuint (room->max_peers, ==, expected->max_peers);
  g_assert_cmpuint (room->code_number, ==, expected->code_number);
  g_assert_cmpint (room->is_locked, ==, expected->is_locked);
  g_assert_cmpint (room->is_one_time, ==, expected->is_one_time);
  g_assert_true (g_bytes_equal (room->password_verifier, expected->password_verifier));
  g_assert_null (room->host_token_hash);
}

static void
test_rooms (Fixture       *f,
            gconstpointer  data)
{
  g_autoptr (GBytes) verifier = g_bytes_new ("\0\x01\xff", 3);
  PortunusStoredRoom first = {
    .id = (char *) "aa", .entry = (char *) "link", .created = NOW - 5, .expires = NOW + 60, .code_number = 1,
  };
  PortunusStoredRoom second = {
    .id = (char *) "bb", .entry = (char *) "password", .created = NOW - 9, .empty_seconds = 30, .max_peers = 32,
    .code_number = G_MAXUINT32, .is_locked = TRUE, .is_one_time = TRUE, .password_verifier = verifier,
  };
  g_autoptr (GPtrArray) rooms = NULL;
  g_autoptr (GPtrArray) left = NULL;

  g_assert_true (save_room (f, &first));
  g_assert_true (save_room (f, &second));
  first.password_verifier = verifier;
  first.max_peers = 4;
  g_assert_true (save_room (f, &first));
  open_anew (f, data);
  rooms = portunus_test_store_list_rooms (f->store);
  g_assert_cmpuint (rooms->len, ==, 2);
  assert_same_room (rooms->pdata[0], &second);
  assert_same_room (rooms->pdata[1], &first);

  _portunus_server_store_set_now (f->store, NOW + 60);
  left = portunus_test_store_list_rooms (f->store);
  g_assert_cmpuint (left->len, ==, 1);
  g_assert_true (delete_room (f, "bb"));
  g_assert_true (delete_room (f, "bb"));
  g_assert_cmpint (portunus_test_store_sweep (f->store), ==, 1);
}

static gboolean
has_note (GPtrArray            *notes,
          PortunusDoorNoteKind  kind,
          const char           *room,
          const char           *name)
{
  for (guint i = 0; i < notes->len; i++)
    {
      const PortunusDoorNote *note = g_ptr_array_index (notes, i);

      if (note->kind == kind && g_str_equal (note->room, room) && g_str_equal (note->name, name))
        return TRUE;
    }
  return FALSE;
}

/* Who was sent away from a room is known as long as the room is, and no longer. */
static void
test_door (Fixture       *f,
           gconstpointer  data)
{
  const PortunusAttemptLimit tries = { PORTUNUS_STORE_ROOM_SCOPE "aa", 5, 60 };
  PortunusStoredRoom room = { .id = (char *) "aa", .entry = (char *) "link", .created = NOW, .expires = NOW + 90 };
  PortunusStoredRoom other = { .id = (char *) "bb", .entry = (char *) "link", .created = NOW, .expires = NOW + 70 };
  g_autoptr (GPtrArray) notes = NULL;
  g_autoptr (GPtrArray) later = NULL;
  g_autoptr (GPtrArray) none = NULL;
  const PortunusDoorNote *note;

  g_assert_true (save_room (f, &room) && save_room (f, &other));
  g_assert_false (portunus_test_store_kick (f->store, "cc", "guest", "here"));
  g_assert_true (portunus_test_store_kick (f->store, "aa", "guest", "here"));
  g_assert_true (portunus_test_store_kick (f->store, "aa", "guest", "there"));
  g_assert_true (portunus_test_store_kick (f->store, "bb", "guest", "here"));
  g_assert_true (portunus_test_store_take (f->store, &limit, "here", NULL, NULL));
  open_anew (f, data);
  notes = portunus_test_store_list_notes (f->store);
  g_assert_cmpuint (notes->len, ==, 5);
  g_assert_true (has_note (notes, PORTUNUS_DOOR_NOTE_GUEST, "aa", "guest"));
  g_assert_true (has_note (notes, PORTUNUS_DOOR_NOTE_CLIENT, "aa", "there"));
  g_assert_true (has_note (notes, PORTUNUS_DOOR_NOTE_CLIENT, "bb", "here"));

  room.is_locked = TRUE;
  g_assert_true (save_room (f, &room));
  g_assert_true (portunus_test_store_forgive (f->store, "aa"));
  _portunus_server_store_set_now (f->store, NOW + 75);
  portunus_test_store_sweep (f->store);
  g_assert_true (portunus_test_store_take (f->store, &tries, "here", NULL, NULL));
  g_assert_true (portunus_test_store_take (f->store, &tries, "here", NULL, NULL));
  later = portunus_test_store_list_notes (f->store);
  g_assert_cmpuint (later->len, ==, 2);
  g_assert_true (has_note (later, PORTUNUS_DOOR_NOTE_GUEST, "aa", "guest"));
  g_assert_true (has_note (later, PORTUNUS_DOOR_NOTE_TRIES, "aa", "here"));
  note = g_ptr_array_index (later, 1);
  g_assert_cmpuint (note->n_tries, ==, 2);
  g_assert_cmpint (note->expires, ==, NOW + 75 + 60);
  g_assert_true (delete_room (f, "aa"));
  none = portunus_test_store_list_notes (f->store);
  g_assert_cmpuint (none->len, ==, 0);
}

static void
test_sweep (Fixture       *f,
            gconstpointer  data)
{
  PortunusStoredRoom room = { .id = (char *) "aa", .entry = (char *) "link", .created = NOW, .expires = NOW + 50 };
  PortunusStoredRoom endless = { .id = (char *) "bb", .entry = (char *) "link", .created = NOW };

  g_assert_true (portunus_test_store_take (f->store, &limit, "a", NULL, NULL));
  g_assert_true (portunus_test_store_use_once (f->store, "a", NOW + 50));
  g_assert_true (portunus_test_store_advance (f->store, "a", 1));
  g_assert_true (save_room (f, &room));
  g_assert_true (save_room (f, &endless));
  g_assert_cmpint (portunus_test_store_sweep (f->store), ==, 0);
  _portunus_server_store_set_now (f->store, NOW + 60);
  g_assert_cmpint (portunus_test_store_sweep (f->store), ==, 2);
  _portunus_server_store_set_now (f->store, NOW + 4000);
  g_assert_cmpint (portunus_test_store_sweep (f->store), ==, 1);
  g_assert_false (portunus_test_store_advance (f->store, "a", 1));
  g_assert_true (portunus_test_store_ping (f->store, NULL));
}

static void
add_tests (const Place *place)
{
  static const char * const kinds[PORTUNUS_TEST_STORE_N_KINDS] = { "memory", "file", "postgres" };
  static const struct
  {
    const char *name;
    void      (*run) (Fixture *, gconstpointer);
  } tests[] = {
    { "settings", test_settings },
    { "attempts", test_attempts },
    { "use-once", test_use_once },
    { "advance", test_advance },
    { "admin", test_admin },
    { "recovery-codes", test_recovery_codes },
    { "rooms", test_rooms },
    { "door", test_door },
    { "sweep", test_sweep },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strdup_printf ("/store/server-store/%s/%s", kinds[place->kind], tests[i].name);

      g_test_add (path, Fixture, place, setup, tests[i].run, teardown);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr (PortunusTestPostgres) server = NULL;
  Place places[PORTUNUS_TEST_STORE_N_KINDS];

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  server = portunus_test_postgres_new ();
  for (guint i = 0; i < PORTUNUS_TEST_STORE_N_KINDS; i++)
    {
      places[i] = (Place) { (PortunusTestStoreKind) i, server };
      if (i != PORTUNUS_TEST_STORE_POSTGRES || server != NULL)
        add_tests (&places[i]);
    }
  if (server == NULL)
    g_test_add_func ("/store/server-store/postgres", portunus_test_postgres_skip);
  return g_test_run ();
}
