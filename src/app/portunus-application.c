/* portunus-application.c: the desktop application
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-application.h"

#include <glib/gi18n.h>

#include "portunus-passphrase-dialog.h"
#include "portunus-preferences.h"
#include "portunus-settings.h"
#include "portunus-window.h"

struct _PortunusApplication
{
  AdwApplication  parent_instance;

  /* Owned */
  PortunusEngine *engine;
  GCancellable   *cancellable;
  GError         *start_error;  /* why the engine did not start */

  gboolean        is_ready;
};

G_DEFINE_FINAL_TYPE (PortunusApplication, portunus_application, ADW_TYPE_APPLICATION)

static PortunusWindow *
get_window (PortunusApplication *self)
{
  GList *windows = gtk_application_get_windows (GTK_APPLICATION (self));

  for (GList *l = windows; l != NULL; l = l->next)
    {
      if (PORTUNUS_IS_WINDOW (l->data))
        return l->data;
    }
  return NULL;
}

static void
update_window (PortunusApplication *self)
{
  PortunusWindow *window = get_window (self);

  if (window == NULL)
    return;
  if (self->is_ready)
    portunus_window_set_engine (window, self->engine);
  else if (self->start_error != NULL)
    portunus_window_show_error (window, self->start_error);
}

static void
started_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (PortunusApplication) self = user_data;
  g_autoptr (GError) error = NULL;

  if (portunus_engine_start_finish (PORTUNUS_ENGINE (source), result, &error))
    {
      self->is_ready = TRUE;
    }
  else
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        return;
      g_message ("The engine did not start: %s %d", g_quark_to_string (error->domain), error->code);
      self->start_error = g_steal_pointer (&error);
    }
  update_window (self);
}

static void
start_engine (PortunusApplication *self)
{
  g_clear_error (&self->start_error);
  portunus_engine_start_async (self->engine, self->cancellable, started_cb, g_object_ref (self));
}

static void
use_passphrase (PortunusApplication *self,
                PortunusSecret      *passphrase)
{
  g_autoptr (PortunusSettings) settings = portunus_settings_new ();

  portunus_engine_use_secret_file (self->engine, passphrase);
  portunus_settings_set_secret_file_wanted (settings, TRUE);
  start_engine (self);
}

/* The engine says itself what it lacks when nobody answers. */
static void
answered_cb (PortunusApplication *self,
             const char          *response)
{
  if (g_strcmp0 (response, "use") != 0 && self->start_error == NULL)
    start_engine (self);
}

