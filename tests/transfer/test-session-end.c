/* test-session-end.c: who gives up tells the other, who then knows at once and does not answer
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "party.h"

#include "portunus-test.h"
#include "portunus-transfer-error.h"

/* A lane that never comes about, or none at all. */
typedef enum
{
  BROKEN_MISSING,
  BROKEN_AT_START,
  BROKEN_SILENT,
} BrokenMode;

#define TYPE_BROKEN_LANE (broken_lane_get_type ())
G_DECLARE_FINAL_TYPE (BrokenLane, broken_lane, BROKEN, LANE, PortunusLane)

struct _BrokenLane
{
  PortunusLane parent_instance;

  BrokenMode   mode;
};

G_DEFINE_FINAL_TYPE (BrokenLane, broken_lane, PORTUNUS_TYPE_LANE)

#define TYPE_BROKEN_FACTORY (broken_factory_get_type ())
G_DECLARE_FINAL_TYPE (BrokenFactory, broken_factory, BROKEN, FACTORY, GObject)

struct _BrokenFactory
{
  GObject    parent_instance;

  BrokenMode mode;
};

static void broken_factory_iface_init (PortunusLaneFactoryInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BrokenFactory, broken_factory, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (PORTUNUS_TYPE_LANE_FACTORY, broken_factory_iface_init))

static const char *
broken_lane_get_kind (PortunusLane *lane)
{
  return "memory";
}

static gboolean
fail_later (gpointer user_data)
{
  g_autoptr (GError) error = g_error_new_literal (PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_TAMPERED, "Broken");

  portunus_lane_emit_closed (user_data, error);
  return G_SOURCE_REMOVE;
}

static void
broken_lane_start (PortunusLane *lane)
{
  g_autoptr (JsonObject) message = json_object_new ();

  json_object_set_string_member (message, "t", "nothing");
  portunus_lane_emit_negotiation (lane, message);
  if (BROKEN_LANE (lane)->mode == BROKEN_AT_START)
    g_idle_add_full (G_PRIORITY_DEFAULT, fail_later, g_object_ref (lane), g_object_unref);
}

static void
broken_lane_negotiate (PortunusLane *lane,
                       JsonObject   *message)
{
}

static void
broken_lane_close (PortunusLane *lane)
{
}

static void
broken_lane_class_init (BrokenLaneClass *klass)
{
  PortunusLaneClass *lane_class = PORTUNUS_LANE_CLASS (klass);

  lane_class->get_kind = broken_lane_get_kind;
  lane_class->start = broken_lane_start;
  lane_class->negotiate = broken_lane_negotiate;
  lane_class->close = broken_lane_close;
}

static void
broken_lane_init (BrokenLane *self)
{
}

static const char *
broken_factory_get_kind (PortunusLaneFactory *factory)
{
  return "memory";
}

static PortunusLane *
broken_factory_create_lane (PortunusLaneFactory  *factory,
                            gboolean              is_offerer,
                            GError              **error)
{
  BrokenMode mode = BROKEN_FACTORY (factory)->mode;
  BrokenLane *lane;

  if (mode == BROKEN_MISSING)
    {
      g_set_error_literal (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_MISSING_PLUGIN, "Nothing there");
      return NULL;
    }
  lane = g_object_new (TYPE_BROKEN_LANE, NULL);
  lane->mode = mode;
  return PORTUNUS_LANE (lane);
}

static void
broken_factory_iface_init (PortunusLaneFactoryInterface *iface)
{
  iface->get_kind = broken_factory_get_kind;
  iface->create_lane = broken_factory_create_lane;
}

static void
broken_factory_class_init (BrokenFactoryClass *klass)
{
}

static void
broken_factory_init (BrokenFactory *self)
{
}

static void
use_broken_lanes (Party      *party,
                  BrokenMode  mode)
{
  BrokenFactory *factory = g_object_new (TYPE_BROKEN_FACTORY, NULL);

  factory->mode = mode;
  g_ptr_array_set_size (party->factories, 0);
  g_ptr_array_add (party->factories, factory);
}

