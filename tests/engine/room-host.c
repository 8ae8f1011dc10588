/* room-host.c: a device that keeps a room open, and takes whatever is brought
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "room-host.h"

#include <glib/gstdio.h>

#include "portunus-test.h"

#define PATIENCE_MS 30000

static void
ready_cb (PortunusOpenRoom *room,
          RoomHost         *self)
{
  self->is_ready = TRUE;
}

static void
offer_cb (PortunusArrival *arrival,
          PortunusOffer   *offer,
          RoomHost        *self)
{
  self->n_offers++;
  portunus_arrival_accept (arrival, NULL);
}

static void
arrival_cb (PortunusOpenRoom *room,
            PortunusArrival  *arrival,
            RoomHost         *self)
{
  g_signal_connect (arrival, "offer", G_CALLBACK (offer_cb), self);
}

static void
asked_cb (PortunusOpenRoom *room,
          const char       *peer_id,
          const char       *name,
          RoomHost         *self)
{
  g_assert_cmpstr (name, ==, "Guest");
  g_assert_null (self->asker);
  self->asker = g_strdup (peer_id);
}

static void
finished_cb (PortunusOpenRoom *room,
             const GError     *error,
             RoomHost         *self)
{
  self->is_finished = TRUE;
}

static gboolean
is_set (gpointer user_data)
{
  return *(gboolean *) user_data;
}

static gboolean
is_asked (gpointer user_data)
{
  return ((RoomHost *) user_data)->asker != NULL;
}

RoomHost *
room_host_new (const PortunusRoomRules *rules)
{
  RoomHost *self = g_new0 (RoomHost, 1);
  PortunusOpenRoomOptions options = { 0 };

  if (rules != NULL)
    options.rules = *rules;
  self->device = device_new ("Host");
  self->directory = g_build_filename (self->device->dir, "in", NULL);
  g_assert_cmpint (g_mkdir (self->directory, 0700), ==, 0);
  options.directory = self->directory;
  self->room = portunus_open_room_new (self->device->engine, &options);
  g_signal_connect (self->room, "ready", G_CALLBACK (ready_cb), self);
  g_signal_connect (self->room, "arrival", G_CALLBACK (arrival_cb), self);
  g_signal_connect (self->room, "asked", G_CALLBACK (asked_cb), self);
  g_signal_connect (self->room, "finished", G_CALLBACK (finished_cb), self);
  portunus_open_room_start (self->room);
  portunus_test_wait (is_set, &self->is_ready, PATIENCE_MS);
  return self;
}

void
room_host_free (RoomHost *self)
{
  if (!self->is_finished)
    portunus_open_room_close (self->room);
  portunus_test_wait (is_set, &self->is_finished, PATIENCE_MS);
  g_assert_finalize_object (self->room);
  device_free (self->device);
  g_free (self->asker);
  g_free (self->directory);
  g_free (self);
}

void
room_host_wait_asker (RoomHost *self)
{
  portunus_test_wait (is_asked, self, PATIENCE_MS);
}

void
room_host_answer (RoomHost *self,
                  gboolean  is_let_in)
{
  g_autofree char *asker = g_steal_pointer (&self->asker);

  portunus_open_room_answer (self->room, asker, is_let_in);
}
