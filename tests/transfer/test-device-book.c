/* test-device-book.c: devices are remembered as they were, whoever writes and whatever they call themselves
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-device-book.h"

#include <string.h>

#include "portunus-database.h"
#include "portunus-identity.h"
#include "portunus-test.h"

#define TIMEOUT_MS 20000

typedef struct
{
  char               *directory;
  char               *path;
  PortunusDeviceBook *book;
  guint8              key[PORTUNUS_DEVICE_KEY_SIZE];
  char               *id;
} Fixture;

static PortunusDeviceBook *
open_book (Fixture *f)
{
  PortunusDeviceBook *book = portunus_device_book_new (f->path);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  portunus_device_book_load_async (book, NULL, portunus_test_store_result, &result);
  portunus_test_wait_result (&result);
  portunus_device_book_load_finish (book, result, &error);
  g_assert_no_error (error);
  return book;
}

static void
flush (PortunusDeviceBook *book)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  portunus_device_book_flush_async (book, portunus_test_store_result, &result);
  portunus_test_wait_result (&result);
  portunus_device_book_flush_finish (book, result, &error);
  g_assert_no_error (error);
}

static gboolean
is_last_reference (gpointer user_data)
{
  return G_OBJECT (user_data)->ref_count == 1;
}

static void
close_book (PortunusDeviceBook *book)
{
  portunus_device_book_close (book);
  portunus_test_wait (is_last_reference, book, TIMEOUT_MS);
  g_assert_finalize_object (book);
}

static void
reopen (Fixture *f)
{
  close_book (f->book);
  f->book = open_book (f);
}

static void
setup (Fixture       *f,
       gconstpointer  data)
{
  f->directory = portunus_test_make_dir ();
  f->path = g_build_filename (f->directory, "devices.sqlite", NULL);
  memset (f->key, 7, sizeof f->key);
  f->id = portunus_device_id_from_key (f->key);
  f->book = open_book (f);
}

static void
teardown (Fixture       *f,
          gconstpointer  data)
{
  close_book (f->book);
  portunus_test_remove_tree (f->directory);
  g_free (f->directory);
  g_free (f->path);
  g_free (f->id);
}

static guint
count (PortunusDeviceBook *book)
{
  return g_list_model_get_n_items (G_LIST_MODEL (book));
}

static void
test_keep (Fixture       *f,
           gconstpointer  data)
{
  const PortunusAutoAccept rules = { .is_on = TRUE, .folder = "/srv/in\xff", .max_bytes = 1000 };
  PortunusKnownDevice *device;

  g_assert_cmpuint (count (f->book), ==, 0);
  portunus_device_book_note (f->book, f->key, "Laptop");
  g_assert_true (portunus_device_book_rename (f->book, f->id, "Anna"));
  g_assert_true (portunus_device_book_set_trust (f->book, f->id, PORTUNUS_DEVICE_VERIFIED));
  g_assert_true (portunus_device_book_set_auto_accept (f->book, f->id, &rules));
  reopen (f);
  g_assert_cmpuint (count (f->book), ==, 1);
  device = portunus_device_book_lookup_key (f->book, f->key);
  g_assert_cmpstr (portunus_known_device_get_id (device), ==, f->id);
  g_assert_cmpstr (portunus_known_device_get_name (device), ==, "Anna");
  g_assert_cmpstr (portunus_known_device_get_said_name (device), ==, "Laptop");
  g_assert_cmpint (portunus_known_device_get_trust (device), ==, PORTUNUS_DEVICE_VERIFIED);
  g_assert_cmpint (portunus_known_device_get_verified (device), >, 0);
  g_assert_true (portunus_known_device_is_auto_accepting (device));
  g_assert_cmpstr (portunus_known_device_get_folder (device), ==, "/srv/in\xff");
  g_assert_cmpuint (portunus_known_device_get_max_bytes (device), ==, 1000);
}

static void
count_cb (guint *n_changes)
{
  (*n_changes)++;
}

static void
test_changes_show (Fixture       *f,
                   gconstpointer  data)
{
  PortunusKnownDevice *device;
  guint n_lists = 0;
  guint n_names = 0;

  g_signal_connect_swapped (f->book, "items-changed", G_CALLBACK (count_cb), &n_lists);
  device = portunus_device_book_note (f->book, f->key, "Laptop");
  g_assert_cmpuint (n_lists, ==, 1);
  g_signal_connect_swapped (device, "notify::name", G_CALLBACK (count_cb), &n_names);
  portunus_device_book_rename (f->book, f->id, "Anna");
  g_assert_cmpuint (n_names, ==, 1);
  g_assert_true (portunus_device_book_note (f->book, f->key, "Other") == device);
  g_assert_cmpstr (portunus_known_device_get_name (device), ==, "Anna");
  portunus_device_book_rename (f->book, f->id, "");
  g_assert_cmpstr (portunus_known_device_get_name (device), ==, "Other");
  g_assert_cmpuint (n_lists, ==, 1);
  g_assert_true (portunus_device_book_forget (f->book, f->id));
  g_assert_cmpuint (n_lists, ==, 2);
  g_assert_false (portunus_device_book_forget (f->book, f->id));
  g_assert_false (portunus_device_book_rename (f->book, f->id, "Anna"));
  reopen (f);
  g_assert_cmpuint (count (f->book), ==, 0);
}

/* What stands only while the device is verified ends with that, and does not come back by itself. */
static void
test_trust (Fixture       *f,
            gconstpointer  data)
{
  const PortunusAutoAccept rules = { .is_on = TRUE };
  PortunusKnownDevice *device = portunus_device_book_note (f->book, f->key, "Laptop");

  portunus_device_book_set_auto_accept (f->book, f->id, &rules);
  g_assert_false (portunus_known_device_is_auto_accepting (device));
  portunus_device_book_set_trust (f->book, f->id, PORTUNUS_DEVICE_VERIFIED);
  g_assert_true (portunus_known_device_is_auto_accepting (device));
  portunus_device_book_set_trust (f->book, f->id, PORTUNUS_DEVICE_BLOCKED);
  g_assert_false (portunus_known_device_is_auto_accepting (device));
  g_assert_cmpint (portunus_known_device_get_verified (device), ==, 0);
  portunus_device_book_note (f->book, f->key, "Innocent");
  g_assert_cmpint (portunus_known_device_get_trust (device), ==, PORTUNUS_DEVICE_BLOCKED);
}

