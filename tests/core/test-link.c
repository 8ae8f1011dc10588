/* test-link.c: links and codes people pass on are read as meant, or refused with a sentence
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-link.h"

#include <string.h>

#include "portunus-encoding.h"
#include "portunus-error.h"

#define ROOM        "00112233445566778899aabbccddeeff"
#define SECRET      "AAECAwQFBgcICQoLDA0ODw"
#define FINGERPRINT "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
#define PATH        "/r/" ROOM
#define FRAGMENT    "#k=" SECRET "&f=" FINGERPRINT

/* Each as given, and as it is written again; NULL: refused. */
typedef struct
{
  const char *given;
  const char *expected;
} Row;

static const Row links[] = {
  { "https://example.org:8443" PATH FRAGMENT, "https://example.org:8443" PATH FRAGMENT },
  { "https://example.org" PATH FRAGMENT, "https://example.org:443" PATH FRAGMENT },
  { "https://192.0.2.7:1" PATH FRAGMENT, "https://192.0.2.7:1" PATH FRAGMENT },
  { "https://192.0.2.7:65535" PATH FRAGMENT, "https://192.0.2.7:65535" PATH FRAGMENT },
  { "https://[2001:db8::7]:8443" PATH FRAGMENT, "https://[2001:db8::7]:8443" PATH FRAGMENT },
  { "https://[::1]" PATH FRAGMENT, "https://[::1]:443" PATH FRAGMENT },
  { "https://laptop.local:8443" PATH FRAGMENT, "https://laptop.local:8443" PATH FRAGMENT },
  { "https://a-b_c.example:8443" PATH FRAGMENT, "https://a-b_c.example:8443" PATH FRAGMENT },
  { "HTTPS://example.org" PATH FRAGMENT, "https://example.org:443" PATH FRAGMENT },
  { "  https://example.org" PATH FRAGMENT "\n", "https://example.org:443" PATH FRAGMENT },
  { "https://example.org/r/00112233445566778899AABBCCDDEEFF" FRAGMENT, "https://example.org:443" PATH FRAGMENT },
  { "https://example.org" PATH, "https://example.org:443" PATH },
  { "https://example.org" PATH "#", "https://example.org:443" PATH },
  { "https://example.org" PATH "#k=" SECRET, "https://example.org:443" PATH "#k=" SECRET },
  { "https://example.org" PATH "#f=" FINGERPRINT, "https://example.org:443" PATH "#f=" FINGERPRINT },
  { "https://example.org" PATH "#f=" FINGERPRINT "&k=" SECRET, "https://example.org:443" PATH FRAGMENT },
  { "https://example.org" PATH "#v=2&k=" SECRET "&later", "https://example.org:443" PATH "#k=" SECRET },
  { "portunus://example.org:8443" PATH FRAGMENT, "https://example.org:8443" PATH FRAGMENT },
  { "portunus://example.org" PATH FRAGMENT, "https://example.org:443" PATH FRAGMENT },
  { "portunus:example.org" PATH FRAGMENT, NULL },
  { "portunus:" PATH FRAGMENT, NULL },

  /* Plain HTTP only where nobody can listen in */
  { "http://127.0.0.1:8080" PATH, "http://127.0.0.1:8080" PATH },
  { "http://127.8.9.10:8080" PATH, "http://127.8.9.10:8080" PATH },
  { "http://localhost" PATH, "http://localhost:80" PATH },
  { "http://[::1]:8080" PATH, "http://[::1]:8080" PATH },
  { "http://example.org" PATH, NULL },
  { "http://192.168.1.2" PATH, NULL },
  { "http://0.0.0.0" PATH, NULL },
  { "http://[2001:db8::1]" PATH, NULL },
  { "http://localhost.example.org" PATH, NULL },
  { "http://127.0.0.1.example.org" PATH, NULL },
  { "http://127.0.0.1@example.org" PATH, NULL },

  /* Not an address of ours */
  { "", NULL },
  { " ", NULL },
  { "hello", NULL },
  { "example.org" PATH, NULL },
  { "//example.org" PATH, NULL },
  { "https:", NULL },
  { "https://", NULL },
  { "https://" PATH, NULL },
  { "https:///r/" ROOM, NULL },
  { "https://:8443" PATH, NULL },
  { "ftp://example.org" PATH, NULL },
  { "file:///etc/passwd", NULL },
  { "javascript:alert(1)", NULL },
  { "httpss://example.org" PATH, NULL },
  { "https://user@example.org" PATH, NULL },
  { "https://user:password@example.org" PATH, NULL },
  { "https://@example.org" PATH, NULL },
  { "7-cedar-lantern", NULL },

  /* Host and port */
  { "https://example.org:0" PATH, NULL },
  { "https://example.org:65536" PATH, NULL },
  { "https://example.org:99999999999999999999" PATH, NULL },
  { "https://example.org:-1" PATH, NULL },
  { "https://example.org:x" PATH, NULL },
  { "https://example.org:80:80" PATH, NULL },
  { "https://[::1" PATH, NULL },
  { "https://::1" PATH, NULL },
  { "https://[example.org]" PATH, NULL },
  { "https://[::g]" PATH, NULL },
  { "https://exa mple.org" PATH, NULL },
  { "https://exa%20mple.org" PATH, NULL },
  { "https://exa%0d%0ample.org" PATH, NULL },
  { "https://example.org%00" PATH, NULL },
  { "https://example.org%2f" PATH, NULL },
  { "https://exam\xffple.org" PATH, NULL },
  { "https://example.org\n.evil" PATH, NULL },
  { "https://<b>" PATH, NULL },
  { "https://a\"b" PATH, NULL },

  /* Room */
  { "https://example.org", NULL },
  { "https://example.org/", NULL },
  { "https://example.org/r/", NULL },
  { "https://example.org/r", NULL },
  { "https://example.org/R/" ROOM, NULL },
  { "https://example.org/x/" ROOM, NULL },
  { "https://example.org//r/" ROOM, NULL },
  { "https://example.org/r/" ROOM "/", NULL },
  { "https://example.org/r/" ROOM "0", NULL },
  { "https://example.org/r/0" ROOM, NULL },
  { "https://example.org/r/0011223344556677", NULL },
  { "https://example.org/r/0011223344556677-899aabbccddeeff", NULL },
  { "https://example.org/r/../r/" ROOM, "https://example.org:443" PATH },
  { "https://example.org/r/%2e%2e/r/" ROOM, "https://example.org:443" PATH },

  /* Damaged fragments */
  { "https://example.org" PATH "#k=", NULL },
  { "https://example.org" PATH "#k=AAEC", NULL },
  { "https://example.org" PATH "#k=AAECAwQFBgcICQoLDA0OD", NULL },
  { "https://example.org" PATH "#k=AAECAwQFBgcICQoLDA0ODx", NULL },
  { "https://example.org" PATH "#k=AAECAwQFBgcICQoLDA0ODwA", NULL },
  { "https://example.org" PATH "#k=AAECAwQFBgcICQoLDA0ODw==", NULL },
  { "https://example.org" PATH "#k=AAECAwQFBgcICQoLDA+ODw", NULL },
  { "https://example.org" PATH "#k=" SECRET "=", NULL },
  { "https://example.org" PATH "#k=" SECRET "%20", NULL },
  { "https://example.org" PATH "#k=" SECRET ".", NULL },
  { "https://example.org" PATH "#k=" FINGERPRINT, NULL },
  { "https://example.org" PATH "#f=" SECRET, NULL },
  { "https://example.org" PATH "#f=", NULL },
  { "https://example.org" PATH "#k=" SECRET "&f=AAEC", NULL },
  { "https://example.org" PATH "#k=" SECRET "&f=" FINGERPRINT "A", NULL },
  { "https://example.org" PATH "#k=" SECRET "&k=" SECRET, NULL },
  { "https://example.org" PATH "#k=" SECRET "&k=x", NULL },
  { "https://example.org" PATH FRAGMENT "&f=" FINGERPRINT, NULL },
};

