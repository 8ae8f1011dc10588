/* test-json.c: JSON of peers is taken to the letter or refused
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-json.h"

#include <string.h>

#include "portunus-error.h"

#define MAX_LENGTH 4096

/* Each as given and, where it is not NULL, as it comes out again. */
typedef struct
{
  const char *given;
  const char *expected;
} Row;

static const Row texts[] = {
  { "{}", "{}" },
  { " \t\r\n{ } \n", "{}" },
  { "{\"a\":1}", "{\"a\":1}" },
  { "{ \"a\" : 1 , \"b\" : [ ] }", "{\"a\":1,\"b\":[]}" },
  { "{\"\":1}", "{\"\":1}" },
  { "{\"a\":-0}", "{\"a\":0}" },
  { "{\"a\":-1}", "{\"a\":-1}" },
  { "{\"a\":9223372036854775807}", "{\"a\":9223372036854775807}" },
  { "{\"a\":-9223372036854775807}", "{\"a\":-9223372036854775807}" },
  { "{\"a\":1.5}", "{\"a\":1.5}" },
  { "{\"a\":1.5e3}", "{\"a\":1500.0}" },
  { "{\"a\":15E+2}", "{\"a\":1500.0}" },
  { "{\"a\":15e-1}", "{\"a\":1.5}" },
  { "{\"a\":[true,false,null,\"x\",{}]}", "{\"a\":[true,false,null,\"x\",{}]}" },
  { "{\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"}", "{\"a\":\"\\\"\\\\/\\b\\f\\n\\r\\t\"}" },
  { "{\"a\":\"\\u00e4\\u20AC\"}", "{\"a\":\"ä€\"}" },
  { "{\"a\":\"\\ud83d\\ude00\"}", "{\"a\":\"😀\"}" },
  { "{\"a\":\"größe 日本\"}", "{\"a\":\"größe 日本\"}" },
  { "{\"a\":\"/* not a comment */ 'x' {[\"}", "{\"a\":\"/* not a comment */ 'x' {[\"}" },
  { "{\"a\":{\"a\":{\"a\":1}}}", "{\"a\":{\"a\":{\"a\":1}}}" },
  { "{\"a\":[{\"b\":1},{\"b\":2}]}", "{\"a\":[{\"b\":1},{\"b\":2}]}" },

  /* Not an object, or not one */
  { "", NULL },
  { "   ", NULL },
  { "1", NULL },
  { "\"a\"", NULL },
  { "null", NULL },
  { "[]", NULL },
  { "[{\"a\":1}]", NULL },
  { "{}{}", NULL },
  { "{} {}", NULL },
  { "{},{}", NULL },
  { "{}x", NULL },
  { "{}]", NULL },
  { "{};", NULL },
  { "var a = {};", NULL },
  { "\xef\xbb\xbf{}", NULL },

  /* Cut short */
  { "{", NULL },
  { "{\"", NULL },
  { "{\"a", NULL },
  { "{\"a\"", NULL },
  { "{\"a\":", NULL },
  { "{\"a\":1", NULL },
  { "{\"a\":1,", NULL },
  { "{\"a\":-", NULL },
  { "{\"a\":[", NULL },
  { "{\"a\":[1", NULL },
  { "{\"a\":[1}", NULL },
  { "{\"a\":\"\\", NULL },
  { "{\"a\":\"\\u", NULL },
  { "{\"a\":tru", NULL },

  /* Punctuation */
  { "{\"a\" 1}", NULL },
  { "{\"a\":}", NULL },
  { "{:1}", NULL },
  { "{,}", NULL },
  { "{\"a\":1,}", NULL },
  { "{\"a\":[1,]}", NULL },
  { "{\"a\":[,1]}", NULL },
  { "{\"a\":1 \"b\":2}", NULL },
  { "{\"a\"::1}", NULL },
  { "{a:1}", NULL },
  { "{1:1}", NULL },
  { "{'a':1}", NULL },
  { "{\"a\":'b'}", NULL },

  /* What scanners of programming languages take */
  { "{\"a\":1/**/}", NULL },
  { "{/*}*/\"a\":1}", NULL },
  { "{\"a\":1}//", NULL },
  { "{\"a\":1}\n# x\n", NULL },
  { "{\"a\":0x10}", NULL },
  { "{\"a\":$10}", NULL },
  { "{\"a\":010}", NULL },
  { "{\"a\":00}", NULL },
  { "{\"a\":-01}", NULL },
  { "{\"a\":0b1}", NULL },
  { "{\"a\":+1}", NULL },
  { "{\"a\":- 1}", NULL },
  { "{\"a\":--1}", NULL },
  { "{\"a\":.5}", NULL },
  { "{\"a\":5.}", NULL },
  { "{\"a\":1e}", NULL },
  { "{\"a\":1e+}", NULL },
  { "{\"a\":1e--1}", NULL },
  { "{\"a\":1_000}", NULL },
  { "{\"a\":NaN}", NULL },
  { "{\"a\":Infinity}", NULL },
  { "{\"a\":-Infinity}", NULL },
  { "{\"a\":True}", NULL },
  { "{\"a\":undefined}", NULL },
  { "{\"a\":9223372036854775808}", NULL },
  { "{\"a\":-9223372036854775808}", NULL },
  { "{\"a\":18446744073709551615}", NULL },
  { "{\"a\":-18446744073709551615}", NULL },
  { "{\"a\":99999999999999999999999999999999999999999}", NULL },

  /* Strings */
  { "{\"a\":\"\n\"}", NULL },
  { "{\"a\":\"\t\"}", NULL },
  { "{\"a\":\"\x1f\"}", NULL },
  { "{\"a\":\"\\x\"}", NULL },
  { "{\"a\":\"\\x41\"}", NULL },
  { "{\"a\":\"\\0\"}", NULL },
  { "{\"a\":\"\\'\"}", NULL },
  { "{\"a\":\"\\u0000\"}", NULL },
  { "{\"a\":\"x\\u0000y\"}", NULL },
  { "{\"\\u0000\":1}", NULL },
  { "{\"a\":\"\\u12\"}", NULL },
  { "{\"a\":\"\\u12g4\"}", NULL },
  { "{\"a\":\"\\U0041\"}", NULL },
  { "{\"a\":\"\\ud800\"}", NULL },
  { "{\"a\":\"\\ud800x\"}", NULL },
  { "{\"a\":\"\\ud800\\u0041\"}", NULL },
  { "{\"a\":\"\\ud800\\ud800\"}", NULL },
  { "{\"a\":\"\\udc00\"}", NULL },
  { "{\"a\":\"\\ude00\\ud83d\"}", NULL },
  { "{\"a\":\"\xff\"}", NULL },
  { "{\"a\":\"\xc0\x80\"}", NULL },
  { "{\"a\":\"\xed\xa0\x80\"}", NULL },
  { "{\"a\":\"\xe2\x82\"}", NULL },
  { "{\"\xff\":1}", NULL },

  /* Twice the same member */
  { "{\"a\":1,\"a\":2}", NULL },
  { "{\"a\":1,\"a\":1}", NULL },
  { "{\"a\":1,\"\\u0061\":2}", NULL },
  { "{\"x\":{\"a\":1,\"a\":2}}", NULL },
  { "{\"x\":[{\"a\":1,\"b\":1,\"a\":2}]}", NULL },
};

