/* portunus-room-people.c: who is in our room
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-room-people.h"

#include <glib/gi18n.h>

#include "portunus-badge.h"
#include "portunus-guest-row.h"
#include "portunus-toast.h"

struct _PortunusRoomPeople
{
  AdwBin            parent_instance;

  /* Template children */
  GtkListBox       *guests_box;
  GtkWidget        *nobody_label;

  /* Owned */
  PortunusOpenRoom *room;
};

G_DEFINE_FINAL_TYPE (PortunusRoomPeople, portunus_room_people, ADW_TYPE_BIN)

static void
forgive_cb (PortunusRoomPeople *self)
{
  if (self->room != NULL)
    portunus_open_room_forgive (self->room);
}

static void
remove_guest (PortunusRoomPeople *self,
              PortunusGuest      *guest)
{
  g_autofree char *name = portunus_peer_dup_name (portunus_guest_get_name (guest));
  /* Translators: %s is the name of a guest who was removed from the room */
  g_autofree char *text = g_strdup_printf (_("%s was removed"), name);
  g_autoptr (AdwToast) toast = NULL;

  portunus_open_room_kick (self->room, guest);
  toast = portunus_toast_ask (GTK_WIDGET (self), text, _("Let Back In"));
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (forgive_cb), self, G_CONNECT_SWAPPED);
}

static void
removal_response_cb (AdwMessageDialog   *dialog,
                     const char         *response,
                     PortunusRoomPeople *self)
{
  if (g_strcmp0 (response, "remove") == 0 && self->room != NULL)
    remove_guest (self, g_object_get_data (G_OBJECT (dialog), "guest"));
}

static void
ask_to_remove_cb (PortunusGuestRow   *row,
                  PortunusGuest      *guest,
                  PortunusRoomPeople *self)
{
  g_autofree char *name = portunus_peer_dup_name (portunus_guest_get_name (guest));
  /* Translators: %s is the name of a guest */
  g_autofree char *heading = g_strdup_printf (_("Remove “%s”?"), name);
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), heading,
                                              _("They are cut off at once, and nobody gets in from their address any "
                                                "more. With the link they may come back from another one: lock the "
                                                "room to keep them out."));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog),
                                    "cancel", _("_Cancel"),
                                    "remove", _("_Remove"),
                                    NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "remove", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "guest", g_object_ref (guest), g_object_unref);
  g_signal_connect_object (dialog, "response", G_CALLBACK (removal_response_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static GtkWidget *
create_row_cb (gpointer item,
               gpointer user_data)
{
  GtkWidget *row = portunus_guest_row_new (item);

  g_signal_connect_object (row, "remove", G_CALLBACK (ask_to_remove_cb), user_data, 0);
  return row;
}

static void
update_nobody (PortunusRoomPeople *self)
{
  gboolean is_anybody = g_list_model_get_n_items (portunus_open_room_get_guests (self->room)) > 0;

  gtk_widget_set_visible (GTK_WIDGET (self->guests_box), is_anybody);
  gtk_widget_set_visible (self->nobody_label, !is_anybody);
}

static void
portunus_room_people_dispose (GObject *object)
{
  PortunusRoomPeople *self = PORTUNUS_ROOM_PEOPLE (object);

  if (self->room != NULL)
    g_signal_handlers_disconnect_by_data (portunus_open_room_get_guests (self->room), self);
  gtk_widget_dispose_template (GTK_WIDGET (self), PORTUNUS_TYPE_ROOM_PEOPLE);
  g_clear_object (&self->room);

  G_OBJECT_CLASS (portunus_room_people_parent_class)->dispose (object);
}

static void
portunus_room_people_class_init (PortunusRoomPeopleClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = portunus_room_people_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/portunus/App/portunus-room-people.ui");
  gtk_widget_class_bind_template_child (widget_class, PortunusRoomPeople, guests_box);
  gtk_widget_class_bind_template_child (widget_class, PortunusRoomPeople, nobody_label);
}

static void
portunus_room_people_init (PortunusRoomPeople *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * portunus_room_people_set_room:
 * @self: a list
 * @room: (nullable): whose guests to show
 */
void
portunus_room_people_set_room (PortunusRoomPeople *self,
                               PortunusOpenRoom   *room)
{
  GListModel *guests;

  g_return_if_fail (PORTUNUS_IS_ROOM_PEOPLE (self));

  if (self->room != NULL)
    g_signal_handlers_disconnect_by_data (portunus_open_room_get_guests (self->room), self);
  g_set_object (&self->room, room);
  guests = room != NULL ? portunus_open_room_get_guests (room) : NULL;
  gtk_list_box_bind_model (self->guests_box, guests, create_row_cb, self, NULL);
  if (guests == NULL)
    return;
  g_signal_connect_object (guests, "items-changed", G_CALLBACK (update_nobody), self, G_CONNECT_SWAPPED);
  update_nobody (self);
}