static void
test_hostile_names (Fixture       *f,
                    gconstpointer  data)
{
  static const char * const names[] = { "a\nb\033[2J", "\xe2\x80\xae" "txt.exe", "\xff\xfe", "" };
  g_autofree char *long_name = g_strnfill (100000, 'x');
  PortunusKnownDevice *device;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      device = portunus_device_book_note (f->book, f->key, names[i]);
      portunus_device_book_rename (f->book, f->id, names[i]);
      g_assert_true (g_utf8_validate (portunus_known_device_get_name (device), -1, NULL));
      g_assert_cmpstr (portunus_known_device_get_name (device), !=, "");
      for (const char *p = portunus_known_device_get_name (device); *p != '\0'; p++)
        g_assert_false (g_ascii_iscntrl (*p));
      g_assert_null (strstr (portunus_known_device_get_name (device), "\xe2\x80\xae"));
    }
  device = portunus_device_book_note (f->book, f->key, long_name);
  g_assert_cmpuint (g_utf8_strlen (portunus_known_device_get_said_name (device), -1), <=, 65);
}

/* The file may have been edited: a key that does not fit its id is nobody, and names are made harmless. */
static void
test_edited (Fixture       *f,
             gconstpointer  data)
{
  static const char * const no_migrations[] = { "", NULL };
  g_autoptr (PortunusDatabase) database = NULL;
  g_autoptr (GError) error = NULL;

  portunus_device_book_note (f->book, f->key, "Laptop");
  flush (f->book);
  database = portunus_database_open (f->path, no_migrations, &error);
  g_assert_no_error (error);
  portunus_database_execute (database,
                             "UPDATE devices SET said_name = char (27) || '[2J';"
                             "INSERT INTO devices SELECT 'ffff', key, given_name, said_name, 1, verified, 1, folder,"
                             " max_bytes, first_seen, last_seen FROM devices", &error);
  g_assert_no_error (error);
  g_clear_pointer (&database, portunus_database_close);
  reopen (f);
  g_assert_cmpuint (count (f->book), ==, 1);
  g_assert_null (strchr (portunus_known_device_get_name (portunus_device_book_lookup (f->book, f->id)), '\033'));
}

