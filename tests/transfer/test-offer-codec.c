/* test-offer-codec.c: offers survive being cut into messages, and hostile ones are refused
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-offer-codec.h"

#include <string.h>

#include "portunus-json.h"
#include "portunus-session.h"
#include "portunus-transfer-error.h"

static const guint8 transfer_id[PORTUNUS_TRANSFER_ID_SIZE] = "a transfer's id";

#define ID "61207472616e736665722773206964" "00"
#define HEAD "{\"t\":\"offer\",\"id\":\"" ID "\",\"title\":\"two\",\"n\":2,\"bytes\":5}"
#define PART_0 "{\"t\":\"offer-part\",\"id\":\"" ID "\",\"first\":0,\"files\":[{\"p\":\"a\",\"t\":\"f\",\"s\":2}]}"
#define PART_1 "{\"t\":\"offer-part\",\"id\":\"" ID "\",\"first\":1,\"files\":[{\"p\":\"b\",\"t\":\"f\",\"s\":3}]}"

static JsonObject *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  JsonObject *object = portunus_json_parse (text, strlen (text), PORTUNUS_SESSION_MAX_CONTROL, &error);

  g_assert_no_error (error);
  return object;
}

static PortunusOffer *
create_offer (guint       n_entries,
              gsize       n_name,
              const char *title)
{
  g_autoptr (PortunusManifestBuilder) builder = portunus_manifest_builder_new ();
  g_autoptr (PortunusManifest) manifest = NULL;
  g_autofree char *stem = g_strnfill (n_name, 'n');

  for (guint i = 0; i < n_entries; i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/%u", stem, i);
      PortunusEntry entry = { PORTUNUS_ENTRY_FILE, path, i, 0644, 7, NULL, NULL };

      g_assert_true (portunus_manifest_builder_add (builder, &entry, NULL));
    }
  manifest = portunus_manifest_builder_finish (builder);
  return portunus_offer_new (transfer_id, title, manifest);
}

/* Through text, as it goes over the wire. */
static PortunusOffer *
read_back (GPtrArray *messages)
{
  g_autoptr (PortunusOfferReader) reader = portunus_offer_reader_new ();
  PortunusOffer *offer = NULL;

  for (guint i = 0; i < messages->len; i++)
    {
      g_autofree char *text = portunus_json_to_text (g_ptr_array_index (messages, i));
      g_autoptr (JsonObject) message = parse (text);
      g_autoptr (GError) error = NULL;

      g_assert_null (offer);
      g_assert_true (portunus_offer_reader_add (reader, message, &offer, &error));
      g_assert_no_error (error);
    }
  g_assert_nonnull (offer);
  return offer;
}

static guint
check_round_trip (guint n_entries,
                  gsize n_name)
{
  g_autoptr (PortunusOffer) offer = create_offer (n_entries, n_name, "A title");
  g_autoptr (GPtrArray) messages = portunus_offer_write (offer);
  g_autoptr (PortunusOffer) copy = read_back (messages);

  g_assert_cmpmem (portunus_offer_get_id (copy), PORTUNUS_TRANSFER_ID_SIZE, transfer_id, PORTUNUS_TRANSFER_ID_SIZE);
  g_assert_cmpstr (portunus_offer_get_title (copy), ==, "A title");
  g_assert_cmpuint (portunus_manifest_get_n_entries (portunus_offer_get_manifest (copy)), ==, n_entries);
  for (guint i = 0; i < n_entries; i++)
    {
      PortunusEntry before;
      PortunusEntry after;

      portunus_manifest_get_entry (portunus_offer_get_manifest (offer), i, &before);
      portunus_manifest_get_entry (portunus_offer_get_manifest (copy), i, &after);
      g_assert_cmpstr (before.path, ==, after.path);
      g_assert_cmpuint (before.size, ==, after.size);
    }
  return messages->len;
}

static void
test_round_trip (void)
{
  g_assert_cmpuint (check_round_trip (1, 1), ==, 2);
  for (guint n = 470; n < 520; n++)
    check_round_trip (n, 1);
  g_assert_cmpuint (check_round_trip (10000, 10), >, 20);
  g_assert_cmpuint (check_round_trip (700, 190), >, 3);
}

