/* test-handshake-nearby.c: devices that share no secret prove their keys, and one that is meant is not mistaken
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "handshake-fixture.h"

#include <string.h>

#include "portunus-transfer-error.h"

typedef struct
{
  HandshakeSide *a;
  HandshakeSide *b;
} Fixture;

static void
setup (Fixture       *f,
       gconstpointer  data)
{
  f->a = handshake_side_new (TRUE, HANDSHAKE_LINK, HANDSHAKE_ROOM);
  f->b = handshake_side_new (FALSE, HANDSHAKE_LINK, HANDSHAKE_ROOM);
}

static void
teardown (Fixture       *f,
          gconstpointer  data)
{
  handshake_side_free (f->a);
  handshake_side_free (f->b);
}

static void
begin (HandshakeSide  *side,
       gboolean        is_initiator,
       PortunusSecret *link_secret,
       gboolean        is_nearby,
       GBytes         *pin)
{
  g_autoptr (JsonObject) hello = json_object_new ();
  g_autoptr (GError) error = NULL;
  const PortunusHandshakeConfig config = {
    .room = HANDSHAKE_ROOM,
    .identity = side->identity,
    .hello = hello,
    .link_secret = link_secret,
    .is_nearby = is_nearby,
    .pin = pin,
  };

  g_queue_clear_full (&side->outgoing, (GDestroyNotify) g_bytes_unref);
  portunus_handshake_free (side->handshake);
  side->handshake = portunus_handshake_new (&config, is_initiator);
  g_assert_true (portunus_handshake_start (side->handshake, &side->outgoing, &error));
  g_assert_no_error (error);
}

static GBytes *
make_pin (HandshakeSide *side)
{
  return g_bytes_new (portunus_identity_get_public_key (side->identity), 32);
}

static void
assert_met (Fixture *f)
{
  g_assert_no_error (f->a->error);
  g_assert_no_error (f->b->error);
  g_assert_cmpint (portunus_handshake_get_stage (f->a->handshake), ==, PORTUNUS_HANDSHAKE_COMPLETE);
  g_assert_cmpint (portunus_handshake_get_stage (f->b->handshake), ==, PORTUNUS_HANDSHAKE_COMPLETE);
  g_assert_true (g_strv_equal (portunus_handshake_get_words (f->a->handshake),
                               portunus_handshake_get_words (f->b->handshake)));
  g_assert_cmpmem (portunus_handshake_get_peer_key (f->a->handshake), 32,
                   portunus_identity_get_public_key (f->b->identity), 32);
  g_assert_cmpmem (portunus_handshake_get_peer_key (f->b->handshake), 32,
                   portunus_identity_get_public_key (f->a->identity), 32);
}

static void
test_strangers (Fixture       *f,
                gconstpointer  data)
{
  begin (f->a, TRUE, NULL, TRUE, NULL);
  begin (f->b, FALSE, NULL, TRUE, NULL);
  handshake_pump (f->a, f->b);
  assert_met (f);
}

static void
test_pin (Fixture       *f,
          gconstpointer  data)
{
  g_autoptr (GBytes) pin = make_pin (f->b);

  begin (f->a, TRUE, NULL, TRUE, pin);
  begin (f->b, FALSE, NULL, TRUE, NULL);
  handshake_pump (f->a, f->b);
  assert_met (f);
}

/* Who looks for one device tells no other one who it is. */
static void
test_other_device (Fixture       *f,
                   gconstpointer  data)
{
  g_autoptr (GBytes) pin = make_pin (f->a);
  g_autoptr (GBytes) first = NULL;
  g_autoptr (GBytes) second = NULL;
  g_autoptr (JsonObject) opened = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) last = NULL;

  begin (f->a, TRUE, NULL, TRUE, pin);
  begin (f->b, FALSE, NULL, TRUE, NULL);
  first = g_queue_pop_head (&f->a->outgoing);
  g_assert_true (portunus_handshake_handle (f->b->handshake, first, &f->b->outgoing, &opened, &error));
  second = g_queue_pop_head (&f->b->outgoing);
  g_assert_false (portunus_handshake_handle (f->a->handshake, second, &f->a->outgoing, &opened, &error));
  g_assert_error (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_OTHER_DEVICE);
  /* A reason of two bytes, and nothing else. */
  last = g_queue_pop_head (&f->a->outgoing);
  g_assert_cmpuint (g_bytes_get_size (last), ==, 2);
  g_assert_true (g_queue_is_empty (&f->a->outgoing));
}

/* A room with a link is no place for those who have none. */
static void
test_only_where_wanted (Fixture       *f,
                        gconstpointer  data)
{
  g_autoptr (PortunusSecret) secret = handshake_dup_secret (HANDSHAKE_LINK);

  begin (f->a, TRUE, NULL, TRUE, NULL);
  begin (f->b, FALSE, secret, FALSE, NULL);
  handshake_pump (f->a, f->b);
  g_assert_error (f->b->error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL);
  g_assert_nonnull (f->a->error);
}

static void
test_no_way_around_a_secret (Fixture       *f,
                             gconstpointer  data)
{
  const guint8 zeros[32] = { 0 };
  g_autoptr (PortunusSecret) secret = handshake_dup_secret (HANDSHAKE_LINK);
  g_autoptr (PortunusSecret) guess = portunus_secret_new (zeros, sizeof zeros);

  begin (f->a, TRUE, guess, FALSE, NULL);
  begin (f->b, FALSE, secret, FALSE, NULL);
  handshake_pump (f->a, f->b);
  g_assert_error (f->b->error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_WRONG_SECRET);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add ("/handshake-nearby/strangers", Fixture, NULL, setup, test_strangers, teardown);
  g_test_add ("/handshake-nearby/pin", Fixture, NULL, setup, test_pin, teardown);
  g_test_add ("/handshake-nearby/other-device", Fixture, NULL, setup, test_other_device, teardown);
  g_test_add ("/handshake-nearby/only-where-wanted", Fixture, NULL, setup, test_only_where_wanted, teardown);
  g_test_add ("/handshake-nearby/no-way-around-a-secret", Fixture, NULL, setup, test_no_way_around_a_secret,
              teardown);
  return g_test_run ();
}
