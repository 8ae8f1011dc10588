/* test-lobby.c: a device waits for others on the local network, and knows again who was there before
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "device.h"

#include <string.h>

#include "portunus-engine-private.h"
#include "portunus-lobby.h"
#include "portunus-test.h"
#include "portunus-transfer-error.h"

#define TIMEOUT_MS 30000
#define SMALL 300000

/* A lobby and what it said. */
typedef struct
{
  PortunusLobby *lobby;
  char          *directory;
  char          *address;
  GPtrArray     *arrivals;
  GError        *error;
  guint          n_offers;
  guint          n_auto_accepted;
  gboolean       is_accepting;
  gboolean       is_ready;
  gboolean       is_finished;
} Waiting;

typedef struct
{
  Device  *here;
  Device  *there;
  char    *path;
  Waiting *waiting;    /* there */
} Fixture;

static void
ready_cb (PortunusLobby *lobby,
          Waiting       *self)
{
  const char *port = strrchr (portunus_lobby_get_address (lobby), ':');

  g_free (self->address);
  self->address = g_strconcat ("127.0.0.1", port, NULL);
  self->is_ready = TRUE;
}

static void
offer_cb (PortunusArrival *arrival,
          PortunusOffer   *offer,
          Waiting         *self)
{
  self->n_offers++;
  if (self->is_accepting)
    portunus_arrival_accept (arrival, NULL);
}

static void
auto_accepted_cb (PortunusArrival *arrival,
                  PortunusOffer   *offer,
                  Waiting         *self)
{
  self->n_auto_accepted++;
}

static void
arrival_cb (PortunusLobby   *lobby,
            PortunusArrival *arrival,
            Waiting         *self)
{
  g_ptr_array_add (self->arrivals, g_object_ref (arrival));
  g_signal_connect (arrival, "offer", G_CALLBACK (offer_cb), self);
  g_signal_connect (arrival, "auto-accepted", G_CALLBACK (auto_accepted_cb), self);
}

static void
finished_cb (PortunusLobby *lobby,
             GError        *error,
             Waiting       *self)
{
  self->is_finished = TRUE;
  self->error = error != NULL ? g_error_copy (error) : NULL;
}

static gboolean
is_ready (gpointer user_data)
{
  Waiting *self = user_data;

  g_assert_no_error (self->error);
  return self->is_ready;
}

static void
open_lobby (Waiting *self,
            Device  *device)
{
  const PortunusLobbyOptions options = { .directory = self->directory, .policy = PORTUNUS_CONFLICT_RENAME };

  self->is_ready = FALSE;
  self->is_finished = FALSE;
  self->lobby = portunus_lobby_new (device->engine, &options);
  g_signal_connect (self->lobby, "ready", G_CALLBACK (ready_cb), self);
  g_signal_connect (self->lobby, "arrival", G_CALLBACK (arrival_cb), self);
  g_signal_connect (self->lobby, "finished", G_CALLBACK (finished_cb), self);
  portunus_lobby_start (self->lobby);
  portunus_test_wait (is_ready, self, TIMEOUT_MS);
}

static gboolean
has_finished (gpointer user_data)
{
  return ((Waiting *) user_data)->is_finished;
}

static gboolean
is_last_reference (gpointer user_data)
{
  return G_OBJECT (user_data)->ref_count == 1;
}

static void
close_lobby (Waiting *self)
{
  portunus_lobby_cancel (self->lobby);
  portunus_test_wait (has_finished, self, TIMEOUT_MS);
  for (guint i = 0; i < self->arrivals->len; i++)
    g_signal_handlers_disconnect_by_data (g_ptr_array_index (self->arrivals, i), self);
  g_ptr_array_set_size (self->arrivals, 0);
  portunus_test_wait (is_last_reference, self->lobby, TIMEOUT_MS);
  g_assert_finalize_object (self->lobby);
  g_clear_error (&self->error);
}

static Waiting *
waiting_new (Device *device)
{
  Waiting *self = g_new0 (Waiting, 1);

  self->directory = portunus_test_make_dir ();
  self->arrivals = g_ptr_array_new_with_free_func (g_object_unref);
  open_lobby (self, device);
  return self;
}

