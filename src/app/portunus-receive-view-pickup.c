/* portunus-receive-view-pickup.c: the Receive tab follows a pickup from its start to its end
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-receive-view-private.h"

#include <glib/gi18n.h>

#include "portunus-download-folder.h"
#include "portunus-format.h"
#include "portunus-toast.h"
#include "portunus-transfer-error.h"
#include "portunus-transfer-row.h"

static void
retired_finished_cb (PortunusPickup      *pickup,
                     const GError        *error,
                     PortunusReceiveView *self)
{
  g_ptr_array_remove (self->retired, pickup);
  g_signal_emit_by_name (self, "changed");
}

/* It goes on to its end, of which only whether it came still matters here. */
void
_portunus_receive_view_retire_pickup (PortunusReceiveView *self,
                                      PortunusPickup      *pickup)
{
  g_signal_handlers_disconnect_by_data (pickup, self);
  g_ptr_array_add (self->retired, g_object_ref (pickup));
  g_signal_connect_object (pickup, "finished", G_CALLBACK (retired_finished_cb), self, 0);
}

void
_portunus_receive_view_drop_pickup (PortunusReceiveView *self)
{
  g_autoptr (PortunusPickup) pickup = g_steal_pointer (&self->pickup);

  self->has_offer = FALSE;
  if (self->waiting != NULL)
    portunus_waiting_offer_withdraw (self->waiting);
  g_clear_object (&self->waiting);
  if (pickup == NULL)
    return;
  if (self->is_over)
    {
      g_signal_handlers_disconnect_by_data (pickup, self);
      return;
    }
  _portunus_receive_view_retire_pickup (self, pickup);
  portunus_pickup_cancel (pickup);
}

void
_portunus_receive_view_show_progress (PortunusReceiveView *self)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->progress_box, 0)) != NULL)
    gtk_list_box_remove (self->progress_box, GTK_WIDGET (row));
  gtk_list_box_append (self->progress_box,
                       portunus_transfer_row_new (portunus_pickup_get_transfer (self->pickup)));
  _portunus_receive_view_show_page (self, "progress");
}

static void
decline (PortunusReceiveView *self)
{
  g_autoptr (PortunusPickup) pickup = g_steal_pointer (&self->pickup);

  self->has_offer = FALSE;
  _portunus_receive_view_retire_pickup (self, pickup);
  portunus_pickup_decline (pickup);
  portunus_receive_view_stop (self);
  portunus_toast (GTK_WIDGET (self), _("Declined"));
}

static void
answered_cb (PortunusWaitingOffer *offer,
             gboolean              is_yes,
             GArray               *wanted,
             PortunusReceiveView  *self)
{
  g_autofree char *directory = portunus_waiting_offer_dup_directory (offer);

  if (!is_yes)
    {
      decline (self);
      return;
    }
  self->has_offer = FALSE;
  _portunus_receive_view_show_progress (self);
  portunus_pickup_set_directory (self->pickup, directory != NULL ? directory : self->directory);
  portunus_pickup_set_policy (self->pickup, portunus_waiting_offer_get_policy (offer));
  portunus_pickup_accept (self->pickup, wanted);
}

static void
show_cb (PortunusReceiveView *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.view", "s", "receive");
}

static void
put_up (PortunusReceiveView *self,
        PortunusOffer       *offer)
{
  g_clear_object (&self->waiting);
  self->waiting = portunus_waiting_offer_new (offer, portunus_pickup_get_transfer (self->pickup));
  g_signal_connect_object (self->waiting, "answered", G_CALLBACK (answered_cb), self, 0);
  g_signal_connect_object (self->waiting, "show", G_CALLBACK (show_cb), self, G_CONNECT_SWAPPED);
  if (portunus_download_folder_is_chosen (self->settings))
    portunus_waiting_offer_set_directory (self->waiting, self->directory);
  if (self->desk != NULL)
    portunus_offer_desk_add (self->desk, self->waiting);
}

static void
offer_cb (PortunusPickup      *pickup,
          PortunusOffer       *offer,
          PortunusReceiveView *self)
{
  self->has_offer = TRUE;
  gtk_label_set_text (self->progress_title_label, portunus_offer_get_title (offer));
  portunus_offer_page_set_offer (self->offer_page, offer, portunus_pickup_get_transfer (pickup));
  portunus_offer_page_set_directory (self->offer_page,
                                     portunus_download_folder_is_chosen (self->settings) ? self->directory : NULL);
  _portunus_receive_view_show_page (self, "offer");
  portunus_offer_page_focus (self->offer_page);
  put_up (self, offer);
}

static void
text_cb (PortunusPickup      *pickup,
         const char          *text,
         PortunusReceiveView *self)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  g_free (self->text);
  self->text = g_steal_pointer (&valid);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->text_view), self->text, -1);
}

