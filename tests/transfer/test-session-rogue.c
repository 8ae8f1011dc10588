/* test-session-rogue.c: a peer that knows the secret and does not keep to the protocol
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "party.h"

#include <string.h>

#include "portunus-cipher.h"
#include "portunus-json.h"
#include "portunus-test.h"
#include "portunus-transfer-error.h"

#define HELLO "{\"name\":\"Rogue\",\"role\":\"receive\"}"

/* Speaks the protocol by hand, so that it can say anything. */
typedef struct
{
  PortunusTestRoom    *room;
  PortunusTestWire    *wire;
  Party               *host;
  PortunusSignaling   *signaling;
  HandshakeSide       *side;
  PortunusLaneFactory *factory;
  PortunusLane        *lane;
  PortunusCipher      *control;
  char                *told;
  gboolean             is_open;
} Rogue;

static void
flush (Rogue *self)
{
  GBytes *message;

  while ((message = g_queue_pop_head (&self->side->outgoing)) != NULL)
    {
      portunus_signaling_send (self->signaling, PARTY_HOST, message);
      g_bytes_unref (message);
    }
}

static void
message_cb (PortunusSignaling *signaling,
            const char        *peer_id,
            GBytes            *message,
            Rogue             *self)
{
  JsonObject *envelope;

  handshake_take (self->side, message);
  flush (self);
  envelope = self->side->opened;
  if (self->lane != NULL && envelope != NULL && json_object_has_member (envelope, "m"))
    portunus_lane_negotiate (self->lane, json_object_get_object_member (envelope, "m"));
  if (envelope != NULL && strcmp (json_object_get_string_member (envelope, "t"), "bye") == 0)
    {
      g_assert_null (self->told);
      self->told = g_strdup (json_object_get_string_member_with_default (envelope, "code", ""));
    }
  g_clear_pointer (&self->side->opened, json_object_unref);
}

static void
say_object (Rogue      *self,
            JsonObject *message)
{
  g_autoptr (GBytes) sealed = portunus_handshake_seal (self->side->handshake, message, NULL);

  portunus_signaling_send (self->signaling, PARTY_HOST, sealed);
  party_settle ();
}

static void
say (Rogue      *self,
     const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) message = portunus_json_parse (text, strlen (text), 4096, &error);

  g_assert_no_error (error);
  say_object (self, message);
}

static void
negotiation_cb (PortunusLane *lane,
                JsonObject   *message,
                Rogue        *self)
{
  g_autoptr (JsonObject) envelope = json_object_new ();

  json_object_set_string_member (envelope, "t", "lane");
  json_object_set_string_member (envelope, "kind", "memory");
  json_object_set_object_member (envelope, "m", json_object_ref (message));
  say_object (self, envelope);
}

static void
opened_cb (PortunusLane *lane,
           Rogue        *self)
{
  g_autoptr (PortunusSecret) key = portunus_handshake_export (self->side->handshake, "lane 1 control initiator", NULL);

  self->control = portunus_cipher_new (key);
  self->is_open = TRUE;
}

static PartyLink *
rogue_init (Rogue      *self,
            const char *hello_text)
{
  g_autoptr (JsonObject) hello = portunus_json_parse (hello_text, strlen (hello_text), 4096, NULL);

  self->room = portunus_test_room_new ();
  self->wire = portunus_test_wire_new (NULL);
  self->host = party_new (self->room, self->wire, PORTUNUS_SESSION_SENDS, HANDSHAKE_LINK);
  party_join (self->host);
  self->signaling = portunus_test_signaling_new (self->room);
  self->side = handshake_side_new_with_hello (TRUE, HANDSHAKE_LINK, HANDSHAKE_ROOM, hello);
  g_signal_connect (self->signaling, "message", G_CALLBACK (message_cb), self);
  portunus_signaling_start (self->signaling);
  flush (self);
  party_settle ();
  return party_find (self->host, "peer-2");
}

static void
open_lane (Rogue *self)
{
  self->factory = portunus_test_lane_factory_new (self->wire);
  self->lane = portunus_lane_factory_create_lane (self->factory, TRUE, NULL);
  g_signal_connect (self->lane, "negotiation", G_CALLBACK (negotiation_cb), self);
  g_signal_connect (self->lane, "opened", G_CALLBACK (opened_cb), self);
  portunus_lane_start (self->lane);
  party_settle ();
  g_assert_true (self->is_open);
}

