/* test-name.c: names and links of peers are made safe or refused
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-name.h"

#include <string.h>

#include "portunus-error.h"

#define TEN     "0123456789"
#define FIFTY   TEN TEN TEN TEN TEN
#define HUNDRED FIFTY FIFTY

typedef struct
{
  const char *given;
  const char *expected;         /* NULL: refused */
} Row;

static const Row names[] = {
  { "photo.jpg", "photo.jpg" },
  { "a", "a" },
  { "two words.txt", "two words.txt" },
  { ".bashrc", ".bashrc" },
  { "..a", "..a" },
  { "...a", "...a" },
  { "~", "~" },
  { "~root", "~root" },
  { "-rf", "-rf" },
  { "100%", "100%" },
  { "$HOME", "$HOME" },
  { "`id`", "`id`" },
  { "a;b&c", "a;b&c" },
  { "a'b", "a'b" },
  { "[x](y){z}", "[x](y){z}" },
  { "größe.txt", "größe.txt" },
  { "日本語.txt", "日本語.txt" },
  { "اسم.txt", "اسم.txt" },
  { "שם.txt", "שם.txt" },
  { "😀.png", "😀.png" },

  { "", NULL },
  { ".", NULL },
  { "..", NULL },
  { "/", NULL },
  { "a/b", NULL },
  { "/etc", NULL },
  { "a/", NULL },
  { "\xff", NULL },
  { "a\x80", NULL },
  { "\xc0\xaf", NULL },
  { "\xe2\x80", NULL },
  { "\xed\xa0\x80", NULL },
  { "\xf4\x90\x80\x80", NULL },
  { "\xf8\x88\x80\x80\x80", NULL },

  { "a\nb", "a_b" },
  { "a\tb", "a_b" },
  { "a\rb", "a_b" },
  { "\x1b[31mred", "_[31mred" },
  { "\x01", "_" },
  { "a\x7f", "a_" },
  { "a\xc2\x80" "b", "a_b" },
  { "a\xc2\x85" "b", "a_b" },
  { "a\xc2\x9b" "31m", "a_31m" },
  { "a\u061c", "a_" },
  { "a\u200eb", "a_b" },
  { "a\u200fb", "a_b" },
  { "a\u202ab", "a_b" },
  { "a\u202bb", "a_b" },
  { "a\u202cb", "a_b" },
  { "a\u202db", "a_b" },
  { "cod\u202egpj.exe", "cod_gpj.exe" },
  { "a\u2066b", "a_b" },
  { "a\u2067b", "a_b" },
  { "a\u2068b", "a_b" },
  { "a\u2069b", "a_b" },
  { "a\u2028b", "a_b" },
  { "a\u2029b", "a_b" },
  { "a\u200bb", "a_b" },
  { "a\u200db", "a_b" },
  { "a\u200cb", "a_b" },
  { "a\u2060b", "a_b" },
  { "a\ufeffb", "a_b" },
  { "\ufeffa", "_a" },
  { "a\u00adb", "a_b" },
  { "a\u034fb", "a_b" },
  { "a\u180eb", "a_b" },
  { "a\u3164b", "a_b" },
  { "a\uffa0b", "a_b" },
  { "a\u115fb", "a_b" },
  { "a\ufe0fb", "a_b" },
  { "a\ufff9b", "a_b" },
  { "a\uffffb", "a_b" },
  { "a\ufffeb", "a_b" },
  { "a\ufdd0b", "a_b" },
  { "a\U0001ffffb", "a_b" },
  { "a\U0010fffeb", "a_b" },
  { "a\U000e0041b", "a_b" },
  { "a\U000e0101b", "a_b" },
  { "a\U0001d173b", "a_b" },
  { "a\ue000b", "a\ue000b" },
  { "a\ufffdb", "a\ufffdb" },

  { "❤\ufe0f.txt", "❤\ufe0f.txt" },
  { "❤\ufe0f\ufe0f.txt", "❤\ufe0f_.txt" },
  { "\U0001f468\u200d\U0001f469.png", "\U0001f468\u200d\U0001f469.png" },
  { "\U0001f3f3\ufe0f\u200d\U0001f308", "\U0001f3f3\ufe0f\u200d\U0001f308" },
  { "می\u200cخواهم", "می\u200cخواهم" },
  { "می\u200c", "می_" },
  { "می\u200c\u200cخ", "می__خ" },
  { "\u200cخ", "_خ" },
  { "\u3000\ufe0fa", "__a" },

  { " a", "_a" },
  { "  a", "__a" },
  { "a ", "a_" },
  { "a.", "a_" },
  { "a...", "a___" },
  { "a. .", "a___" },
  { " ", "_" },
  { "...", "___" },
  { ". .", "___" },
  { "\u00a0a\u00a0", "_a_" },
  { "a\u3000", "a_" },
  { "\u2003a", "_a" },

  { "a<b", "a_b" },
  { "a>b", "a_b" },
  { "C:evil", "C_evil" },
  { "a.txt:stream", "a.txt_stream" },
  { "a\"b", "a_b" },
  { "a|b", "a_b" },
  { "what?", "what_" },
  { "a*b", "a_b" },
  { "..\\..\\evil", ".._.._evil" },
  { "\\\\host\\share", "__host_share" },

  { "CON", "_CON" },
  { "con", "_con" },
  { "Prn", "_Prn" },
  { "AUX.txt", "_AUX.txt" },
  { "nul.tar.gz", "_nul.tar.gz" },
  { "NUL .txt", "_NUL .txt" },
  { "COM1", "_COM1" },
  { "com9.log", "_com9.log" },
  { "LPT1", "_LPT1" },
  { "lpt5.", "lpt5_" },
  { "COM\u00b9", "_COM\u00b9" },
  { "LPT\u00b3.txt", "_LPT\u00b3.txt" },
  { "CONIN$", "_CONIN$" },
  { "COM0", "COM0" },
  { "COM", "COM" },
  { "COM10", "COM10" },
  { "CONSOLE", "CONSOLE" },
  { "a.con", "a.con" },
  { "nul:", "nul_" },

  { ".portunus-", "_.portunus-" },
  { ".portunus-01234567-3.part", "_.portunus-01234567-3.part" },
  { ".portunus", ".portunus" },
  { "a.portunus-", "a.portunus-" },

  { "e\u0301.txt", "é.txt" },
  { "\u212b", "Å" },
  { "\u1100\u1161", "가" },
  { "\ufb01.txt", "\ufb01.txt" },

  { HUNDRED HUNDRED, HUNDRED HUNDRED },
  { HUNDRED HUNDRED "x", HUNDRED HUNDRED },
  { HUNDRED HUNDRED ".jpeg", HUNDRED FIFTY TEN TEN TEN TEN "01234" ".jpeg" },
  { HUNDRED HUNDRED ".tar.zst", HUNDRED FIFTY TEN TEN TEN TEN "01" ".tar.zst" },
  { HUNDRED HUNDRED ".not-an-extension", HUNDRED HUNDRED },
  { HUNDRED FIFTY TEN TEN TEN TEN "012345678" "é", HUNDRED FIFTY TEN TEN TEN TEN "012345678" },
  { HUNDRED FIFTY TEN TEN TEN TEN "012345678" ". x", HUNDRED FIFTY TEN TEN TEN TEN "012345678" "_" },
  { HUNDRED FIFTY TEN TEN TEN TEN "0123" "م\u200cخ" "x", HUNDRED FIFTY TEN TEN TEN TEN "0123" "م" },
};

