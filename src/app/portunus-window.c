/* portunus-window.c: the window
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-window-private.h"

#include <glib/gi18n.h>

#include "portunus-crypto-error.h"
#include "portunus-error-page.h"
#include "portunus-error-text.h"
#include "portunus-network-bar.h"
#include "portunus-page-watch.h"
#include "portunus-toast.h"

/* How long a window that was closed waits for the peers to be told. */
#define CLOSE_TIMEOUT_MS 2000

enum { SIGNAL_ACTIVITY_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusWindow, portunus_window, ADW_TYPE_APPLICATION_WINDOW)

static gboolean
is_idle (PortunusWindow *self)
{
  return portunus_send_view_is_idle (self->send_view) && portunus_receive_view_is_idle (self->receive_view)
         && portunus_room_view_is_idle (self->room_view);
}

/* Of those as well that came from nearby, which no page runs. */
static PortunusActivity
get_transfers_activity (PortunusWindow *self)
{
  return self->watch != NULL ? portunus_activity_watch_get_activity (self->watch) : PORTUNUS_ACTIVITY_NONE;
}

static gboolean
close_timeout_cb (gpointer user_data)
{
  PortunusWindow *self = PORTUNUS_WINDOW (user_data);

  self->close_source = 0;
  gtk_window_destroy (GTK_WINDOW (self));
  return G_SOURCE_REMOVE;
}

static void
stop_and_close (PortunusWindow *self)
{
  if (self->close_source != 0)
    return;

  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  self->close_source = g_timeout_add (CLOSE_TIMEOUT_MS, close_timeout_cb, self);
  portunus_send_view_stop (self->send_view);
  portunus_receive_view_stop (self->receive_view);
  portunus_room_view_stop (self->room_view);
}

static void
view_changed_cb (PortunusWindow *self)
{
  _portunus_window_update_actions (self);
  g_signal_emit (self, signals[SIGNAL_ACTIVITY_CHANGED], 0);
  if (self->is_hidden && self->close_source == 0 && portunus_window_get_activity (self) == PORTUNUS_ACTIVITY_NONE)
    self->close_source = g_timeout_add (CLOSE_TIMEOUT_MS, close_timeout_cb, self);
  if (self->close_source == 0 || !is_idle (self))
    return;

  /* Not from inside a signal of the share or pickup that just ended. */
  g_source_remove (self->close_source);
  self->close_source = g_idle_add (close_timeout_cb, self);
}

static void
close_response_cb (PortunusWindow *self,
                   const char     *response)
{
  if (g_strcmp0 (response, "stop") == 0)
    stop_and_close (self);
  else
    self->is_quitting = FALSE;
}

static void
ask_to_close (PortunusWindow *self)
{
  gboolean is_moving = portunus_send_view_is_moving (self->send_view)
                       || portunus_receive_view_is_receiving (self->receive_view)
                       || portunus_room_view_is_moving (self->room_view) || get_transfers_activity (self) != 0;
  const char *heading = is_moving ? _("Stop the Transfer?") : _("Stop Sharing?");
  const char *body = is_moving ? _("A transfer is running. It stops when you quit.")
                               : _("Nobody can fetch your files after you quit.");
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), heading, body);

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog),
                                    "cancel", _("_Keep Open"),
                                    "stop", _("_Stop and Quit"),
                                    NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "stop", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (close_response_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static gboolean
portunus_window_close_request (GtkWindow *window)
{
  PortunusWindow *self = PORTUNUS_WINDOW (window);
  PortunusActivity activity = portunus_window_get_activity (self);

  if (!self->is_quitting && portunus_settings_get_boolean (self->settings, PORTUNUS_SETTING_BACKGROUND))
    {
      if (activity == PORTUNUS_ACTIVITY_NONE && is_idle (self))
        return GTK_WINDOW_CLASS (portunus_window_parent_class)->close_request (window);
      self->is_hidden = TRUE;
      gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
      view_changed_cb (self);
      return GDK_EVENT_STOP;
    }

  self->is_quitting = TRUE;
  if ((activity & (PORTUNUS_ACTIVITY_SHARING | PORTUNUS_ACTIVITY_RECEIVING)) != 0)
    ask_to_close (self);
  else if (!is_idle (self))
    stop_and_close (self);
  else
    return GTK_WINDOW_CLASS (portunus_window_parent_class)->close_request (window);
  return GDK_EVENT_STOP;
}

static void
portunus_window_show (GtkWidget *widget)
{
  PortunusWindow *self = PORTUNUS_WINDOW (widget);

  GTK_WIDGET_CLASS (portunus_window_parent_class)->show (widget);

  self->is_hidden = FALSE;
  if (!self->is_quitting)
    g_clear_handle_id (&self->close_source, g_source_remove);
  g_signal_emit (self, signals[SIGNAL_ACTIVITY_CHANGED], 0);
}

static void
send_again_cb (PortunusWindow     *self,
               const char * const *paths)
{
  _portunus_window_send_paths (self, paths);
}

static void
chosen_cb (PortunusWindow    *self,
           PortunusRecipient *recipient)
{
  _portunus_window_choose_recipient (self, recipient);
}

static void
receive_again_cb (PortunusWindow *self)
{
  adw_view_stack_set_visible_child_name (self->views, "receive");
}

gboolean
_portunus_window_choose_recipient (PortunusWindow    *self,
                                   PortunusRecipient *recipient)
{
  adw_view_stack_set_visible_child_name (self->views, "send");
  if (portunus_send_view_is_sharing (self->send_view))
    {
      portunus_toast (GTK_WIDGET (self->views), _("Something else is being sent. Stop that first."));
      return FALSE;
    }
  portunus_send_view_set_recipient (self->send_view, recipient);
  return TRUE;
}

static void
show_notice (PortunusWindow *self,
             PortunusEngine *engine)
{
  g_autofree char *text = portunus_engine_dup_notice_text (engine);
  g_autofree char *advised = NULL;

  if (text != NULL && portunus_engine_get_notice (engine) == PORTUNUS_NOTICE_KEYS_NOWHERE)
    advised = g_strconcat (text, " ", _("Choose a place for them in the preferences."), NULL);
  if (text != NULL)
    gtk_label_set_text (self->notice_label, advised != NULL ? advised : text);
  gtk_revealer_set_reveal_child (self->notice_bar, text != NULL);
}

static void
notice_closed_cb (PortunusWindow *self)
{
  gtk_revealer_set_reveal_child (self->notice_bar, FALSE);
}

static void
portunus_window_dispose (GObject *object)
{
  PortunusWindow *self = PORTUNUS_WINDOW (object);

  g_clear_handle_id (&self->close_source, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), PORTUNUS_TYPE_WINDOW);
  g_clear_object (&self->chooser);

  G_OBJECT_CLASS (portunus_window_parent_class)->dispose (object);
}

