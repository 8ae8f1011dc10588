/* portunus-window-actions.c: what buttons, menus, shortcuts and scripts can make the window do
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-window-private.h"

#include <glib/gi18n.h>

#include "portunus-toast.h"

static void
pick_files_cb (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  _portunus_window_pick (PORTUNUS_WINDOW (user_data), FALSE);
}

static void
pick_folder_cb (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  _portunus_window_pick (PORTUNUS_WINDOW (user_data), TRUE);
}

static void
write_text_cb (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  _portunus_window_write_text (PORTUNUS_WINDOW (user_data), NULL);
}

static void
paste_cb (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  _portunus_window_paste (PORTUNUS_WINDOW (user_data));
}

static void
copy (PortunusWindow *self,
      const char     *text,
      const char     *message)
{
  if (text == NULL)
    return;

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  portunus_toast (GTK_WIDGET (self->views), message);
}

static void
copy_link_cb (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  PortunusWindow *self = PORTUNUS_WINDOW (user_data);

  copy (self, portunus_send_view_get_link (self->send_view), _("Link copied"));
}

static void
copy_code_cb (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  PortunusWindow *self = PORTUNUS_WINDOW (user_data);

  copy (self, portunus_send_view_get_code (self->send_view), _("Code copied"));
}

static void
copy_text_cb (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  PortunusWindow *self = PORTUNUS_WINDOW (user_data);

  copy (self, portunus_receive_view_get_text (self->receive_view), _("Text copied"));
}

static void
stop_sharing_cb (GSimpleAction *action,
                 GVariant      *parameter,
                 gpointer       user_data)
{
  PortunusWindow *self = PORTUNUS_WINDOW (user_data);

  portunus_send_view_stop (self->send_view);
  portunus_toast (GTK_WIDGET (self->views), _("Sharing stopped"));
}

static void
send_another_cb (GSimpleAction *action,
                 GVariant      *parameter,
                 gpointer       user_data)
{
  portunus_send_view_stop (PORTUNUS_WINDOW (user_data)->send_view);
}

static void
retry_sharing_cb (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       user_data)
{
  portunus_send_view_retry (PORTUNUS_WINDOW (user_data)->send_view);
}

static void
receive_cb (GSimpleAction *action,
            GVariant      *parameter,
            gpointer       user_data)
{
  _portunus_window_receive (PORTUNUS_WINDOW (user_data), g_variant_get_string (parameter, NULL));
}

static void
send_there_cb (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  _portunus_window_send_there (PORTUNUS_WINDOW (user_data));
}

static void
accept_cb (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  portunus_receive_view_accept (PORTUNUS_WINDOW (user_data)->receive_view);
}

static void
decline_cb (GSimpleAction *action,
            GVariant      *parameter,
            gpointer       user_data)
{
  portunus_receive_view_decline (PORTUNUS_WINDOW (user_data)->receive_view);
}

static void
cancel_cb (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  PortunusWindow *self = PORTUNUS_WINDOW (user_data);

  portunus_receive_view_stop (self->receive_view);
  portunus_toast (GTK_WIDGET (self->views), _("Stopped"));
}

static void
retry_receiving_cb (GSimpleAction *action,
                    GVariant      *parameter,
                    gpointer       user_data)
{
  portunus_receive_view_retry (PORTUNUS_WINDOW (user_data)->receive_view);
}

static void
receive_another_cb (GSimpleAction *action,
                    GVariant      *parameter,
                    gpointer       user_data)
{
  portunus_receive_view_stop (PORTUNUS_WINDOW (user_data)->receive_view);
}

static void
choose_destination_cb (GSimpleAction *action,
                       GVariant      *parameter,
                       gpointer       user_data)
{
  _portunus_window_pick_destination (PORTUNUS_WINDOW (user_data));
}

static void
folder_shown_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (PortunusWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (gtk_show_uri_full_finish (GTK_WINDOW (source), result, &error)
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_debug ("Cannot show the folder: %s", error->message);
  portunus_toast (GTK_WIDGET (self->views), _("The folder cannot be opened. Look for it in your file manager."));
}

static void
open_folder_cb (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  PortunusWindow *self = PORTUNUS_WINDOW (user_data);
  g_autoptr (GFile) folder = g_file_new_for_path (portunus_receive_view_get_directory (self->receive_view));
  g_autofree char *uri = g_file_get_uri (folder);

  gtk_show_uri_full (GTK_WINDOW (self), uri, GDK_CURRENT_TIME, self->cancellable, folder_shown_cb,
                     g_object_ref (self));
}

static void
show_device_cb (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  PortunusWindow *self = PORTUNUS_WINDOW (user_data);

  adw_view_stack_set_visible_child_name (self->views, "devices");
  portunus_devices_view_show_device (self->devices_view, g_variant_get_string (parameter, NULL));
}

static const GActionEntry actions[] = {
  { "pick-files", pick_files_cb },
  { "pick-folder", pick_folder_cb },
  { "write-text", write_text_cb },
  { "paste", paste_cb },
  { "copy-link", copy_link_cb },
  { "copy-code", copy_code_cb },
  { "copy-text", copy_text_cb },
  { "stop-sharing", stop_sharing_cb },
  { "send-another", send_another_cb },
  { "retry-sharing", retry_sharing_cb },
  { "receive", receive_cb, "s" },
  { "send-there", send_there_cb },
  { "accept", accept_cb },
  { "decline", decline_cb },
  { "cancel", cancel_cb },
  { "retry-receiving", retry_receiving_cb },
  { "receive-another", receive_another_cb },
  { "choose-destination", choose_destination_cb },
  { "open-folder", open_folder_cb },
  { "show-device", show_device_cb, "s" },
};

static void
set_enabled (PortunusWindow *self,
             const char     *name,
             gboolean        is_enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), is_enabled);
}

/**
 * _portunus_window_install_actions:
 * @self: a window
 *
 * Adds the actions, and "win.view" for the visible tab.
 */
