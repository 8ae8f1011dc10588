/* handshake-fixture.c: two ends of a handshake with the messages in the hand between them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "handshake-fixture.h"

#include <string.h>

#include "portunus-spake2.h"

const HandshakeMode handshake_modes[] = {
  { "link", HANDSHAKE_LINK, HANDSHAKE_LINK, FALSE },
  { "code", HANDSHAKE_CODE, HANDSHAKE_CODE, TRUE },
  { "link-of-both", HANDSHAKE_LINK, HANDSHAKE_BOTH, FALSE },
  { "code-of-both", HANDSHAKE_CODE, HANDSHAKE_BOTH, TRUE },
};
const guint handshake_n_modes = G_N_ELEMENTS (handshake_modes);

/* Stretching takes long, and the outcome is the same each time. */
static PortunusSecret *
stretch_once (const char      *password,
              PortunusSecret **place)
{
  g_autoptr (GBytes) salt = g_bytes_new_static (HANDSHAKE_ROOM, strlen (HANDSHAKE_ROOM));
  g_autoptr (GError) error = NULL;

  if (*place == NULL)
    *place = portunus_spake2_stretch (password, salt, &error);
  g_assert_no_error (error);
  return portunus_secret_ref (*place);
}

PortunusSecret *
handshake_dup_secret (HandshakeSecrets which)
{
  static PortunusSecret *code;
  static PortunusSecret *other_code;

  switch (which)
    {
    case HANDSHAKE_LINK:
      return portunus_secret_new ("the link's secret", 16);
    case HANDSHAKE_OTHER_LINK:
      return portunus_secret_new ("another's secret", 16);
    case HANDSHAKE_CODE:
      return stretch_once ("cedar-lantern", &code);
    case HANDSHAKE_OTHER_CODE:
      return stretch_once ("cedar-lanterns", &other_code);
    case HANDSHAKE_BOTH:
    default:
      g_assert_not_reached ();
    }
}

static PortunusSecret *
find_secret (HandshakeSecrets secrets,
             HandshakeSecrets one,
             HandshakeSecrets other)
{
  if (secrets & one)
    return handshake_dup_secret (one);
  return secrets & other ? handshake_dup_secret (other) : NULL;
}

HandshakeSide *
handshake_side_new_with_hello (gboolean          is_initiator,
                               HandshakeSecrets  secrets,
                               const char       *room,
                               JsonObject       *hello)
{
  HandshakeSide *side = g_new0 (HandshakeSide, 1);
  g_autoptr (PortunusSecret) link = find_secret (secrets, HANDSHAKE_LINK, HANDSHAKE_OTHER_LINK);
  g_autoptr (PortunusSecret) code = find_secret (secrets, HANDSHAKE_CODE, HANDSHAKE_OTHER_CODE);
  PortunusHandshakeConfig config = { .room = room, .hello = hello, .link_secret = link, .code_secret = code };
  g_autoptr (GError) error = NULL;

  side->identity = portunus_identity_new_random (&error);
  g_assert_no_error (error);
  config.identity = side->identity;
  g_queue_init (&side->outgoing);
  side->handshake = portunus_handshake_new (&config, is_initiator);
  g_assert_true (portunus_handshake_start (side->handshake, &side->outgoing, &error));
  g_assert_no_error (error);
  return side;
}

HandshakeSide *
handshake_side_new_named (gboolean          is_initiator,
                          HandshakeSecrets  secrets,
                          const char       *room,
                          const char       *name)
{
  g_autoptr (JsonObject) hello = json_object_new ();

  json_object_set_string_member (hello, "name", name);
  return handshake_side_new_with_hello (is_initiator, secrets, room, hello);
}

HandshakeSide *
handshake_side_new (gboolean          is_initiator,
                    HandshakeSecrets  secrets,
                    const char       *room)
{
  return handshake_side_new_named (is_initiator, secrets, room, is_initiator ? "initiator" : "responder");
}

void
handshake_side_free (HandshakeSide *side)
{
  portunus_handshake_free (side->handshake);
  g_assert_finalize_object (side->identity);
  g_queue_clear_full (&side->outgoing, (GDestroyNotify) g_bytes_unref);
  g_clear_pointer (&side->opened, json_object_unref);
  g_clear_error (&side->error);
  g_free (side);
}

gboolean
handshake_take (HandshakeSide *side,
                GBytes        *message)
{
  g_autoptr (JsonObject) opened = NULL;

  if (side->error != NULL)
    return FALSE;
  if (!portunus_handshake_handle (side->handshake, message, &side->outgoing, &opened, &side->error))
    {
      g_assert_nonnull (side->error);
      g_assert_null (opened);
      return FALSE;
    }
  g_assert_no_error (side->error);
  if (opened != NULL)
    {
      g_clear_pointer (&side->opened, json_object_unref);
      side->opened = g_steal_pointer (&opened);
    }
  return TRUE;
}

static void
carry_all (HandshakeSide *from,
           HandshakeSide *to)
{
  GBytes *message;

  while ((message = g_queue_pop_head (&from->outgoing)) != NULL)
    {
      handshake_take (to, message);
      g_bytes_unref (message);
    }
}

void
handshake_deliver (HandshakeSide *a,
                   HandshakeSide *b,
                   guint          n_turns)
{
  for (guint i = 0; i < n_turns; i++)
    carry_all (i % 2 == 0 ? a : b, i % 2 == 0 ? b : a);
}

void
handshake_pump (HandshakeSide *a,
                HandshakeSide *b)
{
  while (!g_queue_is_empty (&a->outgoing) || !g_queue_is_empty (&b->outgoing))
    handshake_deliver (a, b, 2);
}

GBytes *
handshake_change_byte (GBytes *message,
                       gsize   position,
                       guint8  value)
{
  gsize length;
  guint8 *copy = g_memdup2 (g_bytes_get_data (message, &length), g_bytes_get_size (message));

  g_assert_cmpuint (position, <, length);
  copy[position] = value;
  return g_bytes_new_take (copy, length);
}
