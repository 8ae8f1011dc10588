/* portunus-knock.c: one attempt to reach a device that waits for others
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-knock.h"

#include "portunus-engine-private.h"
#include "portunus-meeting.h"
#include "portunus-room-client.h"

/* Until the device has proved its key; a room without a host says nothing. */
#define TIMEOUT_MS 15000

struct _PortunusKnock
{
  GObject            parent_instance;

  /* Owned */
  PortunusEngine    *engine;
  PortunusLink      *link;
  GBytes            *pin;
  GPtrArray         *lane_factories;
  char              *lane;
  PortunusAdmission *admission;
  PortunusMeeting   *meeting;
  PortunusSession   *session;
  GSource           *deadline;

  gboolean           is_over;
};

enum
{
  AUTHENTICATED,
  OVER,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusKnock, portunus_knock, G_TYPE_OBJECT)

static void
clear_deadline (PortunusKnock *self)
{
  if (self->deadline != NULL)
    g_source_destroy (self->deadline);
  g_clear_pointer (&self->deadline, g_source_unref);
}

/* The one way out. */
static void
end (PortunusKnock *self,
     const GError  *error)
{
  g_autoptr (PortunusKnock) guard = g_object_ref (self);

  if (self->is_over)
    return;
  portunus_knock_stop (self);
  g_signal_emit (self, signals[OVER], 0, error);
}

static gboolean
deadline_cb (gpointer user_data)
{
  PortunusKnock *self = user_data;
  g_autoptr (GError) error = g_error_new_literal (PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_NO_CONNECTION,
                                                  "Nobody answers where the device is to wait");

  clear_deadline (self);
  end (self, error);
  return G_SOURCE_REMOVE;
}

static void
authenticated_cb (PortunusMeeting *meeting,
                  PortunusSession *session,
                  PortunusKnock   *self)
{
  if (self->session != NULL)
    {
      portunus_session_close (session);
      return;
    }
  clear_deadline (self);
  self->session = g_object_ref (session);
  g_signal_emit (self, signals[AUTHENTICATED], 0, session);
}

static void
session_closed_cb (PortunusMeeting *meeting,
                   PortunusSession *session,
                   GError          *error,
                   PortunusKnock   *self)
{
  if (self->session == NULL || self->session == session)
    end (self, error);
}

/* With an open lane the room is not needed. */
static void
left_cb (PortunusMeeting *meeting,
         GError          *error,
         PortunusKnock   *self)
{
  if (self->session == NULL || !portunus_session_is_open (self->session))
    end (self, error);
}

static PortunusSignaling *
make_client (PortunusKnock *self)
{
  PortunusRoomClient *client = portunus_room_client_new (self->link, FALSE);

  portunus_room_client_set_admission (client, self->admission);
  portunus_room_client_set_tally (client, portunus_engine_get_connections (self->engine));
  return PORTUNUS_SIGNALING (client);
}

/**
 * portunus_knock_start:
 * @self: a new knock
 *
 * Call it once, after connecting the signals.
 */
void
portunus_knock_start (PortunusKnock *self)
{
  g_autoptr (PortunusSignaling) signaling = NULL;
  g_autoptr (GPtrArray) lane_factories = NULL;
  PortunusMeetingConfig config = {
    .room = self->link->room,
    .identity = portunus_engine_get_identity (self->engine),
    .name = portunus_engine_get_device_name (self->engine),
    .role = PORTUNUS_SESSION_SENDS,
    .is_nearby = TRUE,
    .seeks_host = TRUE,
    .pin = self->pin,
    .book = portunus_engine_get_device_book (self->engine),
    .lane_choice = portunus_engine_get_lane_choice (self->engine, self->lane),
  };
  const PortunusRelayWhere where = { .link = self->link, .admission = self->admission };

  g_return_if_fail (PORTUNUS_IS_KNOCK (self) && self->meeting == NULL);

  signaling = make_client (self);
  lane_factories = portunus_engine_dup_room_lanes (self->engine, self->lane_factories, self->lane, &where);
  config.signaling = signaling;
  config.lane_factories = lane_factories;
  self->deadline = g_timeout_source_new (TIMEOUT_MS);
  g_source_set_callback (self->deadline, deadline_cb, self, NULL);
  g_source_attach (self->deadline, g_main_context_get_thread_default ());
  self->meeting = portunus_meeting_new (&config);
  g_signal_connect_object (self->meeting, "authenticated", G_CALLBACK (authenticated_cb), self, 0);
  g_signal_connect_object (self->meeting, "session-closed", G_CALLBACK (session_closed_cb), self, 0);
  g_signal_connect_object (self->meeting, "left", G_CALLBACK (left_cb), self, 0);
  portunus_meeting_start (self->meeting);
}

/**
 * portunus_knock_stop:
 * @self: a knock
 *
 * Leaves the room. A second call does nothing.
 */
void
portunus_knock_stop (PortunusKnock *self)
{
  g_return_if_fail (PORTUNUS_IS_KNOCK (self));

  self->is_over = TRUE;
  clear_deadline (self);
  if (self->meeting == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->meeting, self);
  portunus_meeting_leave (self->meeting);
  g_clear_object (&self->meeting);
}

static void
portunus_knock_dispose (GObject *object)
{
  PortunusKnock *self = PORTUNUS_KNOCK (object);

  portunus_knock_stop (self);
  g_clear_object (&self->session);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (portunus_knock_parent_class)->dispose (object);
}

static void
portunus_knock_finalize (GObject *object)
{
  PortunusKnock *self = PORTUNUS_KNOCK (object);

  portunus_link_free (self->link);
  g_clear_pointer (&self->pin, g_bytes_unref);
  portunus_admission_unref (self->admission);
  g_ptr_array_unref (self->lane_factories);
  g_free (self->lane);

  G_OBJECT_CLASS (portunus_knock_parent_class)->finalize (object);
}

static void
portunus_knock_class_init (PortunusKnockClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = portunus_knock_dispose;
  object_class->finalize = portunus_knock_finalize;

  signals[AUTHENTICATED] = g_signal_new ("authenticated", PORTUNUS_TYPE_KNOCK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, PORTUNUS_TYPE_SESSION);
  signals[OVER] = g_signal_new ("over", PORTUNUS_TYPE_KNOCK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
portunus_knock_init (PortunusKnock *self)
{
  /* The host learns our name from us, and the room need not. */
  self->admission = portunus_admission_new (NULL);
}

/**
 * portunus_knock_new:
 * @engine: an engine that was started
 * @options: where to knock; copied
 *
 * Returns: (transfer full): a knock that was not started
 */
PortunusKnock *
portunus_knock_new (PortunusEngine             *engine,
                    const PortunusKnockOptions *options)
{
  PortunusKnock *self = g_object_new (PORTUNUS_TYPE_KNOCK, NULL);

  self->engine = g_object_ref (engine);
  self->link = portunus_link_copy (options->link);
  self->pin = options->pin != NULL ? g_bytes_ref (options->pin) : NULL;
  self->lane_factories = g_ptr_array_ref (options->lane_factories);
  self->lane = g_strdup (options->lane);
  return self;
}