static void
test_title (void)
{
  g_autoptr (GString) title = g_string_new ("\x1b[31m");
  g_autoptr (PortunusOffer) offer = NULL;
  g_autoptr (GPtrArray) messages = NULL;
  g_autoptr (PortunusOffer) copy = NULL;

  for (guint i = 0; i < 1000; i++)
    g_string_append (title, "\xf0\x9f\x98\x80");
  offer = create_offer (1, 1, title->str);
  messages = portunus_offer_write (offer);
  copy = read_back (messages);
  g_assert_cmpuint (strlen (portunus_offer_get_title (copy)), <=, PORTUNUS_OFFER_MAX_TITLE);
  g_assert_null (strchr (portunus_offer_get_title (copy), 0x1b));
  g_assert_cmpstr (portunus_offer_get_title (copy), ==, portunus_offer_get_title (offer));
}

static void
add_messages (const char * const  *texts,
              PortunusOffer      **offer,
              GError             **error)
{
  g_autoptr (PortunusOfferReader) reader = portunus_offer_reader_new ();

  for (guint i = 0; texts[i] != NULL; i++)
    {
      g_autoptr (JsonObject) message = parse (texts[i]);

      g_clear_object (offer);
      if (!portunus_offer_reader_add (reader, message, offer, error))
        return;
    }
}

static void
check (const char * const *texts,
       gboolean            is_good)
{
  g_autoptr (PortunusOffer) offer = NULL;
  g_autoptr (GError) error = NULL;

  add_messages (texts, &offer, &error);
  if (is_good)
    g_assert_no_error (error);
  else
    g_assert_error (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL);
  g_assert_true ((offer != NULL) == is_good);
}

static void
test_order (void)
{
  static const char * const good[] = { HEAD, PART_0, PART_1, NULL };
  static const char * const bad[][4] = {
    { PART_0, NULL },
    { HEAD, HEAD, NULL },
    { HEAD, PART_1, NULL },
    { HEAD, PART_0, PART_0, NULL },
    { HEAD, PART_0, HEAD, NULL },
  };
  static const char * const surplus[] = { HEAD, PART_0, PART_1, PART_1, NULL };
  g_autoptr (PortunusOffer) offer = NULL;
  g_autoptr (GError) error = NULL;

  check (good, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    check (bad[i], FALSE);
  add_messages (surplus, &offer, &error);
  g_assert_error (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL);
}

/* The message with one member replaced by a value in JSON, or removed for NULL. */
static char *
replace_member (const char *text,
                const char *member,
                const char *value)
{
  g_autoptr (JsonObject) message = parse (text);
  g_autoptr (JsonObject) copy = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&iter, message);
  while (json_object_iter_next (&iter, &name, &node))
    {
      if (strcmp (name, member) != 0)
        json_object_set_member (copy, name, json_node_copy (node));
      else if (value != NULL)
        json_object_set_member (copy, name, json_from_string (value, NULL));
    }
  return portunus_json_to_text (copy);
}

static const struct
{
  guint       position;
  const char *member;
  const char *values[14];
} bad_members[] = {
  { 0, "id", { "null", "7", "true", "[]", "{}", "\"\"", "\"61\"", "\"" ID "0\"", "\"" ID "00\"",
               "\"zz207472616e73666572277320696400\"" } },
  { 0, "title", { "null", "7", "true", "[]", "{}" } },
  { 0, "n", { "null", "true", "[]", "{}", "\"2\"", "2.0", "-1", "0", "1", "2000001", "4294967298", "1e300" } },
  { 0, "bytes", { "null", "true", "[]", "{}", "\"5\"", "5.0", "-1", "4", "6", "4611686018427387905", "1e300" } },
  { 1, "id", { "null", "7", "\"\"", "\"00000000000000000000000000000000\"" } },
  { 1, "first", { "null", "true", "[]", "{}", "\"0\"", "0.0", "-1", "1", "2000001", "4294967296" } },
  { 1, "files", { "null", "7", "\"a\"", "{}", "[]", "[7]", "[[]]", "[{}]", "[{\"p\":\"a\"}]", "[{\"t\":\"f\"}]",
                  "[{\"p\":\"..\",\"t\":\"f\",\"s\":2}]", "[{\"p\":\"a\",\"t\":\"q\",\"s\":2}]",
                  "[{\"p\":\"a\",\"t\":\"f\",\"s\":-2}]" } },
};

