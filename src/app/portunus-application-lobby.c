/* portunus-application-lobby.c: the application waits for what devices nearby send
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-application-private.h"

#include <glib/gi18n.h>

#include "portunus-badge.h"
#include "portunus-conflict-question.h"
#include "portunus-folder-question.h"
#include "portunus-format.h"
#include "portunus-name.h"

#define MAX_TITLE_CHARACTERS 300
#define CLOSE_TIMEOUT_MS     2000
#define MAX_TEXTS_CHARACTERS (4 * 1024 * 1024)
/* After a lobby that came to nothing; doubled with each in a row. */
#define RETRY_MIN_SECONDS    2
#define RETRY_MAX_SECONDS    300

static void
answered_cb (PortunusWaitingOffer *offer,
             gboolean              is_yes,
             GArray               *wanted,
             PortunusArrival      *arrival)
{
  g_autofree char *folder = portunus_waiting_offer_dup_directory (offer);

  if (folder != NULL)
    portunus_arrival_set_directory (arrival, folder);
  if (!is_yes)
    {
      portunus_arrival_decline (arrival);
      return;
    }
  portunus_arrival_set_policy (arrival, portunus_waiting_offer_get_policy (offer));
  portunus_arrival_accept (arrival, wanted);
}

static void
folder_chosen_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (PortunusWaitingOffer) offer = user_data;
  g_autofree char *folder = portunus_folder_question_ask_finish (GTK_WIDGET (source), result, NULL);

  if (folder == NULL)
    return;
  portunus_waiting_offer_set_directory (offer, folder);
  portunus_conflict_question_accept (GTK_WINDOW (source), offer, folder);
}

static void
accept (PortunusApplication  *self,
        PortunusWaitingOffer *offer)
{
  PortunusWindow *window = _portunus_application_get_window (self);
  g_autofree char *folder = portunus_waiting_offer_dup_directory (offer);

  if (folder != NULL)
    portunus_conflict_question_accept (GTK_WINDOW (window), offer, folder);
  else
    portunus_folder_question_ask_async (GTK_WIDGET (window), self->settings,
                                        folder_chosen_cb, g_object_ref (offer));
}

static void
response_cb (AdwMessageDialog     *dialog,
             const char           *response,
             PortunusWaitingOffer *offer)
{
  GtkWindow *window = gtk_window_get_transient_for (GTK_WINDOW (dialog));

  if (g_str_equal (response, "accept"))
    accept (PORTUNUS_APPLICATION (gtk_window_get_application (window)), offer);
  else if (g_str_equal (response, "decline"))
    portunus_waiting_offer_answer (offer, FALSE, NULL);
}

/* Who has the name of somebody we know, and is somebody else, means no good or was set up anew.
 * (transfer full) (nullable) */
static char *
dup_warning (PortunusArrival *arrival)
{
  PortunusKnownDevice *namesake = portunus_arrival_find_namesake (arrival);

  if (namesake == NULL)
    return NULL;
  /* Translators: the name of a device that was met before */
  return g_strdup_printf (_("This is not the \"%s\" that you know: its key is another one. Compare the four words."),
                          portunus_known_device_get_name (namesake));
}

/* Who it is, as far as that is known. (transfer full) */
static char *
describe_peer (PortunusWaitingOffer *waiting)
{
  PortunusTransfer *transfer = portunus_waiting_offer_get_transfer (waiting);
  const char *trust = portunus_badge_get_trust (portunus_transfer_get_peer_label (transfer));
  const char *warning = g_object_get_data (G_OBJECT (waiting), "warning");
  g_autofree char *words = portunus_format_words (portunus_transfer_get_words (transfer));
  g_autofree char *line = g_strjoin (" · ", trust != NULL ? trust : words, trust != NULL ? words : NULL, NULL);

  return warning != NULL ? g_strjoin ("\n", line, warning, NULL) : g_steal_pointer (&line);
}

/* (transfer full) */
static char *
describe_destination (PortunusWaitingOffer *waiting)
{
  g_autofree char *folder = portunus_waiting_offer_dup_directory (waiting);
  g_autofree char *shown = folder != NULL ? portunus_format_folder (folder) : NULL;

  /* Translators: %s is a folder: "They go to ~/Downloads" */
  return shown != NULL ? g_strdup_printf (_("They go to %s"), shown)
                       : g_strdup (_("You choose the folder when you accept"));
}

