/* test-handshake-attack.c: whatever the room does to a handshake ends it with an error that has a name
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "handshake-fixture.h"

#include <string.h>

#include "portunus-transfer-error.h"

/* Enough for both modes; runs shorter than that end by themselves. */
#define MAX_STEPS 10

/* A handshake that is carried on one message at a time. */
typedef struct
{
  HandshakeSide *sides[2];
  GPtrArray     *sent;
} Conversation;

static Conversation *
conversation_new (const HandshakeMode *mode)
{
  Conversation *self = g_new0 (Conversation, 1);

  self->sides[0] = handshake_side_new (TRUE, mode->initiator, HANDSHAKE_ROOM);
  self->sides[1] = handshake_side_new (FALSE, mode->responder, HANDSHAKE_ROOM);
  self->sent = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  return self;
}

static void
conversation_free (Conversation *self)
{
  handshake_side_free (self->sides[0]);
  handshake_side_free (self->sides[1]);
  g_ptr_array_unref (self->sent);
  g_free (self);
}

/* Takes the next message out of the hands of its writer; NULL where nothing is left to say. */
static GBytes *
conversation_pop (Conversation   *self,
                  HandshakeSide **receiver)
{
  guint from = g_queue_is_empty (&self->sides[0]->outgoing) ? 1 : 0;
  GBytes *message = g_queue_pop_head (&self->sides[from]->outgoing);

  *receiver = self->sides[1 - from];
  if (message != NULL)
    g_ptr_array_add (self->sent, g_bytes_ref (message));
  return message;
}

static gboolean
conversation_step (Conversation *self)
{
  HandshakeSide *receiver;
  g_autoptr (GBytes) message = conversation_pop (self, &receiver);

  if (message == NULL)
    return FALSE;
  handshake_take (receiver, message);
  return TRUE;
}

/* NULL where the handshake is over before that step. */
static Conversation *
run_until (const HandshakeMode *mode,
           guint                step)
{
  Conversation *self = conversation_new (mode);

  for (guint i = 0; i < step; i++)
    if (!conversation_step (self))
      {
        conversation_free (self);
        return NULL;
      }
  g_assert_no_error (self->sides[0]->error);
  g_assert_no_error (self->sides[1]->error);
  return self;
}

static void
assert_ended (HandshakeSide *side)
{
  g_assert_nonnull (side->error);
  g_assert_true (side->error->domain == PORTUNUS_TRANSFER_ERROR);
  g_assert_cmpstr (portunus_transfer_error_get_name (side->error), !=, "failed");
}

typedef GBytes *(*Change) (GBytes *message,
                           gsize   position);

static GBytes *
cut (GBytes *message,
     gsize   position)
{
  return g_bytes_new_from_bytes (message, 0, position);
}

static GBytes *
flip (GBytes *message,
      gsize   position)
{
  const guint8 *data = g_bytes_get_data (message, NULL);

  return handshake_change_byte (message, position, data[position] ^ 1 << position % 8);
}

static GBytes *
lengthen (GBytes *message,
          gsize   position)
{
  gsize length = g_bytes_get_size (message);
  guint8 *copy = g_malloc0 (length + position + 1);

  memcpy (copy, g_bytes_get_data (message, NULL), length);
  return g_bytes_new_take (copy, length + position + 1);
}

/* Changes the message of that step at one position. FALSE where there is no such step or position. */
static gboolean
check_change (const HandshakeMode *mode,
              guint                step,
              gsize                position,
              Change               change)
{
  Conversation *conversation = run_until (mode, step);
  HandshakeSide *receiver;
  g_autoptr (GBytes) message = conversation != NULL ? conversation_pop (conversation, &receiver) : NULL;
  g_autoptr (GBytes) changed = NULL;

  if (message != NULL && position < g_bytes_get_size (message))
    {
      changed = change (message, position);
      handshake_take (receiver, changed);
      /* A changed share may still be a point of the curve: then the two have different keys and notice it next. */
      while (conversation_step (conversation))
        ;
      assert_ended (receiver);
    }
  g_clear_pointer (&conversation, conversation_free);
  return changed != NULL;
}

/* After the first handshake message the two modes do the same. */
static guint
count_steps (const HandshakeMode *mode)
{
  return mode->is_code ? 3 : MAX_STEPS;
}

static void
test_cut (gconstpointer data)
{
  for (guint step = 0; step < count_steps (data); step++)
    for (gsize position = 0; check_change (data, step, position, cut); position++)
      ;
}

static void
test_flip (gconstpointer data)
{
  for (guint step = 0; step < count_steps (data); step++)
    for (gsize position = 0; check_change (data, step, position, flip); position++)
      ;
}

static void
test_lengthen (gconstpointer data)
{
  for (guint step = 0; step < count_steps (data); step++)
    for (gsize position = 0; position < 4 && check_change (data, step, position, lengthen); position++)
      ;
}

/* Every message that was ever sent comes again, to its receiver or back to its writer, at every later time. */
static void
test_repeat (gconstpointer data)
{
  guint n_checked = 0;

  for (guint step = 1; step < MAX_STEPS; step++)
    for (guint earlier = 0; earlier < step; earlier++)
      for (guint to = 0; to < 2; to++)
        {
          Conversation *conversation = run_until (data, step);

          if (conversation == NULL)
            continue;
          handshake_take (conversation->sides[to], g_ptr_array_index (conversation->sent, earlier));
          assert_ended (conversation->sides[to]);
          conversation_free (conversation);
          n_checked++;
        }
  g_assert_cmpuint (n_checked, >=, 30);
}

