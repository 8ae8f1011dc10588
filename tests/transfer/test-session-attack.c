/* test-session-attack.c: a room that lies gets nothing but a broken conversation, and only with those it lies to
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "party.h"

#include <string.h>

#include "portunus-test.h"
#include "portunus-transfer-error.h"

#define VICTIM    "peer-2"
#define BYSTANDER "peer-3"

/* What the room does to one message between the host and the victim. */
typedef struct _Attack Attack;
typedef void (*AttackFunc) (Attack     *attack,
                            const char *from,
                            const char *to,
                            GBytes     *message);

struct _Attack
{
  AttackFunc        func;
  PortunusTestRoom *room;
  guint             step;
  guint             detail;
  guint             n_messages;
  gboolean          has_run;
  gboolean          is_from_host;
  guint             n_following;
  GPtrArray        *history;
  GBytes           *held;
};

typedef struct
{
  PortunusTestRoom *room;
  PortunusTestWire *wire;
  Party            *parties[3];
  PartyLink        *host_link;
  PartyLink        *victim_link;
  PartyLink        *host_other;
  PartyLink        *other_link;
} World;

static void
server (PortunusTestRoom *room,
        const char       *from,
        const char       *to,
        GBytes           *message,
        gpointer          user_data)
{
  Attack *attack = user_data;

  if (strcmp (from, VICTIM) != 0 && strcmp (to, VICTIM) != 0)
    {
      portunus_test_room_deliver (room, from, to, message);
      return;
    }
  g_ptr_array_add (attack->history, g_bytes_ref (message));
  if (attack->n_messages++ != attack->step)
    {
      if (attack->has_run && attack->is_from_host == (strcmp (from, PARTY_HOST) == 0))
        attack->n_following++;
      portunus_test_room_deliver (room, from, to, message);
      if (attack->held != NULL)
        portunus_test_room_deliver (room, from, to, attack->held);
      g_clear_pointer (&attack->held, g_bytes_unref);
      return;
    }
  attack->has_run = TRUE;
  attack->is_from_host = strcmp (from, PARTY_HOST) == 0;
  attack->func (attack, from, to, message);
}

static void
deliver_bytes (Attack     *attack,
               const char *from,
               const char *to,
               guint8     *bytes,
               gsize       length)
{
  g_autoptr (GBytes) message = g_bytes_new_take (bytes, length);

  portunus_test_room_deliver (attack->room, from, to, message);
}

static void
alter (Attack     *attack,
       const char *from,
       const char *to,
       GBytes     *message)
{
  gsize length;
  guint8 *bytes = g_memdup2 (g_bytes_get_data (message, &length), g_bytes_get_size (message));

  bytes[attack->detail % length] ^= 1 << attack->detail % 8;
  deliver_bytes (attack, from, to, bytes, length);
}

static void
cut (Attack     *attack,
     const char *from,
     const char *to,
     GBytes     *message)
{
  gsize length = g_bytes_get_size (message);

  deliver_bytes (attack, from, to, g_memdup2 (g_bytes_get_data (message, NULL), length),
                 length - 1 - attack->detail % length);
}

static void
drop (Attack     *attack,
      const char *from,
      const char *to,
      GBytes     *message)
{
}

static void
repeat (Attack     *attack,
        const char *from,
        const char *to,
        GBytes     *message)
{
  for (guint i = 0; i < 2; i++)
    portunus_test_room_deliver (attack->room, from, to, message);
}

static void
reflect (Attack     *attack,
         const char *from,
         const char *to,
         GBytes     *message)
{
  portunus_test_room_deliver (attack->room, to, from, message);
  portunus_test_room_deliver (attack->room, from, to, message);
}

static void
replay (Attack     *attack,
        const char *from,
        const char *to,
        GBytes     *message)
{
  GBytes *old = g_ptr_array_index (attack->history, attack->detail % attack->history->len);

  portunus_test_room_deliver (attack->room, from, to, old);
  portunus_test_room_deliver (attack->room, from, to, message);
}

/* It comes after the next one. */
static void
reorder (Attack     *attack,
         const char *from,
         const char *to,
         GBytes     *message)
{
  attack->held = g_bytes_ref (message);
}

