/* test-lobby-consent.c: what a person said yes to goes on by itself after it was cut off, and nothing else does
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "lobby-fixture.h"

#include <sys/socket.h>

#include "portunus-engine-private.h"
#include "portunus-journal-consent.h"
#include "portunus-test.h"
#include "portunus-transfer-error.h"

#define TIMEOUT_MS 30000
#define LARGE      (24 * 1024 * 1024)
#define SOME       (2 * 1024 * 1024)
/* In kilobytes a second, so that there is a middle of it. */
#define LIMIT      6000
#define MAX_FD     1024

static gboolean
is_idle (gpointer user_data)
{
  return !portunus_arrival_is_busy (user_data);
}

/* Something from here that a person accepts, and that is in the middle of it. */
static Sending *
begin (Fixture *f)
{
  Sending *sending;

  device_limit (f->there, LIMIT);
  f->waiting->is_accepting = TRUE;
  sending = lobby_send (f, NULL);
  transfer_wait_bytes (portunus_arrival_get_transfer (lobby_wait_offer (f)), SOME);
  f->waiting->is_accepting = FALSE;
  return sending;
}

/* All connections, of which each has both ends here. */
static void
cut_connections (void)
{
  for (int fd = 0; fd < MAX_FD; fd++)
    {
      struct sockaddr_storage address;
      socklen_t length = sizeof address;

      if (getpeername (fd, (struct sockaddr *) &address, &length) == 0 && address.ss_family == AF_INET)
        shutdown (fd, SHUT_RDWR);
    }
}

static void
cut_off (Fixture *f)
{
  cut_connections ();
  portunus_test_wait (is_idle, f->waiting->arrivals->pdata[0], TIMEOUT_MS);
}

/* There ends and starts again. */
static void
start_anew (Fixture *f)
{
  waiting_close (f->waiting);
  waiting_open (f->waiting, f->there);
  f->waiting->n_offers = 0;
  device_limit (f->there, 0);
}

/* It goes where the person put it. */
static void
test_cut_off (Fixture       *f,
              gconstpointer  data)
{
  g_autofree char *elsewhere = portunus_test_make_dir ();
  Sending *sending = begin (f);

  cut_off (f);
  start_anew (f);
  sending_free (sending);
  portunus_lobby_set_directory (f->waiting->lobby, elsewhere);
  sending = lobby_send (f, NULL);
  lobby_wait_auto_accepted (f);
  lobby_assert_delivered (f, sending, f->waiting->directory);
  g_assert_cmpuint (f->waiting->n_offers, ==, 0);
  sending_free (sending);
  portunus_test_remove_tree (elsewhere);
}

/* Whoever is not known any more, or is blocked, begins anew. */
static void
test_forgotten_device (Fixture       *f,
                       gconstpointer  data)
{
  Sending *sending = begin (f);

  cut_off (f);
  start_anew (f);
  sending_free (sending);
  portunus_device_book_forget (portunus_engine_get_device_book (f->there->engine),
                               portunus_engine_get_device_id (f->here->engine));
  sending = lobby_send (f, NULL);
  lobby_wait_offer (f);
  g_assert_cmpuint (f->waiting->n_auto_accepted, ==, 0);
  sending_free (sending);
}

/* What a rule said yes to is no person's word, and ends with the rule. */
static void
test_rule_gone (Fixture       *f,
                gconstpointer  data)
{
  const PortunusAutoAccept rules = { .is_on = FALSE };
  Sending *sending;

  device_limit (f->there, LIMIT);
  lobby_set_rules (f, NULL, 0);
  sending = lobby_send (f, NULL);
  lobby_wait_auto_accepted (f);
  transfer_wait_bytes (portunus_arrival_get_transfer (f->waiting->arrivals->pdata[0]), SOME);
  cut_off (f);
  start_anew (f);
  sending_free (sending);
  f->waiting->n_auto_accepted = 0;
  portunus_device_book_set_auto_accept (portunus_engine_get_device_book (f->there->engine),
                                        portunus_engine_get_device_id (f->here->engine), &rules);
  sending = lobby_send (f, NULL);
  lobby_wait_offer (f);
  g_assert_cmpuint (f->waiting->n_auto_accepted, ==, 0);
  sending_free (sending);
}

typedef struct
{
  PortunusOffer *offer;
  char          *journal_path;
  char          *device;
} Remembered;

static gboolean
is_withdrawn (gpointer user_data)
{
  Remembered *self = user_data;
  g_autoptr (PortunusJournal) journal = portunus_journal_open (self->journal_path, NULL);
  g_autoptr (PortunusConsent) consent = portunus_journal_find_consent (journal, self->offer, self->device);

  return consent == NULL;
}

static void
wait_withdrawn (Fixture          *f,
                PortunusTransfer *transfer)
{
  Remembered remembered = {
    .offer = portunus_transfer_get_offer (transfer),
    .journal_path = portunus_engine_dup_path (f->there->engine, PORTUNUS_ENGINE_JOURNAL),
    .device = (char *) portunus_engine_get_device_id (f->here->engine),
  };

  portunus_test_wait (is_withdrawn, &remembered, TIMEOUT_MS);
  g_free (remembered.journal_path);
}

/* Here it is stopped by a person, whether it moves or waits for the sender to come back: that person is asked again. */
static void
check_stopped (Fixture  *f,
               gboolean  is_lost_first)
{
  Sending *sending = begin (f);
  PortunusArrival *arrival = f->waiting->arrivals->pdata[0];
  g_autoptr (PortunusTransfer) transfer = g_object_ref (portunus_arrival_get_transfer (arrival));

  if (is_lost_first)
    cut_off (f);
  portunus_transfer_request_cancel (transfer);
  wait_withdrawn (f, transfer);
  start_anew (f);
  sending_free (sending);
  sending = lobby_send (f, NULL);
  lobby_wait_offer (f);
  g_assert_cmpuint (f->waiting->n_auto_accepted, ==, 0);
  sending_free (sending);
}

static void
test_stopped (Fixture       *f,
              gconstpointer  data)
{
  check_stopped (f, FALSE);
}

static void
test_given_up (Fixture       *f,
               gconstpointer  data)
{
  check_stopped (f, TRUE);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add ("/lobby/consent/cut-off", Fixture, GSIZE_TO_POINTER (LARGE), lobby_set_up, test_cut_off,
              lobby_tear_down);
  g_test_add ("/lobby/consent/forgotten-device", Fixture, GSIZE_TO_POINTER (LARGE), lobby_set_up,
              test_forgotten_device, lobby_tear_down);
  g_test_add ("/lobby/consent/rule-gone", Fixture, GSIZE_TO_POINTER (LARGE), lobby_set_up, test_rule_gone,
              lobby_tear_down);
  g_test_add ("/lobby/consent/stopped", Fixture, GSIZE_TO_POINTER (LARGE), lobby_set_up, test_stopped,
              lobby_tear_down);
  g_test_add ("/lobby/consent/given-up", Fixture, GSIZE_TO_POINTER (LARGE), lobby_set_up, test_given_up,
              lobby_tear_down);
  return g_test_run ();
}
