/* portunus-application-actions.c: what menus, shortcuts, notifications and scripts can make the application do
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-application-private.h"

#include <glib/gi18n.h>

#include "portunus-conflict-question.h"
#include "portunus-debug-info.h"
#include "portunus-preferences.h"

static void
use_passphrase_cb (GSimpleAction *action,
                   GVariant      *parameter,
                   gpointer       user_data)
{
  PortunusApplication *self = PORTUNUS_APPLICATION (user_data);

  if (self->start_error != NULL && _portunus_application_get_window (self) != NULL)
    _portunus_application_ask_passphrase (self);
}

static void
retry_start_cb (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  PortunusApplication *self = PORTUNUS_APPLICATION (user_data);

  if (self->start_error != NULL)
    _portunus_application_start_engine (self);
}

static void
go_without_keyring_cb (GSimpleAction *action,
                       GVariant      *parameter,
                       gpointer       user_data)
{
  _portunus_application_go_without_keyring (PORTUNUS_APPLICATION (user_data));
}

static void
quit_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  PortunusApplication *self = PORTUNUS_APPLICATION (user_data);
  PortunusWindow *window = _portunus_application_get_window (self);

  if (window == NULL && self->watch != NULL
      && portunus_activity_watch_get_activity (self->watch) != PORTUNUS_ACTIVITY_NONE)
    window = _portunus_application_present_window (self);
  if (window == NULL)
    {
      g_application_quit (G_APPLICATION (self));
      return;
    }
  /* A question needs a window to be asked in. */
  if (portunus_window_is_hidden (window))
    gtk_window_present (GTK_WINDOW (window));
  portunus_window_quit (window);
}

static void
preferences_cb (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  PortunusApplication *self = PORTUNUS_APPLICATION (user_data);
  GtkWindow *parent = gtk_application_get_active_window (GTK_APPLICATION (self));

  gtk_window_present (GTK_WINDOW (portunus_preferences_new (parent, self->is_ready ? self->engine : NULL)));
}

static void
about_cb (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  PortunusApplication *self = PORTUNUS_APPLICATION (user_data);
  GtkWindow *parent = gtk_application_get_active_window (GTK_APPLICATION (self));
  g_autofree char *debug_info = portunus_debug_info_dup (self->settings);

  adw_show_about_window (parent,
                         "application-name", "Portunus",
                         "application-icon", "org.portunus.App",
                         "version", PORTUNUS_VERSION,
                         "developer-name", _("The Portunus developers"),
                         "license-type", GTK_LICENSE_GPL_3_0,
                         "comments", _("Moves files straight from one computer to another, encrypted all the way."),
                         "website", "https://portunus.org",
                         "debug-info", debug_info,
                         "debug-info-filename", "portunus-debug-info.txt",
                         /* Translators: put your names here, one a line */
                         "translator-credits", _("translator-credits"),
                         NULL);
}

static PortunusWaitingOffer *
find_offer (gpointer  user_data,
            GVariant *parameter)
{
  return portunus_offer_desk_find (PORTUNUS_APPLICATION (user_data)->desk, g_variant_get_string (parameter, NULL));
}

static void
answer (gpointer  user_data,
        GVariant *parameter,
        gboolean  is_yes)
{
  PortunusWaitingOffer *offer = find_offer (user_data, parameter);
  g_autofree char *folder = NULL;

  if (offer == NULL)
    return;
  g_object_ref (offer);
  folder = portunus_waiting_offer_dup_directory (offer);
  if (!is_yes)
    {
      portunus_waiting_offer_answer (offer, FALSE, NULL);
    }
  else if (folder == NULL)
    {
      _portunus_application_present_window (PORTUNUS_APPLICATION (user_data));
      portunus_waiting_offer_show (offer);
    }
  else
    {
      portunus_conflict_question_accept_unseen (G_ACTION_GROUP (user_data), offer, folder);
    }
  g_object_unref (offer);
}

static void
accept_offer_cb (GSimpleAction *action,
                 GVariant      *parameter,
                 gpointer       user_data)
{
  answer (user_data, parameter, TRUE);
}

static void
decline_offer_cb (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       user_data)
{
  answer (user_data, parameter, FALSE);
}

static void
show_offer_cb (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  PortunusWaitingOffer *offer;

  _portunus_application_present_window (PORTUNUS_APPLICATION (user_data));
  offer = find_offer (user_data, parameter);
  if (offer != NULL)
    portunus_waiting_offer_show (offer);
}

static const GActionEntry actions[] = {
  { "quit", quit_cb },
  { "about", about_cb },
  { "preferences", preferences_cb },
  { "retry-start", retry_start_cb },
  { "use-passphrase", use_passphrase_cb },
  { "go-without-keyring", go_without_keyring_cb },
  { "accept-offer", accept_offer_cb, "s" },
  { "decline-offer", decline_offer_cb, "s" },
  { "show-offer", show_offer_cb, "s" },
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
  { "win.view::transfers", { "<Alt>3" } },
  { "win.view::room", { "<Alt>4" } },
  { "win.view::devices", { "<Alt>5" } },
};

/**
 * _portunus_application_install_actions:
 * @self: an application that starts
 */
void
_portunus_application_install_actions (PortunusApplication *self)
{
  g_return_if_fail (PORTUNUS_IS_APPLICATION (self));

  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  for (gsize i = 0; i < G_N_ELEMENTS (accelerators); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), accelerators[i].action,
                                           accelerators[i].accelerators);
}