static void
forge_error (Attack     *attack,
             const char *from,
             const char *to,
             GBytes     *message)
{
  const guint8 error[] = { 4, attack->detail % 6 };

  deliver_bytes (attack, from, to, g_memdup2 (error, sizeof error), sizeof error);
  portunus_test_room_deliver (attack->room, from, to, message);
}

static void
inject (Attack     *attack,
        const char *from,
        const char *to,
        GBytes     *message)
{
  gsize length = 1 + attack->detail * 97 % 500;
  guint8 *bytes = g_malloc (length);

  memset (bytes, attack->detail, length);
  bytes[0] = 1 + attack->detail % 3;
  deliver_bytes (attack, from, to, bytes, length);
  portunus_test_room_deliver (attack->room, from, to, message);
}

static void
world_init (World              *world,
            Attack             *attack,
            PortunusTestServer  room_server)
{
  world->room = portunus_test_room_new ();
  world->wire = portunus_test_wire_new (NULL);
  attack->room = world->room;
  attack->history = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  portunus_test_room_set_server (world->room, room_server, attack);
  for (guint i = 0; i < 3; i++)
    {
      world->parties[i] = party_new (world->room, world->wire,
                                     i == 0 ? PORTUNUS_SESSION_SENDS : PORTUNUS_SESSION_RECEIVES, HANDSHAKE_LINK);
      party_join (world->parties[i]);
    }
  party_settle ();
  world->host_link = party_find (world->parties[0], VICTIM);
  world->victim_link = party_find (world->parties[1], PARTY_HOST);
  world->host_other = party_find (world->parties[0], BYSTANDER);
  world->other_link = party_find (world->parties[2], PARTY_HOST);
}

static void
world_clear (World  *world,
             Attack *attack)
{
  portunus_test_room_set_server (world->room, NULL, NULL);
  for (guint i = 0; i < 3; i++)
    party_free (world->parties[i]);
  portunus_test_room_unref (world->room);
  portunus_test_wire_unref (world->wire);
  g_ptr_array_unref (attack->history);
  g_clear_pointer (&attack->held, g_bytes_unref);
}

/* Whatever a control message says came from the other one of the two. */
static void
talk (PartyLink *one,
      PartyLink *other)
{
  party_say (one, "from the host");
  party_say (other, "from the guest");
  party_settle ();
}

static void
assert_authentic (PartyLink  *link,
                  const char *expected,
                  gboolean    may_be_silent)
{
  g_assert_cmpuint (link->controls->len, <=, 1);
  g_assert_true (may_be_silent || link->controls->len == 1);
  if (link->controls->len == 1)
    g_assert_cmpstr (g_ptr_array_index (link->controls, 0), ==, expected);
}

static gboolean
has_named_error (PartyLink *link)
{
  if (link->error == NULL)
    return FALSE;
  g_assert_true (link->error->domain == PORTUNUS_TRANSFER_ERROR);
  g_assert_cmpstr (portunus_transfer_error_get_name (link->error), !=, "failed");
  return TRUE;
}

/* Three messages of the handshake, three of the words, four of each lane. */
#define N_STEPS 14

/*
 * Runs a whole meeting with one attack on one message. The bystander never notices. The attacked conversation ends with
 * a named error. Where @may_stall it may also just not begin, or go on where the last message of a side was lost: lanes
 * and words can do without. What is heard is authentic in any case.
 */
static gboolean
check_attack (AttackFunc func,
              guint      step,
              guint      detail,
              gboolean   may_stall)
{
  Attack attack = { .func = func, .step = step, .detail = detail };
  World world = { 0 };
  gboolean is_stopped;

  world_init (&world, &attack, server);
  talk (world.host_link, world.victim_link);
  talk (world.host_other, world.other_link);

  is_stopped = has_named_error (world.host_link);
  is_stopped = has_named_error (world.victim_link) || is_stopped;
  is_stopped = is_stopped || (may_stall && !world.host_link->is_open && !world.victim_link->is_open);
  g_assert_true (is_stopped || !attack.has_run || (may_stall && attack.n_following == 0));
  assert_authentic (world.host_link, "{\"t\":\"from the guest\"}", attack.has_run);
  assert_authentic (world.victim_link, "{\"t\":\"from the host\"}", attack.has_run);
  g_assert_true (world.host_other->is_open && world.other_link->is_open);
  assert_authentic (world.host_other, "{\"t\":\"from the guest\"}", FALSE);
  assert_authentic (world.other_link, "{\"t\":\"from the host\"}", FALSE);
  world_clear (&world, &attack);
  return attack.has_run;
}

