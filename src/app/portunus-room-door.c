/* portunus-room-door.c: who wants to come into our room, and what people want to leave there
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-room-door-private.h"

enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusRoomDoor, portunus_room_door, ADW_TYPE_BIN)

static void
update (PortunusRoomDoor *self)
{
  guint n_questions = g_hash_table_size (self->knocks) + g_hash_table_size (self->offers);

  gtk_widget_set_visible (GTK_WIDGET (self), n_questions > 0);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
look_cb (GtkListBox       *box,
         GtkListBoxRow    *row,
         PortunusRoomDoor *self)
{
  _portunus_room_door_look_at (self, GTK_WIDGET (row));
}

static void
clear (PortunusRoomDoor *self)
{
  GtkListBoxRow *row;

  if (self->room != NULL)
    g_signal_handlers_disconnect_by_data (self->room, self);
  g_clear_object (&self->room);
  _portunus_room_door_withdraw_guests (self);
  _portunus_room_door_withdraw_offers (self);
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
      _portunus_room_door_watch_guests (self);
      _portunus_room_door_watch_offers (self);
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

void
_portunus_room_door_add (PortunusRoomDoor *self,
                         GHashTable       *questions,
                         gpointer          key,
                         GtkWidget        *row)
{
  g_hash_table_insert (questions, key, row);
  gtk_list_box_append (self->questions_box, row);
  update (self);
}

void
_portunus_room_door_forget (PortunusRoomDoor *self,
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

void
_portunus_room_door_show (PortunusRoomDoor *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.view", "s", "room");
}
