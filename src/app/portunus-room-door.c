/* portunus-room-door.c: who wants to come into our room, and what people want to leave there
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-room-door.h"

#include <glib/gi18n.h>

#include "portunus-badge.h"
#include "portunus-offer-dialog.h"
#include "portunus-question-row.h"
#include "portunus-received-text-dialog.h"

struct _PortunusRoomDoor
{
  AdwBin             parent_instance;

  /* Template children */
  GtkListBox        *questions_box;

  /* Owned */
  PortunusOpenRoom  *room;
  PortunusOfferDesk *desk;        /* (nullable) */
  GHashTable        *knocks;      /* peer id → row, borrowed */
  GHashTable        *offers;      /* PortunusArrival → row, borrowed */
  char              *directory;
};

enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusRoomDoor, portunus_room_door, ADW_TYPE_BIN)

static void
update (PortunusRoomDoor *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), portunus_room_door_has_questions (self));
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* @key may go with the row. */
static void
forget (PortunusRoomDoor *self,
        GHashTable       *questions,
        gconstpointer     key)
{
  GtkWidget *row = g_hash_table_lookup (questions, key);

  if (row == NULL)
    return;
  g_hash_table_remove (questions, key);
  gtk_list_box_remove (self->questions_box, row);
  update (self);
}

static void
knock_answered_cb (PortunusQuestionRow *row,
                   gboolean             is_yes,
                   PortunusRoomDoor    *self)
{
  portunus_waiting_guest_answer (g_object_get_data (G_OBJECT (row), "waiting-guest"), is_yes);
}

/* From the row, or from a notification. */
static void
guest_answered_cb (PortunusWaitingGuest *waiting,
                   gboolean              is_yes,
                   PortunusRoomDoor     *self)
{
  g_autofree char *peer_id = g_strdup (g_object_get_data (G_OBJECT (waiting), "peer-id"));

  forget (self, self->knocks, peer_id);
  if (self->room != NULL)
    portunus_open_room_answer (self->room, peer_id, is_yes);
}

/* Somebody who looks at it from a notification is not on this page yet. */
static void
show_guest_cb (PortunusWaitingGuest *waiting,
               PortunusRoomDoor     *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.view", "s", "room");
}

static PortunusWaitingGuest *
announce (PortunusRoomDoor *self,
          const char       *peer_id,
          const char       *name)
{
  PortunusWaitingGuest *waiting = portunus_waiting_guest_new (name);

  g_object_set_data_full (G_OBJECT (waiting), "peer-id", g_strdup (peer_id), g_free);
  g_signal_connect_object (waiting, "answered", G_CALLBACK (guest_answered_cb), self, 0);
  g_signal_connect_object (waiting, "show", G_CALLBACK (show_guest_cb), self, 0);
  if (self->desk != NULL)
    portunus_offer_desk_add_guest (self->desk, waiting);
  return waiting;
}

static void
withdraw_guest (PortunusRoomDoor *self,
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
  g_signal_connect_object (row, "answered", G_CALLBACK (knock_answered_cb), self, 0);
  g_hash_table_insert (self->knocks, g_strdup (peer_id), row);
  gtk_list_box_append (self->questions_box, row);
  update (self);
}

static void
gone_cb (PortunusOpenRoom *room,
         const char       *peer_id,
         PortunusRoomDoor *self)
{
  withdraw_guest (self, peer_id);
  forget (self, self->knocks, peer_id);
}

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

  forget (self, self->offers, arrival);
  if (is_yes)
    portunus_arrival_accept (arrival, wanted);
  else
    portunus_arrival_decline (arrival);
}

static void
withdrawn_cb (PortunusWaitingOffer *waiting,
              PortunusRoomDoor     *self)
{
  forget (self, self->offers, g_object_get_data (G_OBJECT (waiting), "arrival"));
}

static void
offer_answered_cb (PortunusQuestionRow *row,
                   gboolean             is_yes,
                   PortunusRoomDoor    *self)
{
  g_autoptr (PortunusWaitingOffer) waiting = g_object_ref (g_object_get_data (G_OBJECT (row), "waiting"));

  portunus_waiting_offer_answer (waiting, is_yes, NULL);
}

static void
offer_decided_cb (PortunusOfferDialog  *dialog,
                  gboolean              is_yes,
                  GArray               *wanted,
                  PortunusWaitingOffer *waiting)
{
  portunus_waiting_offer_answer (waiting, is_yes, wanted);
}