void
_portunus_window_install_actions (PortunusWindow *self)
{
  g_autoptr (GPropertyAction) view = NULL;

  g_return_if_fail (PORTUNUS_IS_WINDOW (self));

  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  view = g_property_action_new ("view", self->views, "visible-child-name");
  g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (view));
  _portunus_window_update_actions (self);
}

/**
 * _portunus_window_update_actions:
 * @self: a window
 *
 * Enables what makes sense by now.
 */
void
_portunus_window_update_actions (PortunusWindow *self)
{
  g_autoptr (PortunusRecipient) there = NULL;
  gboolean is_sharing, is_receiving;

  g_return_if_fail (PORTUNUS_IS_WINDOW (self));

  is_sharing = portunus_send_view_is_sharing (self->send_view);
  is_receiving = portunus_receive_view_is_receiving (self->receive_view);
  there = portunus_receive_view_dup_recipient (self->receive_view);
  set_enabled (self, "send-there", there != NULL);
  set_enabled (self, "copy-link", portunus_send_view_get_link (self->send_view) != NULL);
  set_enabled (self, "copy-code", portunus_send_view_get_code (self->send_view) != NULL);
  set_enabled (self, "copy-text", portunus_receive_view_get_text (self->receive_view) != NULL);
  set_enabled (self, "stop-sharing", is_sharing);
  set_enabled (self, "send-another", !is_sharing);
  set_enabled (self, "retry-sharing", !is_sharing);
  set_enabled (self, "accept", portunus_receive_view_can_accept (self->receive_view));
  set_enabled (self, "decline", portunus_receive_view_has_offer (self->receive_view));
  set_enabled (self, "cancel", is_receiving);
  set_enabled (self, "retry-receiving", !is_receiving);
  set_enabled (self, "receive-another", !is_receiving);
}
