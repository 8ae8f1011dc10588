/* portunus-server-group.c: the STUN or TURN servers among the preferences
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-server-group.h"

#include <glib/gi18n.h>

#include "portunus-server-dialog.h"
#include "portunus-settings.h"
#include "portunus-turn-list.h"

struct _PortunusServerGroup
{
  AdwPreferencesGroup  parent_instance;

  /* Owned */
  PortunusSettings    *settings;
  PortunusSecretStore *store;
  GCancellable        *cancellable;
  GPtrArray           *rows;          /* borrowed rows */

  gboolean             is_turn;
};

enum { SIGNAL_PROBLEM, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusServerGroup, portunus_server_group, ADW_TYPE_PREFERENCES_GROUP)

/* A server and the group that shows it, for a password on its way into the store. */
typedef struct
{
  PortunusServerGroup *group;
  char                *server;
} Addition;

static PortunusSetting
get_setting (PortunusServerGroup *self)
{
  return self->is_turn ? PORTUNUS_SETTING_TURN_SERVERS : PORTUNUS_SETTING_STUN_SERVERS;
}

static char **
dup_servers (PortunusServerGroup *self)
{
  return portunus_settings_dup_list (self->settings, get_setting (self));
}

static void
set_servers (PortunusServerGroup *self,
             GPtrArray           *servers)
{
  g_ptr_array_add (servers, NULL);
  portunus_settings_set_list (self->settings, get_setting (self), (const char * const *) servers->pdata);
}

/* The list without @server, and with @added at its end. */
static void
replace_server (PortunusServerGroup *self,
                const char          *server,
                const char          *added)
{
  g_auto (GStrv) servers = dup_servers (self);
  g_autoptr (GPtrArray) list = g_ptr_array_new ();

  for (guint i = 0; servers[i] != NULL; i++)
    if (g_strcmp0 (servers[i], server) != 0)
      g_ptr_array_add (list, servers[i]);
  if (added != NULL)
    g_ptr_array_add (list, (char *) added);
  set_servers (self, list);
}

static void
remove_cb (PortunusServerGroup *self,
           GtkButton           *button)
{
  replace_server (self, g_object_get_data (G_OBJECT (button), "server"), NULL);
}

static GtkWidget *
make_remove_button (PortunusServerGroup *self,
                    const char          *server)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");
  /* Translators: %s is the address of a server */
  g_autofree char *name = g_strdup_printf (_("Remove %s"), server);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _("Remove"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (button), "server", g_strdup (server), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (remove_cb), self, G_CONNECT_SWAPPED);
  return button;
}

static void
add_row (PortunusServerGroup *self,
         const char          *server)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), server);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_remove_button (self, server));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  g_ptr_array_add (self->rows, row);
}

static void
show_servers (PortunusServerGroup *self)
{
  g_auto (GStrv) servers = dup_servers (self);

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; servers[i] != NULL; i++)
    add_row (self, servers[i]);
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Addition *addition = user_data;
  g_autoptr (GError) error = NULL;

  if (portunus_turn_list_save_finish (result, &error))
    {
      replace_server (addition->group, addition->server, addition->server);
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_debug ("The password of a TURN server was not kept: %s", error->message);
      g_signal_emit (addition->group, signals[SIGNAL_PROBLEM], 0,
                     _("The password could not be kept, so the server was not added. Unlock your keyring and try "
                       "again."));
    }
  g_object_unref (addition->group);
  g_free (addition->server);
  g_free (addition);
}

static void
server_cb (PortunusServerGroup *self,
           const char          *server,
           PortunusSecret      *password)
{
  Addition *addition;

  if (!self->is_turn)
    {
      replace_server (self, server, server);
      return;
    }
  addition = g_new (Addition, 1);
  addition->group = g_object_ref (self);
  addition->server = g_strdup (server);
  portunus_turn_list_save_async (self->store, server, password, self->cancellable, saved_cb, addition);
}

static void
add_cb (PortunusServerGroup *self)
{
  GtkWidget *dialog = portunus_server_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), self->is_turn);

  g_signal_connect_object (dialog, "server", G_CALLBACK (server_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
add_add_button (PortunusServerGroup *self)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("list-add-symbolic");
  const char *name = self->is_turn ? _("Add a TURN Server") : _("Add a STUN Server");

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_set_sensitive (button, !self->is_turn || self->store != NULL);
  g_signal_connect_object (button, "clicked", G_CALLBACK (add_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (self), button);
}

static void
portunus_server_group_dispose (GObject *object)
{
  PortunusServerGroup *self = PORTUNUS_SERVER_GROUP (object);

  g_cancellable_cancel (self->cancellable);

  G_OBJECT_CLASS (portunus_server_group_parent_class)->dispose (object);
}

static void
portunus_server_group_finalize (GObject *object)
{
  PortunusServerGroup *self = PORTUNUS_SERVER_GROUP (object);

  g_object_unref (self->settings);
  g_clear_object (&self->store);
  g_object_unref (self->cancellable);
  g_ptr_array_unref (self->rows);

  G_OBJECT_CLASS (portunus_server_group_parent_class)->finalize (object);
}

static void
portunus_server_group_class_init (PortunusServerGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = portunus_server_group_dispose;
  object_class->finalize = portunus_server_group_finalize;

  signals[SIGNAL_PROBLEM] = g_signal_new ("problem", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
portunus_server_group_init (PortunusServerGroup *self)
{
  self->settings = portunus_settings_new ();
  self->cancellable = g_cancellable_new ();
  self->rows = g_ptr_array_new ();
}

void
portunus_server_group_set_up (PortunusServerGroup *self,
                              gboolean             is_turn,
                              PortunusSecretStore *store)
{
  g_return_if_fail (PORTUNUS_IS_SERVER_GROUP (self));

  self->is_turn = is_turn;
  g_set_object (&self->store, store);
  add_add_button (self);
  show_servers (self);
  g_signal_connect_object (self->settings, "changed", G_CALLBACK (show_servers), self, G_CONNECT_SWAPPED);
}
