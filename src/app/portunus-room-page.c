/* portunus-room-page.c: our room while it is open
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-room-page.h"

#include <glib/gi18n.h>

#include "portunus-format.h"
#include "portunus-room-door.h"
#include "portunus-room-gifts.h"
#include "portunus-room-invitation.h"
#include "portunus-room-people.h"
#include "portunus-room-portal.h"
#include "portunus-throughput-plot.h"

struct _PortunusRoomPage
{
  AdwBin                   parent_instance;

  /* Template children */
  GtkLabel                *expiry_label;
  GtkLabel                *attempts_label;
  PortunusRoomDoor        *door;
  PortunusRoomInvitation  *invitation;
  PortunusRoomPeople      *people;
  PortunusRoomGifts       *gifts;
  PortunusRoomPortal      *portal;
  PortunusThroughputPlot  *plot;
  GtkLabel                *rate_label;
  GtkSwitch               *lock_switch;

  /* Owned */
  PortunusOpenRoom        *room;
  GListModel              *transfers;
};

enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusRoomPage, portunus_room_page, ADW_TYPE_BIN)

static void
emit_changed (PortunusRoomPage *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
show_expiry (PortunusRoomPage *self)
{
  gint64 expires = portunus_open_room_get_expires (self->room);
  g_autofree char *time = NULL;
  g_autofree char *text = NULL;

  if (expires == 0)
    {
      gtk_label_set_text (self->expiry_label, _("It is open until you close it."));
      return;
    }
  time = portunus_format_time (expires);
  /* Translators: %s is a day and a time: "Nov 22, 15:04" */
  text = g_strdup_printf (_("It closes by itself on %s."), time);
  gtk_label_set_text (self->expiry_label, text);
}

/* The room has the last word: the switch shows what is, once it is known. */
static void
room_changed_cb (PortunusRoomPage *self)
{
  gtk_switch_set_state (self->lock_switch, portunus_open_room_is_locked (self->room));
  gtk_switch_set_active (self->lock_switch, portunus_open_room_is_locked (self->room));
  show_expiry (self);
}

static gboolean
lock_set_cb (PortunusRoomPage *self,
             gboolean          is_locked)
{
  if (self->room != NULL && is_locked != portunus_open_room_is_locked (self->room))
    portunus_open_room_set_locked (self->room, is_locked);
  return TRUE;
}

static void
wrong_code_cb (PortunusOpenRoom *room,
               guint             n_left,
               PortunusRoomPage *self)
{
  g_autofree char *text = NULL;

  if (n_left > 0)
    text = g_strdup_printf (ngettext ("Someone tried a wrong code. %u try is left.",
                                      "Someone tried a wrong code. %u tries are left.", n_left), n_left);
  else
    text = g_strdup (_("Too many wrong codes were tried, so the code is closed. The link still works."));
  gtk_label_set_text (self->attempts_label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->attempts_label), TRUE);
}

static void
plot_changed_cb (PortunusRoomPage *self)
{
  g_autofree char *rate = g_format_size (portunus_throughput_plot_get_rate (self->plot));
  /* Translators: %s is a size: "2.3 MB/s" */
  g_autofree char *text = g_strdup_printf (_("%s/s"), rate);

  gtk_label_set_text (self->rate_label, text);
}

static void
transfers_changed_cb (GListModel       *transfers,
                      guint             position,
                      guint             n_removed,
                      guint             n_added,
                      PortunusRoomPage *self)
{
  for (guint i = position; i < position + n_added; i++)
    {
      g_autoptr (PortunusTransfer) transfer = g_list_model_get_item (transfers, i);

      g_signal_connect_object (transfer, "notify::state", G_CALLBACK (emit_changed), self, G_CONNECT_SWAPPED);
    }
  emit_changed (self);
}

static gpointer
map_guest_cb (gpointer item,
              gpointer user_data)
{
  g_autoptr (PortunusGuest) guest = item;

  return g_object_ref (portunus_guest_get_transfers (guest));
}

static GListModel *
list_transfers (PortunusOpenRoom *room)
{
  GListModel *guests = g_object_ref (portunus_open_room_get_guests (room));
  GtkMapListModel *lists = gtk_map_list_model_new (guests, map_guest_cb, NULL, NULL);

  return G_LIST_MODEL (gtk_flatten_list_model_new (G_LIST_MODEL (lists)));
}

static void
forget_room (PortunusRoomPage *self)
{
  if (self->room != NULL)
    g_signal_handlers_disconnect_by_data (self->room, self);
  if (self->transfers != NULL)
    g_signal_handlers_disconnect_by_data (self->transfers, self);
  g_clear_object (&self->transfers);
  g_clear_object (&self->room);
}

static void
portunus_room_page_dispose (GObject *object)
{
  PortunusRoomPage *self = PORTUNUS_ROOM_PAGE (object);

  forget_room (self);
  gtk_widget_dispose_template (GTK_WIDGET (self), PORTUNUS_TYPE_ROOM_PAGE);

  G_OBJECT_CLASS (portunus_room_page_parent_class)->dispose (object);
}