static void
test_texts (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      const char *given = texts[i].given;
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonObject) object = portunus_json_parse (given, strlen (given), MAX_LENGTH, &error);
      g_autofree char *again = object != NULL ? portunus_json_to_text (object) : NULL;

      g_test_message ("%s", g_utf8_validate (given, -1, NULL) ? given : "(not UTF-8)");
      g_assert_cmpstr (again, ==, texts[i].expected);
      if (texts[i].expected == NULL)
        g_assert_error (error, PORTUNUS_CORE_ERROR, PORTUNUS_CORE_ERROR_MALFORMED);
      else
        g_assert_no_error (error);
    }
}

static gboolean
parses (const char *text,
        gsize       length)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) object = portunus_json_parse (text, length, G_MAXSIZE, &error);

  if (object == NULL)
    g_assert_error (error, PORTUNUS_CORE_ERROR, PORTUNUS_CORE_ERROR_MALFORMED);
  return object != NULL;
}

/* Whole texts end at their length, so every cut of a good one is bad, and what follows the end is never read. */
static void
test_every_cut (void)
{
  const char *text = "{\"a\":[1,-2.5e3,true,null],\"b\":{\"c\":\"x\\n\\u00e4\"}}";
  gsize length = strlen (text);

  for (gsize i = 0; i < length; i++)
    {
      g_autofree char *cut = g_memdup2 (text, i);

      g_assert_false (parses (cut, i));
    }
  g_assert_true (parses (text, length));
}

static void
test_zero_byte (void)
{
  g_assert_false (parses ("{\"a\":1}\0", 8));
  g_assert_false (parses ("{\"a\0\":1}", 8));
  g_assert_false (parses ("\0{}", 3));
  g_assert_false (parses (NULL, 0));
}

static char *
nest (guint       depth,
      const char *opening,
      const char *closing)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < depth; i++)
    g_string_append (text, opening);
  g_string_append (text, "1");
  for (guint i = 0; i < depth; i++)
    g_string_append (text, closing);
  return g_string_free (text, FALSE);
}