static void
check_bad_member (guint       position,
                  const char *member,
                  const char *value)
{
  const char *texts[] = { HEAD, PART_0, PART_1, NULL };
  g_autofree char *changed = replace_member (texts[position], member, value);

  g_test_message ("%.200s", changed);
  texts[position] = changed;
  check (texts, FALSE);
}

static void
test_members (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad_members); i++)
    {
      check_bad_member (bad_members[i].position, bad_members[i].member, NULL);
      for (guint k = 0; k < G_N_ELEMENTS (bad_members[i].values) && bad_members[i].values[k] != NULL; k++)
        check_bad_member (bad_members[i].position, bad_members[i].member, bad_members[i].values[k]);
    }
}

static void
test_oversized (void)
{
  g_autofree char *fill = g_strnfill (PORTUNUS_OFFER_MAX_TITLE, 't');
  g_autofree char *longest = g_strdup_printf ("\"%s\"", fill);
  g_autofree char *too_long = g_strdup_printf ("\"t%s\"", fill);
  const char *texts[] = { NULL, PART_0, PART_1, NULL };
  g_autofree char *good = replace_member (HEAD, "title", longest);
  g_autoptr (GString) many = g_string_new ("[");

  texts[0] = good;
  check (texts, TRUE);
  check_bad_member (0, "title", too_long);

  for (guint i = 0; i <= 4096; i++)
    g_string_append (many, i > 0 ? ",{}" : "{}");
  g_string_append_c (many, ']');
  check_bad_member (1, "files", many->str);
}

static PortunusOffer *
create_single (guint8             id_byte,
               PortunusEntryType  type,
               const char        *path,
               guint64            size)
{
  g_autoptr (PortunusManifestBuilder) builder = portunus_manifest_builder_new ();
  g_autoptr (PortunusManifest) manifest = NULL;
  const guint8 id[PORTUNUS_TRANSFER_ID_SIZE] = { id_byte };
  PortunusEntry entry = { type, path, size, 0644, size, type == PORTUNUS_ENTRY_SYMLINK ? "target" : NULL, NULL };

  g_assert_true (portunus_manifest_builder_add (builder, &entry, NULL));
  manifest = portunus_manifest_builder_finish (builder);
  return portunus_offer_new (id, "A title", manifest);
}

/* The id is the sender's word, and no consent to whatever comes with it. */
static void
test_same (void)
{
  g_autoptr (PortunusOffer) offer = create_single (1, PORTUNUS_ENTRY_FILE, "a", 5);
  g_autoptr (PortunusOffer) copy = create_single (1, PORTUNUS_ENTRY_FILE, "a", 5);
  PortunusOffer *others[] = {
    create_single (2, PORTUNUS_ENTRY_FILE, "a", 5),
    create_single (1, PORTUNUS_ENTRY_TEXT, "a", 5),
    create_single (1, PORTUNUS_ENTRY_FILE, "b", 5),
    create_single (1, PORTUNUS_ENTRY_FILE, "a", 6),
  };
  g_autoptr (PortunusOffer) two = create_offer (2, 1, "A title");
  g_autoptr (PortunusOffer) three = create_offer (3, 1, "A title");

  g_assert_false (portunus_offer_is_same (two, three));
  g_assert_false (portunus_offer_is_same (three, two));
  g_assert_true (portunus_offer_is_same (offer, copy));
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_assert_false (portunus_offer_is_same (offer, others[i]));
      g_assert_false (portunus_offer_is_same (others[i], offer));
      g_object_unref (others[i]);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/transfer/offer-codec/round-trip", test_round_trip);
  g_test_add_func ("/transfer/offer-codec/title", test_title);
  g_test_add_func ("/transfer/offer-codec/order", test_order);
  g_test_add_func ("/transfer/offer-codec/members", test_members);
  g_test_add_func ("/transfer/offer-codec/oversized", test_oversized);
  g_test_add_func ("/transfer/offer-codec/same", test_same);

  return g_test_run ();
}
