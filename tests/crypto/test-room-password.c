/* test-room-password.c: what a password gives, against figures made by another implementation
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-room-password.h"

#include <string.h>

#include "crypto-fixture.h"
#include "portunus-crypto-error.h"
#include "portunus-kdf-private.h"

#define ROOM "ab47d58057ca73cb3e03a051b4a75fee"
#define LINK "000102030405060708090a0b0c0d0e0f"

/* RFC 7914 §11. */
static void
test_pbkdf2 (void)
{
  const PortunusKdfInput input = {
    .key = (const guint8 *) "passwd", .n_key = 6,
    .salt = (const guint8 *) "salt", .n_salt = 4,
  };
  guint8 output[64];
  g_autoptr (GError) error = NULL;

  g_assert_true (_portunus_pbkdf2 (&input, 1, output, sizeof output, &error));
  fixture_assert_data (output, sizeof output,
                       "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
                       "49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783");
}

static PortunusRoomPassword *
stretch (const char  *text,
         const char  *room,
         GError     **error)
{
  g_autoptr (PortunusSecret) password = portunus_secret_new (text, strlen (text));
  g_autoptr (PortunusSecret) link = fixture_secret (LINK);

  return portunus_room_password_stretch (password, room, link, error);
}

/* Made with Python's hashlib and hmac. Both ways to write the same letter give the same. */
static void
test_vector (void)
{
  static const char * const texts[] = { "Zo\xc3\xab 7", "Zoe\xcc\x88 7" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (PortunusRoomPassword) result = stretch (texts[i], ROOM, &error);
      guint8 verifier[PORTUNUS_ROOM_PROOF_SIZE];

      g_assert_no_error (error);
      fixture_assert_secret (result->proof, "107d1402d6f62707ae3c418aa7213e2165873ac25d74cc36e2dc1b2c8076dc3e");
      fixture_assert_secret (result->secret, "51cb88b1cde890cd93c073dd555f8a5e");
      portunus_room_password_verifier (portunus_secret_get_data (result->proof, NULL), verifier);
      fixture_assert_data (verifier, sizeof verifier,
                           "2a3216975ce4dae9b8bbb40475a917aaaf33721d17b41eeea79d8706042eea4b");
    }
}

static void
test_another_room (void)
{
  g_autoptr (PortunusRoomPassword) one = stretch ("x", ROOM, NULL);
  g_autoptr (PortunusRoomPassword) other = stretch ("x", "bb47d58057ca73cb3e03a051b4a75fee", NULL);

  g_assert_false (portunus_secret_equal (one->proof, other->proof));
  g_assert_false (portunus_secret_equal (one->secret, other->secret));
}

static void
test_no_password (void)
{
  static const char * const bad[] = { "", "\xff" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (stretch (bad[i], ROOM, &error));
      g_assert_error (error, PORTUNUS_CRYPTO_ERROR, PORTUNUS_CRYPTO_ERROR_MALFORMED);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/room-password/pbkdf2", test_pbkdf2);
  g_test_add_func ("/room-password/vector", test_vector);
  g_test_add_func ("/room-password/another-room", test_another_room);
  g_test_add_func ("/room-password/no-password", test_no_password);
  return g_test_run ();
}