typedef struct
{
  const char *link;
  const char *target;
  gboolean    is_inside;
} LinkRow;

static const LinkRow links[] = {
  { "top/link", "file", TRUE },
  { "top/link", "a/b/c", TRUE },
  { "top/link", ".", TRUE },
  { "top/link", "./a", TRUE },
  { "top/link", "a//b", TRUE },
  { "top/link", "a/", TRUE },
  { "top/link", "...", TRUE },
  { "top/a/link", "..", TRUE },
  { "top/a/link", "../b", TRUE },
  { "top/a/link", ".././b", TRUE },
  { "top/a/b/link", "../..", TRUE },
  { "link", "sibling", TRUE },
  { "link", "folder/file", TRUE },
  { "top/link", "..", FALSE },
  { "top/link", "../top/a", FALSE },
  { "top/link", "../other", FALSE },
  { "top/a/link", "../..", FALSE },
  { "top/a/link", "../../top/a", FALSE },
  { "top/a/b/link", "../../../..", FALSE },
  { "top/a/link", "b/..", FALSE },
  { "top/a/link", "b/../../..", FALSE },
  { "link", ".", FALSE },
  { "link", "./", FALSE },
  { "link", "..", FALSE },
  { "link", "../x", FALSE },
  { "link", "a/../../x", FALSE },
  { "top/link", "", FALSE },
  { "top/link", "/", FALSE },
  { "top/link", "/etc/passwd", FALSE },
  { "top/link", "//host/x", FALSE },
  { "top/link", "a\nb", FALSE },
  { "top/link", "a\x1b", FALSE },
  { "top/link", "\xff", FALSE },
};

