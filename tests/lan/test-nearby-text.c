/* test-nearby-text.c: what devices say of themselves, and what anybody might say
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "portunus-error.h"
#include "portunus-link.h"
#include "portunus-nearby-id.h"
#include "portunus-nearby-text.h"

#define ROOM "ab47d58057ca73cb3e03a051b4a75fee"
#define FINGERPRINT "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

static GVariant *
make_strings (const char * const *strings)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aay"));
  for (guint i = 0; strings[i] != NULL; i++)
    g_variant_builder_add_value (&builder, g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, strings[i],
                                                                      strlen (strings[i]), 1));
  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

static PortunusNearbyText *
parse (const char * const  *strings,
       GError             **error)
{
  g_autoptr (GVariant) variant = make_strings (strings);

  return portunus_nearby_text_parse (variant, error);
}

static PortunusNearbyText *
pass_on (const char *name)
{
  guint8 fingerprint[PORTUNUS_FINGERPRINT_BYTES] = { 1, 2, 3 };
  g_autoptr (GBytes) bytes = g_bytes_new (fingerprint, sizeof fingerprint);
  PortunusNearbyText text = { (char *) ROOM, bytes, (char *) name };
  g_autoptr (GVariant) strings = g_variant_ref_sink (portunus_nearby_text_format (&text));
  g_autoptr (GError) error = NULL;
  g_autoptr (PortunusNearbyText) read = portunus_nearby_text_parse (strings, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (read->room, ==, ROOM);
  g_assert_true (g_bytes_equal (read->fingerprint, bytes));
  return g_steal_pointer (&read);
}

static void
test_round (void)
{
  g_autoptr (PortunusNearbyText) named = pass_on ("Ann’s laptop");
  g_autoptr (PortunusNearbyText) nameless = pass_on (NULL);

  g_assert_cmpstr (named->name, ==, "Ann’s laptop");
  g_assert_null (nameless->name);
}

static void
test_long_name (void)
{
  g_autofree char *longest = g_strnfill (62, 'x');
  g_autofree char *name = g_strconcat (longest, "ü", NULL);
  g_autoptr (PortunusNearbyText) read = pass_on (name);

  g_assert_cmpstr (read->name, ==, longest);
}

static void
test_keys (void)
{
  const char *strings[] = { "V=1", "ROOM=" ROOM, "room=ffff", "f=" FINGERPRINT, "more", "=odd", "n", "x=y", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (PortunusNearbyText) text = parse (strings, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (text->room, ==, ROOM);
  g_assert_null (text->name);
}

static void
test_no_text_for_name (void)
{
  const char *strings[] = { "v=1", "room=" ROOM, "f=" FINGERPRINT, "n=\xff\xfe", NULL };
  g_autoptr (PortunusNearbyText) text = parse (strings, NULL);

  g_assert_nonnull (text);
  g_assert_null (text->name);
}

static void
test_refused (void)
{
  static const char * const cases[][6] = {
    { NULL },
    { "v=2", "room=" ROOM, "f=" FINGERPRINT, NULL },
    { "v=1", "f=" FINGERPRINT, NULL },
    { "v=1", "room=../../etc", "f=" FINGERPRINT, NULL },
    { "v=1", "room=" ROOM "00", "f=" FINGERPRINT, NULL },
    { "v=1", "room=" ROOM, NULL },
    { "v=1", "room=" ROOM, "f=AAAA", NULL },
    { "v=1", "room=" ROOM, "f=" FINGERPRINT "AAAA", NULL },
    { "v=1", "room=" ROOM, "f=not base64url, by far", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (PortunusNearbyText) text = parse (cases[i], &error);

      g_assert_null (text);
      g_assert_error (error, PORTUNUS_CORE_ERROR, PORTUNUS_CORE_ERROR_MALFORMED);
    }
}

static void
test_too_many (void)
{
  const char *strings[40] = { "v=1", "room=" ROOM, "f=" FINGERPRINT };
  g_autoptr (GError) error = NULL;
  g_autoptr (PortunusNearbyText) text = NULL;

  for (guint i = 3; i < G_N_ELEMENTS (strings) - 1; i++)
    strings[i] = "x=y";
  text = parse (strings, &error);
  g_assert_null (text);
  g_assert_error (error, PORTUNUS_CORE_ERROR, PORTUNUS_CORE_ERROR_MALFORMED);
}

static void
test_id (void)
{
  g_autofree char *id = portunus_nearby_make_id ();
  g_autofree char *other = portunus_nearby_make_id ();

  g_assert_true (portunus_nearby_is_id (id));
  g_assert_cmpstr (id, !=, other);
  g_assert_false (portunus_nearby_is_id (""));
  g_assert_false (portunus_nearby_is_id ("3d1f0a9be2c4586"));
  g_assert_false (portunus_nearby_is_id ("3D1F0A9BE2C45867"));
  g_assert_false (portunus_nearby_is_id ("\033[2J\033[2J\033[2J\033[2"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/nearby-text/round", test_round);
  g_test_add_func ("/nearby-text/long-name", test_long_name);
  g_test_add_func ("/nearby-text/keys", test_keys);
  g_test_add_func ("/nearby-text/no-text-for-name", test_no_text_for_name);
  g_test_add_func ("/nearby-text/refused", test_refused);
  g_test_add_func ("/nearby-text/too-many", test_too_many);
  g_test_add_func ("/nearby-text/id", test_id);
  return g_test_run ();
}
