/* portunus-known-device-row.c: a device that we have met, and what we think of it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-known-device-row.h"

#include <glib/gi18n.h>

#include "portunus-badge.h"
#include "portunus-format.h"
#include "portunus-list-name.h"

#define MEGABYTE 1000000

struct _PortunusKnownDeviceRow
{
  AdwExpanderRow        parent_instance;

  /* Template children */
  GtkLabel             *trust_label;
  GtkWidget            *send_button;
  GtkEditable          *name_row;
  AdwActionRow         *verify_row;
  GtkButton            *verify_button;
  GtkWidget            *accept_row;
  GtkSwitch            *accept_switch;
  AdwActionRow         *folder_row;
  GtkWidget            *limit_row;
  GtkSpinButton        *limit_spin;
  GtkSwitch            *block_switch;

  /* Owned */
  PortunusKnownDevice  *device;
  PortunusDeviceBook   *book;
  GtkFileChooserNative *chooser;        /* (nullable): while it is open */

  gboolean              is_updating;    /* the controls change, and no person changed them */
};

enum { SIGNAL_SEND, SIGNAL_FORGET, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusKnownDeviceRow, portunus_known_device_row, ADW_TYPE_EXPANDER_ROW)

static void
name_for_readers (PortunusKnownDeviceRow *self)
{
  const char *name = portunus_known_device_get_name (self->device);
  g_autofree char *sending = g_strdup_printf (_("Send to %s"), name);

  portunus_list_name (GTK_WIDGET (self), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->send_button), GTK_ACCESSIBLE_PROPERTY_LABEL, sending, -1);
}

static void
update_head (PortunusKnownDeviceRow *self)
{
  static const char * const labels[] = { "known", "verified", "blocked" };
  const char *given = portunus_known_device_get_given_name (self->device);
  g_autofree char *time = portunus_format_time (portunus_known_device_get_last_seen (self->device));
  /* Translators: %s is a time, such as "Today, 14:05" */
  g_autofree char *seen = g_strdup_printf (_("Last met: %s"), time);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), portunus_known_device_get_name (self->device));
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), seen);
  gtk_editable_set_text (self->name_row, given != NULL ? given : "");
  portunus_badge_show_trust (self->trust_label, labels[portunus_known_device_get_trust (self->device)]);
  name_for_readers (self);
}

static void
update_trust (PortunusKnownDeviceRow *self)
{
  PortunusDeviceTrust trust = portunus_known_device_get_trust (self->device);
  gboolean is_verified = trust == PORTUNUS_DEVICE_VERIFIED;

  adw_action_row_set_subtitle (self->verify_row, is_verified ? _("You compared the four words and vouch for it")
                                                             : _("Nobody compared the four words yet"));
  gtk_button_set_label (self->verify_button, is_verified ? _("Take Back") : _("Verify…"));
  gtk_widget_set_sensitive (GTK_WIDGET (self->verify_button), trust != PORTUNUS_DEVICE_BLOCKED);
  gtk_widget_set_sensitive (self->accept_row, is_verified);
  gtk_widget_set_visible (self->send_button, trust != PORTUNUS_DEVICE_BLOCKED);
  gtk_switch_set_active (self->block_switch, trust == PORTUNUS_DEVICE_BLOCKED);
}

static void
update_rules (PortunusKnownDeviceRow *self)
{
  gboolean is_accepting = portunus_known_device_is_auto_accepting (self->device);
  const char *folder = portunus_known_device_get_folder (self->device);
  g_autofree char *shown = folder != NULL ? portunus_format_folder (folder) : g_strdup (_("The usual one"));
  guint64 n_bytes = portunus_known_device_get_max_bytes (self->device);

  gtk_switch_set_active (self->accept_switch, is_accepting);
  gtk_widget_set_visible (GTK_WIDGET (self->folder_row), is_accepting);
  gtk_widget_set_visible (self->limit_row, is_accepting);
  adw_action_row_set_subtitle (self->folder_row, shown);
  gtk_spin_button_set_value (self->limit_spin, (n_bytes + MEGABYTE - 1) / MEGABYTE);
}

static void
update (PortunusKnownDeviceRow *self)
{
  self->is_updating = TRUE;
  update_head (self);
  update_trust (self);
  update_rules (self);
  self->is_updating = FALSE;
}

static void
set_trust (PortunusKnownDeviceRow *self,
           PortunusDeviceTrust     trust)
{
  portunus_device_book_set_trust (self->book, portunus_known_device_get_id (self->device), trust);
}

static void
set_rules (PortunusKnownDeviceRow *self,
           const char             *folder)
{
  const PortunusAutoAccept rules = {
    .is_on = gtk_switch_get_active (self->accept_switch),
    .folder = folder,
    .max_bytes = (guint64) gtk_spin_button_get_value (self->limit_spin) * MEGABYTE,
  };

  portunus_device_book_set_auto_accept (self->book, portunus_known_device_get_id (self->device), &rules);
}

static void
rules_changed_cb (PortunusKnownDeviceRow *self)
{
  g_autofree char *folder = NULL;

  if (self->is_updating)
    return;
  folder = g_strdup (portunus_known_device_get_folder (self->device));
  set_rules (self, folder);
}

static void
folder_chosen_cb (PortunusKnownDeviceRow *self,
                  int                     response)
{
  g_autoptr (GFile) folder = NULL;
  g_autofree char *path = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    folder = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser));
  if (folder != NULL)
    path = g_file_get_path (folder);
  if (path != NULL)
    set_rules (self, path);
  g_clear_object (&self->chooser);
}