static void
test_links (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (links); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (PortunusLink) link = portunus_link_parse (links[i].given, &error);
      g_autofree char *again = link != NULL ? portunus_link_format (link) : NULL;

      g_test_message ("row %u", i);
      g_assert_cmpstr (again, ==, links[i].expected);
      if (links[i].expected == NULL)
        g_assert_error (error, PORTUNUS_CORE_ERROR, PORTUNUS_CORE_ERROR_BAD_LINK);
      else
        g_assert_no_error (error);
    }
}

static void
test_members (void)
{
  g_autoptr (PortunusLink) link = portunus_link_parse ("https://[2001:db8::7]:8443" PATH FRAGMENT, NULL);
  const guint8 *secret = g_bytes_get_data (link->secret, NULL);

  g_assert_cmpstr (link->host, ==, "2001:db8::7");
  g_assert_cmpuint (link->port, ==, 8443);
  g_assert_false (link->is_plain);
  g_assert_cmpstr (link->room, ==, ROOM);
  g_assert_cmpuint (g_bytes_get_size (link->secret), ==, PORTUNUS_ROOM_SECRET_BYTES);
  g_assert_cmpuint (secret[1], ==, 1);
  g_assert_cmpuint (g_bytes_get_size (link->fingerprint), ==, PORTUNUS_FINGERPRINT_BYTES);
}

/* The sentence is shown to people and goes to logs: neither may have the secret in it. */
static void
test_error_keeps_secret (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (portunus_link_parse ("https://example.org/bad#k=" SECRET, &error));
  g_assert_null (strstr (error->message, SECRET));
}

