/* test-share.c: shares and pickups over the real server and real lanes, in one process
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "device.h"

#include <string.h>

#include "portunus-error.h"
#include "portunus-pickup-private.h"
#include "portunus-test.h"
#include "portunus-transfer-error.h"

#define SMALL 300000
#define LARGE (48 * 1024 * 1024)
/* In kilobytes a second, at which that is not over before anybody has looked. */
#define SLOW  8000

typedef struct
{
  Device *here;
  Device *there;
  Device *elsewhere;
  char   *path;
} Fixture;

static void
setup (Fixture       *f,
       gconstpointer  data)
{
  f->here = device_new ("Here");
  f->there = device_new ("There");
  f->elsewhere = device_new ("Elsewhere");
  f->path = device_make_file (f->here, "report.bin", data != NULL ? GPOINTER_TO_SIZE (data) : SMALL);
}

static void
teardown (Fixture       *f,
          gconstpointer  data)
{
  device_free (f->here);
  device_free (f->there);
  device_free (f->elsewhere);
  g_free (f->path);
}

static void
assert_transfer_error (GError                *error,
                       PortunusTransferError  code)
{
  g_assert_error (error, PORTUNUS_TRANSFER_ERROR, (int) code);
}

static void
test_deliver (Fixture       *f,
              gconstpointer  data)
{
  Sending *sending = sending_new_file (f->here, f->path);
  Fetching *fetching = fetching_new (f->there, portunus_share_get_link (sending->share), ANSWER_YES);
  PortunusTransfer *sent;

  fetching_assert_got (fetching, f->path);
  sending_wait (sending);
  g_assert_no_error (sending->error);
  sent = sending_get_transfer (sending, 0);
  g_assert_cmpint (portunus_transfer_get_state (sent), ==, PORTUNUS_TRANSFER_DONE);
  g_assert_cmpstr (portunus_transfer_get_peer_name (sent), ==, "There");
  g_assert_cmpstr (portunus_transfer_get_title (sent), ==, "report.bin");
  g_assert_true (g_strv_equal (portunus_transfer_get_words (sent),
                               portunus_transfer_get_words (portunus_pickup_get_transfer (fetching->pickup))));
  fetching_free (fetching);
  sending_free (sending);
}

static void
test_text (Fixture       *f,
           gconstpointer  data)
{
  const PortunusShareOptions options = { .text = "see you at eight" };
  Sending *sending = sending_new (f->here, &options);
  Fetching *fetching;

  sending_wait_ready (sending);
  g_assert_null (portunus_share_get_code (sending->share));
  fetching = fetching_new (f->there, portunus_share_get_link (sending->share), ANSWER_YES);
  fetching_wait (fetching);
  sending_wait (sending);
  g_assert_no_error (fetching->error);
  g_assert_no_error (sending->error);
  g_assert_cmpstr (fetching->text, ==, "see you at eight");
  fetching_free (fetching);
  sending_free (sending);
}

static void
test_code (Fixture       *f,
           gconstpointer  data)
{
  Sending *sending = sending_new_file (f->here, f->path);
  Fetching *fetching = fetching_new_code (f->there, portunus_share_get_link (sending->share),
                                          portunus_share_get_code (sending->share), ANSWER_YES);

  fetching_assert_got (fetching, f->path);
  sending_wait (sending);
  g_assert_no_error (sending->error);
  g_assert_cmpuint (sending->n_wrong_codes, ==, 0);
  fetching_free (fetching);
  sending_free (sending);
}

static void
test_two_receivers (Fixture       *f,
                    gconstpointer  data)
{
  Sending *sending = sending_new_file (f->here, f->path);
  Fetching *one = fetching_new (f->there, portunus_share_get_link (sending->share), ANSWER_NOTHING);
  Fetching *two = fetching_new (f->elsewhere, portunus_share_get_link (sending->share), ANSWER_NOTHING);

  fetching_wait_offer (one);
  fetching_wait_offer (two);
  portunus_pickup_accept (one->pickup, NULL);
  portunus_pickup_accept (two->pickup, NULL);
  fetching_assert_got (one, f->path);
  fetching_assert_got (two, f->path);
  sending_wait (sending);
  g_assert_no_error (sending->error);
  g_assert_cmpuint (g_list_model_get_n_items (portunus_share_get_transfers (sending->share)), ==, 2);
  fetching_free (one);
  fetching_free (two);
  sending_free (sending);
}