static const struct
{
  const char *name;
  guint       number;
  const char *expected;
} numbered[] = {
  { "a", 1, "a (1)" },
  { "a.txt", 1, "a (1).txt" },
  { "a.tar.gz", 2, "a (2).tar.gz" },
  { "a.TAR.xz", 2, "a (2).TAR.xz" },
  { ".bashrc", 3, ".bashrc (3)" },
  { ".tar.gz", 3, ".tar (3).gz" },
  { "v1.2 of it", 1, "v1.2 of it (1)" },
  { "a.b.c", 4294967295u, "a.b (4294967295).c" },
  { "größe.png", 10, "größe (10).png" },
  { HUNDRED HUNDRED, 1, HUNDRED FIFTY TEN TEN TEN TEN "012345 (1)" },
};

static const struct
{
  const char *text;
  gsize       max_chars;
  const char *expected;
} displayed[] = {
  { "hello", 10, "hello" },
  { "hello", 5, "hello" },
  { "hello", 4, "hel…" },
  { "hello", 1, "…" },
  { "", 3, "" },
  { "größe", 4, "grö…" },
  { "a\x1b[2Jb", 20, "a\ufffd[2Jb" },
  { "a\nb\r", 20, "a\ufffdb\ufffd" },
  { "a\u202eb", 20, "a\ufffdb" },
  { "a\u200bb", 20, "a\ufffdb" },
  { "a\xc2\x9b" "b", 20, "a\ufffdb" },
  { "a\xff\xfe" "b", 20, "a\ufffd\ufffdb" },
  { "a\xe2\x80", 20, "a\ufffd\ufffd" },
  { "\U0001f468\u200d\U0001f469", 20, "\U0001f468\u200d\U0001f469" },
};

static void
test_names (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *result = portunus_name_sanitize (names[i].given, &error);

      g_assert_cmpstr (result, ==, names[i].expected);
      if (names[i].expected == NULL)
        g_assert_error (error, PORTUNUS_CORE_ERROR, PORTUNUS_CORE_ERROR_BAD_NAME);
      else
        g_assert_no_error (error);
    }
}

static void
test_name_limit (void)
{
  g_autofree char *too_long = g_strnfill (PORTUNUS_PATH_MAX_BYTES + 1, 'a');

  g_assert_null (portunus_name_sanitize (too_long, NULL));
}

static void
test_links (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (links); i++)
    {
      if (portunus_symlink_target_is_inside (links[i].link, links[i].target) != links[i].is_inside)
        g_error ("%s -> %s", links[i].link, links[i].target);
    }
}

static void
test_numbers (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (numbered); i++)
    {
      g_autofree char *result = portunus_name_with_number (numbered[i].name, numbered[i].number);

      g_assert_cmpstr (result, ==, numbered[i].expected);
    }
}