static char *
describe (PortunusWaitingOffer *waiting)
{
  PortunusOffer *offer = portunus_waiting_offer_get_offer (waiting);
  PortunusTransfer *transfer = portunus_waiting_offer_get_transfer (waiting);
  g_autofree char *title = portunus_text_for_display (portunus_offer_get_title (offer), MAX_TITLE_CHARACTERS);
  g_autofree char *contents = portunus_format_contents (portunus_transfer_get_n_files (transfer),
                                                        portunus_transfer_get_total_bytes (transfer));
  g_autofree char *destination = describe_destination (waiting);
  g_autofree char *peer = describe_peer (waiting);

  return g_strjoin ("\n", title, contents, destination, peer, NULL);
}

static void
destroyed_cb (PortunusWaitingOffer *waiting)
{
  g_object_set_data (G_OBJECT (waiting), "dialog", NULL);
}

static GtkWidget *
create_dialog (PortunusApplication  *self,
               PortunusWaitingOffer *waiting)
{
  PortunusWindow *window = _portunus_application_get_window (self);
  PortunusTransfer *transfer = portunus_waiting_offer_get_transfer (waiting);
  g_autofree char *name = portunus_peer_dup_name (portunus_transfer_get_peer_name (transfer));
  g_autofree char *heading = g_strdup_printf (_("%s Wants to Send You Something"), name);
  g_autofree char *body = describe (waiting);
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (window), heading, body);

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "later", _("_Later"), "decline", _("_Decline"),
                                    "accept", _("_Accept"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "accept", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "later");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "later");
  g_signal_connect_object (dialog, "response", G_CALLBACK (response_cb), waiting, 0);
  g_signal_connect_object (dialog, "destroy", G_CALLBACK (destroyed_cb), waiting, G_CONNECT_SWAPPED);
  g_signal_connect_object (waiting, "gone", G_CALLBACK (gtk_window_destroy), dialog, G_CONNECT_SWAPPED);
  g_object_set_data (G_OBJECT (waiting), "dialog", dialog);
  return dialog;
}

static void
show_cb (PortunusWaitingOffer *waiting,
         PortunusApplication  *self)
{
  GtkWidget *dialog = g_object_get_data (G_OBJECT (waiting), "dialog");

  _portunus_application_present_window (self);
  if (dialog == NULL)
    dialog = create_dialog (self, waiting);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
offer_cb (PortunusArrival     *arrival,
          PortunusOffer       *offer,
          PortunusApplication *self)
{
  g_autoptr (PortunusWaitingOffer) waiting = portunus_waiting_offer_new (offer,
                                                                         portunus_arrival_get_transfer (arrival));
  PortunusWindow *window = _portunus_application_get_window (self);

  g_object_set_data_full (G_OBJECT (waiting), "warning", dup_warning (arrival), g_free);
  portunus_waiting_offer_set_directory (waiting, portunus_arrival_get_ruled_directory (arrival));
  g_signal_connect_object (waiting, "answered", G_CALLBACK (answered_cb), arrival, 0);
  g_signal_connect_object (waiting, "show", G_CALLBACK (show_cb), self, 0);
  portunus_offer_desk_add (self->desk, waiting);
  if (window != NULL && gtk_window_is_active (GTK_WINDOW (window)))
    portunus_waiting_offer_show (waiting);
}

static void
append_text (GtkTextBuffer *buffer,
             const char    *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GtkTextIter end;

  if (gtk_text_buffer_get_char_count (buffer) > MAX_TEXTS_CHARACTERS)
    return;
  gtk_text_buffer_get_end_iter (buffer, &end);
  if (gtk_text_buffer_get_char_count (buffer) > 0)
    gtk_text_buffer_insert (buffer, &end, "\n\n", -1);
  gtk_text_buffer_insert (buffer, &end, valid, -1);
}

static void
texts_closed_cb (PortunusArrival *arrival)
{
  g_object_set_data (G_OBJECT (arrival), "texts", NULL);
}

static GtkTextBuffer *
present_texts (PortunusApplication *self,
               PortunusArrival     *arrival)
{
  PortunusWindow *window = _portunus_application_present_window (self);
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (window), _("You Received a Text"), NULL);
  GtkWidget *view = gtk_text_view_new ();
  GtkWidget *scroller = g_object_new (GTK_TYPE_SCROLLED_WINDOW, "child", view, "min-content-height", 200, NULL);

  gtk_text_view_set_editable (GTK_TEXT_VIEW (view), FALSE);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), GTK_WRAP_WORD_CHAR);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Received text"), -1);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), scroller);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
  g_signal_connect_object (dialog, "destroy", G_CALLBACK (texts_closed_cb), arrival, G_CONNECT_SWAPPED);
  return gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
}