static void
test_newer_version (Fixture       *f,
                    gconstpointer  data)
{
  static const char * const migrations[] = { "", "", NULL };
  g_autoptr (PortunusDatabase) database = NULL;
  g_autoptr (PortunusDeviceBook) book = portunus_device_book_new (f->path);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  flush (f->book);
  database = portunus_database_open (f->path, migrations, &error);
  g_assert_no_error (error);
  g_clear_pointer (&database, portunus_database_close);
  portunus_device_book_load_async (book, NULL, portunus_test_store_result, &result);
  portunus_test_wait_result (&result);
  g_assert_false (portunus_device_book_load_finish (book, result, &error));
  g_assert_error (error, PORTUNUS_STORE_ERROR, PORTUNUS_STORE_ERROR_TOO_NEW);
}

static void
test_find (Fixture       *f,
           gconstpointer  data)
{
  guint8 other_key[PORTUNUS_DEVICE_KEY_SIZE] = { 9 };
  g_autofree char *prefix = g_ascii_strup (f->id, 6);
  const char * const unique[] = { "ANNA", prefix };
  g_autoptr (GPtrArray) both = NULL;

  portunus_device_book_note (f->book, f->key, "Laptop");
  portunus_device_book_note (f->book, other_key, "laptop");
  portunus_device_book_rename (f->book, f->id, "Anna");
  for (guint i = 0; i < G_N_ELEMENTS (unique); i++)
    {
      g_autoptr (GPtrArray) found = portunus_device_book_find (f->book, unique[i]);

      g_assert_cmpuint (found->len, ==, 1);
      g_assert_cmpstr (portunus_known_device_get_id (g_ptr_array_index (found, 0)), ==, f->id);
    }
  both = portunus_device_book_find (f->book, "LAPTOP");
  g_assert_cmpuint (both->len, ==, 2);
}

static void
test_namesake (Fixture       *f,
               gconstpointer  data)
{
  guint8 new_key[PORTUNUS_DEVICE_KEY_SIZE] = { 9 };
  PortunusKnownDevice *device = portunus_device_book_note (f->book, f->key, "Laptop");

  g_assert_true (portunus_device_book_find_namesake (f->book, new_key, "laptop") == device);
  g_assert_null (portunus_device_book_find_namesake (f->book, new_key, "Other"));
  g_assert_null (portunus_device_book_find_namesake (f->book, f->key, "Laptop"));
  g_assert_null (portunus_device_book_find_namesake (f->book, new_key, ""));
}

/* Who was met under another name takes that of somebody who is trusted. */
static void
test_new_name (Fixture       *f,
               gconstpointer  data)
{
  guint8 other_key[PORTUNUS_DEVICE_KEY_SIZE] = { 9 };
  PortunusKnownDevice *device = portunus_device_book_note (f->book, f->key, "Laptop");

  portunus_device_book_note (f->book, other_key, "Harmless");
  g_assert_null (portunus_device_book_find_namesake (f->book, other_key, "Laptop"));
  portunus_device_book_set_trust (f->book, f->id, PORTUNUS_DEVICE_VERIFIED);
  g_assert_true (portunus_device_book_find_namesake (f->book, other_key, "Laptop") == device);
  g_assert_null (portunus_device_book_find_namesake (f->book, f->key, "Harmless"));
}

typedef struct
{
  PortunusDeviceBook *book;
  const char         *id;
  const char         *name;
} Expected;

static gboolean
has_name (gpointer user_data)
{
  Expected *expected = user_data;
  PortunusKnownDevice *device = portunus_device_book_lookup (expected->book, expected->id);

  return device != NULL && g_strcmp0 (portunus_known_device_get_given_name (device), expected->name) == 0;
}