static void
look_at (PortunusRoomDoor     *self,
         GtkWidget            *row,
         PortunusWaitingOffer *waiting)
{
  GtkWidget *dialog;

  dialog = portunus_offer_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                      portunus_waiting_offer_get_offer (waiting),
                                      portunus_waiting_offer_get_transfer (waiting), self->directory);
  g_signal_connect_object (dialog, "decided", G_CALLBACK (offer_decided_cb), waiting, 0);
  g_signal_connect_object (row, "destroy", G_CALLBACK (gtk_window_destroy), dialog, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
look_cb (GtkListBox       *box,
         GtkListBoxRow    *row,
         PortunusRoomDoor *self)
{
  PortunusWaitingOffer *waiting = g_object_get_data (G_OBJECT (row), "waiting");

  if (waiting != NULL)
    look_at (self, GTK_WIDGET (row), waiting);
}

/* Somebody who looks at it from a notification is not on this page yet. */
static void
show_cb (PortunusWaitingOffer *waiting,
         PortunusRoomDoor     *self)
{
  GtkWidget *row = g_hash_table_lookup (self->offers, g_object_get_data (G_OBJECT (waiting), "arrival"));

  gtk_widget_activate_action (GTK_WIDGET (self), "win.view", "s", "room");
  if (row != NULL)
    look_at (self, row, waiting);
}

static PortunusWaitingOffer *
put_up (PortunusRoomDoor *self,
        PortunusArrival  *arrival,
        PortunusOffer    *offer)
{
  PortunusWaitingOffer *waiting = portunus_waiting_offer_new (offer, portunus_arrival_get_transfer (arrival));

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
  g_signal_connect_object (row, "answered", G_CALLBACK (offer_answered_cb), self, 0);
  g_hash_table_insert (self->offers, g_object_ref (arrival), row);
  gtk_list_box_append (self->questions_box, row);
  update (self);
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

static void
withdraw_all (PortunusRoomDoor *self)
{
  g_autoptr (GList) arrivals = g_hash_table_get_keys (self->offers);
  g_autoptr (GList) peer_ids = g_hash_table_get_keys (self->knocks);

  for (GList *l = peer_ids; l != NULL; l = l->next)
    withdraw_guest (self, l->data);
  g_hash_table_remove_all (self->knocks);
  for (GList *l = arrivals; l != NULL; l = l->next)
    withdraw (self, l->data);
}

static void
clear (PortunusRoomDoor *self)
{
  GtkListBoxRow *row;

  if (self->room != NULL)
    g_signal_handlers_disconnect_by_data (self->room, self);
  g_clear_object (&self->room);
  withdraw_all (self);
  while (self->questions_box != NULL && (row = gtk_list_box_get_row_at_index (self->questions_box, 0)) != NULL)
    gtk_list_box_remove (self->questions_box, GTK_WIDGET (row));
}

static void
portunus_room_door_dispose (GObject *object)
{
  PortunusRoomDoor *self = PORTUNUS_ROOM_DOOR (object);

  clear (self);
  gtk_widget_dispose_template (GTK_WIDGET (self), PORTUNUS_TYPE_ROOM_DOOR);

  G_OBJECT_CLASS (portunus_room_door_parent_class)->dispose (object);
}

static void
portunus_room_door_finalize (GObject *object)
{
  PortunusRoomDoor *self = PORTUNUS_ROOM_DOOR (object);

  g_hash_table_unref (self->knocks);
  g_hash_table_unref (self->offers);
  g_clear_object (&self->desk);
  g_free (self->directory);

  G_OBJECT_CLASS (portunus_room_door_parent_class)->finalize (object);
}

static void
portunus_room_door_class_init (PortunusRoomDoorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = portunus_room_door_dispose;
  object_class->finalize = portunus_room_door_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/portunus/App/portunus-room-door.ui");
  gtk_widget_class_bind_template_child (widget_class, PortunusRoomDoor, questions_box);
  gtk_widget_class_bind_template_callback (widget_class, look_cb);
}

static void
portunus_room_door_init (PortunusRoomDoor *self)
{
  self->knocks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->offers = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * portunus_room_door_set_room:
 * @self: a door
 * @room: (nullable): of which room
 * @directory: (nullable) (type filename): where files will go
 */
void
portunus_room_door_set_room (PortunusRoomDoor *self,
                             PortunusOpenRoom *room,
                             const char       *directory)
{
  g_return_if_fail (PORTUNUS_IS_ROOM_DOOR (self));

  clear (self);
  g_free (self->directory);
  self->directory = g_strdup (directory);
  g_set_object (&self->room, room);
  if (room != NULL)
    {
      g_signal_connect_object (room, "asked", G_CALLBACK (asked_cb), self, 0);
      g_signal_connect_object (room, "answered", G_CALLBACK (gone_cb), self, 0);
      g_signal_connect_object (room, "arrival", G_CALLBACK (arrival_cb), self, 0);
    }
  update (self);
}

/**
 * portunus_room_door_set_desk:
 * @self: a door
 * @desk: where it puts up offers from now on
 */
void
portunus_room_door_set_desk (PortunusRoomDoor  *self,
                             PortunusOfferDesk *desk)
{
  g_return_if_fail (PORTUNUS_IS_ROOM_DOOR (self));
  g_return_if_fail (PORTUNUS_IS_OFFER_DESK (desk));

  g_set_object (&self->desk, desk);
}

/**
 * portunus_room_door_has_questions:
 * @self: a door
 *
 * Returns: whether somebody waits for an answer
 */
gboolean
portunus_room_door_has_questions (PortunusRoomDoor *self)
{
  g_return_val_if_fail (PORTUNUS_IS_ROOM_DOOR (self), FALSE);

  return g_hash_table_size (self->knocks) + g_hash_table_size (self->offers) > 0;
}