static void
test_copy (void)
{
  g_autofree char *text = NULL;
  PortunusLink *link = portunus_link_parse ("https://example.org" PATH FRAGMENT, NULL);
  g_autoptr (PortunusLink) copy = portunus_link_copy (link);
  g_autoptr (PortunusLink) bare = portunus_link_parse ("https://example.org" PATH, NULL);
  g_autoptr (PortunusLink) bare_copy = portunus_link_copy (bare);

  portunus_link_free (link);
  text = portunus_link_format (copy);
  g_assert_cmpstr (text, ==, "https://example.org:443" PATH FRAGMENT);
  g_assert_null (bare_copy->secret);
  portunus_link_free (NULL);
}

static void
test_long (void)
{
  g_autofree char *padding = g_strnfill (3000, 'x');
  g_autofree char *text = g_strconcat ("https://example.org" PATH "#later=", padding, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (portunus_link_parse (text, &error));
  g_assert_error (error, PORTUNUS_CORE_ERROR, PORTUNUS_CORE_ERROR_BAD_LINK);
}

/* Whatever one byte of a link becomes: it is refused, or what was read can be written and read again. */
static void
test_every_byte (void)
{
  const char *text = "https://[2001:db8::7]:8443" PATH FRAGMENT;

  for (gsize i = 0; i < strlen (text); i++)
    for (guint value = 1; value < 256; value++)
      {
        g_autofree char *changed = g_strdup (text);
        g_autoptr (PortunusLink) link = NULL;
        g_autoptr (PortunusLink) again = NULL;
        g_autofree char *written = NULL;

        changed[i] = value;
        link = portunus_link_parse (changed, NULL);
        if (link == NULL)
          continue;
        written = portunus_link_format (link);
        again = portunus_link_parse (written, NULL);
        g_assert_nonnull (again);
        g_assert_cmpstr (again->host, ==, link->host);
        g_assert_cmpstr (again->room, ==, link->room);
      }
}

static const Row codes[] = {
  { "7-cedar-lantern", "7-cedar-lantern" },
  { "1-a-b", "1-a-b" },
  { "999999-cedar-lantern", "999999-cedar-lantern" },
  { "7-Cedar-LANTERN", "7-cedar-lantern" },
  { " 7 cedar lantern\n", "7-cedar-lantern" },
  { "7 cedar-lantern", "7-cedar-lantern" },
  { "007-cedar-lantern", "7-cedar-lantern" },

  { "", NULL },
  { "7", NULL },
  { "7-", NULL },
  { "7-cedar", NULL },
  { "7-cedar-", NULL },
  { "7--lantern", NULL },
  { "-7-cedar-lantern", NULL },
  { "7-cedar-lantern-", NULL },
  { "7-cedar-lantern-moon", NULL },
  { "cedar-lantern", NULL },
  { "cedar-7-lantern", NULL },
  { "0-cedar-lantern", NULL },
  { "1000000-cedar-lantern", NULL },
  { "99999999999999999999-cedar-lantern", NULL },
  { "+7-cedar-lantern", NULL },
  { "7.0-cedar-lantern", NULL },
  { "0x7-cedar-lantern", NULL },
  { "7-cedar-lan\ntern", NULL },
  { "7-cedar-lan\x1btern", NULL },
  { "7-cedar-lan\xfftern", NULL },
  { "7-zeder-größe", NULL },
  { "7-cedar/lantern", NULL },
  { "7-../..-x", NULL },
  { "https://example.org" PATH, NULL },
  { "7-cedarcedarcedarcedarcedarcedar-lanternlanternlanternlanternlantern", NULL },
};

static void
test_codes (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (PortunusCode) code = portunus_code_parse (codes[i].given, &error);
      g_autofree char *again = code != NULL ? portunus_code_format (code) : NULL;

      g_test_message ("row %u", i);
      g_assert_cmpstr (again, ==, codes[i].expected);
      if (codes[i].expected == NULL)
        g_assert_error (error, PORTUNUS_CORE_ERROR, PORTUNUS_CORE_ERROR_BAD_LINK);
      else
        g_assert_no_error (error);
    }
}

static void
test_code_members (void)
{
  g_autoptr (PortunusCode) code = portunus_code_parse ("42 Cedar Lantern", NULL);

  g_assert_cmpuint (code->number, ==, 42);
  g_assert_cmpstr (code->password, ==, "cedar-lantern");
  portunus_code_free (NULL);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/link/links", test_links);
  g_test_add_func ("/link/members", test_members);
  g_test_add_func ("/link/error-keeps-secret", test_error_keeps_secret);
  g_test_add_func ("/link/copy", test_copy);
  g_test_add_func ("/link/long", test_long);
  g_test_add_func ("/link/every-byte", test_every_byte);
  g_test_add_func ("/code/codes", test_codes);
  g_test_add_func ("/code/members", test_code_members);
  return g_test_run ();
}