static void
waiting_free (Waiting *self)
{
  close_lobby (self);
  portunus_test_remove_tree (self->directory);
  g_free (self->directory);
  g_free (self->address);
  g_ptr_array_unref (self->arrivals);
  g_free (self);
}

static void
setup (Fixture       *f,
       gconstpointer  data)
{
  f->here = device_new ("Here");
  f->there = device_new ("There");
  f->path = device_make_file (f->here, "report.bin", data != NULL ? GPOINTER_TO_SIZE (data) : SMALL);
  f->waiting = waiting_new (f->there);
}

static void
teardown (Fixture       *f,
          gconstpointer  data)
{
  waiting_free (f->waiting);
  device_free (f->here);
  device_free (f->there);
  g_free (f->path);
}

static Sending *
send_path_to (Fixture             *f,
              const char          *path,
              PortunusKnownDevice *known)
{
  const char * const paths[] = { path, NULL };
  const PortunusTarget target = { .known = known, .address = f->waiting->address };
  const PortunusShareOptions options = { .paths = paths, .target = &target };

  return sending_new (f->here, &options);
}

static Sending *
send_to (Fixture             *f,
         PortunusKnownDevice *known)
{
  return send_path_to (f, f->path, known);
}

static gboolean
has_offers (gpointer user_data)
{
  Waiting *self = user_data;

  return self->n_offers > 0;
}

static gboolean
has_auto_accepted (gpointer user_data)
{
  Waiting *self = user_data;

  return self->n_auto_accepted > 0;
}

static PortunusArrival *
wait_offer (Fixture *f)
{
  portunus_test_wait (has_offers, f->waiting, TIMEOUT_MS);
  return g_ptr_array_index (f->waiting->arrivals, f->waiting->arrivals->len - 1);
}

static PortunusKnownDevice *
know (Device              *one,
      Device              *other,
      PortunusDeviceTrust  trust)
{
  PortunusDeviceBook *book = portunus_engine_get_device_book (one->engine);
  const guint8 *key = portunus_identity_get_public_key (portunus_engine_get_identity (other->engine));
  PortunusKnownDevice *device = portunus_device_book_note (book, key, portunus_engine_get_device_name (other->engine));

  portunus_device_book_set_trust (book, portunus_known_device_get_id (device), trust);
  return device;
}

static void
assert_delivered (Fixture    *f,
                  Sending    *sending,
                  const char *directory)
{
  g_autofree char *copy = g_build_filename (directory, "report.bin", NULL);
  g_autofree char *sent = NULL;
  g_autofree char *got = NULL;
  gsize n_sent, n_got;

  sending_wait (sending);
  g_assert_no_error (sending->error);
  g_assert_true (g_file_get_contents (f->path, &sent, &n_sent, NULL));
  g_assert_true (g_file_get_contents (copy, &got, &n_got, NULL));
  g_assert_cmpmem (got, n_got, sent, n_sent);
}

static gboolean
is_null (gpointer user_data)
{
  return *(gpointer *) user_data == NULL;
}

static gboolean
has_words (gpointer user_data)
{
  return portunus_transfer_get_words (user_data) != NULL;
}

/* Both see the same words; who accepts knows the other from then on, as somebody that nobody vouches for. */
static void
test_stranger (Fixture       *f,
               gconstpointer  data)
{
  Sending *sending = send_to (f, NULL);
  PortunusArrival *arrival = wait_offer (f);
  PortunusTransfer *got = portunus_arrival_get_transfer (arrival);
  PortunusTransfer *sent = sending_get_transfer (sending, 0);
  PortunusDeviceBook *book = portunus_engine_get_device_book (f->there->engine);
  PortunusKnownDevice *known;

  portunus_test_wait (has_words, got, TIMEOUT_MS);
  portunus_test_wait (has_words, sent, TIMEOUT_MS);
  g_assert_true (g_strv_equal (portunus_transfer_get_words (got), portunus_transfer_get_words (sent)));
  g_assert_cmpstr (portunus_transfer_get_peer_label (got), ==, "not verified");
  g_assert_cmpstr (portunus_transfer_get_peer_label (sent), ==, "not verified");
  g_assert_cmpstr (portunus_transfer_get_peer_name (got), ==, "Here");
  g_assert_null (portunus_arrival_get_known_device (arrival));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (book)), ==, 0);
  portunus_arrival_accept (arrival, NULL);
  assert_delivered (f, sending, f->waiting->directory);
  known = portunus_device_book_lookup (book, portunus_engine_get_device_id (f->here->engine));
  g_assert_cmpint (portunus_known_device_get_trust (known), ==, PORTUNUS_DEVICE_MET);
  known = portunus_device_book_lookup (portunus_engine_get_device_book (f->here->engine),
                                       portunus_engine_get_device_id (f->there->engine));
  g_assert_cmpint (portunus_known_device_get_trust (known), ==, PORTUNUS_DEVICE_MET);
  sending_free (sending);
}

