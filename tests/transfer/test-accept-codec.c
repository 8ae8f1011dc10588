/* test-accept-codec.c: what a receiver wants and has survives being cut into messages, and hostile ones are refused
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-accept-codec.h"

#include <string.h>

#include "portunus-json.h"
#include "portunus-session.h"
#include "portunus-transfer-error.h"

#define N_ENTRIES 10
#define DIGEST    "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define HAVE      "{\"i\":3,\"n\":100,\"h\":\"" DIGEST "\"}"
#define GOOD      "{\"t\":\"accept\",\"want\":[[0,1],[3,7]],\"have\":[" HAVE "],\"more\":false}"

static const guint8 transfer_id[PORTUNUS_TRANSFER_ID_SIZE] = "a transfer's id";

static JsonObject *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  JsonObject *object = portunus_json_parse (text, strlen (text), PORTUNUS_SESSION_MAX_CONTROL, &error);

  g_assert_no_error (error);
  return object;
}

static void
add_have (GHashTable *have,
          guint       index,
          guint64     n_bytes)
{
  PortunusHave *entry = g_new0 (PortunusHave, 1);

  entry->n_bytes = n_bytes;
  entry->digest[0] = index;
  entry->digest[PORTUNUS_HASH_SIZE - 1] = n_bytes;
  g_hash_table_insert (have, GUINT_TO_POINTER (index), entry);
}

static void
assert_same (PortunusAcceptReader *reader,
             GByteArray           *wanted,
             GHashTable           *have)
{
  GByteArray *read_wanted = portunus_accept_reader_get_wanted (reader);
  GHashTable *read_have = portunus_accept_reader_get_have (reader);
  GHashTableIter iter;
  gpointer index;
  gpointer entry;

  g_assert_cmpmem (read_wanted->data, read_wanted->len, wanted->data, wanted->len);
  g_assert_cmpuint (g_hash_table_size (read_have), ==, g_hash_table_size (have));
  g_hash_table_iter_init (&iter, have);
  while (g_hash_table_iter_next (&iter, &index, &entry))
    g_assert_cmpmem (entry, sizeof (PortunusHave), g_hash_table_lookup (read_have, index), sizeof (PortunusHave));
}

/* Every @step-th entry is wanted, of every @have_step-th there is something. Gives the number of messages. */
static guint
check_round_trip (guint n_entries,
                  guint step,
                  guint have_step)
{
  g_autoptr (GByteArray) wanted = g_byte_array_new ();
  g_autoptr (GHashTable) have = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  g_autoptr (PortunusAcceptReader) reader = portunus_accept_reader_new (n_entries);
  g_autoptr (GPtrArray) messages = NULL;
  gboolean is_complete = FALSE;

  for (guint i = 0; i < n_entries; i++)
    {
      const guint8 is_wanted = i % step == 0;

      g_byte_array_append (wanted, &is_wanted, 1);
      if (is_wanted && i % have_step == 0)
        add_have (have, i, G_GUINT64_CONSTANT (1) << (i % 62));
    }
  messages = portunus_accept_write (transfer_id, wanted, have);
  for (guint i = 0; i < messages->len; i++)
    {
      g_autofree char *text = portunus_json_to_text (g_ptr_array_index (messages, i));
      g_autoptr (JsonObject) message = parse (text);
      g_autoptr (GError) error = NULL;

      g_assert_true (portunus_accept_reader_add (reader, message, &is_complete, &error));
      g_assert_no_error (error);
      g_assert_true (is_complete == (i + 1 == messages->len));
    }
  assert_same (reader, wanted, have);
  return messages->len;
}

static void
test_round_trip (void)
{
  g_assert_cmpuint (check_round_trip (0, 1, 1), ==, 1);
  g_assert_cmpuint (check_round_trip (1, 1, 1), ==, 1);
  g_assert_cmpuint (check_round_trip (2000000, 1, 2000000), ==, 1);
  for (guint n = 297; n < 304; n++)
    g_assert_cmpuint (check_round_trip (n, 1, 1), ==, n <= 300 ? 1 : 2);
  for (guint n = 1997; n < 2006; n++)
    g_assert_cmpuint (check_round_trip (n, 2, 4000), ==, n <= 2000 ? 1 : 2);
  g_assert_cmpuint (check_round_trip (5000, 2, 4), >, 3);
  g_assert_cmpuint (check_round_trip (5000, 3, 7), >, 1);
}

