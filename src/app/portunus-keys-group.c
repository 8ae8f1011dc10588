/* portunus-keys-group.c: where the keys of this device are
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-keys-group.h"

#include <glib/gi18n.h>

#include "portunus-error-text.h"
#include "portunus-passphrase-dialog.h"
#include "portunus-settings.h"

struct _PortunusKeysGroup
{
  AdwPreferencesGroup  parent_instance;

  /* Template children */
  AdwActionRow        *place_row;
  GtkWidget           *keyring_row;
  GtkWidget           *keyring_button;
  GtkWidget           *file_row;
  GtkWidget           *forget_row;

  /* Owned */
  PortunusEngine      *engine;
  PortunusSettings    *settings;
};

enum { SIGNAL_PROBLEM, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusKeysGroup, portunus_keys_group, ADW_TYPE_PREFERENCES_GROUP)

static void
say (PortunusKeysGroup *self,
     const char        *sentence)
{
  g_signal_emit (self, signals[SIGNAL_PROBLEM], 0, sentence);
}

static GtkWindow *
get_window (PortunusKeysGroup *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

/* Whoever has closed the window meanwhile sees the keys where they were when it is opened again. */
static void
show_error (PortunusKeysGroup *self,
            const GError      *error)
{
  GtkWidget *dialog;

  if (get_window (self) == NULL)
    return;
  dialog = adw_message_dialog_new (get_window (self), portunus_error_text_get_title (error),
                                   portunus_error_text_get_advice (error));
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

/* Before the engine has started, nobody knows but the settings. */
static char *
dup_kind (PortunusKeysGroup *self)
{
  if (self->engine != NULL)
    return g_strdup (portunus_secret_store_get_kind (portunus_engine_get_secret_store (self->engine)));
  return portunus_settings_dup_text (self->settings, PORTUNUS_SETTING_SECRET_STORE);
}

static void
show_place (PortunusKeysGroup *self)
{
  g_autofree char *kind = dup_kind (self);
  gboolean is_file = g_str_equal (kind, "file");
  gboolean is_keyring = !is_file && !g_str_equal (kind, "memory");

  adw_action_row_set_subtitle (self->place_row,
                               is_file ? _("In an encrypted file, opened by your passphrase")
                               : is_keyring ? _("In your keyring")
                               : _("Nowhere: others take this computer for a new one after each start"));
  gtk_widget_set_visible (self->keyring_row, !is_keyring);
  gtk_widget_set_visible (self->file_row, !is_file && self->engine != NULL);
  gtk_widget_set_visible (self->forget_row, self->engine != NULL && (is_file || is_keyring));
}

static void
moved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (PortunusKeysGroup) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean has_left_copies;

  gtk_widget_set_sensitive (GTK_WIDGET (self), TRUE);
  if (!portunus_engine_move_keys_finish (PORTUNUS_ENGINE (source), result, &has_left_copies, &error))
    show_error (self, error);
  else if (has_left_copies)
    say (self, _("The keys were moved, but a copy stayed where they were."));
  show_place (self);
}

static void
move (PortunusKeysGroup         *self,
      PortunusSecretStoreChoice  choice,
      PortunusSecret            *passphrase)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self), FALSE);
  portunus_engine_move_keys_async (self->engine, choice, passphrase, NULL, moved_cb, g_object_ref (self));
}

/* An engine that cannot open the file cannot take anything out of it either. */
static void
keyring_cb (PortunusKeysGroup *self)
{
  if (self->engine != NULL)
    {
      move (self, PORTUNUS_SECRET_STORE_KEYRING, NULL);
      return;
    }
  portunus_settings_set_text (self->settings, PORTUNUS_SETTING_SECRET_STORE, "auto");
  say (self, _("From the next start on, keys are in your keyring."));
}

static void
passphrase_cb (PortunusKeysGroup *self,
               PortunusSecret    *passphrase)
{
  move (self, PORTUNUS_SECRET_STORE_FILE, passphrase);
}

static void
file_cb (PortunusKeysGroup *self)
{
  GtkWidget *dialog = portunus_passphrase_dialog_new (get_window (self),
                                                      !portunus_engine_has_secret_file (self->engine));

  g_signal_connect_object (dialog, "passphrase", G_CALLBACK (passphrase_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
forgotten_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (PortunusKeysGroup) self = user_data;
  g_autoptr (GError) error = NULL;

  gtk_widget_set_sensitive (GTK_WIDGET (self), TRUE);
  if (!portunus_engine_forget_keys_finish (PORTUNUS_ENGINE (source), result, &error))
    show_error (self, error);
  else
    g_action_group_activate_action (G_ACTION_GROUP (g_application_get_default ()), "quit", NULL);
}

static void
answered_cb (PortunusKeysGroup *self,
             const char        *response)
{
  if (g_strcmp0 (response, "forget") != 0)
    return;
  gtk_widget_set_sensitive (GTK_WIDGET (self), FALSE);
  portunus_engine_forget_keys_async (self->engine, NULL, forgotten_cb, g_object_ref (self));
}

static void
forget_cb (PortunusKeysGroup *self)
{
  GtkWidget *dialog = adw_message_dialog_new (get_window (self), _("Forget All Keys?"),
                                              _("Devices that verified this one meet a stranger, links to its rooms "
                                                "no longer fit, and the passwords of TURN servers are gone. Portunus "
                                                "quits, and makes new keys at its next start."));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"),
                                    "forget", _("_Forget and Quit"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "forget", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (answered_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
portunus_keys_group_dispose (GObject *object)
{
  PortunusKeysGroup *self = PORTUNUS_KEYS_GROUP (object);

  g_clear_object (&self->engine);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (portunus_keys_group_parent_class)->dispose (object);
}

static void
portunus_keys_group_class_init (PortunusKeysGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = portunus_keys_group_dispose;

  signals[SIGNAL_PROBLEM] = g_signal_new ("problem", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/portunus/App/portunus-keys-group.ui");
  gtk_widget_class_bind_template_child (widget_class, PortunusKeysGroup, place_row);
  gtk_widget_class_bind_template_child (widget_class, PortunusKeysGroup, keyring_row);
  gtk_widget_class_bind_template_child (widget_class, PortunusKeysGroup, keyring_button);
  gtk_widget_class_bind_template_child (widget_class, PortunusKeysGroup, file_row);
  gtk_widget_class_bind_template_child (widget_class, PortunusKeysGroup, forget_row);
  gtk_widget_class_bind_template_callback (widget_class, keyring_cb);
  gtk_widget_class_bind_template_callback (widget_class, file_cb);
  gtk_widget_class_bind_template_callback (widget_class, forget_cb);
}

static void
portunus_keys_group_init (PortunusKeysGroup *self)
{
  self->settings = portunus_settings_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->settings, "changed", G_CALLBACK (show_place), self, G_CONNECT_SWAPPED);
  show_place (self);
}

/**
 * portunus_keys_group_set_engine:
 * @self: a group
 * @engine: (nullable): knows where the keys are; %NULL where it has not been started
 */
void
portunus_keys_group_set_engine (PortunusKeysGroup *self,
                                PortunusEngine    *engine)
{
  g_return_if_fail (PORTUNUS_IS_KEYS_GROUP (self));

  g_set_object (&self->engine, engine);
  gtk_button_set_label (GTK_BUTTON (self->keyring_button),
                        engine != NULL ? _("Move to the _Keyring") : _("_Use the Keyring"));
  show_place (self);
}