static void
test_decline (Fixture       *f,
              gconstpointer  data)
{
  Sending *sending = send_to (f, NULL);

  portunus_arrival_decline (wait_offer (f));
  sending_wait (sending);
  g_assert_error (sending->error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_DECLINED);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (portunus_engine_get_device_book (f->there->engine))), ==,
                    0);
  sending_free (sending);
}

/* Strangers come and go, and leave nothing in our memory. */
static void
test_gone (Fixture       *f,
           gconstpointer  data)
{
  Sending *sending = send_to (f, NULL);
  PortunusArrival *arrival = wait_offer (f);

  portunus_arrival_decline (arrival);
  sending_wait (sending);
  g_object_add_weak_pointer (G_OBJECT (arrival), (gpointer *) &arrival);
  g_ptr_array_set_size (f->waiting->arrivals, 0);
  portunus_test_wait (is_null, &arrival, TIMEOUT_MS);
  sending_free (sending);
}

static void
test_verified (Fixture       *f,
               gconstpointer  data)
{
  PortunusKnownDevice *known = know (f->here, f->there, PORTUNUS_DEVICE_VERIFIED);
  Sending *sending;
  PortunusArrival *arrival;

  know (f->there, f->here, PORTUNUS_DEVICE_VERIFIED);
  f->waiting->is_accepting = TRUE;
  sending = send_to (f, known);
  arrival = wait_offer (f);
  g_assert_cmpstr (portunus_transfer_get_peer_label (portunus_arrival_get_transfer (arrival)), ==, "verified");
  assert_delivered (f, sending, f->waiting->directory);
  g_assert_cmpstr (portunus_transfer_get_peer_label (sending_get_transfer (sending, 0)), ==, "verified");
  sending_free (sending);
}

static void
test_blocked (Fixture       *f,
              gconstpointer  data)
{
  Sending *sending;

  know (f->there, f->here, PORTUNUS_DEVICE_BLOCKED);
  sending = send_to (f, NULL);
  sending_wait (sending);
  g_assert_error (sending->error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_DECLINED);
  g_assert_cmpuint (f->waiting->arrivals->len, ==, 0);
  sending_free (sending);
}

/* Whoever is meant and whoever answers are not the same: nothing is sent, and nobody there hears of it. */
static void
test_other_device (Fixture       *f,
                   gconstpointer  data)
{
  Device *elsewhere = device_new ("There");
  PortunusKnownDevice *known = know (f->here, elsewhere, PORTUNUS_DEVICE_VERIFIED);
  Sending *sending = send_to (f, known);

  sending_wait (sending);
  g_assert_error (sending->error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_OTHER_DEVICE);
  g_assert_cmpuint (f->waiting->arrivals->len, ==, 0);
  sending_free (sending);
  device_free (elsewhere);
}

/* A name that is known, and another key: a stranger, whatever the rules of the known one are. */
static void
test_key_changed (Fixture       *f,
                  gconstpointer  data)
{
  const PortunusAutoAccept rules = { .is_on = TRUE };
  Device *before = device_new ("Here");
  PortunusKnownDevice *known = know (f->there, before, PORTUNUS_DEVICE_VERIFIED);
  PortunusArrival *arrival;
  Sending *sending;

  portunus_device_book_set_auto_accept (portunus_engine_get_device_book (f->there->engine),
                                        portunus_known_device_get_id (known), &rules);
  sending = send_to (f, NULL);
  arrival = wait_offer (f);
  g_assert_cmpstr (portunus_transfer_get_peer_label (portunus_arrival_get_transfer (arrival)), ==, "not verified");
  g_assert_true (portunus_arrival_find_namesake (arrival) == known);
  g_assert_cmpuint (f->waiting->n_auto_accepted, ==, 0);
  sending_free (sending);
  device_free (before);
}

