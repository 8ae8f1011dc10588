/* portunus-preferences.c: the preferences
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-preferences.h"

#include <glib/gi18n.h>

#include "portunus-discovery-group.h"
#include "portunus-download-folder.h"
#include "portunus-format.h"
#include "portunus-keys-group.h"
#include "portunus-lanes-group.h"
#include "portunus-list-name.h"
#include "portunus-room-rules-group.h"
#include "portunus-server-group.h"
#include "portunus-settings.h"

struct _PortunusPreferences
{
  AdwPreferencesWindow  parent_instance;

  /* Template children */
  GtkWidget            *device_name_row;
  AdwPreferencesGroup  *device_group;
  AdwActionRow         *folder_row;
  AdwComboRow          *conflict_row;
  GtkWidget            *background_switch;
  GtkWidget            *history_switch;
  GtkWidget            *login_switch;
  GtkSpinButton        *upload_spin;
  GtkSpinButton        *download_spin;
  GtkSpinButton        *connections_spin;
  PortunusKeysGroup    *keys_group;
  PortunusServerGroup  *stun_group;
  PortunusServerGroup  *turn_group;

  /* Owned */
  PortunusSettings     *settings;
  GtkFileChooserNative *chooser;
};

G_DEFINE_FINAL_TYPE (PortunusPreferences, portunus_preferences, ADW_TYPE_PREFERENCES_WINDOW)

/* As the rows of the combo are ordered. */
static const char * const policies[] = { "rename", "skip", "overwrite", "newer", "ask" };

static void
show_folder (PortunusPreferences *self)
{
  g_autofree char *folder = portunus_settings_dup_download_folder (self->settings);
  g_autofree char *text = portunus_format_folder (folder);

  adw_action_row_set_subtitle (self->folder_row,
                               portunus_download_folder_is_chosen (self->settings) ? text : _("Not chosen yet"));
}

static void
show_policy (PortunusPreferences *self)
{
  g_autofree char *policy = portunus_settings_dup_text (self->settings, PORTUNUS_SETTING_CONFLICT_POLICY);

  for (guint i = 0; i < G_N_ELEMENTS (policies); i++)
    if (g_str_equal (policies[i], policy))
      adw_combo_row_set_selected (self->conflict_row, i);
}

static void
show_settings (PortunusPreferences *self)
{
  show_folder (self);
  show_policy (self);
}

static void
policy_selected_cb (PortunusPreferences *self)
{
  portunus_settings_set_text (self->settings, PORTUNUS_SETTING_CONFLICT_POLICY,
                              policies[adw_combo_row_get_selected (self->conflict_row)]);
}

static void
folder_chosen_cb (PortunusPreferences *self,
                  int                  response)
{
  g_autoptr (GFile) folder = NULL;
  g_autofree char *path = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    folder = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser));
  if (folder != NULL)
    path = g_file_get_path (folder);
  if (path != NULL)
    portunus_settings_set_text (self->settings, PORTUNUS_SETTING_DOWNLOAD_FOLDER, path);
  g_clear_object (&self->chooser);
}

static void
choose_folder_cb (PortunusPreferences *self)
{
  g_autofree char *path = portunus_settings_dup_download_folder (self->settings);
  g_autoptr (GFile) folder = g_file_new_for_path (path);

  g_clear_object (&self->chooser);
  self->chooser = gtk_file_chooser_native_new (_("Save In"), GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER,
                                               _("_Choose"), NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (self->chooser), folder, NULL);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (folder_chosen_cb), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
show_toast (PortunusPreferences *self,
            const char          *sentence)
{
  adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (self), adw_toast_new (sentence));
}

static void
portunus_preferences_dispose (GObject *object)
{
  g_clear_object (&PORTUNUS_PREFERENCES (object)->chooser);
  gtk_widget_dispose_template (GTK_WIDGET (object), PORTUNUS_TYPE_PREFERENCES);

  G_OBJECT_CLASS (portunus_preferences_parent_class)->dispose (object);
}

static void
portunus_preferences_finalize (GObject *object)
{
  g_object_unref (PORTUNUS_PREFERENCES (object)->settings);

  G_OBJECT_CLASS (portunus_preferences_parent_class)->finalize (object);
}

