/* portunus-room-door-guests.c: who wants to come into our room
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-room-door-private.h"

#include <glib/gi18n.h>

#include "portunus-badge.h"
#include "portunus-question-row.h"

static void
row_answered_cb (PortunusQuestionRow *row,
                 gboolean             is_yes,
                 PortunusRoomDoor    *self)
{
  portunus_waiting_guest_answer (g_object_get_data (G_OBJECT (row), "waiting-guest"), is_yes);
}

/* From the row, or from a notification. */
static void
answered_cb (PortunusWaitingGuest *waiting,
             gboolean              is_yes,
             PortunusRoomDoor     *self)
{
  g_autofree char *peer_id = g_strdup (g_object_get_data (G_OBJECT (waiting), "peer-id"));

  _portunus_room_door_forget (self, self->knocks, peer_id);
  if (self->room != NULL)
    portunus_open_room_answer (self->room, peer_id, is_yes);
}

static void
show_cb (PortunusWaitingGuest *waiting,
         PortunusRoomDoor     *self)
{
  _portunus_room_door_show (self);
}

static PortunusWaitingGuest *
announce (PortunusRoomDoor *self,
          const char       *peer_id,
          const char       *name)
{
  PortunusWaitingGuest *waiting = portunus_waiting_guest_new (name);

  g_object_set_data_full (G_OBJECT (waiting), "peer-id", g_strdup (peer_id), g_free);
  g_signal_connect_object (waiting, "answered", G_CALLBACK (answered_cb), self, 0);
  g_signal_connect_object (waiting, "show", G_CALLBACK (show_cb), self, 0);
  if (self->desk != NULL)
    portunus_offer_desk_add_guest (self->desk, waiting);
  return waiting;
}

static void
withdraw (PortunusRoomDoor *self,
          const char       *peer_id)
{
  GtkWidget *row = g_hash_table_lookup (self->knocks, peer_id);

  if (row != NULL)
    portunus_waiting_guest_withdraw (g_object_get_data (G_OBJECT (row), "waiting-guest"));
}

static void
asked_cb (PortunusOpenRoom *room,
          const char       *peer_id,
          const char       *name,
          PortunusRoomDoor *self)
{
  g_autofree char *shown = portunus_peer_dup_name (name);
  GtkWidget *row;

  if (g_hash_table_contains (self->knocks, peer_id))
    return;
  row = portunus_question_row_new (shown, _("Wants to come in, and says this is their name"),
                                   _("Let In"), _("Keep Out"));
  g_object_set_data_full (G_OBJECT (row), "waiting-guest", announce (self, peer_id, name), g_object_unref);
  g_signal_connect_object (row, "answered", G_CALLBACK (row_answered_cb), self, 0);
  _portunus_room_door_add (self, self->knocks, g_strdup (peer_id), row);
}

static void
gone_cb (PortunusOpenRoom *room,
         const char       *peer_id,
         PortunusRoomDoor *self)
{
  withdraw (self, peer_id);
  _portunus_room_door_forget (self, self->knocks, peer_id);
}

void
_portunus_room_door_watch_guests (PortunusRoomDoor *self)
{
  g_signal_connect_object (self->room, "asked", G_CALLBACK (asked_cb), self, 0);
  g_signal_connect_object (self->room, "answered", G_CALLBACK (gone_cb), self, 0);
}

void
_portunus_room_door_withdraw_guests (PortunusRoomDoor *self)
{
  g_autoptr (GList) peer_ids = g_hash_table_get_keys (self->knocks);

  for (GList *l = peer_ids; l != NULL; l = l->next)
    withdraw (self, l->data);
  g_hash_table_remove_all (self->knocks);
}
