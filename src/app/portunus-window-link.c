/* portunus-window-link.c: links that come from outside, perhaps from a page somebody only looked at
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-window-private.h"

#include <glib/gi18n.h>

#include "portunus-link.h"

static void
response_cb (AdwMessageDialog *dialog,
             const char       *response,
             PortunusWindow   *self)
{
  if (g_strcmp0 (response, "open") == 0)
    _portunus_window_receive (self, g_object_get_data (G_OBJECT (dialog), "link"));
}

/**
 * portunus_window_open_link:
 * @self: a window
 * @text: a link that was checked; it holds a secret
 *
 * Asks whether to fetch what it stands for: to do so tells the machine it names our address.
 */
void
portunus_window_open_link (PortunusWindow *self,
                           const char     *text)
{
  g_autoptr (PortunusLink) link = NULL;
  g_autofree char *body = NULL;
  GtkWidget *dialog;

  g_return_if_fail (PORTUNUS_IS_WINDOW (self));
  g_return_if_fail (text != NULL);

  link = portunus_link_parse (text, NULL);
  g_return_if_fail (link != NULL);

  /* Translators: %s is the name or address of a computer */
  body = g_strdup_printf (_("It leads to %s. You see what is offered before anything is saved."), link->host);
  dialog = adw_message_dialog_new (GTK_WINDOW (self), _("Open This Link?"), body);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "open", _("_Open"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "open", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "link", g_strdup (text), g_free);
  g_signal_connect_object (dialog, "response", G_CALLBACK (response_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}