static void
run_steps (AttackFunc func,
           guint      n_details,
           gboolean   may_stall)
{
  guint step;

  for (step = 0; check_attack (func, step, 0, may_stall); step++)
    for (guint detail = 1; detail < n_details; detail++)
      check_attack (func, step, detail, may_stall);
  g_assert_cmpuint (step, ==, N_STEPS);
}

static void
test_honest (void)
{
  g_assert_false (check_attack (drop, 1000, 0, FALSE));
}

static void
test_alter (void)
{
  run_steps (alter, 40, FALSE);
}

static void
test_cut (void)
{
  run_steps (cut, 8, FALSE);
}

/* What stalls for the lack of a message ends by its deadline. */
static void
test_drop (void)
{
  run_steps (drop, 1, TRUE);
}

static void
test_repeat (void)
{
  run_steps (repeat, 1, FALSE);
}

static void
test_reflect (void)
{
  run_steps (reflect, 1, FALSE);
}

static void
test_replay (void)
{
  run_steps (replay, 14, FALSE);
}

static void
test_reorder (void)
{
  run_steps (reorder, 1, TRUE);
}

static void
test_forge_error (void)
{
  run_steps (forge_error, 6, FALSE);
}

static void
test_inject (void)
{
  run_steps (inject, 6, FALSE);
}

static const char *
swap_name (const char *peer_id)
{
  if (strcmp (peer_id, VICTIM) == 0)
    return BYSTANDER;
  return strcmp (peer_id, BYSTANDER) == 0 ? VICTIM : peer_id;
}

/* From one message on, the host's two guests are taken for each other. */
static void
swapping_server (PortunusTestRoom *room,
                 const char       *from,
                 const char       *to,
                 GBytes           *message,
                 gpointer          user_data)
{
  Attack *attack = user_data;

  if (attack->n_messages++ < attack->step)
    portunus_test_room_deliver (room, from, to, message);
  else
    portunus_test_room_deliver (room, swap_name (from), swap_name (to), message);
}

/* Names are the room's word; what counts is who proved to be whom. */
static void
assert_consistent (World *world)
{
  PartyLink *guests[] = { world->victim_link, world->other_link };
  PartyLink *hosts[] = { world->host_link, world->host_other };

  for (guint i = 0; i < 2; i++)
    {
      const char *device = portunus_session_get_peer_device (hosts[i]->session);
      PartyLink *guest = guests[0];

      if (!hosts[i]->is_open)
        continue;
      if (g_strcmp0 (device, portunus_identity_get_device_id (guest->party->identity)) != 0)
        guest = guests[1];
      g_assert_cmpstr (device, ==, portunus_identity_get_device_id (guest->party->identity));
      g_assert_true (g_strv_equal (portunus_session_get_words (hosts[i]->session),
                                   portunus_session_get_words (guest->session)));
    }
}

static void
test_swap_peers (void)
{
  for (guint step = 0; step < 2 * N_STEPS; step++)
    {
      Attack attack = { .step = step };
      World world = { 0 };
      guint n_open = 0;

      world_init (&world, &attack, swapping_server);
      n_open = world.host_link->is_open + world.host_other->is_open;
      if (step == 0)
        g_assert_cmpuint (n_open, ==, 2);
      if (step > 0 && step < 20)
        g_assert_cmpuint (n_open, ==, 0);
      assert_consistent (&world);
      world_clear (&world, &attack);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/transfer/session-attack/honest", test_honest);
  g_test_add_func ("/transfer/session-attack/alter", test_alter);
  g_test_add_func ("/transfer/session-attack/cut", test_cut);
  g_test_add_func ("/transfer/session-attack/drop", test_drop);
  g_test_add_func ("/transfer/session-attack/repeat", test_repeat);
  g_test_add_func ("/transfer/session-attack/reflect", test_reflect);
  g_test_add_func ("/transfer/session-attack/replay", test_replay);
  g_test_add_func ("/transfer/session-attack/reorder", test_reorder);
  g_test_add_func ("/transfer/session-attack/forge-error", test_forge_error);
  g_test_add_func ("/transfer/session-attack/inject", test_inject);
  g_test_add_func ("/transfer/session-attack/swap-peers", test_swap_peers);

  return g_test_run ();
}