static void
ask_passphrase (PortunusApplication *self)
{
  GtkWidget *dialog = portunus_passphrase_dialog_new (GTK_WINDOW (get_window (self)),
                                                      !portunus_engine_has_secret_file (self->engine));

  g_signal_connect_object (dialog, "passphrase", G_CALLBACK (use_passphrase), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (dialog, "response", G_CALLBACK (answered_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static gboolean
wants_passphrase (PortunusApplication *self)
{
  return !self->is_ready && self->start_error == NULL && portunus_engine_wants_passphrase (self->engine);
}

static PortunusWindow *
present_window (PortunusApplication *self)
{
  PortunusWindow *window = get_window (self);
  gboolean is_new = window == NULL;

  if (is_new)
    {
      window = portunus_window_new (ADW_APPLICATION (self));
      update_window (self);
    }
  gtk_window_present (GTK_WINDOW (window));
  if (is_new && wants_passphrase (self))
    ask_passphrase (self);
  return window;
}

static void
use_passphrase_cb (GSimpleAction *action,
                   GVariant      *parameter,
                   gpointer       user_data)
{
  PortunusApplication *self = PORTUNUS_APPLICATION (user_data);

  if (self->start_error != NULL && get_window (self) != NULL)
    ask_passphrase (self);
}

static void
retry_start_cb (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  PortunusApplication *self = PORTUNUS_APPLICATION (user_data);

  if (self->start_error != NULL)
    start_engine (self);
}

static void
quit_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  PortunusWindow *window = get_window (PORTUNUS_APPLICATION (user_data));

  if (window != NULL)
    gtk_window_close (GTK_WINDOW (window));
  else
    g_application_quit (G_APPLICATION (user_data));
}

static void
preferences_cb (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  PortunusApplication *self = PORTUNUS_APPLICATION (user_data);
  GtkWindow *parent = gtk_application_get_active_window (GTK_APPLICATION (self));

  gtk_window_present (GTK_WINDOW (portunus_preferences_new (parent, self->is_ready
                                                            ? portunus_engine_get_secret_store (self->engine) : NULL)));
}

static void
about_cb (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  GtkWindow *parent = gtk_application_get_active_window (GTK_APPLICATION (user_data));

  adw_show_about_window (parent,
                         "application-name", "Portunus",
                         "application-icon", "org.portunus.App",
                         "version", PORTUNUS_VERSION,
                         "developer-name", _("The Portunus developers"),
                         "license-type", GTK_LICENSE_GPL_3_0,
                         "comments", _("Moves files straight from one computer to another, encrypted all the way."),
                         /* Translators: put your names here, one a line */
                         "translator-credits", _("translator-credits"),
                         NULL);
}

static const GActionEntry actions[] = {
  { "quit", quit_cb },
  { "about", about_cb },
  { "preferences", preferences_cb },
  { "retry-start", retry_start_cb },
  { "use-passphrase", use_passphrase_cb },
};

typedef struct
{
  const char *action;
  const char *accelerators[2];
} Accelerator;

static const Accelerator accelerators[] = {
  { "app.quit", { "<Control>q" } },
  { "app.preferences", { "<Control>comma" } },
  { "window.close", { "<Control>w" } },
  { "win.pick-files", { "<Control>o" } },
  { "win.pick-folder", { "<Control><Shift>o" } },
  { "win.write-text", { "<Control>t" } },
  { "win.copy-link", { "<Control><Shift>c" } },
  { "win.view::send", { "<Alt>1" } },
  { "win.view::receive", { "<Alt>2" } },
};

static void
portunus_application_startup (GApplication *application)
{
  PortunusApplication *self = PORTUNUS_APPLICATION (application);

  G_APPLICATION_CLASS (portunus_application_parent_class)->startup (application);

  gtk_window_set_default_icon_name ("org.portunus.App");
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  for (gsize i = 0; i < G_N_ELEMENTS (accelerators); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), accelerators[i].action,
                                           accelerators[i].accelerators);
  if (!portunus_engine_wants_passphrase (self->engine))
    start_engine (self);
}

static void
portunus_application_activate (GApplication *application)
{
  present_window (PORTUNUS_APPLICATION (application));
}

static void
portunus_application_open (GApplication  *application,
                           GFile        **files,
                           int            n_files,
                           const char    *hint)
{
  g_autoptr (GListStore) list = g_list_store_new (G_TYPE_FILE);

  g_list_store_splice (list, 0, 0, (gpointer *) files, (guint) n_files);
  portunus_window_send_files (present_window (PORTUNUS_APPLICATION (application)), G_LIST_MODEL (list));
}

static void
portunus_application_shutdown (GApplication *application)
{
  PortunusApplication *self = PORTUNUS_APPLICATION (application);

  g_cancellable_cancel (self->cancellable);
  portunus_engine_stop (self->engine);

  G_APPLICATION_CLASS (portunus_application_parent_class)->shutdown (application);
}

static void
portunus_application_finalize (GObject *object)
{
  PortunusApplication *self = PORTUNUS_APPLICATION (object);

  g_clear_object (&self->engine);
  g_clear_object (&self->cancellable);
  g_clear_error (&self->start_error);

  G_OBJECT_CLASS (portunus_application_parent_class)->finalize (object);
}

static void
portunus_application_class_init (PortunusApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = portunus_application_finalize;
  application_class->startup = portunus_application_startup;
  application_class->activate = portunus_application_activate;
  application_class->open = portunus_application_open;
  application_class->shutdown = portunus_application_shutdown;
}

static void
portunus_application_init (PortunusApplication *self)
{
  self->cancellable = g_cancellable_new ();
}

/**
 * portunus_application_new:
 * @engine: an engine that has not started; the first instance starts it and stops it in the end
 *
 * Returns: (transfer full): the application
 */
PortunusApplication *
portunus_application_new (PortunusEngine *engine)
{
  PortunusApplication *self;

  g_return_val_if_fail (PORTUNUS_IS_ENGINE (engine), NULL);

  self = g_object_new (PORTUNUS_TYPE_APPLICATION,
                       "application-id", "org.portunus.App",
                       "flags", G_APPLICATION_HANDLES_OPEN,
                       "resource-base-path", "/org/portunus/App",
                       NULL);
  self->engine = g_object_ref (engine);
  return self;
}