static void
rogue_clear (Rogue *self)
{
  if (self->lane != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->lane, self);
      portunus_lane_close (self->lane);
      party_settle ();
      g_assert_finalize_object (self->lane);
      g_object_unref (self->factory);
    }
  g_clear_pointer (&self->control, portunus_cipher_free);
  party_free (self->host);
  portunus_signaling_close (self->signaling);
  party_settle ();
  g_assert_finalize_object (self->signaling);
  handshake_side_free (self->side);
  g_free (self->told);
  portunus_test_room_unref (self->room);
  portunus_test_wire_unref (self->wire);
}

static void
assert_refused (PartyLink *link,
                int        code)
{
  g_assert_true (link->is_closed);
  g_assert_error (link->error, PORTUNUS_TRANSFER_ERROR, code);
  g_assert_cmpuint (link->controls->len, ==, 0);
}

static void
test_hello (void)
{
  static const char * const bad[] = {
    "{}",
    "{\"name\":\"x\"}",
    "{\"role\":\"send\"}",
    "{\"name\":7,\"role\":\"send\"}",
    "{\"name\":null,\"role\":\"send\"}",
    "{\"name\":\"x\",\"role\":\"\"}",
    "{\"name\":\"x\",\"role\":\"both\"}",
    "{\"name\":\"x\",\"role\":true}",
    "{\"name\":\"x\",\"role\":\"a role that is longer than any\"}",
  };
  g_autofree char *fill = g_strnfill (257, 'n');
  g_autofree char *long_name = g_strdup_printf ("{\"name\":\"%s\",\"role\":\"send\"}", fill);

  for (guint i = 0; i <= G_N_ELEMENTS (bad); i++)
    {
      Rogue rogue = { 0 };
      PartyLink *link = rogue_init (&rogue, i < G_N_ELEMENTS (bad) ? bad[i] : long_name);

      assert_refused (link, PORTUNUS_TRANSFER_ERROR_PROTOCOL);
      g_assert_false (link->is_authenticated);
      rogue_clear (&rogue);
    }
}

static const struct
{
  const char *text;
  int         code;
} sealed_table[] = {
  { "{\"t\":\"lane\"}", PORTUNUS_TRANSFER_ERROR_PROTOCOL },
  { "{\"t\":\"lane\",\"kind\":\"memory\"}", PORTUNUS_TRANSFER_ERROR_PROTOCOL },
  { "{\"t\":\"lane\",\"m\":{}}", PORTUNUS_TRANSFER_ERROR_PROTOCOL },
  { "{\"t\":\"lane\",\"kind\":7,\"m\":{}}", PORTUNUS_TRANSFER_ERROR_PROTOCOL },
  { "{\"t\":\"lane\",\"kind\":\"memory\",\"m\":[]}", PORTUNUS_TRANSFER_ERROR_PROTOCOL },
  { "{\"t\":\"lane\",\"kind\":\"memory\",\"m\":null}", PORTUNUS_TRANSFER_ERROR_PROTOCOL },
  { "{\"t\":\"lane\",\"kind\":\"a kind that is too long\",\"m\":{}}", PORTUNUS_TRANSFER_ERROR_PROTOCOL },
  { "{\"t\":\"lane\",\"kind\":\"memory\",\"m\":{}}", PORTUNUS_TRANSFER_ERROR_PROTOCOL },
  { "{\"t\":\"lane\",\"kind\":\"memory\",\"m\":{\"t\":\"offer\",\"n\":99}}", PORTUNUS_TRANSFER_ERROR_PROTOCOL },
  { "{\"t\":\"lane\",\"kind\":\"pigeon\",\"m\":{}}", PORTUNUS_TRANSFER_ERROR_NO_LANE },
  { "{\"t\":\"what\"}", PORTUNUS_TRANSFER_ERROR_PROTOCOL },
  { "{\"t\":\"\"}", PORTUNUS_TRANSFER_ERROR_PROTOCOL },
  { "{\"t\":7}", PORTUNUS_TRANSFER_ERROR_PROTOCOL },
  { "{}", PORTUNUS_TRANSFER_ERROR_PROTOCOL },
};

static void
test_sealed (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (sealed_table); i++)
    {
      Rogue rogue = { 0 };
      PartyLink *link = rogue_init (&rogue, HELLO);

      g_assert_true (link->is_authenticated && !link->is_closed);
      say (&rogue, sealed_table[i].text);
      assert_refused (link, sealed_table[i].code);
      g_assert_cmpstr (rogue.told, ==,
                       sealed_table[i].code == PORTUNUS_TRANSFER_ERROR_PROTOCOL ? "protocol" : "no-connection");
      rogue_clear (&rogue);
    }
}

