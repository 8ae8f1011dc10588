/* portunus-welcome.c: says at the first start what Portunus does, and asks what has to be known
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-welcome.h"

#include <glib/gi18n.h>

#include "portunus-folder-question.h"
#include "portunus-format.h"
#include "portunus-list-name.h"

struct _PortunusWelcome
{
  AdwWindow         parent_instance;

  /* Template children */
  GtkWidget        *points_group;
  GtkEditable      *name_row;
  GtkWidget        *discovery_switch;
  AdwActionRow     *folder_row;
  GtkWidget        *start_button;

  /* Owned */
  PortunusSettings *settings;
};

enum { SIGNAL_FINISHED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusWelcome, portunus_welcome, ADW_TYPE_WINDOW)

static void
show_folder (PortunusWelcome *self)
{
  g_autofree char *folder = portunus_settings_dup_download_folder (self->settings);
  g_autofree char *text = folder != NULL ? portunus_format_folder (folder) : NULL;

  adw_action_row_set_subtitle (self->folder_row, text != NULL ? text : _("Not chosen yet"));
}

static void
choose_folder_cb (PortunusWelcome *self)
{
  /* The setting tells what was chosen. */
  portunus_folder_question_ask_async (GTK_WIDGET (self->folder_row), self->settings, NULL, NULL);
}

/* The host's own name stays a setting of the host. */
static void
keep_name (PortunusWelcome *self)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (self->name_row)));

  portunus_settings_set_text (self->settings, PORTUNUS_SETTING_DEVICE_NAME,
                              g_str_equal (name, g_get_host_name ()) ? "" : name);
}

static void
start_cb (PortunusWelcome *self)
{
  keep_name (self);
  gtk_window_close (GTK_WINDOW (self));
}

/* To look away is an answer, too: it does not come again. */
static gboolean
portunus_welcome_close_request (GtkWindow *window)
{
  PortunusWelcome *self = PORTUNUS_WELCOME (window);

  portunus_settings_set_boolean (self->settings, PORTUNUS_SETTING_WELCOMED, TRUE);
  g_signal_emit (self, signals[SIGNAL_FINISHED], 0);

  return GTK_WINDOW_CLASS (portunus_welcome_parent_class)->close_request (window);
}

static void
portunus_welcome_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), PORTUNUS_TYPE_WELCOME);

  G_OBJECT_CLASS (portunus_welcome_parent_class)->dispose (object);
}

static void
portunus_welcome_finalize (GObject *object)
{
  g_clear_object (&PORTUNUS_WELCOME (object)->settings);

  G_OBJECT_CLASS (portunus_welcome_parent_class)->finalize (object);
}

static void
portunus_welcome_class_init (PortunusWelcomeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = portunus_welcome_dispose;
  object_class->finalize = portunus_welcome_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = portunus_welcome_close_request;

  signals[SIGNAL_FINISHED] = g_signal_new ("finished", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                           NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/portunus/App/portunus-welcome.ui");
  gtk_widget_class_bind_template_child (widget_class, PortunusWelcome, points_group);
  gtk_widget_class_bind_template_child (widget_class, PortunusWelcome, name_row);
  gtk_widget_class_bind_template_child (widget_class, PortunusWelcome, discovery_switch);
  gtk_widget_class_bind_template_child (widget_class, PortunusWelcome, folder_row);
  gtk_widget_class_bind_template_child (widget_class, PortunusWelcome, start_button);
  gtk_widget_class_bind_template_callback (widget_class, choose_folder_cb);
  gtk_widget_class_bind_template_callback (widget_class, start_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
portunus_welcome_init (PortunusWelcome *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  portunus_list_name (self->points_group, _("What Portunus does"));
}

/**
 * portunus_welcome_new:
 * @parent: the window to stay above
 * @settings: where the answers go
 *
 * Returns: (transfer none): a dialog to present
 */
GtkWidget *
portunus_welcome_new (GtkWindow        *parent,
                      PortunusSettings *settings)
{
  PortunusWelcome *self;
  g_autofree char *name = NULL;

  g_return_val_if_fail (GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (PORTUNUS_IS_SETTINGS (settings), NULL);

  self = g_object_new (PORTUNUS_TYPE_WELCOME, "transient-for", parent, NULL);
  self->settings = g_object_ref (settings);
  name = portunus_settings_dup_device_name (settings);
  gtk_editable_set_text (self->name_row, name);
  portunus_settings_bind (settings, PORTUNUS_SETTING_DISCOVERY, self->discovery_switch, "active");
  show_folder (self);
  g_signal_connect_object (settings, "changed", G_CALLBACK (show_folder), self, G_CONNECT_SWAPPED);
  gtk_window_set_focus (GTK_WINDOW (self), self->start_button);
  return GTK_WIDGET (self);
}