/* The second sender joins the room of the first; whoever comes to fetch takes what one of them has. */
static void
test_two_senders (Fixture       *f,
                  gconstpointer  data)
{
  g_autofree char *other_path = device_make_file (f->there, "other.bin", SMALL);
  Sending *one = sending_new_file (f->here, f->path);
  const char * const paths[] = { other_path, NULL };
  const PortunusShareOptions options = { .paths = paths, .room = portunus_share_get_link (one->share) };
  Sending *two = sending_new (f->there, &options);
  Fetching *fetching;

  sending_wait_ready (two);
  fetching = fetching_new (f->elsewhere, portunus_share_get_link (one->share), ANSWER_YES);
  fetching_wait (fetching);
  g_assert_no_error (fetching->error);
  g_assert_cmpuint (fetching->n_offers, ==, 1);
  fetching_free (fetching);
  sending_free (two);
  sending_free (one);
}

static void
test_decline (Fixture       *f,
              gconstpointer  data)
{
  Sending *sending = sending_new_file (f->here, f->path);
  Fetching *fetching = fetching_new (f->there, portunus_share_get_link (sending->share), ANSWER_NO);

  fetching_wait (fetching);
  sending_wait (sending);
  assert_transfer_error (fetching->error, PORTUNUS_TRANSFER_ERROR_DECLINED);
  assert_transfer_error (sending->error, PORTUNUS_TRANSFER_ERROR_DECLINED);
  fetching_free (fetching);
  sending_free (sending);
}