static void
check (const char *text,
       gboolean    is_good)
{
  g_autoptr (PortunusAcceptReader) reader = portunus_accept_reader_new (N_ENTRIES);
  g_autoptr (JsonObject) message = parse (text);
  g_autoptr (GError) error = NULL;
  gboolean is_complete = FALSE;

  g_test_message ("%.200s", text);
  g_assert_true (portunus_accept_reader_add (reader, message, &is_complete, &error) == is_good);
  if (is_good)
    g_assert_no_error (error);
  else
    g_assert_error (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL);
}

static void
check_value (const char *member,
             const char *value)
{
  g_autoptr (JsonObject) message = parse (GOOD);
  g_autoptr (JsonObject) copy = json_object_new ();
  g_autofree char *text = NULL;
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&iter, message);
  while (json_object_iter_next (&iter, &name, &node))
    if (strcmp (name, member) != 0)
      json_object_set_member (copy, name, json_node_copy (node));
  if (value != NULL)
    json_object_set_member (copy, member, json_from_string (value, NULL));
  text = portunus_json_to_text (copy);
  check (text, FALSE);
}

static const struct
{
  const char *member;
  const char *values[20];
} bad_values[] = {
  { "want", { "null", "7", "\"x\"", "{}", "[7]", "[{}]", "[[]]", "[[0]]", "[[0,1,2]]", "[[0,0]]", "[[-1,1]]",
              "[[10,1]]", "[[0,11]]", "[[9,2]]", "[[0,4294967297]]", "[[\"0\",1]]", "[[0,1.0]]", "[[null,1]]",
              "[[0,10],[3,1]]", "[[3,1],[0,10]]" } },
  { "have", { "null", "7", "\"x\"", "{}", "[7]", "[[]]", "[{}]",
              "[{\"n\":1,\"h\":\"" DIGEST "\"}]", "[{\"i\":3,\"h\":\"" DIGEST "\"}]", "[{\"i\":3,\"n\":1}]",
              "[{\"i\":1,\"n\":1,\"h\":\"" DIGEST "\"}]", "[{\"i\":10,\"n\":1,\"h\":\"" DIGEST "\"}]",
              "[{\"i\":4294967299,\"n\":1,\"h\":\"" DIGEST "\"}]", "[{\"i\":-1,\"n\":1,\"h\":\"" DIGEST "\"}]",
              "[{\"i\":3,\"n\":-1,\"h\":\"" DIGEST "\"}]", "[{\"i\":3,\"n\":4611686018427387905,\"h\":\"" DIGEST "\"}]",
              "[{\"i\":3,\"n\":1,\"h\":\"" DIGEST "0\"}]", "[{\"i\":3,\"n\":1,\"h\":\"zz\"}]" } },
  { "more", { "null", "0", "\"false\"", "[]", "{}" } },
};

static void
test_members (void)
{
  check (GOOD, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (bad_values); i++)
    {
      check_value (bad_values[i].member, NULL);
      for (guint k = 0; k < G_N_ELEMENTS (bad_values[i].values) && bad_values[i].values[k] != NULL; k++)
        check_value (bad_values[i].member, bad_values[i].values[k]);
    }
}

static void
check_count (const char *member,
             const char *element,
             guint       n_elements)
{
  g_autoptr (GString) value = g_string_new ("[");

  for (guint i = 0; i < n_elements; i++)
    g_string_append_printf (value, "%s%s", i > 0 ? "," : "", element);
  g_string_append_c (value, ']');
  check_value (member, value->str);
}

static void
test_oversized (void)
{
  check_count ("want", "[0,1]", 1001);
  check_count ("have", HAVE, 301);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/transfer/accept-codec/round-trip", test_round_trip);
  g_test_add_func ("/transfer/accept-codec/members", test_members);
  g_test_add_func ("/transfer/accept-codec/oversized", test_oversized);

  return g_test_run ();
}