static void
portunus_preferences_class_init (PortunusPreferencesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = portunus_preferences_dispose;
  object_class->finalize = portunus_preferences_finalize;

  g_type_ensure (PORTUNUS_TYPE_DISCOVERY_GROUP);
  g_type_ensure (PORTUNUS_TYPE_KEYS_GROUP);
  g_type_ensure (PORTUNUS_TYPE_LANES_GROUP);
  g_type_ensure (PORTUNUS_TYPE_ROOM_RULES_GROUP);
  g_type_ensure (PORTUNUS_TYPE_SERVER_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/portunus/App/portunus-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, PortunusPreferences, device_group);
  gtk_widget_class_bind_template_child (widget_class, PortunusPreferences, device_name_row);
  gtk_widget_class_bind_template_child (widget_class, PortunusPreferences, folder_row);
  gtk_widget_class_bind_template_child (widget_class, PortunusPreferences, conflict_row);
  gtk_widget_class_bind_template_child (widget_class, PortunusPreferences, keys_group);
  gtk_widget_class_bind_template_child (widget_class, PortunusPreferences, background_switch);
  gtk_widget_class_bind_template_child (widget_class, PortunusPreferences, history_switch);
  gtk_widget_class_bind_template_child (widget_class, PortunusPreferences, login_switch);
  gtk_widget_class_bind_template_child (widget_class, PortunusPreferences, upload_spin);
  gtk_widget_class_bind_template_child (widget_class, PortunusPreferences, download_spin);
  gtk_widget_class_bind_template_child (widget_class, PortunusPreferences, connections_spin);
  gtk_widget_class_bind_template_child (widget_class, PortunusPreferences, stun_group);
  gtk_widget_class_bind_template_child (widget_class, PortunusPreferences, turn_group);
  gtk_widget_class_bind_template_callback (widget_class, choose_folder_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_toast);
}

static void
describe_device (PortunusPreferences *self)
{
  /* Translators: %s is the host name of this computer */
  g_autofree char *text = g_strdup_printf (_("Those you send to or receive from see this name. Without one they see "
                                             "“%s”. A new name counts from the next start on."), g_get_host_name ());
  g_autofree char *markup = g_markup_escape_text (text, -1);

  adw_preferences_group_set_description (self->device_group, markup);
}

static void
portunus_preferences_init (PortunusPreferences *self)
{
  self->settings = portunus_settings_new ();
  gtk_widget_init_template (GTK_WIDGET (self));

  portunus_list_name (GTK_WIDGET (self->conflict_row),
                      adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self->conflict_row)));
  describe_device (self);
  show_settings (self);
  portunus_settings_bind (self->settings, PORTUNUS_SETTING_DEVICE_NAME, self->device_name_row, "text");
  portunus_settings_bind (self->settings, PORTUNUS_SETTING_BACKGROUND, self->background_switch, "active");
  portunus_settings_bind (self->settings, PORTUNUS_SETTING_HISTORY, self->history_switch, "active");
  portunus_settings_bind (self->settings, PORTUNUS_SETTING_LOGIN_START, self->login_switch, "active");
  portunus_settings_bind (self->settings, PORTUNUS_SETTING_UPLOAD_LIMIT, self->upload_spin, "value");
  portunus_settings_bind (self->settings, PORTUNUS_SETTING_DOWNLOAD_LIMIT, self->download_spin, "value");
  portunus_settings_bind (self->settings, PORTUNUS_SETTING_CONNECTIONS, self->connections_spin, "value");
  g_signal_connect_object (self->conflict_row, "notify::selected", G_CALLBACK (policy_selected_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "changed", G_CALLBACK (show_settings), self, G_CONNECT_SWAPPED);
}

/**
 * portunus_preferences_new:
 * @parent: the window to stay above
 * @engine: (nullable): knows where keys and passwords are; %NULL where it has not been started
 *
 * Returns: (transfer none): a window to present
 */
GtkWidget *
portunus_preferences_new (GtkWindow      *parent,
                          PortunusEngine *engine)
{
  PortunusSecretStore *store = engine != NULL ? portunus_engine_get_secret_store (engine) : NULL;
  PortunusPreferences *self = g_object_new (PORTUNUS_TYPE_PREFERENCES, "transient-for", parent, NULL);

  portunus_keys_group_set_engine (self->keys_group, engine);
  portunus_server_group_set_up (self->stun_group, FALSE, NULL);
  portunus_server_group_set_up (self->turn_group, TRUE, store);
  return GTK_WIDGET (self);
}