static void
show_done (PortunusReceiveView *self)
{
  PortunusTransfer *transfer = portunus_pickup_get_transfer (self->pickup);
  g_autofree char *contents = portunus_format_contents (portunus_transfer_get_n_files (transfer),
                                                        portunus_transfer_get_total_bytes (transfer));
  g_autofree char *folder = portunus_format_folder (self->directory);
  /* Translators: what was received and the folder where it is: "3 files, 1 MB, in ~/Downloads" */
  g_autofree char *text = g_strdup_printf (_("%s, in %s"), contents, folder);
  g_autofree char *markup = g_markup_escape_text (text, -1);

  adw_status_page_set_description (self->done_page, markup);
  _portunus_receive_view_show_page (self, self->text != NULL ? "text" : "done");
}

/* Where the room takes no more of them, or does not say how many more, another question would lead nowhere. */
static gboolean
can_try_password (PortunusReceiveView *self,
                  const GError        *error)
{
  return g_error_matches (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_WRONG_PASSWORD)
         && (self->password == NULL || portunus_pickup_get_n_tries_left (self->pickup) > 0);
}

static void
ask_password (PortunusReceiveView *self)
{
  int n_left = self->password != NULL ? portunus_pickup_get_n_tries_left (self->pickup) : -1;

  _portunus_receive_view_drop_pickup (self);
  _portunus_receive_view_show_page (self, "password");
  portunus_password_page_ask (self->password_page, n_left);
}

static void
finished_cb (PortunusPickup      *pickup,
             const GError        *error,
             PortunusReceiveView *self)
{
  self->is_over = TRUE;
  self->has_offer = FALSE;
  if (error == NULL)
    {
      portunus_link_page_set_link (self->link_page, "");
      show_done (self);
      return;
    }

  if (can_try_password (self, error))
    {
      ask_password (self);
      return;
    }
  portunus_error_page_show (self->error_page, error, "win.retry-receiving", "win.receive-another");
  _portunus_receive_view_drop_pickup (self);
  _portunus_receive_view_show_page (self, "failed");
}

static void
state_cb (PortunusReceiveView *self)
{
  g_signal_emit_by_name (self, "changed");
}

static void
show_asked (PortunusReceiveView *self,
            gboolean             is_asked)
{
  gtk_label_set_text (self->connecting_label, is_asked ? _("Waiting to be let in…") : _("Connecting to the sender…"));
  gtk_widget_set_visible (self->asked_label, is_asked);
}

static void
waiting_cb (PortunusReceiveView *self)
{
  show_asked (self, TRUE);
}

static void
joined_cb (PortunusReceiveView *self)
{
  show_asked (self, FALSE);
  gtk_label_set_text (self->connecting_label, _("Waiting for somebody to offer something…"));
}

static void
connect_pickup (PortunusReceiveView *self)
{
  g_signal_connect_object (portunus_pickup_get_transfer (self->pickup), "notify::state", G_CALLBACK (state_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->pickup, "waiting", G_CALLBACK (waiting_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->pickup, "joined", G_CALLBACK (joined_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->pickup, "offer", G_CALLBACK (offer_cb), self, 0);
  g_signal_connect_object (self->pickup, "text", G_CALLBACK (text_cb), self, 0);
  g_signal_connect_object (self->pickup, "finished", G_CALLBACK (finished_cb), self, 0);
}

void
_portunus_receive_view_read_directory (PortunusReceiveView *self)
{
  g_free (self->directory);
  self->directory = portunus_settings_dup_download_folder (self->settings);
}

void
_portunus_receive_view_start_pickup (PortunusReceiveView *self)
{
  g_autofree char *link = portunus_link_page_dup_link (self->link_page);
  g_autofree char *server = portunus_link_page_dup_server (self->link_page);
  PortunusPickupOptions options = {
    .link_or_code = link,
    .server = server,
    .password = self->password,
  };
  g_autoptr (GError) error = NULL;

  _portunus_receive_view_read_directory (self);
  options.directory = self->directory;
  self->is_over = self->is_waiting = FALSE;
  g_clear_pointer (&self->text, g_free);
  self->pickup = portunus_pickup_new (self->engine, &options, &error);
  portunus_link_page_show_problem (self->link_page, error);
  if (self->pickup == NULL)
    {
      _portunus_receive_view_show_page (self, "start");
      return;
    }

  connect_pickup (self);
  show_asked (self, FALSE);
  _portunus_receive_view_show_page (self, "connecting");
  portunus_pickup_start (self->pickup);
}

void
_portunus_receive_view_use_password (PortunusReceiveView *self,
                                     PortunusSecret      *password)
{
  g_clear_pointer (&self->password, portunus_secret_unref);
  self->password = portunus_secret_ref (password);
  _portunus_receive_view_start_pickup (self);
}
