/* portunus-application.c: the desktop application
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-application-private.h"

#include <glib/gi18n.h>

#include "portunus-link.h"
#include "portunus-passphrase-dialog.h"
#include "portunus-picture-folder.h"

G_DEFINE_FINAL_TYPE (PortunusApplication, portunus_application, ADW_TYPE_APPLICATION)

/**
 * _portunus_application_get_window:
 * @self: an application
 *
 * Returns: (nullable) (transfer none): the window, if there is one
 */
PortunusWindow *
_portunus_application_get_window (PortunusApplication *self)
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
  PortunusWindow *window = _portunus_application_get_window (self);

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

  self->is_starting = FALSE;
  self->is_ready = portunus_engine_start_finish (PORTUNUS_ENGINE (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (error != NULL)
    {
      g_message ("The engine did not start: %s %d", g_quark_to_string (error->domain), error->code);
      self->start_error = g_steal_pointer (&error);
    }
  if (self->is_ready)
    {
      portunus_notifier_follow_ledger (self->notifier, portunus_engine_get_ledger (self->engine));
      _portunus_application_follow_transfers (self);
    }
  _portunus_application_update_lobby (self);
  update_window (self);
  _portunus_application_update_background (self);
}

/**
 * _portunus_application_start_engine:
 * @self: an application
 *
 * Does nothing where it has started or is about to.
 */
void
_portunus_application_start_engine (PortunusApplication *self)
{
  if (self->is_starting || self->is_ready)
    return;

  g_clear_error (&self->start_error);
  self->is_starting = TRUE;
  portunus_engine_start_async (self->engine, self->cancellable, started_cb, g_object_ref (self));
  _portunus_application_update_background (self);
}

static void
use_passphrase (PortunusApplication *self,
                PortunusSecret      *passphrase)
{
  portunus_engine_use_secret_file (self->engine, passphrase);
  portunus_settings_set_text (self->settings, PORTUNUS_SETTING_SECRET_STORE, "file");
  _portunus_application_start_engine (self);
}

/**
 * _portunus_application_go_without_keyring:
 * @self: an application
 *
 * From now on, until the preferences say something else.
 */
void
_portunus_application_go_without_keyring (PortunusApplication *self)
{
  if (self->start_error == NULL)
    return;
  portunus_engine_use_secret_memory (self->engine);
  portunus_settings_set_text (self->settings, PORTUNUS_SETTING_SECRET_STORE, "memory");
  _portunus_application_start_engine (self);
}

/* The engine says itself what it lacks when nobody answers. */
static void
answered_cb (PortunusApplication *self,
             const char          *response)
{
  if (g_strcmp0 (response, "use") != 0 && self->start_error == NULL)
    _portunus_application_start_engine (self);
}

/**
 * _portunus_application_ask_passphrase:
 * @self: an application with a window
 */
void
_portunus_application_ask_passphrase (PortunusApplication *self)
{
  GtkWidget *dialog = portunus_passphrase_dialog_new (GTK_WINDOW (_portunus_application_get_window (self)),
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

/**
 * _portunus_application_start_unless_locked:
 * @self: an application
 */
void
_portunus_application_start_unless_locked (PortunusApplication *self)
{
  if (self->start_error == NULL && !self->is_welcoming && !portunus_engine_wants_passphrase (self->engine))
    _portunus_application_start_engine (self);
}

/**
 * _portunus_application_present_window:
 * @self: an application
 *
 * Returns: (transfer none): the window, on the screen
 */
PortunusWindow *
_portunus_application_present_window (PortunusApplication *self)
{
  PortunusWindow *window = _portunus_application_get_window (self);
  gboolean is_new = window == NULL;

  if (is_new)
    {
      window = portunus_window_new (ADW_APPLICATION (self));
      portunus_window_set_desk (window, self->desk);
      _portunus_application_follow_window (self, window);
      _portunus_application_start_unless_locked (self);
      update_window (self);
    }
  gtk_window_present (GTK_WINDOW (window));
  portunus_notifier_clear (self->notifier);
  if (is_new && wants_passphrase (self))
    _portunus_application_ask_passphrase (self);
  return window;
}

static void
portunus_application_startup (GApplication *application)
{
  PortunusApplication *self = PORTUNUS_APPLICATION (application);

  G_APPLICATION_CLASS (portunus_application_parent_class)->startup (application);

  gtk_window_set_default_icon_name ("org.portunus.App");
  _portunus_application_install_actions (self);
  _portunus_application_install_door (self);
  _portunus_application_set_up_background (self);
  portunus_picture_folder_sweep_behind ();
  self->notifier = portunus_notifier_new (GTK_APPLICATION (self), self->desk);
  /* A service may have been started for a search alone; who starts for the first time says first what to be called. */
  if ((g_application_get_flags (application) & G_APPLICATION_IS_SERVICE) == 0
      && portunus_settings_get_boolean (self->settings, PORTUNUS_SETTING_WELCOMED))
    _portunus_application_start_unless_locked (self);
}

static void
portunus_application_activate (GApplication *application)
{
  PortunusApplication *self = PORTUNUS_APPLICATION (application);

  if (self->is_quiet)
    {
      self->is_quiet = FALSE;
      _portunus_application_start_unless_locked (self);
    }
  else if (!_portunus_application_welcome (self))
    _portunus_application_present_window (self);
}

static int
portunus_application_handle_local_options (GApplication *application,
                                           GVariantDict *options)
{
  PortunusApplication *self = PORTUNUS_APPLICATION (application);
  g_autoptr (GError) error = NULL;

  if (!g_variant_dict_contains (options, "background"))
    return -1;
  if (!g_application_register (application, NULL, &error))
    {
      g_message ("The session bus cannot be used: %s", error->message);
      return 1;
    }
  if (g_application_get_is_remote (application))
    return 0;
  self->is_quiet = TRUE;
  return -1;
}

/* (transfer full) (nullable): where it is one of our links */
static char *
dup_link (GFile *file)
{
  g_autofree char *uri = g_file_get_uri (file);
  g_autoptr (PortunusLink) link = g_file_is_native (file) ? NULL : portunus_link_parse (uri, NULL);

  return link != NULL ? portunus_link_format (link) : NULL;
}

static void
portunus_application_open (GApplication  *application,
                           GFile        **files,
                           int            n_files,
                           const char    *hint)
{
  PortunusApplication *self = PORTUNUS_APPLICATION (application);
  g_autoptr (GListStore) list = g_list_store_new (G_TYPE_FILE);
  g_autofree char *link = n_files == 1 ? dup_link (files[0]) : NULL;
  PortunusWindow *window;

  _portunus_application_put_off_welcome (self);
  window = _portunus_application_present_window (self);
  if (link != NULL)
    {
      portunus_window_open_link (window, link);
      return;
    }
  g_list_store_splice (list, 0, 0, (gpointer *) files, (guint) n_files);
  portunus_window_send_files (window, G_LIST_MODEL (list));
}

static void
portunus_application_shutdown (GApplication *application)
{
  PortunusApplication *self = PORTUNUS_APPLICATION (application);

  g_cancellable_cancel (self->cancellable);
  _portunus_application_close_lobby (self);
  g_clear_object (&self->notifier);
  g_clear_object (&self->watch);
  g_clear_object (&self->background);
  portunus_engine_stop (self->engine);

  G_APPLICATION_CLASS (portunus_application_parent_class)->shutdown (application);
}

static gboolean
portunus_application_dbus_register (GApplication     *application,
                                    GDBusConnection  *bus,
                                    const char       *path,
                                    GError          **error)
{
  return G_APPLICATION_CLASS (portunus_application_parent_class)->dbus_register (application, bus, path, error)
         && _portunus_application_export_search (PORTUNUS_APPLICATION (application), bus, path, error);
}

static void
portunus_application_dbus_unregister (GApplication    *application,
                                      GDBusConnection *bus,
                                      const char      *path)
{
  g_clear_object (&PORTUNUS_APPLICATION (application)->provider);

  G_APPLICATION_CLASS (portunus_application_parent_class)->dbus_unregister (application, bus, path);
}

static void
portunus_application_finalize (GObject *object)
{
  PortunusApplication *self = PORTUNUS_APPLICATION (object);

  g_clear_object (&self->engine);
  g_clear_object (&self->desk);
  g_clear_object (&self->settings);
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
  application_class->handle_local_options = portunus_application_handle_local_options;
  application_class->activate = portunus_application_activate;
  application_class->open = portunus_application_open;
  application_class->shutdown = portunus_application_shutdown;
  application_class->dbus_register = portunus_application_dbus_register;
  application_class->dbus_unregister = portunus_application_dbus_unregister;
}

static void
portunus_application_init (PortunusApplication *self)
{
  static const GOptionEntry options[] = {
    { "background", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Wait for what others send, without a window"), NULL },
    { NULL },
  };

  self->settings = portunus_settings_new ();
  self->desk = portunus_offer_desk_new ();
  self->cancellable = g_cancellable_new ();
  g_application_add_main_option_entries (G_APPLICATION (self), options);
  /* Translators: what may follow "portunus" on a command line */
  g_application_set_option_context_parameter_string (G_APPLICATION (self), _("[FILE… | LINK]"));
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
