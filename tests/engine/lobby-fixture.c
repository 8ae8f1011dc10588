/* lobby-fixture.c: a device that waits for others, and what one that comes does
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "lobby-fixture.h"

#include <string.h>

#include "portunus-engine-private.h"
#include "portunus-test.h"

#define TIMEOUT_MS 30000

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

void
waiting_open (Waiting *self,
              Device  *device)
{
  const PortunusLobbyOptions options = { .directory = self->directory };

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

void
waiting_close (Waiting *self)
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
  waiting_open (self, device);
  return self;
}

static void
waiting_free (Waiting *self)
{
  waiting_close (self);
  portunus_test_remove_tree (self->directory);
  g_free (self->directory);
  g_free (self->address);
  g_ptr_array_unref (self->arrivals);
  g_free (self);
}

void
lobby_set_up (Fixture       *f,
              gconstpointer  data)
{
  f->here = device_new ("Here");
  f->there = device_new ("There");
  f->path = device_make_file (f->here, "report.bin", data != NULL ? GPOINTER_TO_SIZE (data) : LOBBY_FILE_SIZE);
  f->waiting = waiting_new (f->there);
}

void
lobby_tear_down (Fixture       *f,
                 gconstpointer  data)
{
  waiting_free (f->waiting);
  device_free (f->here);
  device_free (f->there);
  g_free (f->path);
}

Sending *
lobby_send_path (Fixture             *f,
                 const char          *path,
                 PortunusKnownDevice *known)
{
  const char * const paths[] = { path, NULL };
  const PortunusTarget target = { .known = known, .address = f->waiting->address };
  const PortunusShareOptions options = { .paths = paths, .target = &target };

  return sending_new (f->here, &options);
}

Sending *
lobby_send (Fixture             *f,
            PortunusKnownDevice *known)
{
  return lobby_send_path (f, f->path, known);
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

void
lobby_wait_auto_accepted (Fixture *f)
{
  portunus_test_wait (has_auto_accepted, f->waiting, TIMEOUT_MS);
}

PortunusArrival *
lobby_wait_offer (Fixture *f)
{
  portunus_test_wait (has_offers, f->waiting, TIMEOUT_MS);
  return g_ptr_array_index (f->waiting->arrivals, f->waiting->arrivals->len - 1);
}

PortunusKnownDevice *
device_know (Device              *one,
             Device              *other,
             PortunusDeviceTrust  trust)
{
  PortunusDeviceBook *book = portunus_engine_get_device_book (one->engine);
  const guint8 *key = portunus_identity_get_public_key (portunus_engine_get_identity (other->engine));
  PortunusKnownDevice *device = portunus_device_book_note (book, key, portunus_engine_get_device_name (other->engine));

  portunus_device_book_set_trust (book, portunus_known_device_get_id (device), trust);
  return device;
}

void
lobby_assert_delivered (Fixture    *f,
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

void
lobby_set_rules (Fixture    *f,
                 const char *folder,
                 guint64     max_bytes)
{
  const PortunusAutoAccept rules = { .is_on = TRUE, .folder = folder, .max_bytes = max_bytes };
  PortunusKnownDevice *known = device_know (f->there, f->here, PORTUNUS_DEVICE_VERIFIED);

  portunus_device_book_set_auto_accept (portunus_engine_get_device_book (f->there->engine),
                                        portunus_known_device_get_id (known), &rules);
}