static void
choose_folder_cb (PortunusKnownDeviceRow *self)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));

  g_clear_object (&self->chooser);
  self->chooser = gtk_file_chooser_native_new (_("Save In"), window, GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER,
                                               _("_Choose"), NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (folder_chosen_cb), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
renamed_cb (PortunusKnownDeviceRow *self)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (self->name_row)));

  portunus_device_book_rename (self->book, portunus_known_device_get_id (self->device), name);
}

static void
verify_response_cb (PortunusKnownDeviceRow *self,
                    const char             *response)
{
  if (g_str_equal (response, "verify"))
    set_trust (self, PORTUNUS_DEVICE_VERIFIED);
}

static void
ask_to_verify (PortunusKnownDeviceRow *self)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
  /* Translators: %s is the name of a device */
  g_autofree char *heading = g_strdup_printf (_("Is This “%s”?"), portunus_known_device_get_name (self->device));
  GtkWidget *dialog = adw_message_dialog_new (window, heading, _("While something is sent, both devices show four "
                                                                 "words. Compare them with the other person, best by "
                                                                 "voice. If they are the same, nobody sits in "
                                                                 "between, and from then on this computer knows the "
                                                                 "device by its key."));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"),
                                    "verify", _("The Words Were the _Same"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "verify", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (verify_response_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
verify_cb (PortunusKnownDeviceRow *self)
{
  if (portunus_known_device_get_trust (self->device) == PORTUNUS_DEVICE_VERIFIED)
    set_trust (self, PORTUNUS_DEVICE_MET);
  else
    ask_to_verify (self);
}

static void
block_cb (PortunusKnownDeviceRow *self)
{
  if (!self->is_updating)
    set_trust (self, gtk_switch_get_active (self->block_switch) ? PORTUNUS_DEVICE_BLOCKED : PORTUNUS_DEVICE_MET);
}

static void
send_cb (PortunusKnownDeviceRow *self)
{
  g_signal_emit (self, signals[SIGNAL_SEND], 0, self->device);
}

static void
forget_cb (PortunusKnownDeviceRow *self)
{
  g_signal_emit (self, signals[SIGNAL_FORGET], 0, self->device);
}

static void
portunus_known_device_row_dispose (GObject *object)
{
  PortunusKnownDeviceRow *self = PORTUNUS_KNOWN_DEVICE_ROW (object);

  /* The controls that go tell of a change that no person made. */
  self->is_updating = TRUE;
  g_clear_object (&self->chooser);
  gtk_widget_dispose_template (GTK_WIDGET (self), PORTUNUS_TYPE_KNOWN_DEVICE_ROW);
  g_clear_object (&self->device);
  g_clear_object (&self->book);

  G_OBJECT_CLASS (portunus_known_device_row_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, PortunusKnownDeviceRow, trust_label);
  gtk_widget_class_bind_template_child (widget_class, PortunusKnownDeviceRow, send_button);
  gtk_widget_class_bind_template_child (widget_class, PortunusKnownDeviceRow, name_row);
  gtk_widget_class_bind_template_child (widget_class, PortunusKnownDeviceRow, verify_row);
  gtk_widget_class_bind_template_child (widget_class, PortunusKnownDeviceRow, verify_button);
  gtk_widget_class_bind_template_child (widget_class, PortunusKnownDeviceRow, accept_row);
  gtk_widget_class_bind_template_child (widget_class, PortunusKnownDeviceRow, accept_switch);
  gtk_widget_class_bind_template_child (widget_class, PortunusKnownDeviceRow, folder_row);
  gtk_widget_class_bind_template_child (widget_class, PortunusKnownDeviceRow, limit_row);
  gtk_widget_class_bind_template_child (widget_class, PortunusKnownDeviceRow, limit_spin);
  gtk_widget_class_bind_template_child (widget_class, PortunusKnownDeviceRow, block_switch);
}

static void
portunus_known_device_row_class_init (PortunusKnownDeviceRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = portunus_known_device_row_dispose;

  signals[SIGNAL_SEND] = g_signal_new ("send", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                       PORTUNUS_TYPE_KNOWN_DEVICE);
  signals[SIGNAL_FORGET] = g_signal_new ("forget", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                         PORTUNUS_TYPE_KNOWN_DEVICE);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/portunus/App/portunus-known-device-row.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, send_cb);
  gtk_widget_class_bind_template_callback (widget_class, renamed_cb);
  gtk_widget_class_bind_template_callback (widget_class, verify_cb);
  gtk_widget_class_bind_template_callback (widget_class, rules_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_folder_cb);
  gtk_widget_class_bind_template_callback (widget_class, block_cb);
  gtk_widget_class_bind_template_callback (widget_class, forget_cb);
}

static void
portunus_known_device_row_init (PortunusKnownDeviceRow *self)
{
  self->is_updating = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * portunus_known_device_row_new:
 * @device: a device of @book
 * @book: where changes go
 *
 * Follows @device until the row goes away.
 *
 * Returns: (transfer floating): a row for a list box
 */
GtkWidget *
portunus_known_device_row_new (PortunusKnownDevice *device,
                               PortunusDeviceBook  *book)
{
  PortunusKnownDeviceRow *self = g_object_new (PORTUNUS_TYPE_KNOWN_DEVICE_ROW, NULL);

  self->device = g_object_ref (device);
  self->book = g_object_ref (book);
  /* The book tells of every property, whichever changed: one of them is enough. */
  g_signal_connect_object (device, "notify::last-seen", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}

/**
 * portunus_known_device_row_is_of:
 * @self: a row
 * @id: a device id
 *
 * Returns: whether it shows that device
 */
gboolean
portunus_known_device_row_is_of (PortunusKnownDeviceRow *self,
                                 const char             *id)
{
  g_return_val_if_fail (PORTUNUS_IS_KNOWN_DEVICE_ROW (self), FALSE);

  return g_strcmp0 (portunus_known_device_get_id (self->device), id) == 0;
}
