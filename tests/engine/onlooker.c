/* onlooker.c: somebody in a room who only meets the others, and says nothing to them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "onlooker.h"

#include "portunus-engine-private.h"
#include "portunus-link.h"
#include "portunus-room-client.h"
#include "portunus-test.h"

#define PATIENCE_MS 10000

static PortunusSecret *
make_secret (PortunusLink *link,
             gboolean      is_right)
{
  static const guint8 zeros[16] = { 0 };

  if (!is_right)
    return portunus_secret_new (zeros, sizeof zeros);
  return portunus_secret_new (g_bytes_get_data (link->secret, NULL), g_bytes_get_size (link->secret));
}

static GPtrArray *
make_factories (Device   *device,
                gboolean  has_lanes)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *factories;

  if (!has_lanes)
    return g_ptr_array_new ();
  factories = portunus_engine_dup_lane_factories (device->engine, NULL, &error);
  g_assert_no_error (error);
  return factories;
}

PortunusMeeting *
onlooker_new (Device                *device,
              const char            *link,
              const OnlookerOptions *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PortunusLink) parsed = portunus_link_parse (link, &error);
  g_autoptr (PortunusSignaling) signaling = NULL;
  g_autoptr (GPtrArray) factories = make_factories (device, options->has_lanes);
  g_autoptr (PortunusSecret) secret = NULL;
  PortunusMeetingConfig config = { .name = "Visitor", .role = options->role, .lane_factories = factories };

  g_assert_no_error (error);
  signaling = PORTUNUS_SIGNALING (portunus_room_client_new (parsed, FALSE));
  secret = make_secret (parsed, options->knows_secret);
  config.signaling = signaling;
  config.room = parsed->room;
  config.identity = portunus_engine_get_identity (device->engine);
  config.link_secret = secret;
  return portunus_meeting_new (&config);
}

static void
joined_cb (PortunusMeeting *self,
           gboolean        *has_joined)
{
  *has_joined = TRUE;
}

static gboolean
is_true (gpointer user_data)
{
  return *(gboolean *) user_data;
}

void
onlooker_enter (PortunusMeeting *self)
{
  gboolean has_joined = FALSE;
  gulong handler = g_signal_connect (self, "joined", G_CALLBACK (joined_cb), &has_joined);

  portunus_meeting_start (self);
  portunus_test_wait (is_true, &has_joined, PATIENCE_MS);
  g_signal_handler_disconnect (self, handler);
}

void
onlooker_leave (PortunusMeeting *self)
{
  portunus_meeting_leave (self);
  g_object_unref (self);
}