static void
portunus_window_finalize (GObject *object)
{
  PortunusWindow *self = PORTUNUS_WINDOW (object);

  g_clear_object (&self->cancellable);
  g_clear_object (&self->settings);
  g_clear_object (&self->watch);

  G_OBJECT_CLASS (portunus_window_parent_class)->finalize (object);
}

static void
portunus_window_class_init (PortunusWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = portunus_window_dispose;
  object_class->finalize = portunus_window_finalize;
  widget_class->show = portunus_window_show;
  GTK_WINDOW_CLASS (klass)->close_request = portunus_window_close_request;

  signals[SIGNAL_ACTIVITY_CHANGED] = g_signal_new ("activity-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                                   0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (PORTUNUS_TYPE_DEVICES_VIEW);
  g_type_ensure (PORTUNUS_TYPE_ERROR_PAGE);
  g_type_ensure (PORTUNUS_TYPE_NETWORK_BAR);
  g_type_ensure (PORTUNUS_TYPE_RECEIVE_VIEW);
  g_type_ensure (PORTUNUS_TYPE_ROOM_VIEW);
  g_type_ensure (PORTUNUS_TYPE_SEND_VIEW);
  g_type_ensure (PORTUNUS_TYPE_TRANSFERS_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/portunus/App/portunus-window.ui");
  gtk_widget_class_bind_template_child (widget_class, PortunusWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, PortunusWindow, views);
  gtk_widget_class_bind_template_child (widget_class, PortunusWindow, send_view);
  gtk_widget_class_bind_template_child (widget_class, PortunusWindow, receive_view);
  gtk_widget_class_bind_template_child (widget_class, PortunusWindow, room_view);
  gtk_widget_class_bind_template_child (widget_class, PortunusWindow, transfers_view);
  gtk_widget_class_bind_template_child (widget_class, PortunusWindow, devices_view);
  gtk_widget_class_bind_template_child (widget_class, PortunusWindow, error_page);
  gtk_widget_class_bind_template_child (widget_class, PortunusWindow, notice_bar);
  gtk_widget_class_bind_template_child (widget_class, PortunusWindow, notice_label);
  gtk_widget_class_bind_template_child (widget_class, PortunusWindow, drop_hint);
  gtk_widget_class_bind_template_callback (widget_class, notice_closed_cb);

  /* On the class, not the application: an entry with the focus takes Ctrl+V first. */
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_v, GDK_CONTROL_MASK, "win.paste", NULL);
}

static void
portunus_window_init (PortunusWindow *self)
{
  self->cancellable = g_cancellable_new ();
  self->settings = portunus_settings_new ();
  gtk_widget_init_template (GTK_WIDGET (self));

  portunus_page_watch (GTK_WIDGET (self->pages));
  portunus_page_watch (GTK_WIDGET (self->views));
  _portunus_window_install_actions (self);
  _portunus_window_install_drop (self);
  _portunus_window_install_scan (self);
  g_signal_connect_object (self->send_view, "changed", G_CALLBACK (view_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->receive_view, "changed", G_CALLBACK (view_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->room_view, "changed", G_CALLBACK (view_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->devices_view, "chosen", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->transfers_view, "send-again", G_CALLBACK (send_again_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->transfers_view, "receive-again", G_CALLBACK (receive_again_cb), self,
                           G_CONNECT_SWAPPED);
}

/**
 * portunus_window_new:
 * @application: the application
 *
 * Returns: (transfer none): a window to present; it may be used before there is an engine
 */
PortunusWindow *
portunus_window_new (AdwApplication *application)
{
  g_return_val_if_fail (ADW_IS_APPLICATION (application), NULL);

  return g_object_new (PORTUNUS_TYPE_WINDOW, "application", application, NULL);
}

/**
 * portunus_window_set_desk:
 * @self: a window
 * @desk: where offers wait
 */
void
portunus_window_set_desk (PortunusWindow    *self,
                          PortunusOfferDesk *desk)
{
  g_return_if_fail (PORTUNUS_IS_WINDOW (self));

  portunus_receive_view_set_desk (self->receive_view, desk);
  portunus_room_view_set_desk (self->room_view, desk);
}

/**
 * portunus_window_set_engine:
 * @self: a window
 * @engine: an engine that started
 *
 * From now on things are sent and received, also what the person asked for meanwhile.
 */
void
portunus_window_set_engine (PortunusWindow *self,
                            PortunusEngine *engine)
{
  g_return_if_fail (PORTUNUS_IS_WINDOW (self));
  g_return_if_fail (PORTUNUS_IS_ENGINE (engine));

  gtk_stack_set_visible_child_name (self->pages, "main");
  show_notice (self, engine);
  if (self->watch == NULL)
    {
      self->watch = portunus_activity_watch_new (portunus_ledger_get_running (portunus_engine_get_ledger (engine)));
      g_signal_connect_object (self->watch, "changed", G_CALLBACK (view_changed_cb), self, G_CONNECT_SWAPPED);
      view_changed_cb (self);
    }
  portunus_send_view_set_engine (self->send_view, engine);
  portunus_receive_view_set_engine (self->receive_view, engine);
  portunus_room_view_set_engine (self->room_view, engine);
  portunus_transfers_view_set_engine (self->transfers_view, engine);
  portunus_devices_view_set_engine (self->devices_view, engine);
}

/**
 * portunus_window_show_error:
 * @self: a window
 * @error: why the engine did not start
 */
void
portunus_window_show_error (PortunusWindow *self,
                            const GError   *error)
{
  g_autofree char *closed = NULL;

  g_return_if_fail (PORTUNUS_IS_WINDOW (self));
  g_return_if_fail (error != NULL);

  portunus_error_page_show (PORTUNUS_ERROR_PAGE (self->error_page), error,
                            g_error_matches (error, PORTUNUS_CRYPTO_ERROR, PORTUNUS_CRYPTO_ERROR_WRONG_PASSPHRASE)
                            ? "app.use-passphrase" : "app.retry-start", NULL);
  closed = portunus_error_text_dup_closed (error);
  if (closed != NULL)
    portunus_error_page_set_advice (PORTUNUS_ERROR_PAGE (self->error_page), _("A Folder Cannot Be Written"), closed);
  gtk_stack_set_visible_child_name (self->pages, "failed");
}

/**
 * portunus_window_quit:
 * @self: a window
 *
 * Closes it for good, whatever the settings say; asks first where that ends something.
 */
void
portunus_window_quit (PortunusWindow *self)
{
  g_return_if_fail (PORTUNUS_IS_WINDOW (self));

  self->is_quitting = TRUE;
  gtk_window_close (GTK_WINDOW (self));
}

/**
 * portunus_window_is_quitting:
 * @self: a window
 *
 * Returns: whether the application ends with this window
 */
gboolean
portunus_window_is_quitting (PortunusWindow *self)
{
  g_return_val_if_fail (PORTUNUS_IS_WINDOW (self), FALSE);

  return self->is_quitting;
}

/**
 * portunus_window_is_hidden:
 * @self: a window
 *
 * Returns: whether it was closed and goes on out of sight
 */
gboolean
portunus_window_is_hidden (PortunusWindow *self)
{
  g_return_val_if_fail (PORTUNUS_IS_WINDOW (self), FALSE);

  return self->is_hidden;
}

/**
 * portunus_window_get_activity:
 * @self: a window
 *
 * Returns: what its pages are busy with
 */
PortunusActivity
portunus_window_get_activity (PortunusWindow *self)
{
  g_return_val_if_fail (PORTUNUS_IS_WINDOW (self), PORTUNUS_ACTIVITY_NONE);

  return portunus_send_view_get_activity (self->send_view) | portunus_receive_view_get_activity (self->receive_view)
         | portunus_room_view_get_activity (self->room_view) | get_transfers_activity (self);
}