/* Two programs have the book open: each keeps what the other wrote, and sees it without being told. */
static void
test_two_programs (Fixture       *f,
                   gconstpointer  data)
{
  PortunusDeviceBook *other = open_book (f);
  Expected expected = { .book = other, .id = f->id };
  PortunusKnownDevice *device = portunus_device_book_note (f->book, f->key, "Laptop");

  portunus_test_wait (has_name, &expected, TIMEOUT_MS);
  portunus_device_book_set_trust (other, f->id, PORTUNUS_DEVICE_VERIFIED);
  portunus_device_book_rename (f->book, f->id, "Anna");
  flush (other);
  flush (f->book);
  expected.name = "Anna";
  portunus_test_wait (has_name, &expected, TIMEOUT_MS);
  close_book (other);
  reopen (f);
  device = portunus_device_book_lookup (f->book, f->id);
  g_assert_cmpstr (portunus_known_device_get_name (device), ==, "Anna");
  g_assert_cmpint (portunus_known_device_get_trust (device), ==, PORTUNUS_DEVICE_VERIFIED);
}

/* Whoever ends right after a change has it written all the same, in the order of the changes. */
static void
test_many (Fixture       *f,
           gconstpointer  data)
{
  guint8 key[PORTUNUS_DEVICE_KEY_SIZE] = { 0 };

  for (guint i = 0; i < 40; i++)
    {
      key[0] = i;
      portunus_device_book_note (f->book, key, "Laptop");
    }
  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *name = g_strdup_printf ("Name %u", i);
      g_autofree char *id = portunus_device_id_from_key (key);

      portunus_device_book_rename (f->book, id, name);
    }
  reopen (f);
  g_assert_cmpuint (count (f->book), ==, 40);
  g_assert_cmpstr (portunus_known_device_get_name (portunus_device_book_lookup_key (f->book, key)), ==, "Name 19");
}

static void
problem_cb (PortunusDeviceBook  *book,
            GError              *error,
            GError             **problem)
{
  g_clear_error (problem);
  *problem = g_error_copy (error);
}

static void
test_unwritable (Fixture       *f,
                 gconstpointer  data)
{
  g_autofree char *path = g_build_filename (f->directory, "missing", "devices.sqlite", NULL);
  PortunusDeviceBook *book = portunus_device_book_new (path);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) problem = NULL;
  g_autoptr (GError) error = NULL;

  g_signal_connect (book, "problem", G_CALLBACK (problem_cb), &problem);
  portunus_device_book_note (book, f->key, "Laptop");
  g_assert_cmpuint (count (book), ==, 1);
  portunus_device_book_flush_async (book, portunus_test_store_result, &result);
  portunus_test_wait_result (&result);
  g_assert_false (portunus_device_book_flush_finish (book, result, &error));
  g_assert_nonnull (error);
  g_assert_error (problem, error->domain, error->code);
  g_clear_object (&result);
  close_book (book);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add ("/device-book/keep", Fixture, NULL, setup, test_keep, teardown);
  g_test_add ("/device-book/changes-show", Fixture, NULL, setup, test_changes_show, teardown);
  g_test_add ("/device-book/trust", Fixture, NULL, setup, test_trust, teardown);
  g_test_add ("/device-book/hostile-names", Fixture, NULL, setup, test_hostile_names, teardown);
  g_test_add ("/device-book/edited", Fixture, NULL, setup, test_edited, teardown);
  g_test_add ("/device-book/newer-version", Fixture, NULL, setup, test_newer_version, teardown);
  g_test_add ("/device-book/find", Fixture, NULL, setup, test_find, teardown);
  g_test_add ("/device-book/namesake", Fixture, NULL, setup, test_namesake, teardown);
  g_test_add ("/device-book/new-name", Fixture, NULL, setup, test_new_name, teardown);
  g_test_add ("/device-book/two-programs", Fixture, NULL, setup, test_two_programs, teardown);
  g_test_add ("/device-book/many", Fixture, NULL, setup, test_many, teardown);
  g_test_add ("/device-book/unwritable", Fixture, NULL, setup, test_unwritable, teardown);
  return g_test_run ();
}