static void
test_display (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (displayed); i++)
    {
      g_autofree char *result = portunus_text_for_display (displayed[i].text, displayed[i].max_chars);

      g_assert_cmpstr (result, ==, displayed[i].expected);
    }
}

static void
test_collisions (void)
{
  static const char * const equal[][2] = {
    { "readme", "README" },
    { "Größe", "GRÖSSE" },
    { "Größe", "gro\u0308ße" },
    { "a/B.txt", "A/b.TXT" },
    { "Σ", "ς" },
    { "❤\ufe0f", "❤" },
  };
  static const char * const different[][2] = {
    { "a", "b" },
    { "a/b", "ab" },
    { "①", "1" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (equal); i++)
    {
      g_autofree char *first = portunus_path_collision_key (equal[i][0]);
      g_autofree char *second = portunus_path_collision_key (equal[i][1]);

      g_assert_cmpstr (first, ==, second);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (different); i++)
    {
      g_autofree char *first = portunus_path_collision_key (different[i][0]);
      g_autofree char *second = portunus_path_collision_key (different[i][1]);

      g_assert_cmpstr (first, !=, second);
    }
}

/* Mostly from the characters that the rules are about, so that they meet each other. */
static char *
random_text (void)
{
  static const char * const pieces[] = {
    ".", "..", " ", "/", "\\", ":", "a", "é", "e\u0301", "\u0301", "\u200d", "\u200c", "\ufe0f", "م", "خ", "\U0001f468",
    "\u3000", "\u00a0", "CON", "com", "1", "\u00b9", ".portunus-", ".tar", ".gz", "\x1b", "\u202e", "\uffff", "\u1100",
    "\u1161", "_", FIFTY, "\u0345", "\u0f71\u0f72", "\xff",
  };
  GString *text = g_string_new (NULL);
  int n = g_test_rand_int_range (0, 24);

  for (int i = 0; i < n; i++)
    {
      if (g_test_rand_bit ())
        g_string_append (text, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces) - 1)]);
      else if (g_test_rand_bit ())
        g_string_append_unichar (text, g_test_rand_int_range (1, 0xd800));
      else
        g_string_append_c (text, (char) g_test_rand_int_range (1, 256));
    }
  return g_string_free (text, FALSE);
}

static void
assert_safe (const char *name)
{
  g_autofree char *again = portunus_name_sanitize (name, NULL);
  g_autofree char *copy = portunus_name_with_number (name, 7);
  g_autofree char *copy_again = portunus_name_sanitize (copy, NULL);

  g_assert_cmpstr (again, ==, name);
  g_assert_cmpstr (copy_again, ==, copy);
  g_assert_true (g_utf8_validate (name, -1, NULL));
  g_assert_cmpuint (strlen (name), <=, PORTUNUS_NAME_MAX_BYTES);
  g_assert_cmpuint (strlen (copy), <=, PORTUNUS_NAME_MAX_BYTES);
  g_assert_null (strpbrk (name, "/\\:*?\"<>|\n\x1b"));
}

static void
test_random (void)
{
  for (guint i = 0; i < 100000; i++)
    {
      g_autofree char *text = random_text ();
      g_autofree char *name = portunus_name_sanitize (text, NULL);
      g_autofree char *shown = portunus_text_for_display (text, 12);

      if (name != NULL)
        assert_safe (name);
      g_assert_true (g_utf8_validate (shown, -1, NULL));
      g_assert_cmpint (g_utf8_strlen (shown, -1), <=, 12);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/core/name/table", test_names);
  g_test_add_func ("/core/name/limit", test_name_limit);
  g_test_add_func ("/core/name/links", test_links);
  g_test_add_func ("/core/name/numbers", test_numbers);
  g_test_add_func ("/core/name/display", test_display);
  g_test_add_func ("/core/name/collisions", test_collisions);
  g_test_add_func ("/core/name/random", test_random);
  return g_test_run ();
}