static void
set_rules (Fixture    *f,
           const char *folder,
           guint64     max_bytes)
{
  const PortunusAutoAccept rules = { .is_on = TRUE, .folder = folder, .max_bytes = max_bytes };
  PortunusKnownDevice *known = know (f->there, f->here, PORTUNUS_DEVICE_VERIFIED);

  portunus_device_book_set_auto_accept (portunus_engine_get_device_book (f->there->engine),
                                        portunus_known_device_get_id (known), &rules);
}

static void
test_auto_accept (Fixture       *f,
                  gconstpointer  data)
{
  g_autofree char *folder = portunus_test_make_dir ();
  Sending *sending;

  set_rules (f, folder, SMALL);
  sending = send_to (f, NULL);
  portunus_test_wait (has_auto_accepted, f->waiting, TIMEOUT_MS);
  assert_delivered (f, sending, folder);
  g_assert_cmpuint (f->waiting->n_offers, ==, 0);
  sending_free (sending);
  portunus_test_remove_tree (folder);
}

/* Too large, or nowhere to put it: a person decides. */
static void
test_auto_accept_limits (Fixture       *f,
                         gconstpointer  data)
{
  g_autofree char *missing = g_build_filename (f->waiting->directory, "missing", NULL);
  const char * const folders[] = { NULL, missing };
  const guint64 limits[] = { SMALL - 1, 0 };

  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    {
      Sending *sending;

      f->waiting->n_offers = 0;
      set_rules (f, folders[i], limits[i]);
      sending = send_to (f, NULL);
      wait_offer (f);
      g_assert_cmpuint (f->waiting->n_auto_accepted, ==, 0);
      sending_free (sending);
    }
}

/* A stranger may have two offers that wait, and somebody who is verified still comes through. */
static void
test_too_many (Fixture       *f,
               gconstpointer  data)
{
  Sending *sendings[4];
  char *paths[4];

  for (guint i = 0; i < G_N_ELEMENTS (sendings); i++)
    {
      g_autofree char *name = g_strdup_printf ("part-%u", i);

      paths[i] = device_make_file (f->here, name, SMALL);
      if (i == 3)
        know (f->there, f->here, PORTUNUS_DEVICE_VERIFIED);
      f->waiting->n_offers = 0;
      sendings[i] = send_path_to (f, paths[i], NULL);
      if (i != 2)
        wait_offer (f);
      else
        sending_wait (sendings[i]);
    }
  g_assert_error (sendings[2]->error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_BUSY);
  g_assert_cmpuint (f->waiting->arrivals->len, ==, 3);
  for (guint i = 0; i < G_N_ELEMENTS (sendings); i++)
    {
      sending_free (sendings[i]);
      g_free (paths[i]);
    }
}

static void
test_nobody (Fixture       *f,
             gconstpointer  data)
{
  Sending *sending;

  close_lobby (f->waiting);
  sending = send_to (f, NULL);
  sending_wait (sending);
  g_assert_error (sending->error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_NO_ROOM);
  sending_free (sending);
  open_lobby (f->waiting, f->there);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add ("/lobby/stranger", Fixture, NULL, setup, test_stranger, teardown);
  g_test_add ("/lobby/decline", Fixture, NULL, setup, test_decline, teardown);
  g_test_add ("/lobby/gone", Fixture, NULL, setup, test_gone, teardown);
  g_test_add ("/lobby/verified", Fixture, NULL, setup, test_verified, teardown);
  g_test_add ("/lobby/blocked", Fixture, NULL, setup, test_blocked, teardown);
  g_test_add ("/lobby/other-device", Fixture, NULL, setup, test_other_device, teardown);
  g_test_add ("/lobby/key-changed", Fixture, NULL, setup, test_key_changed, teardown);
  g_test_add ("/lobby/auto-accept", Fixture, NULL, setup, test_auto_accept, teardown);
  g_test_add ("/lobby/auto-accept-limits", Fixture, NULL, setup, test_auto_accept_limits, teardown);
  g_test_add ("/lobby/too-many", Fixture, NULL, setup, test_too_many, teardown);
  g_test_add ("/lobby/nobody", Fixture, NULL, setup, test_nobody, teardown);
  return g_test_run ();
}