typedef struct
{
  PortunusTestRoom *room;
  PortunusTestWire *wire;
  Party            *parties[2];
  PartyLink        *links[2];
  guint8            dropped;    /* type of the messages that the room loses; 0 for none */
  guint8            forged;     /* reason of the ERROR that it puts in place of each HANDSHAKE; 0 for none */
  guint             n_errors;
  guint             n_messages;
} Fixture;

enum
{
  HOST,
  GUEST,
};

static void
server (PortunusTestRoom *room,
        const char       *from,
        const char       *to,
        GBytes           *message,
        gpointer          user_data)
{
  Fixture *f = user_data;
  const guint8 *bytes = g_bytes_get_data (message, NULL);
  const guint8 error[] = { 4, f->forged };
  g_autoptr (GBytes) forged = g_bytes_new (error, sizeof error);

  if (bytes[0] == 4)
    f->n_errors++;
  if (bytes[0] == 2 && f->forged != 0)
    portunus_test_room_deliver (room, from, to, forged);
  else if (bytes[0] != f->dropped)
    portunus_test_room_deliver (room, from, to, message);
}

static void
setup (Fixture       *f,
       gconstpointer  data)
{
  f->room = portunus_test_room_new ();
  f->wire = portunus_test_wire_new (NULL);
  f->parties[HOST] = party_new (f->room, f->wire, PORTUNUS_SESSION_SENDS, HANDSHAKE_BOTH);
  f->parties[GUEST] = party_new (f->room, f->wire, PORTUNUS_SESSION_RECEIVES, HANDSHAKE_LINK);
  portunus_test_room_set_server (f->room, server, f);
}

static void
teardown (Fixture       *f,
          gconstpointer  data)
{
  party_free (f->parties[HOST]);
  party_free (f->parties[GUEST]);
  portunus_test_room_unref (f->room);
  portunus_test_wire_unref (f->wire);
}

static void
join (Fixture *f)
{
  party_join (f->parties[HOST]);
  party_join (f->parties[GUEST]);
  party_settle ();
  f->links[HOST] = party_find (f->parties[HOST], "peer-2");
  f->links[GUEST] = party_find (f->parties[GUEST], PARTY_HOST);
}

/* Without time passing: a deadline would take 45 seconds. */
static void
assert_ended (PartyLink             *link,
              PortunusTransferError  code)
{
  party_settle ();
  g_assert_true (link->is_closed);
  g_assert_error (link->error, PORTUNUS_TRANSFER_ERROR, (int) code);
}

/* Who waits out its patience tells the other, whose patience is longer. */
static void
run_deadline (Fixture *f,
              guint    impatient,
              guint    timeout_ms)
{
  f->parties[impatient]->connect_timeout_ms = timeout_ms;
  join (f);
  party_wait_closed (f->links[impatient]);
  g_assert_error (f->links[impatient]->error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_NO_CONNECTION);
  assert_ended (f->links[1 - impatient], PORTUNUS_TRANSFER_ERROR_NO_CONNECTION);
}

static void
test_deadline_before_keys (Fixture       *f,
                           gconstpointer  data)
{
  f->dropped = 2;
  run_deadline (f, GPOINTER_TO_UINT (data), 50);
  g_assert_cmpuint (f->n_errors, ==, 1);
}

/* The guest has the keys, the host waits for the third message. */
static void
lose_third (PortunusTestRoom *room,
            const char       *from,
            const char       *to,
            GBytes           *message,
            gpointer          user_data)
{
  Fixture *f = user_data;
  const guint8 *bytes = g_bytes_get_data (message, NULL);

  if (bytes[0] == 4 || f->n_messages++ < 2)
    portunus_test_room_deliver (room, from, to, message);
}

static void
test_deadline_of_one_without_keys (Fixture       *f,
                                   gconstpointer  data)
{
  portunus_test_room_set_server (f->room, lose_third, f);
  run_deadline (f, HOST, 50);
}

static void
test_deadline_with_keys (Fixture       *f,
                         gconstpointer  data)
{
  use_broken_lanes (f->parties[HOST], BROKEN_SILENT);
  use_broken_lanes (f->parties[GUEST], BROKEN_SILENT);
  /* Enough for the handshake on a busy machine. */
  run_deadline (f, GPOINTER_TO_UINT (data), 2000);
  g_assert_cmpuint (f->n_errors, ==, 0);
}

