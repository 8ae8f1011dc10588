/* test-given-room.c: sending into the room of somebody else: by link or code, past its rules, and back as one guest
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "room-host.h"

#include <glib/gstdio.h>
#include <string.h>

#include "portunus-link.h"
#include "portunus-test.h"
#include "portunus-transfer-error.h"

#define PATIENCE_MS 20000
#define N_BYTES     100000

typedef struct
{
  RoomHost *host;
  Device   *guest;
  char     *path;
} Fixture;

static void
setup (Fixture       *f,
       gconstpointer  data)
{
  f->host = room_host_new (data);
  f->guest = device_new ("Guest");
  f->path = device_make_file (f->guest, "brought.bin", N_BYTES);
}

static void
teardown (Fixture       *f,
          gconstpointer  data)
{
  room_host_free (f->host);
  device_free (f->guest);
  g_free (f->path);
}

static Sending *
bring (Fixture    *f,
       const char *room,
       const char *server,
       const char *password)
{
  const char * const paths[] = { f->path, NULL };
  PortunusShareOptions options = { .paths = paths, .room = room, .server = server };
  Sending *sending;

  if (password != NULL)
    options.rules.password = portunus_secret_new (password, strlen (password));
  sending = sending_new (f->guest, &options);
  portunus_room_rules_clear (&options.rules);
  return sending;
}

static void
assert_arrived (Fixture *f,
                Sending *sending)
{
  g_autofree char *arrived = g_build_filename (f->host->directory, "brought.bin", NULL);

  sending_wait (sending);
  g_assert_no_error (sending->error);
  g_assert_true (g_file_test (arrived, G_FILE_TEST_EXISTS));
  g_assert_cmpint (g_remove (arrived), ==, 0);
  sending_free (sending);
}

static void
assert_fails (Sending               *sending,
              PortunusTransferError  code)
{
  sending_wait (sending);
  g_assert_error (sending->error, PORTUNUS_TRANSFER_ERROR, (int) code);
  sending_free (sending);
}

static void
test_code (Fixture       *f,
           gconstpointer  data)
{
  const char *code = portunus_open_room_get_code (f->host->room);
  g_autoptr (PortunusLink) link = portunus_link_parse (portunus_open_room_get_link (f->host->room), NULL);
  g_autofree char *server = g_strdup_printf ("https://127.0.0.1:%u", link->port);
  g_autofree char *wrong = g_strndup (code, strcspn (code, "-"));
  g_autofree char *wrong_code = g_strconcat (wrong, "-zebra-zebra", NULL);

  assert_arrived (f, bring (f, code, server, NULL));
  assert_fails (bring (f, wrong_code, server, NULL), PORTUNUS_TRANSFER_ERROR_WRONG_SECRET);
  assert_arrived (f, bring (f, code, server, NULL));
}

/* Of a link that was damaged where it still looks like one. */
static void
test_wrong_link (Fixture       *f,
                 gconstpointer  data)
{
  g_autoptr (PortunusLink) link = portunus_link_parse (portunus_open_room_get_link (f->host->room), NULL);
  g_autofree char *text = NULL;
  guint8 secret[16] = { 0 };

  g_bytes_unref (link->secret);
  link->secret = g_bytes_new (secret, sizeof secret);
  text = portunus_link_format (link);
  assert_fails (bring (f, text, NULL, NULL), PORTUNUS_TRANSFER_ERROR_WRONG_SECRET);
}

static void
test_password (Fixture       *f,
               gconstpointer  data)
{
  const char *link = portunus_open_room_get_link (f->host->room);
  Sending *sending = bring (f, link, NULL, "close sesame");

  sending_wait (sending);
  g_assert_cmpint (portunus_share_get_n_tries_left (sending->share), ==, 4);
  assert_fails (sending, PORTUNUS_TRANSFER_ERROR_WRONG_PASSWORD);
  assert_fails (bring (f, link, NULL, NULL), PORTUNUS_TRANSFER_ERROR_WRONG_PASSWORD);
  assert_arrived (f, bring (f, link, NULL, "open sesame"));
  /* Who was in is asked for it again: the ticket alone would lead to people who speak by another secret. */
  assert_fails (bring (f, link, NULL, NULL), PORTUNUS_TRANSFER_ERROR_WRONG_PASSWORD);
  assert_arrived (f, bring (f, link, NULL, "open sesame"));
}