static void
portunus_room_page_class_init (PortunusRoomPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = portunus_room_page_dispose;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (PORTUNUS_TYPE_ROOM_DOOR);
  g_type_ensure (PORTUNUS_TYPE_ROOM_GIFTS);
  g_type_ensure (PORTUNUS_TYPE_ROOM_INVITATION);
  g_type_ensure (PORTUNUS_TYPE_ROOM_PEOPLE);
  g_type_ensure (PORTUNUS_TYPE_ROOM_PORTAL);
  g_type_ensure (PORTUNUS_TYPE_THROUGHPUT_PLOT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/portunus/App/portunus-room-page.ui");
  gtk_widget_class_bind_template_child (widget_class, PortunusRoomPage, expiry_label);
  gtk_widget_class_bind_template_child (widget_class, PortunusRoomPage, attempts_label);
  gtk_widget_class_bind_template_child (widget_class, PortunusRoomPage, door);
  gtk_widget_class_bind_template_child (widget_class, PortunusRoomPage, invitation);
  gtk_widget_class_bind_template_child (widget_class, PortunusRoomPage, people);
  gtk_widget_class_bind_template_child (widget_class, PortunusRoomPage, gifts);
  gtk_widget_class_bind_template_child (widget_class, PortunusRoomPage, portal);
  gtk_widget_class_bind_template_child (widget_class, PortunusRoomPage, plot);
  gtk_widget_class_bind_template_child (widget_class, PortunusRoomPage, rate_label);
  gtk_widget_class_bind_template_child (widget_class, PortunusRoomPage, lock_switch);
  gtk_widget_class_bind_template_callback (widget_class, emit_changed);
  gtk_widget_class_bind_template_callback (widget_class, lock_set_cb);
  gtk_widget_class_bind_template_callback (widget_class, plot_changed_cb);
}

static void
portunus_room_page_init (PortunusRoomPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  plot_changed_cb (self);
}

static void
follow_room (PortunusRoomPage *self,
             PortunusOpenRoom *room)
{
  self->room = g_object_ref (room);
  self->transfers = list_transfers (room);
  g_signal_connect_object (room, "changed", G_CALLBACK (room_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (room, "wrong-code", G_CALLBACK (wrong_code_cb), self, 0);
  g_signal_connect_object (self->transfers, "items-changed", G_CALLBACK (transfers_changed_cb), self, 0);
}

/**
 * portunus_room_page_set_room:
 * @self: a page
 * @room: (nullable): what to show; %NULL forgets the last one
 * @directory: (nullable) (type filename): where files will go
 */
void
portunus_room_page_set_room (PortunusRoomPage *self,
                             PortunusOpenRoom *room,
                             const char       *directory)
{
  g_return_if_fail (PORTUNUS_IS_ROOM_PAGE (self));

  forget_room (self);
  if (room != NULL)
    follow_room (self, room);
  gtk_widget_set_visible (GTK_WIDGET (self->attempts_label), FALSE);
  portunus_room_door_set_room (self->door, room, directory);
  portunus_room_invitation_set_room (self->invitation, room);
  portunus_room_people_set_room (self->people, room);
  portunus_room_gifts_set_room (self->gifts, room);
  portunus_throughput_plot_set_transfers (self->plot, self->transfers);
}

/**
 * portunus_room_page_set_engine:
 * @self: a page
 * @engine: whose room it shows
 */
void
portunus_room_page_set_engine (PortunusRoomPage *self,
                               PortunusEngine   *engine)
{
  g_return_if_fail (PORTUNUS_IS_ROOM_PAGE (self));

  portunus_room_portal_set_engine (self->portal, engine);
}

/**
 * portunus_room_page_set_desk:
 * @self: a page
 * @desk: where it puts up offers from now on
 */
void
portunus_room_page_set_desk (PortunusRoomPage  *self,
                             PortunusOfferDesk *desk)
{
  g_return_if_fail (PORTUNUS_IS_ROOM_PAGE (self));

  portunus_room_door_set_desk (self->door, desk);
}

/**
 * portunus_room_page_update:
 * @self: a page with a room that has a link
 *
 * Shows what the room says about itself by now.
 */
void
portunus_room_page_update (PortunusRoomPage *self)
{
  g_return_if_fail (PORTUNUS_IS_ROOM_PAGE (self));
  g_return_if_fail (self->room != NULL);

  portunus_room_invitation_update (self->invitation);
  room_changed_cb (self);
}

/**
 * portunus_room_page_get_transfers:
 * @self: a page
 *
 * Returns: (transfer none) (nullable): a list of #PortunusTransfer: all that goes on in the room
 */
GListModel *
portunus_room_page_get_transfers (PortunusRoomPage *self)
{
  g_return_val_if_fail (PORTUNUS_IS_ROOM_PAGE (self), NULL);

  return self->transfers;
}
