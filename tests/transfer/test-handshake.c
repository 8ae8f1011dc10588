/* test-handshake.c: two who share a secret meet, and nobody else does
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "handshake-fixture.h"

#include <string.h>

#include "portunus-encoding.h"
#include "portunus-sas.h"
#include "portunus-transfer-error.h"
#include "portunus-verification.h"

static void
assert_met (HandshakeSide *a,
            HandshakeSide *b)
{
  g_assert_no_error (a->error);
  g_assert_no_error (b->error);
  g_assert_cmpint (portunus_handshake_get_stage (a->handshake), ==, PORTUNUS_HANDSHAKE_COMPLETE);
  g_assert_cmpint (portunus_handshake_get_stage (b->handshake), ==, PORTUNUS_HANDSHAKE_COMPLETE);
}

static void
assert_failed (HandshakeSide         *side,
               PortunusTransferError  code)
{
  g_assert_error (side->error, PORTUNUS_TRANSFER_ERROR, (int) code);
  g_assert_cmpint (portunus_handshake_get_stage (side->handshake), ==, PORTUNUS_HANDSHAKE_RUNNING);
}

static void
assert_knows (HandshakeSide *side,
              HandshakeSide *other,
              const char    *other_name)
{
  g_autofree char *device = portunus_handshake_dup_device (side->handshake);
  JsonObject *hello = portunus_handshake_get_hello (side->handshake);

  g_assert_cmpstr (device, ==, portunus_identity_get_device_id (other->identity));
  g_assert_cmpstr (json_object_get_string_member (hello, "name"), ==, other_name);
}

static void
assert_same_keys (HandshakeSide *a,
                  HandshakeSide *b)
{
  g_autoptr (PortunusSecret) one = portunus_handshake_export (a->handshake, "one", NULL);
  g_autoptr (PortunusSecret) same = portunus_handshake_export (b->handshake, "one", NULL);
  g_autoptr (PortunusSecret) other = portunus_handshake_export (a->handshake, "two", NULL);

  g_assert_true (portunus_secret_equal (one, same));
  g_assert_false (portunus_secret_equal (one, other));
}

static void
test_meet (gconstpointer data)
{
  const HandshakeMode *mode = data;
  HandshakeSide *a = handshake_side_new (TRUE, mode->initiator, HANDSHAKE_ROOM);
  HandshakeSide *b = handshake_side_new (FALSE, mode->responder, HANDSHAKE_ROOM);
  g_autofree char *words = NULL;
  g_autofree char *same_words = NULL;

  handshake_pump (a, b);
  assert_met (a, b);
  assert_knows (a, b, "responder");
  assert_knows (b, a, "initiator");
  assert_same_keys (a, b);
  g_assert_cmpuint (g_strv_length ((char **) portunus_handshake_get_words (a->handshake)), ==, PORTUNUS_SAS_WORDS);
  words = g_strjoinv (" ", (char **) portunus_handshake_get_words (a->handshake));
  same_words = g_strjoinv (" ", (char **) portunus_handshake_get_words (b->handshake));
  g_assert_cmpstr (words, ==, same_words);
  g_assert_true (portunus_handshake_uses_code (a->handshake) == mode->is_code);
  g_assert_true (portunus_handshake_uses_code (b->handshake) == mode->is_code);
  handshake_side_free (a);
  handshake_side_free (b);
}

typedef struct
{
  const char            *path;
  HandshakeSecrets       initiator;
  HandshakeSecrets       responder;
  const char            *responder_room;
  PortunusTransferError  code;
} Mismatch;

static const Mismatch mismatches[] = {
  { "wrong-link", HANDSHAKE_LINK, HANDSHAKE_OTHER_LINK, HANDSHAKE_ROOM, PORTUNUS_TRANSFER_ERROR_WRONG_SECRET },
  { "wrong-code", HANDSHAKE_CODE, HANDSHAKE_OTHER_CODE, HANDSHAKE_ROOM, PORTUNUS_TRANSFER_ERROR_WRONG_SECRET },
  { "code-closed", HANDSHAKE_CODE, HANDSHAKE_LINK, HANDSHAKE_ROOM, PORTUNUS_TRANSFER_ERROR_CODE_CLOSED },
  { "no-link", HANDSHAKE_LINK, HANDSHAKE_CODE, HANDSHAKE_ROOM, PORTUNUS_TRANSFER_ERROR_CODE_CLOSED },
  { "other-room", HANDSHAKE_LINK, HANDSHAKE_LINK, "another room", PORTUNUS_TRANSFER_ERROR_WRONG_SECRET },
  { "other-room-code", HANDSHAKE_CODE, HANDSHAKE_CODE, "another room", PORTUNUS_TRANSFER_ERROR_WRONG_SECRET },
};

static void
test_mismatch (gconstpointer data)
{
  const Mismatch *mismatch = data;
  HandshakeSide *a = handshake_side_new (TRUE, mismatch->initiator, HANDSHAKE_ROOM);
  HandshakeSide *b = handshake_side_new (FALSE, mismatch->responder, mismatch->responder_room);

  handshake_pump (a, b);
  assert_failed (a, mismatch->code);
  assert_failed (b, mismatch->code);
  handshake_side_free (a);
  handshake_side_free (b);
}

static void
test_version (gconstpointer data)
{
  const HandshakeMode *mode = data;

  for (guint version = 0; version < 256; version += version == 1 ? 254 : 1)
    {
      HandshakeSide *a = handshake_side_new (TRUE, mode->initiator, HANDSHAKE_ROOM);
      HandshakeSide *b = handshake_side_new (FALSE, mode->responder, HANDSHAKE_ROOM);
      g_autoptr (GBytes) first = g_queue_pop_head (&a->outgoing);
      g_autoptr (GBytes) changed = handshake_change_byte (first, 1, version);

      handshake_take (b, version == 1 ? first : changed);
      handshake_pump (a, b);
      if (version == 1)
        assert_met (a, b);
      else
        {
          assert_failed (a, PORTUNUS_TRANSFER_ERROR_VERSION);
          assert_failed (b, PORTUNUS_TRANSFER_ERROR_VERSION);
        }
      handshake_side_free (a);
      handshake_side_free (b);
    }
}

/* Somebody between the two talks to each with keys of their own. */
static void
run_middleman (HandshakeSecrets  secrets,
               HandshakeSecrets  stolen,
               HandshakeSide    *victims[2])
{
  HandshakeSide *to_initiator = handshake_side_new (FALSE, stolen, HANDSHAKE_ROOM);
  HandshakeSide *to_responder = handshake_side_new (TRUE, stolen, HANDSHAKE_ROOM);

  victims[0] = handshake_side_new (TRUE, secrets, HANDSHAKE_ROOM);
  victims[1] = handshake_side_new (FALSE, secrets, HANDSHAKE_ROOM);
  handshake_pump (victims[0], to_initiator);
  handshake_pump (to_responder, victims[1]);
  handshake_side_free (to_initiator);
  handshake_side_free (to_responder);
}