static void
test_bye (void)
{
  Rogue rogue = { 0 };
  PartyLink *link = rogue_init (&rogue, HELLO);

  say (&rogue, "{\"t\":\"bye\"}");
  g_assert_true (link->is_closed);
  g_assert_no_error (link->error);
  rogue_clear (&rogue);
}

static const struct
{
  const char *text;
  int         code;
} bye_table[] = {
  { "{\"t\":\"bye\",\"code\":\"protocol\"}", PORTUNUS_TRANSFER_ERROR_PROTOCOL },
  { "{\"t\":\"bye\",\"code\":\"tampered\"}", PORTUNUS_TRANSFER_ERROR_TAMPERED },
  { "{\"t\":\"bye\",\"code\":\"connection-lost\"}", PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST },
  { "{\"t\":\"bye\",\"code\":\"no-connection\"}", PORTUNUS_TRANSFER_ERROR_NO_CONNECTION },
  { "{\"t\":\"bye\",\"code\":\"missing-plugin\"}", PORTUNUS_TRANSFER_ERROR_NO_CONNECTION },
  { "{\"t\":\"bye\",\"code\":\"wrong-secret\"}", PORTUNUS_TRANSFER_ERROR_NO_CONNECTION },
  { "{\"t\":\"bye\",\"code\":\"\"}", PORTUNUS_TRANSFER_ERROR_NO_CONNECTION },
  { "{\"t\":\"bye\",\"code\":7}", PORTUNUS_TRANSFER_ERROR_NO_CONNECTION },
  { "{\"t\":\"bye\",\"code\":{}}", PORTUNUS_TRANSFER_ERROR_NO_CONNECTION },
};

/* A reason ends the session whatever it is, and nobody answers it. */
static void
test_bye_with_reason (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bye_table); i++)
    {
      Rogue rogue = { 0 };
      PartyLink *link = rogue_init (&rogue, HELLO);

      say (&rogue, bye_table[i].text);
      assert_refused (link, bye_table[i].code);
      g_assert_null (rogue.told);
      rogue_clear (&rogue);
    }
}

static void
test_other_kind (void)
{
  Rogue rogue = { 0 };
  PartyLink *link = rogue_init (&rogue, HELLO);

  open_lane (&rogue);
  g_assert_true (link->is_open);
  say (&rogue, "{\"t\":\"lane\",\"kind\":\"pigeon\",\"m\":{}}");
  assert_refused (link, PORTUNUS_TRANSFER_ERROR_PROTOCOL);
  rogue_clear (&rogue);
}

static void
send_control (Rogue      *self,
              const char *text,
              gsize       length)
{
  g_autoptr (GBytes) plaintext = g_bytes_new (text, length);
  g_autoptr (GBytes) sealed = portunus_cipher_seal (self->control, NULL, plaintext, NULL);

  portunus_lane_send_control (self->lane, sealed);
  party_settle ();
}

static void
check_control (const char *text,
               gsize       length)
{
  Rogue rogue = { 0 };
  PartyLink *link = rogue_init (&rogue, HELLO);

  open_lane (&rogue);
  g_assert_true (link->is_open);
  send_control (&rogue, text, length);
  assert_refused (link, PORTUNUS_TRANSFER_ERROR_PROTOCOL);
  rogue_clear (&rogue);
}

static void
test_control (void)
{
  static const char * const bad[] = {
    "", "x", "[]", "null", "{", "{}", "{\"t\":7}", "{\"t\":null}", "{\"t\":{}}", "{\"t\":\"ping\"} x",
    "{\"t\":\"a type that is longer than any we know\"}",
    "{\"t\":\"x\",\"v\":[[[[[[[[[[1]]]]]]]]]]}",
    "{\"t\":\"\xff\"}",
  };
  g_autofree char *fill = g_strnfill (PORTUNUS_SESSION_MAX_CONTROL - strlen ("{\"t\":\"x\",\"v\":\"\"}") + 1, 'v');
  g_autofree char *too_long = g_strdup_printf ("{\"t\":\"x\",\"v\":\"%s\"}", fill);

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    check_control (bad[i], strlen (bad[i]));
  check_control ("{\"t\":\"x\0\"}", 10);
  check_control (too_long, strlen (too_long));
}