static gboolean
is_asking (gpointer user_data)
{
  return portunus_share_get_standing (user_data) == PORTUNUS_STANDING_ASKING;
}

static void
test_ask (Fixture       *f,
          gconstpointer  data)
{
  const char *link = portunus_open_room_get_link (f->host->room);
  Sending *sending = bring (f, link, NULL, NULL);

  room_host_wait_asker (f->host);
  portunus_test_wait (is_asking, sending->share, PATIENCE_MS);
  room_host_answer (f->host, FALSE);
  assert_fails (sending, PORTUNUS_TRANSFER_ERROR_REFUSED);

  sending = bring (f, link, NULL, NULL);
  room_host_wait_asker (f->host);
  room_host_answer (f->host, TRUE);
  sending_wait (sending);
  g_assert_cmpint (portunus_share_get_standing (sending->share), ==, PORTUNUS_STANDING_INSIDE);
  assert_arrived (f, sending);

  /* The host is asked once, whatever one does in the room. */
  assert_arrived (f, bring (f, link, NULL, NULL));
  g_assert_null (f->host->asker);
}

static gboolean
has_guest (gpointer user_data)
{
  return g_list_model_get_n_items (portunus_open_room_get_guests (user_data)) > 0;
}

/* Who looked for what there is to fetch may bring something instead, though the room is locked behind it. */
static void
test_one_time (Fixture       *f,
               gconstpointer  data)
{
  const char *link = portunus_open_room_get_link (f->host->room);
  Fetching *fetching = fetching_new (f->guest, link, ANSWER_NOTHING);

  portunus_test_wait (has_guest, f->host->room, PATIENCE_MS);
  portunus_pickup_cancel (fetching->pickup);
  fetching_wait (fetching);
  fetching_free (fetching);
  g_assert_true (portunus_open_room_is_locked (f->host->room));
  assert_arrived (f, bring (f, link, NULL, NULL));
}

static void
test_refusals (Fixture       *f,
               gconstpointer  data)
{
  g_autofree char *link = g_strdup (portunus_open_room_get_link (f->host->room));
  Device *other = device_new ("Other");
  const char * const paths[] = { f->path, NULL };
  const PortunusShareOptions options = { .paths = paths, .room = link };
  Fetching *fetching = fetching_new (f->guest, link, ANSWER_NOTHING);

  portunus_test_wait (has_guest, f->host->room, PATIENCE_MS);
  assert_fails (sending_new (other, &options), PORTUNUS_TRANSFER_ERROR_ROOM_FULL);
  portunus_open_room_set_locked (f->host->room, TRUE);
  portunus_pickup_cancel (fetching->pickup);
  fetching_wait (fetching);
  fetching_free (fetching);
  assert_fails (sending_new (other, &options), PORTUNUS_TRANSFER_ERROR_ROOM_LOCKED);
  device_free (other);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr (PortunusSecret) password = portunus_secret_new ("open sesame", strlen ("open sesame"));
  const PortunusRoomRules with_password = { .entry = PORTUNUS_ROOM_ENTRY_PASSWORD, .password = password };
  const PortunusRoomRules with_question = { .entry = PORTUNUS_ROOM_ENTRY_ASK };
  const PortunusRoomRules for_one_time = { .is_one_time = TRUE };
  const PortunusRoomRules for_one_guest = { .max_peers = 1 };

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add ("/given-room/code", Fixture, NULL, setup, test_code, teardown);
  g_test_add ("/given-room/wrong-link", Fixture, NULL, setup, test_wrong_link, teardown);
  g_test_add ("/given-room/password", Fixture, &with_password, setup, test_password, teardown);
  g_test_add ("/given-room/ask", Fixture, &with_question, setup, test_ask, teardown);
  g_test_add ("/given-room/one-time", Fixture, &for_one_time, setup, test_one_time, teardown);
  g_test_add ("/given-room/refusals", Fixture, &for_one_guest, setup, test_refusals, teardown);
  return g_test_run ();
}