/* It is nowhere else, so it is shown at once; a sender of thousands gets one dialog and no more. */
static void
text_cb (PortunusArrival     *arrival,
         const char          *text,
         PortunusApplication *self)
{
  GtkTextBuffer *buffer = g_object_get_data (G_OBJECT (arrival), "texts");

  if (buffer == NULL)
    {
      buffer = present_texts (self, arrival);
      g_object_set_data (G_OBJECT (arrival), "texts", buffer);
    }
  append_text (buffer, text);
}

static void
arrival_cb (PortunusLobby       *lobby,
            PortunusArrival     *arrival,
            PortunusApplication *self)
{
  g_signal_connect_object (arrival, "offer", G_CALLBACK (offer_cb), self, 0);
  g_signal_connect_object (arrival, "text", G_CALLBACK (text_cb), self, 0);
}

static void
ready_cb (PortunusApplication *self)
{
  self->lobby_retry_seconds = 0;
}

static gboolean
retry_cb (gpointer user_data)
{
  PortunusApplication *self = user_data;

  self->lobby_retry = 0;
  _portunus_application_update_lobby (self);
  return G_SOURCE_REMOVE;
}

/* What stood in its way may be gone in a while. */
static void
schedule_retry (PortunusApplication *self)
{
  self->lobby_retry_seconds = CLAMP (2 * self->lobby_retry_seconds, RETRY_MIN_SECONDS, RETRY_MAX_SECONDS);
  self->lobby_retry = g_timeout_add_seconds (self->lobby_retry_seconds, retry_cb, self);
}

static void
finished_cb (PortunusLobby       *lobby,
             const GError        *error,
             PortunusApplication *self)
{
  if (error != NULL)
    g_debug ("Nothing is awaited from nearby any more: %s", error->message);
  g_signal_handlers_disconnect_by_data (lobby, self);
  if (self->lobby == lobby)
    g_clear_object (&self->lobby);
  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  /* It may be wanted again by now, after it had to put files down. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    _portunus_application_update_lobby (self);
  else if (self->lobby == NULL && self->lobby_retry == 0)
    schedule_retry (self);
}

static void
open_lobby (PortunusApplication *self)
{
  g_autofree char *folder = portunus_settings_dup_download_folder (self->settings);
  PortunusLobbyOptions options = { .directory = folder };

  portunus_conflict_choice_read (self->settings, &options.conflicts);
  self->lobby = portunus_lobby_new (self->engine, &options);
  g_signal_connect_object (self->lobby, "ready", G_CALLBACK (ready_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->lobby, "arrival", G_CALLBACK (arrival_cb), self, 0);
  g_signal_connect_object (self->lobby, "finished", G_CALLBACK (finished_cb), self, 0);
  portunus_lobby_start (self->lobby);
}

/**
 * _portunus_application_update_lobby:
 * @self: an application
 *
 * Waits for what others send while the settings let them find us; again after a while where that came to nothing.
 */
void
_portunus_application_update_lobby (PortunusApplication *self)
{
  g_autofree char *folder = NULL;
  PortunusConflictChoice conflicts;
  gboolean is_wanted;

  g_return_if_fail (PORTUNUS_IS_APPLICATION (self));

  g_clear_handle_id (&self->lobby_retry, g_source_remove);
  is_wanted = self->is_ready && portunus_settings_get_boolean (self->settings, PORTUNUS_SETTING_DISCOVERY);
  if (is_wanted && self->lobby == NULL)
    {
      open_lobby (self);
    }
  else if (is_wanted)
    {
      folder = portunus_settings_dup_download_folder (self->settings);
      portunus_lobby_set_directory (self->lobby, folder);
      portunus_conflict_choice_read (self->settings, &conflicts);
      portunus_lobby_set_conflicts (self->lobby, &conflicts);
    }
  else if (self->lobby != NULL)
    {
      portunus_lobby_cancel (self->lobby);
    }
}

static gboolean
timeout_cb (gpointer user_data)
{
  gboolean *is_late = user_data;

  *is_late = TRUE;
  return G_SOURCE_CONTINUE;
}

/**
 * _portunus_application_close_lobby:
 * @self: an application that ends
 */
void
_portunus_application_close_lobby (PortunusApplication *self)
{
  gboolean is_late = FALSE;
  guint timeout;

  g_return_if_fail (PORTUNUS_IS_APPLICATION (self));

  g_clear_handle_id (&self->lobby_retry, g_source_remove);
  if (self->lobby == NULL)
    return;
  timeout = g_timeout_add (CLOSE_TIMEOUT_MS, timeout_cb, &is_late);
  portunus_lobby_cancel (self->lobby);
  while (self->lobby != NULL && !is_late)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timeout);
  g_clear_object (&self->lobby);
}