static void
test_missing_plugin (Fixture       *f,
                     gconstpointer  data)
{
  guint broken = GPOINTER_TO_UINT (data);

  use_broken_lanes (f->parties[broken], BROKEN_MISSING);
  join (f);
  assert_ended (f->links[broken], PORTUNUS_TRANSFER_ERROR_MISSING_PLUGIN);
  assert_ended (f->links[1 - broken], PORTUNUS_TRANSFER_ERROR_NO_CONNECTION);
}

static void
test_lane_fails (Fixture       *f,
                 gconstpointer  data)
{
  guint broken = GPOINTER_TO_UINT (data);

  use_broken_lanes (f->parties[1 - broken], BROKEN_SILENT);
  use_broken_lanes (f->parties[broken], BROKEN_AT_START);
  join (f);
  assert_ended (f->links[broken], PORTUNUS_TRANSFER_ERROR_TAMPERED);
  assert_ended (f->links[1 - broken], PORTUNUS_TRANSFER_ERROR_TAMPERED);
}

static void
test_no_lanes (Fixture       *f,
               gconstpointer  data)
{
  guint without = GPOINTER_TO_UINT (data);

  g_ptr_array_set_size (f->parties[without]->factories, 0);
  join (f);
  assert_ended (f->links[HOST], PORTUNUS_TRANSFER_ERROR_NO_LANE);
  assert_ended (f->links[GUEST], PORTUNUS_TRANSFER_ERROR_NO_LANE);
}

static void
test_wrong_secret (Fixture       *f,
                   gconstpointer  data)
{
  f->parties[GUEST]->secrets = HANDSHAKE_OTHER_LINK;
  join (f);
  assert_ended (f->links[HOST], PORTUNUS_TRANSFER_ERROR_WRONG_SECRET);
  assert_ended (f->links[GUEST], PORTUNUS_TRANSFER_ERROR_WRONG_SECRET);
  g_assert_cmpuint (f->n_errors, ==, 1);
}

/* A room that claims a wrong guess in the guest's name makes nobody count one. */
static void
test_forged_guess (Fixture       *f,
                   gconstpointer  data)
{
  f->parties[GUEST]->secrets = HANDSHAKE_CODE;
  f->forged = GPOINTER_TO_UINT (data);
  join (f);
  assert_ended (f->links[HOST], PORTUNUS_TRANSFER_ERROR_PROTOCOL);
  g_assert_true (portunus_session_uses_code (f->links[HOST]->session));
}

static void
add (const char    *path,
     gconstpointer  data,
     void         (*func) (Fixture       *f,
                           gconstpointer  data))
{
  g_test_add (path, Fixture, data, setup, func, teardown);
}

static void
add_both (const char  *path,
          void       (*func) (Fixture       *f,
                              gconstpointer  data))
{
  g_autofree char *host = g_strdup_printf ("%s/host", path);
  g_autofree char *guest = g_strdup_printf ("%s/guest", path);

  add (host, GUINT_TO_POINTER (HOST), func);
  add (guest, GUINT_TO_POINTER (GUEST), func);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  add_both ("/transfer/session-end/deadline-before-keys", test_deadline_before_keys);
  add ("/transfer/session-end/deadline-of-one-without-keys", NULL, test_deadline_of_one_without_keys);
  add_both ("/transfer/session-end/deadline-with-keys", test_deadline_with_keys);
  add_both ("/transfer/session-end/missing-plugin", test_missing_plugin);
  add_both ("/transfer/session-end/lane-fails", test_lane_fails);
  add_both ("/transfer/session-end/no-lanes", test_no_lanes);
  add ("/transfer/session-end/wrong-secret", NULL, test_wrong_secret);
  add ("/transfer/session-end/forged-guess/wrong-secret", GUINT_TO_POINTER (2), test_forged_guess);
  add ("/transfer/session-end/forged-guess/code-closed", GUINT_TO_POINTER (3), test_forged_guess);

  return g_test_run ();
}