static void
test_middleman (void)
{
  HandshakeSide *victims[2];

  run_middleman (HANDSHAKE_LINK, HANDSHAKE_OTHER_LINK, victims);
  assert_failed (victims[0], PORTUNUS_TRANSFER_ERROR_WRONG_SECRET);
  assert_failed (victims[1], PORTUNUS_TRANSFER_ERROR_WRONG_SECRET);
  handshake_side_free (victims[0]);
  handshake_side_free (victims[1]);

  run_middleman (HANDSHAKE_CODE, HANDSHAKE_OTHER_CODE, victims);
  assert_failed (victims[0], PORTUNUS_TRANSFER_ERROR_WRONG_SECRET);
  assert_failed (victims[1], PORTUNUS_TRANSFER_ERROR_WRONG_SECRET);
  handshake_side_free (victims[0]);
  handshake_side_free (victims[1]);
}

/* Against one who knows the secret there are still the words: the two victims do not see the same. */
static void
test_middleman_with_secret (void)
{
  HandshakeSide *victims[2];
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  run_middleman (HANDSHAKE_LINK, HANDSHAKE_LINK, victims);
  assert_met (victims[0], victims[1]);
  first = g_strjoinv (" ", (char **) portunus_handshake_get_words (victims[0]->handshake));
  second = g_strjoinv (" ", (char **) portunus_handshake_get_words (victims[1]->handshake));
  g_assert_cmpstr (first, !=, second);
  handshake_side_free (victims[0]);
  handshake_side_free (victims[1]);
}