static void
test_control_not_sealed (void)
{
  static const gsize lengths[] = { 1, 15, 16, 17, 1000 };

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      Rogue rogue = { 0 };
      PartyLink *link = rogue_init (&rogue, HELLO);
      g_autofree guint8 *zeros = g_malloc0 (1000);
      g_autoptr (GBytes) message = g_bytes_new (zeros, lengths[i]);

      open_lane (&rogue);
      portunus_lane_send_control (rogue.lane, message);
      party_settle ();
      assert_refused (link, PORTUNUS_TRANSFER_ERROR_TAMPERED);
      rogue_clear (&rogue);
    }
}

static void
echo_cb (PortunusLane *lane,
         GBytes       *message,
         Rogue        *self)
{
  portunus_lane_send_control (lane, message);
}

/* What the host said itself does not count as said to it. */
static void
test_reflected_control (void)
{
  Rogue rogue = { 0 };
  PartyLink *link = rogue_init (&rogue, HELLO);

  open_lane (&rogue);
  g_signal_connect (rogue.lane, "control", G_CALLBACK (echo_cb), &rogue);
  party_say (link, "anything");
  party_settle ();
  assert_refused (link, PORTUNUS_TRANSFER_ERROR_TAMPERED);
  rogue_clear (&rogue);
}

/* Pings are answered and are nobody else's business. */
static void
test_ping (void)
{
  Rogue rogue = { 0 };
  PartyLink *link = rogue_init (&rogue, HELLO);

  open_lane (&rogue);
  for (guint i = 0; i < 3; i++)
    send_control (&rogue, "{\"t\":\"ping\"}", strlen ("{\"t\":\"ping\"}"));
  send_control (&rogue, "{\"t\":\"pong\"}", strlen ("{\"t\":\"pong\"}"));
  g_assert_false (link->is_closed);
  g_assert_cmpuint (link->controls->len, ==, 0);
  rogue_clear (&rogue);
}

static void
count_cb (PortunusLane *lane,
          GBytes       *message,
          guint        *n_messages)
{
  (*n_messages)++;
}

static void
test_ping_flood (void)
{
  Rogue rogue = { 0 };
  PartyLink *link = rogue_init (&rogue, HELLO);
  gint64 begin_us;
  guint n_pongs = 0;

  open_lane (&rogue);
  g_signal_connect (rogue.lane, "control", G_CALLBACK (count_cb), &n_pongs);
  begin_us = g_get_monotonic_time ();
  for (guint i = 0; i < 1000; i++)
    send_control (&rogue, "{\"t\":\"ping\"}", strlen ("{\"t\":\"ping\"}"));
  g_assert_cmpuint (n_pongs, >=, 100);
  g_assert_cmpuint (n_pongs, <=, 100 * (1 + (g_get_monotonic_time () - begin_us + G_USEC_PER_SEC) / G_USEC_PER_SEC));
  g_signal_handlers_disconnect_by_data (rogue.lane, &n_pongs);
  g_assert_false (link->is_closed);
  rogue_clear (&rogue);
}

/* The lane carries on without the room, so junk from there is nothing but junk. */
static void
test_room_after_opening (void)
{
  static const guint8 junk[] = { 3, 'j', 'u', 'n', 'k' };
  Rogue rogue = { 0 };
  PartyLink *link = rogue_init (&rogue, HELLO);
  g_autoptr (GBytes) message = g_bytes_new_static (junk, sizeof junk);

  open_lane (&rogue);
  party_wait_open (link);
  portunus_signaling_send (rogue.signaling, PARTY_HOST, message);
  party_settle ();
  g_assert_false (link->is_closed);
  g_assert_no_error (link->error);
  rogue_clear (&rogue);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/transfer/session-rogue/hello", test_hello);
  g_test_add_func ("/transfer/session-rogue/sealed", test_sealed);
  g_test_add_func ("/transfer/session-rogue/bye", test_bye);
  g_test_add_func ("/transfer/session-rogue/bye-with-reason", test_bye_with_reason);
  g_test_add_func ("/transfer/session-rogue/other-kind", test_other_kind);
  g_test_add_func ("/transfer/session-rogue/control", test_control);
  g_test_add_func ("/transfer/session-rogue/control-not-sealed", test_control_not_sealed);
  g_test_add_func ("/transfer/session-rogue/reflected-control", test_reflected_control);
  g_test_add_func ("/transfer/session-rogue/ping", test_ping);
  g_test_add_func ("/transfer/session-rogue/ping-flood", test_ping_flood);
  g_test_add_func ("/transfer/session-rogue/room-after-opening", test_room_after_opening);

  return g_test_run ();
}
