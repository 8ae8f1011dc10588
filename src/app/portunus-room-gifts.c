/* portunus-room-gifts.c: what the guests of our room may fetch
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-room-gifts.h"

#include <glib/gi18n.h>

#include "portunus-error-text.h"
#include "portunus-format.h"
#include "portunus-name.h"
#include "portunus-toast.h"

#define MAX_TITLE_CHARACTERS 300

struct _PortunusRoomGifts
{
  AdwBin            parent_instance;

  /* Template children */
  GtkListBox       *gifts_box;

  /* Owned */
  PortunusOpenRoom *room;
};

G_DEFINE_FINAL_TYPE (PortunusRoomGifts, portunus_room_gifts, ADW_TYPE_BIN)

static void
not_given_cb (PortunusRoomGifts *self,
              const GError      *error)
{
  portunus_toast (GTK_WIDGET (self), portunus_error_text_get_advice (error));
}

static void
problem_cb (PortunusShare     *share,
            const char        *message,
            PortunusRoomGifts *self)
{
  g_autofree char *text = portunus_text_for_display (message, MAX_TITLE_CHARACTERS);

  portunus_toast (GTK_WIDGET (self), text);
}

static void
ready_cb (PortunusShare *share,
          GtkWidget     *row)
{
  g_autofree char *title = portunus_text_for_display (portunus_share_get_title (share), MAX_TITLE_CHARACTERS);
  g_autofree char *contents = portunus_format_contents (portunus_share_get_n_files (share),
                                                        portunus_share_get_total_bytes (share));

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), contents);
}

static void
take_back_cb (GtkButton         *button,
              PortunusRoomGifts *self)
{
  g_autoptr (PortunusShare) share = g_object_ref (g_object_get_data (G_OBJECT (button), "share"));

  portunus_open_room_take_back (self->room, share);
}

static GtkWidget *
create_take_back_button (PortunusRoomGifts *self,
                         PortunusShare     *share)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _("Take Back"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Take Back"), -1);
  g_object_set_data_full (G_OBJECT (button), "share", g_object_ref (share), g_object_unref);
  g_signal_connect_object (button, "clicked", G_CALLBACK (take_back_cb), self, 0);
  return button;
}

static GtkWidget *
create_row_cb (gpointer item,
               gpointer user_data)
{
  PortunusRoomGifts *self = user_data;
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 2);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("Looking through the files…"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), create_take_back_button (self, item));
  g_signal_connect_object (item, "ready", G_CALLBACK (ready_cb), row, 0);
  g_signal_connect_object (item, "problem", G_CALLBACK (problem_cb), self, 0);
  return row;
}

static void
update_box (PortunusRoomGifts *self)
{
  GListModel *shares = portunus_open_room_get_shares (self->room);

  gtk_widget_set_visible (GTK_WIDGET (self->gifts_box), g_list_model_get_n_items (shares) > 0);
}

static void
disconnect_room (PortunusRoomGifts *self)
{
  if (self->room == NULL)
    return;
  g_signal_handlers_disconnect_by_data (portunus_open_room_get_shares (self->room), self);
  g_signal_handlers_disconnect_by_data (self->room, self);
}

static void
portunus_room_gifts_dispose (GObject *object)
{
  PortunusRoomGifts *self = PORTUNUS_ROOM_GIFTS (object);

  disconnect_room (self);
  gtk_widget_dispose_template (GTK_WIDGET (self), PORTUNUS_TYPE_ROOM_GIFTS);
  g_clear_object (&self->room);

  G_OBJECT_CLASS (portunus_room_gifts_parent_class)->dispose (object);
}

static void
portunus_room_gifts_class_init (PortunusRoomGiftsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = portunus_room_gifts_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/portunus/App/portunus-room-gifts.ui");
  gtk_widget_class_bind_template_child (widget_class, PortunusRoomGifts, gifts_box);
}

static void
portunus_room_gifts_init (PortunusRoomGifts *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * portunus_room_gifts_set_room:
 * @self: a list
 * @room: (nullable): whose shares to show
 */
void
portunus_room_gifts_set_room (PortunusRoomGifts *self,
                              PortunusOpenRoom  *room)
{
  GListModel *shares;

  g_return_if_fail (PORTUNUS_IS_ROOM_GIFTS (self));

  disconnect_room (self);
  g_set_object (&self->room, room);
  shares = room != NULL ? portunus_open_room_get_shares (room) : NULL;
  gtk_list_box_bind_model (self->gifts_box, shares, create_row_cb, self, NULL);
  if (room == NULL)
    return;
  g_signal_connect_object (room, "not-given", G_CALLBACK (not_given_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (shares, "items-changed", G_CALLBACK (update_box), self, G_CONNECT_SWAPPED);
  update_box (self);
}