static JsonObject *
new_message (const char *type,
             const char *value)
{
  JsonObject *message = json_object_new ();

  if (type != NULL)
    json_object_set_string_member (message, "t", type);
  if (value != NULL)
    json_object_set_string_member (message, "v", value);
  return message;
}

/* The initiator, in possession of the secret, says something else than the protocol wants it to. */
static void
check_sealed_as (const char            *type,
                 const char            *value,
                 PortunusTransferError  code)
{
  HandshakeSide *a = handshake_side_new (TRUE, HANDSHAKE_LINK, HANDSHAKE_ROOM);
  HandshakeSide *b = handshake_side_new (FALSE, HANDSHAKE_LINK, HANDSHAKE_ROOM);
  g_autoptr (JsonObject) message = new_message (type, value);
  g_autoptr (GBytes) sealed = NULL;

  handshake_deliver (a, b, 3);
  g_assert_cmpint (portunus_handshake_get_stage (b->handshake), ==, PORTUNUS_HANDSHAKE_AUTHENTICATED);
  sealed = portunus_handshake_seal (a->handshake, message, NULL);
  handshake_take (b, sealed);
  g_assert_error (b->error, PORTUNUS_TRANSFER_ERROR, (int) code);
  g_assert_null (portunus_handshake_get_words (b->handshake));
  g_assert_null (b->opened);
  handshake_side_free (a);
  handshake_side_free (b);
}

static void
test_sealed_lies (void)
{
  static const guint8 zeros[PORTUNUS_SAS_NONCE_SIZE + 1] = { 0 };
  g_autofree char *nonce = portunus_encode_base64url (zeros, PORTUNUS_SAS_NONCE_SIZE);
  g_autofree char *too_short = portunus_encode_base64url (zeros, PORTUNUS_SAS_NONCE_SIZE - 1);
  g_autofree char *too_long = portunus_encode_base64url (zeros, PORTUNUS_SAS_NONCE_SIZE + 1);

  check_sealed_as ("sas-reveal", nonce, PORTUNUS_TRANSFER_ERROR_TAMPERED);
  check_sealed_as ("sas-commit", nonce, PORTUNUS_TRANSFER_ERROR_PROTOCOL);
  check_sealed_as ("sas-nonce", nonce, PORTUNUS_TRANSFER_ERROR_PROTOCOL);
  check_sealed_as ("sas-", nonce, PORTUNUS_TRANSFER_ERROR_PROTOCOL);
  check_sealed_as ("sas-reveal", NULL, PORTUNUS_TRANSFER_ERROR_PROTOCOL);
  check_sealed_as ("sas-reveal", "", PORTUNUS_TRANSFER_ERROR_PROTOCOL);
  check_sealed_as ("sas-reveal", "!", PORTUNUS_TRANSFER_ERROR_PROTOCOL);
  check_sealed_as ("sas-reveal", too_short, PORTUNUS_TRANSFER_ERROR_PROTOCOL);
  check_sealed_as ("sas-reveal", too_long, PORTUNUS_TRANSFER_ERROR_PROTOCOL);
  check_sealed_as (NULL, nonce, PORTUNUS_TRANSFER_ERROR_PROTOCOL);
  check_sealed_as ("a type that is longer than any we know", nonce, PORTUNUS_TRANSFER_ERROR_PROTOCOL);
}