static void
test_cancel_sender (Fixture       *f,
                    gconstpointer  data)
{
  Sending *sending = sending_new_file (f->here, f->path);
  Fetching *fetching;

  device_limit (f->there, SLOW);
  fetching = fetching_new (f->there, portunus_share_get_link (sending->share), ANSWER_YES);
  transfer_wait_bytes (portunus_pickup_get_transfer (fetching->pickup), LARGE / 8);
  portunus_share_cancel (sending->share);
  g_assert_error (sending->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  fetching_wait (fetching);
  assert_transfer_error (fetching->error, PORTUNUS_TRANSFER_ERROR_CANCELLED_BY_PEER);
  fetching_free (fetching);
  sending_free (sending);
}

/* A receiver that stops may come back, as often as it likes, and is one transfer at a time. */
static void
test_cancel_receiver (Fixture       *f,
                      gconstpointer  data)
{
  Sending *sending = sending_new_file (f->here, f->path);
  Fetching *fetching = NULL;

  device_limit (f->there, SLOW);
  for (guint i = 0; i < 3; i++)
    {
      fetching = fetching_new (f->there, portunus_share_get_link (sending->share), ANSWER_YES);
      transfer_wait_bytes (portunus_pickup_get_transfer (fetching->pickup), LARGE / 8);
      portunus_pickup_cancel (fetching->pickup);
      fetching_wait (fetching);
      g_assert_error (fetching->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      transfer_wait_state (sending_get_transfer (sending, i), PORTUNUS_TRANSFER_CANCELLED);
      g_assert_false (sending->is_finished);
      fetching_free (fetching);
    }
  device_limit (f->there, 0);
  fetching = fetching_new (f->there, portunus_share_get_link (sending->share), ANSWER_YES);
  fetching_assert_got (fetching, f->path);
  sending_wait (sending);
  g_assert_no_error (sending->error);
  g_assert_cmpuint (g_list_model_get_n_items (portunus_share_get_transfers (sending->share)), ==, 4);
  fetching_free (fetching);
  sending_free (sending);
}

/* A device that breaks off goes on with the transfer it had, also where it has stopped one before. */
static void
test_break_off_after_cancel (Fixture       *f,
                             gconstpointer  data)
{
  Sending *sending = sending_new_file (f->here, f->path);
  const char *link = portunus_share_get_link (sending->share);
  Fetching *fetching = fetching_new (f->there, link, ANSWER_NOTHING);

  fetching_wait_offer (fetching);
  portunus_pickup_cancel (fetching->pickup);
  transfer_wait_state (sending_get_transfer (sending, 0), PORTUNUS_TRANSFER_CANCELLED);
  fetching_free (fetching);
  for (guint i = 0; i < 2; i++)
    {
      fetching = fetching_new (f->there, link, ANSWER_NOTHING);
      fetching_wait_offer (fetching);
      fetching_break_off (fetching);
      transfer_wait_state (sending_get_transfer (sending, 1), PORTUNUS_TRANSFER_RECONNECTING);
    }
  fetching = fetching_new (f->there, link, ANSWER_YES);
  fetching_assert_got (fetching, f->path);
  sending_wait (sending);
  g_assert_no_error (sending->error);
  g_assert_cmpuint (g_list_model_get_n_items (portunus_share_get_transfers (sending->share)), ==, 2);
  fetching_free (fetching);
  sending_free (sending);
}

static void
test_cancel_early (Fixture       *f,
                   gconstpointer  data)
{
  const char * const paths[] = { f->path, NULL };
  const PortunusShareOptions options = { .paths = paths, .with_code = TRUE };
  Sending *sending = sending_new (f->here, &options);
  Sending *later = sending_new_file (f->there, f->path);
  Fetching *fetching = fetching_new (f->elsewhere, portunus_share_get_link (later->share), ANSWER_YES);

  portunus_share_cancel (sending->share);
  g_assert_error (sending->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  portunus_pickup_cancel (fetching->pickup);
  g_assert_error (fetching->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  sending_free (sending);
  fetching_free (fetching);
  sending_free (later);
}

static char *
change_secret (const char *link)
{
  char *copy = g_strdup (link);
  char *key = strstr (copy, "k=") + 2;

  *key = *key == 'A' ? 'B' : 'A';
  return copy;
}

static void
test_wrong_link (Fixture       *f,
                 gconstpointer  data)
{
  Sending *sending = sending_new_file (f->here, f->path);
  g_autofree char *wrong = change_secret (portunus_share_get_link (sending->share));
  Fetching *fetching = fetching_new (f->there, wrong, ANSWER_YES);

  fetching_wait (fetching);
  assert_transfer_error (fetching->error, PORTUNUS_TRANSFER_ERROR_WRONG_SECRET);
  g_assert_cmpuint (fetching->n_offers, ==, 0);
  g_assert_false (sending->is_finished);
  g_assert_cmpuint (sending->n_wrong_codes, ==, 0);
  fetching_free (fetching);

  fetching = fetching_new (f->there, portunus_share_get_link (sending->share), ANSWER_YES);
  fetching_assert_got (fetching, f->path);
  fetching_free (fetching);
  sending_free (sending);
}

static char *
change_code (const char *code)
{
  return g_strdup_printf ("%.*s-zebra-zebra", (int) strcspn (code, "-"), code);
}

static void
test_wrong_codes (Fixture       *f,
                  gconstpointer  data)
{
  Sending *sending = sending_new_file (f->here, f->path);
  const char *link = portunus_share_get_link (sending->share);
  g_autofree char *wrong = change_code (portunus_share_get_code (sending->share));
  Fetching *fetching;

  for (guint i = 1; i <= 3; i++)
    {
      fetching = fetching_new_code (f->there, link, wrong, ANSWER_YES);
      fetching_wait (fetching);
      assert_transfer_error (fetching->error, PORTUNUS_TRANSFER_ERROR_WRONG_SECRET);
      g_assert_cmpuint (sending->n_wrong_codes, ==, i);
      g_assert_cmpuint (sending->n_left, ==, 3 - i);
      fetching_free (fetching);
    }
  fetching = fetching_new_code (f->there, link, portunus_share_get_code (sending->share), ANSWER_YES);
  fetching_wait (fetching);
  g_assert_nonnull (fetching->error);
  g_assert_cmpuint (fetching->n_offers, ==, 0);
  fetching_free (fetching);

  fetching = fetching_new (f->there, link, ANSWER_YES);
  fetching_assert_got (fetching, f->path);
  fetching_free (fetching);
  sending_free (sending);
}

/* Who came by the code before it was closed finds the way back. */
static void
test_code_closed_in_the_middle (Fixture       *f,
                                gconstpointer  data)
{
  Sending *sending = sending_new_file (f->here, f->path);
  const char *link = portunus_share_get_link (sending->share);
  const char *code = portunus_share_get_code (sending->share);
  g_autofree char *wrong = change_code (code);
  g_autoptr (GError) broken = g_error_new_literal (PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST,
                                                   "Broken");
  Fetching *fetching = fetching_new_code (f->there, link, code, ANSWER_NOTHING);

  fetching_wait_offer (fetching);
  for (guint i = 1; i <= 3; i++)
    {
      Fetching *guess = fetching_new_code (f->elsewhere, link, wrong, ANSWER_YES);

      fetching_wait (guess);
      fetching_free (guess);
    }
  g_assert_cmpuint (sending->n_wrong_codes, ==, 3);
  g_assert_cmpuint (sending->n_left, ==, 0);
  device_limit (f->there, SLOW);
  portunus_pickup_accept (fetching->pickup, NULL);
  transfer_wait_bytes (portunus_pickup_get_transfer (fetching->pickup), LARGE / 10);
  _portunus_pickup_retry_or_finish (fetching->pickup, broken);
  transfer_wait_state (portunus_pickup_get_transfer (fetching->pickup), PORTUNUS_TRANSFER_RECONNECTING);
  device_limit (f->there, 0);
  fetching_assert_got (fetching, f->path);
  g_assert_cmpuint (fetching->n_offers, ==, 1);
  sending_wait (sending);
  g_assert_no_error (sending->error);
  fetching_free (fetching);
  sending_free (sending);
}

static void
test_once (Fixture       *f,
           gconstpointer  data)
{
  const char * const paths[] = { f->path, NULL };
  const PortunusShareOptions options = { .paths = paths, .is_once = TRUE };
  Sending *sending = sending_new (f->here, &options);
  Fetching *one, *two;

  sending_wait_ready (sending);
  one = fetching_new (f->there, portunus_share_get_link (sending->share), ANSWER_NOTHING);
  fetching_wait_offer (one);
  two = fetching_new (f->elsewhere, portunus_share_get_link (sending->share), ANSWER_YES);
  fetching_wait (two);
  g_assert_nonnull (two->error);
  g_assert_cmpuint (two->n_offers, ==, 0);
  g_assert_false (sending->is_finished);
  portunus_pickup_accept (one->pickup, NULL);
  fetching_assert_got (one, f->path);
  sending_wait (sending);
  g_assert_no_error (sending->error);
  fetching_free (one);
  fetching_free (two);
  sending_free (sending);
}

static void
test_missing_source (Fixture       *f,
                     gconstpointer  data)
{
  const char * const missing[] = { "/nonexistent/file", NULL };
  const char * const both[] = { "/nonexistent/file", f->path, NULL };
  PortunusShareOptions options = { .paths = missing };
  Sending *sending = sending_new (f->here, &options);

  sending_wait (sending);
  assert_transfer_error (sending->error, PORTUNUS_TRANSFER_ERROR_SOURCE);
  sending_free (sending);

  options.paths = both;
  sending = sending_new (f->here, &options);
  sending_wait_ready (sending);
  g_assert_cmpuint (sending->problems->len, ==, 1);
  g_assert_cmpuint (portunus_share_get_n_files (sending->share), ==, 1);
  sending_free (sending);
}

static const char * const bad_links[] = {
  "",
  "hello",
  "7",
  "7-apple-river",
  "https://",
  "https://192.0.2.1:4430/",
  "https://192.0.2.1:4430/r/0123",
  "https://192.0.2.1:4430/r/00112233445566778899aabbccddeeff",
  "https://192.0.2.1:4430/r/00112233445566778899aabbccddeeff#k=",
  "https://192.0.2.1:4430/r/00112233445566778899aabbccddeeff#k=AAAA",
  "https://192.0.2.1:99999/r/00112233445566778899aabbccddeeff#k=AAAAAAAAAAAAAAAAAAAAAA",
  "ftp://192.0.2.1/r/00112233445566778899aabbccddeeff#k=AAAAAAAAAAAAAAAAAAAAAA",
};

static void
test_bad_links (Fixture       *f,
                gconstpointer  data)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad_links); i++)
    {
      const PortunusPickupOptions options = { .link_or_code = bad_links[i], .directory = f->there->dir };
      g_autoptr (GError) error = NULL;
      PortunusPickup *pickup = portunus_pickup_new (f->there->engine, &options, &error);

      g_assert_null (pickup);
      g_assert_error (error, PORTUNUS_CORE_ERROR, PORTUNUS_CORE_ERROR_BAD_LINK);
    }
}

static void
test_bad_room (Fixture       *f,
               gconstpointer  data)
{
  const char * const paths[] = { f->path, NULL };

  for (guint i = 0; i < G_N_ELEMENTS (bad_links); i++)
    {
      const PortunusShareOptions options = { .paths = paths, .room = bad_links[i] };
      Sending *sending = sending_new (f->here, &options);

      sending_wait (sending);
      g_assert_error (sending->error, PORTUNUS_CORE_ERROR, PORTUNUS_CORE_ERROR_BAD_LINK);
      sending_free (sending);
    }
}

static void
test_no_such_lane (Fixture       *f,
                   gconstpointer  data)
{
  const char * const paths[] = { f->path, NULL };
  const PortunusShareOptions options = { .paths = paths, .lane = "pigeon" };
  Sending *sending = sending_new (f->here, &options);

  sending_wait (sending);
  assert_transfer_error (sending->error, PORTUNUS_TRANSFER_ERROR_NO_CONNECTION);
  sending_free (sending);
}

/* Both are guests of a server that somebody else runs. */
static void
test_given_server (Fixture       *f,
                   gconstpointer  data)
{
  Sending *host = sending_new_file (f->elsewhere, f->path);
  g_autofree char *server = g_strdup (portunus_share_get_link (host->share));
  const char * const paths[] = { f->path, NULL };
  PortunusShareOptions options = { .paths = paths, .with_code = TRUE };
  Sending *sending;
  Fetching *fetching;

  *strstr (server, "/r/") = '\0';
  options.server = server;
  sending = sending_new (f->here, &options);
  sending_wait_ready (sending);
  g_assert_true (g_str_has_prefix (portunus_share_get_link (sending->share), server));
  fetching = fetching_new_code (f->there, portunus_share_get_link (sending->share),
                                portunus_share_get_code (sending->share), ANSWER_YES);
  fetching_assert_got (fetching, f->path);
  sending_wait (sending);
  g_assert_no_error (sending->error);
  fetching_free (fetching);
  sending_free (sending);
  sending_free (host);
}

#define ADD(path, data, function) g_test_add ("/engine/share/" path, Fixture, data, setup, function, teardown)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("deliver", NULL, test_deliver);
  ADD ("text", NULL, test_text);
  ADD ("code", NULL, test_code);
  ADD ("two-receivers", NULL, test_two_receivers);
  ADD ("two-senders", NULL, test_two_senders);
  ADD ("decline", NULL, test_decline);
  ADD ("cancel-sender", GSIZE_TO_POINTER (LARGE), test_cancel_sender);
  ADD ("cancel-receiver", GSIZE_TO_POINTER (LARGE), test_cancel_receiver);
  ADD ("break-off-after-cancel", NULL, test_break_off_after_cancel);
  ADD ("cancel-early", NULL, test_cancel_early);
  ADD ("wrong-link", NULL, test_wrong_link);
  ADD ("wrong-codes", NULL, test_wrong_codes);
  ADD ("code-closed-in-the-middle", GSIZE_TO_POINTER (LARGE), test_code_closed_in_the_middle);
  ADD ("once", NULL, test_once);
  ADD ("missing-source", NULL, test_missing_source);
  ADD ("bad-links", NULL, test_bad_links);
  ADD ("bad-room", NULL, test_bad_room);
  ADD ("no-such-lane", NULL, test_no_such_lane);
  ADD ("given-server", NULL, test_given_server);

  return g_test_run ();
}