static gboolean
nesting_parses (guint       depth,
                const char *opening,
                const char *closing)
{
  g_autofree char *inner = nest (depth, opening, closing);
  g_autofree char *text = g_strdup_printf ("{\"a\":%s}", inner);

  return parses (text, strlen (text));
}

static void
test_depth (void)
{
  const guint bombs[] = { PORTUNUS_JSON_MAX_DEPTH, 100, 100000, 1000000 };

  g_assert_true (nesting_parses (PORTUNUS_JSON_MAX_DEPTH - 1, "[", "]"));
  g_assert_true (nesting_parses (PORTUNUS_JSON_MAX_DEPTH - 1, "{\"a\":", "}"));
  for (guint i = 0; i < G_N_ELEMENTS (bombs); i++)
    {
      g_assert_false (nesting_parses (bombs[i], "[", "]"));
      g_assert_false (nesting_parses (bombs[i], "[", ""));
      g_assert_false (nesting_parses (bombs[i], "{\"a\":", "}"));
      g_assert_false (nesting_parses (bombs[i], "{\"a\":", ""));
      g_assert_false (nesting_parses (bombs[i], "[{\"a\":", "}]"));
      g_assert_false (nesting_parses (bombs[i], "/*\"*/[", "/*\"*/]"));
      g_assert_false (nesting_parses (bombs[i], "'\"',[", "]"));
      g_assert_false (nesting_parses (bombs[i], "\"\\\"\",[", "]"));
      g_assert_false (nesting_parses (bombs[i], "//\"\n[", "]"));
    }
}

/* Many brackets beside each other are no depth. */
static void
test_breadth (void)
{
  GString *text = g_string_new ("{\"a\":[[]");
  g_autofree char *whole = NULL;

  for (guint i = 0; i < 10000; i++)
    g_string_append (text, ",[{\"x\":1}]");
  g_string_append (text, "]}");
  whole = g_string_free (text, FALSE);
  g_assert_true (parses (whole, strlen (whole)));
}

static void
test_length (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) exact = portunus_json_parse ("{\"a\":1}", 7, 7, &error);
  g_autoptr (JsonObject) over = NULL;

  g_assert_no_error (error);
  g_assert_nonnull (exact);
  over = portunus_json_parse ("{\"a\":1}", 7, 6, &error);
  g_assert_error (error, PORTUNUS_CORE_ERROR, PORTUNUS_CORE_ERROR_TOO_LARGE);
  g_assert_null (over);
}

static void
test_own_output (void)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonObject) again = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_autofree char *text_again = NULL;

  json_object_set_string_member (object, "text", "\x01\x1f\"\\/\x7f\n\t äß€😀\u2028");
  json_object_set_int_member (object, "largest", G_MAXINT64);
  json_object_set_double_member (object, "rate", 0.1);
  json_object_set_null_member (object, "none");
  text = portunus_json_to_text (object);
  again = portunus_json_parse (text, strlen (text), MAX_LENGTH, &error);
  g_assert_no_error (error);
  text_again = portunus_json_to_text (again);
  g_assert_cmpstr (text_again, ==, text);
  g_assert_cmpstr (json_object_get_string_member (again, "text"), ==, "\x01\x1f\"\\/\x7f\n\t äß€😀\u2028");
}

/* One object with a member of each kind, named after it. */
static JsonObject *
parse_kinds (void)
{
  const char *text = "{\"text\":\"word\",\"empty\":\"\",\"zero\":0,\"number\":7,\"largest\":9223372036854775807,"
                     "\"negative\":-1,\"float\":7.0,\"huge\":1e400,\"true\":true,\"false\":false,\"null\":null,"
                     "\"array\":[1,2,3],\"object\":{\"x\":1}}";
  g_autoptr (GError) error = NULL;
  JsonObject *object = portunus_json_parse (text, strlen (text), MAX_LENGTH, &error);

  g_assert_no_error (error);
  return object;
}

typedef enum { OF_STRING, OF_UINT64, OF_BOOLEAN, OF_ARRAY, OF_OBJECT } Kind;

static gboolean
get (JsonObject  *object,
     Kind         kind,
     const char  *name,
     GError     **error)
{
  const char *string;
  guint64 number;
  gboolean is_true;
  JsonArray *array;
  JsonObject *inner;

  switch (kind)
    {
    case OF_STRING:
      return portunus_json_get_string (object, name, 4, &string, error);
    case OF_UINT64:
      return portunus_json_get_uint64 (object, name, 7, &number, error);
    case OF_BOOLEAN:
      return portunus_json_get_boolean (object, name, &is_true, error);
    case OF_ARRAY:
      return portunus_json_get_array (object, name, 3, &array, error);
    case OF_OBJECT:
      return portunus_json_get_object (object, name, &inner, error);
    default:
      g_assert_not_reached ();
    }
}

