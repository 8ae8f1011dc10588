/* test-path-hash.c: the hash is SipHash, and nobody can choose names that collide
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-path-hash-private.h"

#include "portunus-name-table.h"

/* Each bit picks one of two pairs of letters that g_str_hash() cannot tell apart. */
#define N_BITS  17
#define N_NAMES (1 << N_BITS)

/* Of the reference implementation: key 00 … 0f, input 00 01 02 … of that length. */
static const struct
{
  gsize   n_bytes;
  guint64 hash;
} vectors[] = {
  { 0, G_GUINT64_CONSTANT (0x726fdb47dd0e0e31) },
  { 1, G_GUINT64_CONSTANT (0x74f839c593dc67fd) },
  { 8, G_GUINT64_CONSTANT (0x93f5f5799a932462) },
  { 15, G_GUINT64_CONSTANT (0xa129ca6149be45e5) },
};

static void
test_vectors (void)
{
  const guint64 key[2] = { G_GUINT64_CONSTANT (0x0706050403020100), G_GUINT64_CONSTANT (0x0f0e0d0c0b0a0908) };
  guint8 input[16];

  for (guint i = 0; i < sizeof input; i++)
    input[i] = i;
  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++)
    g_assert_cmphex (_portunus_siphash (key, input, vectors[i].n_bytes), ==, vectors[i].hash);
}

static void
write_name (char  name[2 * N_BITS + 1],
            guint number)
{
  for (guint i = 0; i < N_BITS; i++)
    {
      name[2 * i] = number & (1 << i) ? 'E' : 'F';
      name[2 * i + 1] = number & (1 << i) ? 'z' : 'Y';
    }
  name[2 * N_BITS] = '\0';
}

static void
test_collisions (void)
{
  g_autoptr (GHashTable) hashes = g_hash_table_new (NULL, NULL);
  char name[2 * N_BITS + 1];
  guint usual;

  write_name (name, 0);
  usual = g_str_hash (name);
  for (guint i = 0; i < N_NAMES; i++)
    {
      write_name (name, i);
      g_assert_cmphex (g_str_hash (name), ==, usual);
      g_hash_table_add (hashes, GUINT_TO_POINTER (portunus_path_hash (name)));
    }
  g_assert_cmpuint (g_hash_table_size (hashes), >, N_NAMES - 100);
  g_assert_cmpuint (portunus_path_hash (name), ==, portunus_path_hash (name));
}

static void
test_below (void)
{
  g_assert_true (portunus_path_hash_below (0, "a") == portunus_path_hash_below (0, "a"));
  g_assert_true (portunus_path_hash_below (0, "a") != portunus_path_hash_below (1, "a"));
  g_assert_true (portunus_path_hash_below (0, "a") != portunus_path_hash_below (0, "b"));
}

/* With collisions this takes minutes, and the test its time-out. */
static void
test_folders (void)
{
  PortunusNameTable *table = portunus_name_table_new ();
  char name[2 * N_BITS + 1];

  for (guint i = 0; i < N_NAMES; i++)
    {
      g_autofree char *path = NULL;

      write_name (name, i);
      path = portunus_name_table_place_folder (table, name, NULL);
      g_assert_nonnull (path);
    }
  portunus_name_table_free (table);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/transfer/path-hash/vectors", test_vectors);
  g_test_add_func ("/transfer/path-hash/collisions", test_collisions);
  g_test_add_func ("/transfer/path-hash/below", test_below);
  g_test_add_func ("/transfer/path-hash/folders", test_folders);

  return g_test_run ();
}
