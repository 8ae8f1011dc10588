/* test-handshake-pass.c: who came by a code comes back when the code is closed, and nobody else does
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "handshake-fixture.h"

#include "portunus-pass.h"
#include "portunus-transfer-error.h"

typedef struct
{
  HandshakeSide  *a;
  HandshakeSide  *b;
  GPtrArray      *passes;
  PortunusSecret *secret;   /* of the pass */
} Fixture;

static PortunusSecret *
export_pass (HandshakeSide *side)
{
  g_autoptr (GError) error = NULL;
  PortunusSecret *secret = portunus_handshake_export (side->handshake, "pass", &error);

  g_assert_no_error (error);
  return secret;
}

/* Two devices that met by a code. */
static void
setup (Fixture       *f,
       gconstpointer  data)
{
  g_autoptr (PortunusSecret) same = NULL;

  f->a = handshake_side_new (TRUE, HANDSHAKE_CODE, HANDSHAKE_ROOM);
  f->b = handshake_side_new (FALSE, HANDSHAKE_BOTH, HANDSHAKE_ROOM);
  handshake_pump (f->a, f->b);
  g_assert_no_error (f->a->error);
  g_assert_no_error (f->b->error);
  f->secret = export_pass (f->a);
  same = export_pass (f->b);
  g_assert_true (portunus_secret_equal (f->secret, same));
  f->passes = portunus_passes_new ();
}

static void
teardown (Fixture       *f,
          gconstpointer  data)
{
  handshake_side_free (f->a);
  handshake_side_free (f->b);
  g_ptr_array_unref (f->passes);
  portunus_secret_unref (f->secret);
}

/* The same device in another conversation. */
static void
begin_again (HandshakeSide  *side,
             gboolean        is_initiator,
             PortunusSecret *link_secret,
             GPtrArray      *passes)
{
  g_autoptr (JsonObject) hello = json_object_new ();
  g_autoptr (GError) error = NULL;
  const PortunusHandshakeConfig config = {
    .room = HANDSHAKE_ROOM,
    .identity = side->identity,
    .hello = hello,
    .link_secret = link_secret,
    .passes = passes,
  };

  portunus_handshake_free (side->handshake);
  side->handshake = portunus_handshake_new (&config, is_initiator);
  g_assert_true (portunus_handshake_start (side->handshake, &side->outgoing, &error));
  g_assert_no_error (error);
}

static void
come_back (Fixture        *f,
           PortunusSecret *secret)
{
  g_autoptr (PortunusSecret) link = handshake_dup_secret (HANDSHAKE_LINK);

  begin_again (f->a, TRUE, secret, NULL);
  begin_again (f->b, FALSE, link, f->passes);
  handshake_pump (f->a, f->b);
}

static char *
dup_device (HandshakeSide *side)
{
  return g_strdup (portunus_identity_get_device_id (side->identity));
}

static void
test_comes_back (Fixture       *f,
                 gconstpointer  data)
{
  g_autofree char *device = dup_device (f->a);
  g_autoptr (PortunusSecret) other = portunus_secret_new_random (32);

  portunus_passes_add (f->passes, "somebody else", other);
  portunus_passes_add (f->passes, device, f->secret);
  come_back (f, f->secret);
  g_assert_no_error (f->a->error);
  g_assert_no_error (f->b->error);
  g_assert_nonnull (portunus_handshake_get_words (f->b->handshake));
  g_assert_false (portunus_handshake_uses_code (f->b->handshake));
}

static void
test_link_works_beside (Fixture       *f,
                        gconstpointer  data)
{
  g_autofree char *device = dup_device (f->a);
  g_autoptr (PortunusSecret) link = handshake_dup_secret (HANDSHAKE_LINK);

  portunus_passes_add (f->passes, device, f->secret);
  come_back (f, link);
  g_assert_no_error (f->a->error);
  g_assert_no_error (f->b->error);
}

static void
test_unknown_pass (Fixture       *f,
                   gconstpointer  data)
{
  g_autofree char *device = dup_device (f->a);
  g_autoptr (PortunusSecret) other = portunus_secret_new_random (32);

  portunus_passes_add (f->passes, device, f->secret);
  come_back (f, other);
  g_assert_error (f->a->error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_WRONG_SECRET);
  g_assert_error (f->b->error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_WRONG_SECRET);
}

static void
test_pass_of_another_device (Fixture       *f,
                             gconstpointer  data)
{
  portunus_passes_add (f->passes, "00112233445566778899aabbccddeeff", f->secret);
  come_back (f, f->secret);
  g_assert_error (f->a->error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_TAMPERED);
  g_assert_error (f->b->error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_TAMPERED);
}

static void
test_one_pass_for_a_device (void)
{
  g_autoptr (GPtrArray) passes = portunus_passes_new ();
  g_autoptr (PortunusSecret) first = portunus_secret_new_random (32);
  g_autoptr (PortunusSecret) last = portunus_secret_new_random (32);

  portunus_passes_add (passes, "a", first);
  portunus_passes_add (passes, "b", first);
  portunus_passes_add (passes, "a", last);
  g_assert_cmpuint (passes->len, ==, 2);
  g_assert_true (portunus_secret_equal (((PortunusPass *) passes->pdata[1])->secret, last));
}

static void
test_oldest_gives_way (void)
{
  g_autoptr (GPtrArray) passes = portunus_passes_new ();
  g_autoptr (PortunusSecret) secret = portunus_secret_new_random (32);

  for (guint i = 0; i < PORTUNUS_MAX_PASSES + 1; i++)
    {
      g_autofree char *device = g_strdup_printf ("%u", i);

      portunus_passes_add (passes, device, secret);
    }
  g_assert_cmpuint (passes->len, ==, PORTUNUS_MAX_PASSES);
  g_assert_cmpstr (((PortunusPass *) passes->pdata[0])->device, ==, "1");
}

#define ADD(path, function) g_test_add ("/transfer/handshake-pass/" path, Fixture, NULL, setup, function, teardown)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("comes-back", test_comes_back);
  ADD ("link-works-beside", test_link_works_beside);
  ADD ("unknown-pass", test_unknown_pass);
  ADD ("pass-of-another-device", test_pass_of_another_device);
  g_test_add_func ("/transfer/handshake-pass/one-pass-for-a-device", test_one_pass_for_a_device);
  g_test_add_func ("/transfer/handshake-pass/oldest-gives-way", test_oldest_gives_way);

  return g_test_run ();
}
