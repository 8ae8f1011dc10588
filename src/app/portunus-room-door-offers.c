/* portunus-room-door-offers.c: what people want to leave in our room
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-room-door-private.h"

#include "portunus-badge.h"
#include "portunus-conflict-question.h"
#include "portunus-offer-dialog.h"
#include "portunus-question-row.h"
#include "portunus-received-text-dialog.h"

static PortunusWaitingOffer *
find_waiting (PortunusRoomDoor *self,
              PortunusArrival  *arrival)
{
  GtkWidget *row = g_hash_table_lookup (self->offers, arrival);

  return row != NULL ? g_object_get_data (G_OBJECT (row), "waiting") : NULL;
}

static void
withdraw (PortunusRoomDoor *self,
          PortunusArrival  *arrival)
{
  PortunusWaitingOffer *waiting = find_waiting (self, arrival);

  if (waiting != NULL)
    portunus_waiting_offer_withdraw (waiting);
}

static void
decided_cb (PortunusWaitingOffer *waiting,
            gboolean              is_yes,
            GArray               *wanted,
            PortunusRoomDoor     *self)
{
  g_autoptr (PortunusArrival) arrival = g_object_ref (g_object_get_data (G_OBJECT (waiting), "arrival"));

  _portunus_room_door_forget (self, self->offers, arrival);
  if (!is_yes)
    {
      portunus_arrival_decline (arrival);
      return;
    }
  portunus_arrival_set_policy (arrival, portunus_waiting_offer_get_policy (waiting));
  portunus_arrival_accept (arrival, wanted);
}

static void
withdrawn_cb (PortunusWaitingOffer *waiting,
              PortunusRoomDoor     *self)
{
  _portunus_room_door_forget (self, self->offers, g_object_get_data (G_OBJECT (waiting), "arrival"));
}

static void
row_answered_cb (PortunusQuestionRow *row,
                 gboolean             is_yes,
                 PortunusRoomDoor    *self)
{
  g_autoptr (PortunusWaitingOffer) waiting = g_object_ref (g_object_get_data (G_OBJECT (row), "waiting"));

  if (is_yes)
    portunus_conflict_question_accept (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), waiting,
                                       self->directory);
  else
    portunus_waiting_offer_answer (waiting, FALSE, NULL);
}

static void
offer_decided_cb (PortunusOfferDialog  *dialog,
                  gboolean              is_yes,
                  GArray               *wanted,
                  PortunusWaitingOffer *waiting)
{
  portunus_waiting_offer_set_policy (waiting, portunus_offer_dialog_get_policy (dialog));
  portunus_waiting_offer_answer (waiting, is_yes, wanted);
}

static void
show_cb (PortunusWaitingOffer *waiting,
         PortunusRoomDoor     *self)
{
  GtkWidget *row = g_hash_table_lookup (self->offers, g_object_get_data (G_OBJECT (waiting), "arrival"));

  _portunus_room_door_show (self);
  if (row != NULL)
    _portunus_room_door_look_at (self, row);
}

static PortunusWaitingOffer *
put_up (PortunusRoomDoor *self,
        PortunusArrival  *arrival,
        PortunusOffer    *offer)
{
  PortunusWaitingOffer *waiting = portunus_waiting_offer_new (offer, portunus_arrival_get_transfer (arrival));

  portunus_waiting_offer_set_directory (waiting, self->directory);
  g_object_set_data_full (G_OBJECT (waiting), "arrival", g_object_ref (arrival), g_object_unref);
  g_signal_connect_object (waiting, "answered", G_CALLBACK (decided_cb), self, 0);
  g_signal_connect_object (waiting, "gone", G_CALLBACK (withdrawn_cb), self, 0);
  g_signal_connect_object (waiting, "show", G_CALLBACK (show_cb), self, 0);
  if (self->desk != NULL)
    portunus_offer_desk_add (self->desk, waiting);
  return waiting;
}

static void
offer_cb (PortunusArrival  *arrival,
          PortunusOffer    *offer,
          PortunusRoomDoor *self)
{
  GtkWidget *row;

  withdraw (self, arrival);
  row = portunus_question_row_new_offer (offer, portunus_arrival_get_transfer (arrival));
  g_object_set_data_full (G_OBJECT (row), "waiting", put_up (self, arrival, offer), g_object_unref);
  g_signal_connect_object (row, "answered", G_CALLBACK (row_answered_cb), self, 0);
  _portunus_room_door_add (self, self->offers, g_object_ref (arrival), row);
}

static void
texts_closed_cb (PortunusArrival *arrival)
{
  g_object_set_data (G_OBJECT (arrival), "texts", NULL);
}

/* A sender of thousands gets one dialog and no more. */
static void
text_cb (PortunusArrival  *arrival,
         const char       *text,
         PortunusRoomDoor *self)
{
  PortunusTransfer *transfer = portunus_arrival_get_transfer (arrival);
  g_autofree char *name = portunus_peer_dup_name (portunus_transfer_get_peer_name (transfer));
  GtkWidget *dialog = g_object_get_data (G_OBJECT (arrival), "texts");

  if (dialog != NULL)
    {
      portunus_received_text_dialog_append (PORTUNUS_RECEIVED_TEXT_DIALOG (dialog), text);
      return;
    }
  dialog = portunus_received_text_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), name, text);
  g_object_set_data (G_OBJECT (arrival), "texts", dialog);
  g_signal_connect_object (dialog, "destroy", G_CALLBACK (texts_closed_cb), arrival, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
ended_cb (PortunusArrival  *arrival,
          GError           *error,
          PortunusRoomDoor *self)
{
  withdraw (self, arrival);
}

static void
arrival_cb (PortunusOpenRoom *room,
            PortunusArrival  *arrival,
            PortunusRoomDoor *self)
{
  g_signal_connect_object (arrival, "offer", G_CALLBACK (offer_cb), self, 0);
  g_signal_connect_object (arrival, "text", G_CALLBACK (text_cb), self, 0);
  g_signal_connect_object (arrival, "ended", G_CALLBACK (ended_cb), self, 0);
}

void
_portunus_room_door_watch_offers (PortunusRoomDoor *self)
{
  g_signal_connect_object (self->room, "arrival", G_CALLBACK (arrival_cb), self, 0);
}

void
_portunus_room_door_withdraw_offers (PortunusRoomDoor *self)
{
  g_autoptr (GList) arrivals = g_hash_table_get_keys (self->offers);

  for (GList *l = arrivals; l != NULL; l = l->next)
    withdraw (self, l->data);
}

/* Nothing but an offer has more to it than its row says. */
void
_portunus_room_door_look_at (PortunusRoomDoor *self,
                             GtkWidget        *row)
{
  PortunusWaitingOffer *waiting = g_object_get_data (G_OBJECT (row), "waiting");
  GtkWidget *dialog;

  if (waiting == NULL)
    return;
  dialog = portunus_offer_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                      portunus_waiting_offer_get_offer (waiting),
                                      portunus_waiting_offer_get_transfer (waiting), self->directory);
  g_signal_connect_object (dialog, "decided", G_CALLBACK (offer_decided_cb), waiting, 0);
  g_signal_connect_object (row, "destroy", G_CALLBACK (gtk_window_destroy), dialog, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}