/* A message is lost, and the next one of the same writer comes in its place. */
static void
test_lose (gconstpointer data)
{
  guint n_checked = 0;

  for (guint step = 0; step < MAX_STEPS; step++)
    {
      Conversation *conversation = run_until (data, step);
      HandshakeSide *receiver = NULL;
      HandshakeSide *next_receiver = NULL;
      g_autoptr (GBytes) lost = conversation != NULL ? conversation_pop (conversation, &receiver) : NULL;
      g_autoptr (GBytes) next = conversation != NULL ? conversation_pop (conversation, &next_receiver) : NULL;

      if (next != NULL)
        {
          g_assert_true (next_receiver == receiver);
          handshake_take (receiver, next);
          assert_ended (receiver);
          n_checked++;
        }
      g_clear_pointer (&conversation, conversation_free);
    }
  /* Only the last handshake message and the commitment are sent in one go. */
  g_assert_cmpuint (n_checked, ==, 1);
}

static void
check_injection (const HandshakeMode *mode,
                 guint                step,
                 GBytes              *message)
{
  for (guint to = 0; to < 2; to++)
    {
      Conversation *conversation = run_until (mode, step);

      if (conversation == NULL)
        return;
      handshake_take (conversation->sides[to], message);
      assert_ended (conversation->sides[to]);
      conversation_free (conversation);
    }
}

static void
test_invent (gconstpointer data)
{
  static const guint8 types[] = { 0, 1, 2, 3, 5, 255 };
  static const gsize lengths[] = { 1, 3, 67, 100, 48 * 1024 };

  for (guint step = 0; step < MAX_STEPS; step++)
    for (guint i = 0; i < G_N_ELEMENTS (types); i++)
      for (guint k = 0; k < G_N_ELEMENTS (lengths); k++)
        {
          guint8 *bytes = g_malloc (lengths[k]);
          g_autoptr (GBytes) message = g_bytes_new_take (bytes, lengths[k]);

          memset (bytes, 1, lengths[k]);
          bytes[0] = types[i];
          check_injection (data, step, message);
        }
}

static PortunusTransferError
expect_error (PortunusHandshakeStage stage,
              gboolean               is_initiator,
              guint8                 reason)
{
  static const PortunusTransferError codes[] = {
    PORTUNUS_TRANSFER_ERROR_PROTOCOL, PORTUNUS_TRANSFER_ERROR_VERSION, PORTUNUS_TRANSFER_ERROR_WRONG_SECRET,
    PORTUNUS_TRANSFER_ERROR_CODE_CLOSED,
  };

  if (reason == 5 && (stage == PORTUNUS_HANDSHAKE_RUNNING
                      || (is_initiator && stage == PORTUNUS_HANDSHAKE_AUTHENTICATED)))
    return PORTUNUS_TRANSFER_ERROR_NO_CONNECTION;
  if (stage != PORTUNUS_HANDSHAKE_RUNNING)
    return PORTUNUS_TRANSFER_ERROR_TAMPERED;
  return is_initiator && reason < G_N_ELEMENTS (codes) ? codes[reason] : PORTUNUS_TRANSFER_ERROR_PROTOCOL;
}

/* Errors are not authenticated: before the handshake is over they are believed, later they are an attack. Nobody
 * answers them, and only a responder knows about secrets. */
static void
check_forged_error (const HandshakeMode *mode,
                    guint                step,
                    guint                to,
                    const guint8        *bytes,
                    gsize                length)
{
  Conversation *conversation = run_until (mode, step);
  g_autoptr (GBytes) message = g_bytes_new (bytes, length);
  HandshakeSide *side;
  int expected;

  if (conversation == NULL)
    return;
  side = conversation->sides[to];
  g_queue_clear_full (&side->outgoing, (GDestroyNotify) g_bytes_unref);
  expected = expect_error (portunus_handshake_get_stage (side->handshake), to == 0, length == 2 ? bytes[1] : 0);
  handshake_take (side, message);
  g_assert_error (side->error, PORTUNUS_TRANSFER_ERROR, expected);
  g_assert_true (g_queue_is_empty (&side->outgoing));
  conversation_free (conversation);
}

static void
test_forge_error (gconstpointer data)
{
  static const guint8 forged[][3] = { { 4, 0, 0 }, { 4, 1, 0 }, { 4, 2, 0 }, { 4, 3, 0 }, { 4, 4, 0 }, { 4, 5, 0 },
                                      { 4, 200, 0 } };

  for (guint step = 0; step < MAX_STEPS; step++)
    for (guint to = 0; to < 2; to++)
      for (guint i = 0; i < G_N_ELEMENTS (forged); i++)
        for (gsize length = 1; length <= 3; length++)
          check_forged_error (data, step, to, forged[i], length);
}

int
main (int   argc,
      char *argv[])
{
  static const struct
  {
    const char *name;
    void      (*func) (gconstpointer data);
  } tests[] = {
    { "cut", test_cut },
    { "flip", test_flip },
    { "lengthen", test_lengthen },
    { "repeat", test_repeat },
    { "lose", test_lose },
    { "invent", test_invent },
    { "forge-error", test_forge_error },
  };

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    for (guint mode = 0; mode < 2; mode++)
      {
        g_autofree char *path = g_strdup_printf ("/transfer/handshake-attack/%s/%s", tests[i].name,
                                                 handshake_modes[mode].name);

        g_test_add_data_func (path, &handshake_modes[mode], tests[i].func);
      }
  return g_test_run ();
}
