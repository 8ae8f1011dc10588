/* portunus-known-group.c: the devices that we have met
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-known-group.h"

#include <glib/gi18n.h>

#include "portunus-known-device-row.h"
#include "portunus-toast.h"

struct _PortunusKnownGroup
{
  AdwBin              parent_instance;

  /* Owned by the widget tree */
  GtkWidget          *rows_box;
  GtkWidget          *nobody_label;

  /* Owned */
  PortunusDeviceBook *book;   /* NULL before there is an engine */
};

enum { SIGNAL_CHOSEN, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusKnownGroup, portunus_known_group, ADW_TYPE_BIN)

/* What was forgotten is put down again as it was, but for the day on which it was met first. */
static void
undo_cb (PortunusKnownGroup *self,
         AdwToast           *toast)
{
  PortunusKnownDevice *device = g_object_get_data (G_OBJECT (toast), "device");
  const char *id = portunus_known_device_get_id (device);
  const PortunusAutoAccept rules = {
    .is_on = portunus_known_device_is_auto_accepting (device),
    .folder = portunus_known_device_get_folder (device),
    .max_bytes = portunus_known_device_get_max_bytes (device),
  };

  portunus_device_book_note (self->book, portunus_known_device_get_key (device),
                             portunus_known_device_get_said_name (device));
  portunus_device_book_rename (self->book, id, portunus_known_device_get_given_name (device));
  if (portunus_known_device_get_trust (device) == PORTUNUS_DEVICE_MET)
    return;
  portunus_device_book_set_trust (self->book, id, portunus_known_device_get_trust (device));
  portunus_device_book_set_auto_accept (self->book, id, &rules);
}

static void
forget_cb (PortunusKnownGroup  *self,
           PortunusKnownDevice *device)
{
  g_autoptr (PortunusKnownDevice) kept = g_object_ref (device);
  /* Translators: %s is the name of a device */
  g_autofree char *text = g_strdup_printf (_("“%s” is forgotten"), portunus_known_device_get_name (kept));
  g_autoptr (AdwToast) toast = NULL;

  if (!portunus_device_book_forget (self->book, portunus_known_device_get_id (kept)))
    return;
  toast = portunus_toast_ask (GTK_WIDGET (self), text, _("_Undo"));
  g_object_set_data_full (G_OBJECT (toast), "device", g_steal_pointer (&kept), g_object_unref);
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (undo_cb), self, G_CONNECT_SWAPPED);
}

static void
send_cb (PortunusKnownGroup  *self,
         PortunusKnownDevice *device)
{
  g_autoptr (PortunusRecipient) recipient = portunus_recipient_new_known (device);

  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, recipient);
}

static GtkWidget *
create_row_cb (gpointer item,
               gpointer user_data)
{
  PortunusKnownGroup *self = PORTUNUS_KNOWN_GROUP (user_data);
  GtkWidget *row = portunus_known_device_row_new (item, self->book);

  g_signal_connect_object (row, "send", G_CALLBACK (send_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "forget", G_CALLBACK (forget_cb), self, G_CONNECT_SWAPPED);
  return row;
}

static void
update_visible (PortunusKnownGroup *self)
{
  gboolean has_devices = self->book != NULL && g_list_model_get_n_items (G_LIST_MODEL (self->book)) > 0;

  gtk_widget_set_visible (self->rows_box, has_devices);
  gtk_widget_set_visible (self->nobody_label, !has_devices);
}

static void
problem_cb (PortunusKnownGroup *self)
{
  portunus_toast (GTK_WIDGET (self), _("What you changed about a device could not be stored"));
}

static void
portunus_known_group_dispose (GObject *object)
{
  PortunusKnownGroup *self = PORTUNUS_KNOWN_GROUP (object);

  if (self->book != NULL)
    g_signal_handlers_disconnect_by_data (self->book, self);
  adw_bin_set_child (ADW_BIN (self), NULL);
  g_clear_object (&self->book);

  G_OBJECT_CLASS (portunus_known_group_parent_class)->dispose (object);
}

static void
portunus_known_group_class_init (PortunusKnownGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = portunus_known_group_dispose;

  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                         0, NULL, NULL, NULL, G_TYPE_NONE, 1, PORTUNUS_TYPE_RECIPIENT);
}

static void
portunus_known_group_init (PortunusKnownGroup *self)
{
  GtkWidget *group = adw_preferences_group_new ();

  self->rows_box = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->rows_box), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->rows_box, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->rows_box), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Known Devices"),
                                  -1);
  self->nobody_label = gtk_label_new (_("Devices that you sent something to, or received something from, are listed "
                                        "here."));
  gtk_label_set_wrap (GTK_LABEL (self->nobody_label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->nobody_label), 0);
  gtk_widget_add_css_class (self->nobody_label, "dim-label");
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _("Known Devices"));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->rows_box);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->nobody_label);
  adw_bin_set_child (ADW_BIN (self), group);
  update_visible (self);
}

/**
 * portunus_known_group_set_book:
 * @self: a group
 * @book: whose devices to list
 */
void
portunus_known_group_set_book (PortunusKnownGroup *self,
                               PortunusDeviceBook *book)
{
  g_return_if_fail (PORTUNUS_IS_KNOWN_GROUP (self));
  g_return_if_fail (PORTUNUS_IS_DEVICE_BOOK (book));

  if (self->book == book)
    return;
  if (self->book != NULL)
    g_signal_handlers_disconnect_by_data (self->book, self);
  g_set_object (&self->book, book);
  gtk_list_box_bind_model (GTK_LIST_BOX (self->rows_box), G_LIST_MODEL (book), create_row_cb, self, NULL);
  g_signal_connect_object (book, "items-changed", G_CALLBACK (update_visible), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (book, "problem", G_CALLBACK (problem_cb), self, G_CONNECT_SWAPPED);
  update_visible (self);
}

/**
 * portunus_known_group_show:
 * @self: a group
 * @id: a device id
 *
 * Unfolds the device, and moves the focus there.
 */
void
portunus_known_group_show (PortunusKnownGroup *self,
                           const char         *id)
{
  g_return_if_fail (PORTUNUS_IS_KNOWN_GROUP (self));

  for (GtkWidget *row = gtk_widget_get_first_child (self->rows_box); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    {
      if (!portunus_known_device_row_is_of (PORTUNUS_KNOWN_DEVICE_ROW (row), id))
        continue;
      adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
      gtk_widget_child_focus (row, GTK_DIR_TAB_FORWARD);
    }
}