static void
test_wrong_types (void)
{
  static const char * const accepted[] = {
    [OF_STRING] = " text empty ",
    [OF_UINT64] = " zero number ",
    [OF_BOOLEAN] = " true false ",
    [OF_ARRAY] = " array ",
    [OF_OBJECT] = " object ",
  };
  g_autoptr (JsonObject) object = parse_kinds ();
  g_autoptr (GList) names = json_object_get_members (object);

  names = g_list_append (names, (gpointer) "missing");
  for (Kind kind = OF_STRING; kind <= OF_OBJECT; kind++)
    for (GList *l = names; l != NULL; l = l->next)
      {
        g_autoptr (GError) error = NULL;
        g_autofree char *spaced = g_strdup_printf (" %s ", (char *) l->data);
        gboolean is_accepted = strstr (accepted[kind], spaced) != NULL;

        g_test_message ("kind %u, member %s", kind, (char *) l->data);
        g_assert_true (get (object, kind, l->data, &error) == is_accepted);
        if (is_accepted)
          g_assert_no_error (error);
        else
          g_assert_error (error, PORTUNUS_CORE_ERROR, PORTUNUS_CORE_ERROR_MALFORMED);
      }
}

static void
test_values (void)
{
  g_autoptr (JsonObject) object = parse_kinds ();
  const char *string = NULL;
  guint64 number = 1;
  gboolean is_true = FALSE;
  JsonArray *array = NULL;
  JsonObject *inner = NULL;

  g_assert_true (portunus_json_get_string (object, "text", 4, &string, NULL));
  g_assert_cmpstr (string, ==, "word");
  g_assert_true (portunus_json_get_uint64 (object, "zero", 0, &number, NULL));
  g_assert_cmpuint (number, ==, 0);
  g_assert_true (portunus_json_get_uint64 (object, "largest", G_MAXINT64, &number, NULL));
  g_assert_cmpuint (number, ==, G_MAXINT64);
  g_assert_true (portunus_json_get_boolean (object, "true", &is_true, NULL));
  g_assert_true (is_true);
  g_assert_true (portunus_json_get_boolean (object, "false", &is_true, NULL));
  g_assert_false (is_true);
  g_assert_true (portunus_json_get_array (object, "array", 3, &array, NULL));
  g_assert_cmpuint (json_array_get_length (array), ==, 3);
  g_assert_true (portunus_json_get_object (object, "object", &inner, NULL));
  g_assert_true (portunus_json_has (inner, "x"));
  g_assert_true (portunus_json_has (object, "null"));
  g_assert_false (portunus_json_has (object, "x"));
}

static void
test_limits (void)
{
  g_autoptr (JsonObject) object = parse_kinds ();
  g_autoptr (GError) error = NULL;
  const char *string;
  guint64 number;
  JsonArray *array;

  g_assert_false (portunus_json_get_string (object, "text", 3, &string, &error));
  g_assert_error (error, PORTUNUS_CORE_ERROR, PORTUNUS_CORE_ERROR_TOO_LARGE);
  g_clear_error (&error);
  g_assert_false (portunus_json_get_array (object, "array", 2, &array, &error));
  g_assert_error (error, PORTUNUS_CORE_ERROR, PORTUNUS_CORE_ERROR_TOO_LARGE);
  g_clear_error (&error);
  g_assert_false (portunus_json_get_uint64 (object, "number", 6, &number, &error));
  g_assert_error (error, PORTUNUS_CORE_ERROR, PORTUNUS_CORE_ERROR_MALFORMED);
}

/* Any change of one byte of a good message is refused or read, but never crashes or reads past the end. */
static void
test_every_byte (void)
{
  const char *text = "{\"a\":[1,-2.5,true],\"b\":\"\\u00e4\\n\"}";
  gsize length = strlen (text);

  for (gsize i = 0; i < length; i++)
    for (guint value = 0; value < 256; value++)
      {
        g_autofree char *changed = g_memdup2 (text, length);

        changed[i] = value;
        parses (changed, length);
      }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/json/texts", test_texts);
  g_test_add_func ("/json/every-cut", test_every_cut);
  g_test_add_func ("/json/zero-byte", test_zero_byte);
  g_test_add_func ("/json/depth", test_depth);
  g_test_add_func ("/json/breadth", test_breadth);
  g_test_add_func ("/json/length", test_length);
  g_test_add_func ("/json/own-output", test_own_output);
  g_test_add_func ("/json/wrong-types", test_wrong_types);
  g_test_add_func ("/json/values", test_values);
  g_test_add_func ("/json/limits", test_limits);
  g_test_add_func ("/json/every-byte", test_every_byte);
  return g_test_run ();
}