static void
test_other_sealed_messages (void)
{
  HandshakeSide *a = handshake_side_new (TRUE, HANDSHAKE_LINK, HANDSHAKE_ROOM);
  HandshakeSide *b = handshake_side_new (FALSE, HANDSHAKE_LINK, HANDSHAKE_ROOM);
  g_autoptr (JsonObject) message = new_message ("lane", "anything");

  handshake_pump (a, b);
  assert_met (a, b);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GBytes) there = portunus_handshake_seal (a->handshake, message, NULL);
      g_autoptr (GBytes) back = portunus_handshake_seal (b->handshake, message, NULL);

      g_assert_true (handshake_take (b, there));
      g_assert_cmpstr (json_object_get_string_member (b->opened, "v"), ==, "anything");
      g_assert_true (handshake_take (a, back));
      g_assert_cmpstr (json_object_get_string_member (a->opened, "t"), ==, "lane");
    }
  handshake_side_free (a);
  handshake_side_free (b);
}

static void
test_hello_too_long (void)
{
  g_autofree char *name = g_strnfill (PORTUNUS_HANDSHAKE_MAX_HELLO, 'n');
  HandshakeSide *a = handshake_side_new_named (TRUE, HANDSHAKE_LINK, HANDSHAKE_ROOM, name);
  HandshakeSide *b = handshake_side_new (FALSE, HANDSHAKE_LINK, HANDSHAKE_ROOM);

  handshake_pump (a, b);
  assert_failed (b, PORTUNUS_TRANSFER_ERROR_PROTOCOL);
  handshake_side_free (a);
  handshake_side_free (b);
}

/* A middleman who could choose its nonce after it saw the other's could make the words fit. */
static void
test_commitment (void)
{
  static const guint8 hash[32] = "what both sides agreed on before";
  PortunusVerification *cheat = portunus_verification_new (TRUE, hash);
  PortunusVerification *other = portunus_verification_new (TRUE, hash);
  PortunusVerification *honest = portunus_verification_new (FALSE, hash);
  g_autoptr (JsonObject) commit = portunus_verification_start (cheat);
  g_autoptr (JsonObject) nonce = NULL;
  g_autoptr (JsonObject) reveal = NULL;
  g_autoptr (JsonObject) none = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (portunus_verification_handle (honest, commit, &nonce, NULL));
  g_assert_true (portunus_verification_handle (other, nonce, &reveal, NULL));
  g_assert_nonnull (portunus_verification_get_words (other));
  g_assert_false (portunus_verification_handle (honest, reveal, &none, &error));
  g_assert_error (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_TAMPERED);
  g_assert_null (portunus_verification_get_words (honest));
  portunus_verification_free (cheat);
  portunus_verification_free (other);
  portunus_verification_free (honest);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  for (guint i = 0; i < handshake_n_modes; i++)
    {
      g_autofree char *meet = g_strconcat ("/transfer/handshake/meet/", handshake_modes[i].name, NULL);
      g_autofree char *version = g_strconcat ("/transfer/handshake/version/", handshake_modes[i].name, NULL);

      g_test_add_data_func (meet, &handshake_modes[i], test_meet);
      g_test_add_data_func (version, &handshake_modes[i], test_version);
    }
  for (guint i = 0; i < G_N_ELEMENTS (mismatches); i++)
    {
      g_autofree char *path = g_strconcat ("/transfer/handshake/mismatch/", mismatches[i].path, NULL);

      g_test_add_data_func (path, &mismatches[i], test_mismatch);
    }
  g_test_add_func ("/transfer/handshake/middleman", test_middleman);
  g_test_add_func ("/transfer/handshake/middleman-with-secret", test_middleman_with_secret);
  g_test_add_func ("/transfer/handshake/sealed-lies", test_sealed_lies);
  g_test_add_func ("/transfer/handshake/other-sealed-messages", test_other_sealed_messages);
  g_test_add_func ("/transfer/handshake/hello-too-long", test_hello_too_long);
  g_test_add_func ("/transfer/handshake/commitment", test_commitment);

  return g_test_run ();
}
