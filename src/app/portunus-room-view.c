/* portunus-room-view.c: the Room tab: open a room, see who is there, close it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-room-view.h"

#include <glib/gi18n.h>

#include "portunus-download-folder.h"
#include "portunus-error-page.h"
#include "portunus-folder-question.h"
#include "portunus-open-room.h"
#include "portunus-page-watch.h"
#include "portunus-room-form.h"
#include "portunus-room-page.h"
#include "portunus-settings.h"
#include "portunus-spinner.h"
#include "portunus-toast.h"

struct _PortunusRoomView
{
  AdwBin             parent_instance;

  /* Template children */
  GtkStack          *stack;
  PortunusRoomForm  *form;
  PortunusRoomPage  *page;
  PortunusErrorPage *error_page;

  /* Owned */
  PortunusEngine    *engine;      /* NULL until it started */
  PortunusOpenRoom  *room;
  PortunusSettings  *settings;
  GPtrArray         *retired;     /* rooms that were told to close and have not finished */

  gboolean           is_ready;
};

enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusRoomView, portunus_room_view, ADW_TYPE_BIN)

static void
emit_changed (PortunusRoomView *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
show_page (PortunusRoomView *self,
           const char       *name)
{
  gtk_stack_set_visible_child_name (self->stack, name);
  emit_changed (self);
}

static void
retired_finished_cb (PortunusOpenRoom *room,
                     const GError     *error,
                     PortunusRoomView *self)
{
  g_ptr_array_remove (self->retired, room);
  emit_changed (self);
}

/* Its guests are told in the background while the view moves on. */
static void
retire_room (PortunusRoomView *self)
{
  g_autoptr (PortunusOpenRoom) room = g_steal_pointer (&self->room);

  self->is_ready = FALSE;
  portunus_room_page_set_room (self->page, NULL, NULL);
  if (room == NULL)
    return;
  g_signal_handlers_disconnect_by_data (room, self);
  g_ptr_array_add (self->retired, g_object_ref (room));
  g_signal_connect_object (room, "finished", G_CALLBACK (retired_finished_cb), self, 0);
  portunus_open_room_close (room);
}

static void
ready_cb (PortunusRoomView *self)
{
  self->is_ready = TRUE;
  portunus_room_page_update (self->page);
  show_page (self, "open");
}

static void
link_changed_cb (PortunusRoomView *self)
{
  if (!self->is_ready)
    return;
  portunus_room_page_update (self->page);
  portunus_toast (GTK_WIDGET (self), _("The network changed, and the link with it: new guests need the new one"));
}

static void
finished_cb (PortunusRoomView *self,
             const GError     *error)
{
  if (self->room != NULL)
    g_signal_handlers_disconnect_by_data (self->room, self);
  portunus_room_page_set_room (self->page, NULL, NULL);
  g_clear_object (&self->room);
  if (self->is_ready)
    {
      self->is_ready = FALSE;
      portunus_toast (GTK_WIDGET (self), _("The room’s time is over, and it is closed"));
      show_page (self, "form");
      return;
    }
  portunus_error_page_show (self->error_page, error, "room.again", "room.again");
  show_page (self, "failed");
}

static void
open_room (PortunusRoomView *self)
{
  g_autofree char *directory = portunus_settings_dup_download_folder (self->settings);
  PortunusOpenRoomOptions options = { .directory = directory };

  portunus_room_form_read (self->form, &options.rules);
  self->room = portunus_open_room_new (self->engine, &options);
  portunus_room_rules_clear (&options.rules);
  portunus_room_page_set_room (self->page, self->room, directory);
  g_signal_connect_object (self->room, "ready", G_CALLBACK (ready_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->room, "link-changed", G_CALLBACK (link_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->room, "finished", G_CALLBACK (finished_cb), self, G_CONNECT_SWAPPED);
  show_page (self, "opening");
  portunus_open_room_start (self->room);
}

static void
folder_chosen_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autofree char *folder = portunus_folder_question_ask_finish (GTK_WIDGET (source), result, NULL);

  if (folder != NULL)
    gtk_widget_activate_action (GTK_WIDGET (source), "room.open", NULL);
}

static void
open_cb (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  PortunusRoomView *self = PORTUNUS_ROOM_VIEW (widget);

  if (self->room != NULL || self->engine == NULL || !portunus_room_form_is_complete (self->form))
    return;
  if (portunus_download_folder_is_chosen (self->settings))
    open_room (self);
  else
    portunus_folder_question_ask_async (widget, self->settings, folder_chosen_cb, NULL);
}

static void
close_response_cb (PortunusRoomView *self,
                   const char       *response)
{
  if (g_strcmp0 (response, "close") == 0)
    portunus_room_view_stop (self);
}

static void
ask_to_close (PortunusRoomView *self)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                              _("Close the Room?"),
                                              _("A transfer is running. It stops when the room is closed."));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog),
                                    "cancel", _("_Keep Open"),
                                    "close", _("Close _Anyway"),
                                    NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "close", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (close_response_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
close_cb (GtkWidget  *widget,
          const char *action,
          GVariant   *parameter)
{
  PortunusRoomView *self = PORTUNUS_ROOM_VIEW (widget);

  if (portunus_room_view_is_moving (self))
    ask_to_close (self);
  else
    portunus_room_view_stop (self);
}

static void
again_cb (GtkWidget  *widget,
          const char *action,
          GVariant   *parameter)
{
  show_page (PORTUNUS_ROOM_VIEW (widget), "form");
}

static void
portunus_room_view_dispose (GObject *object)
{
  PortunusRoomView *self = PORTUNUS_ROOM_VIEW (object);

  if (self->room != NULL)
    g_signal_handlers_disconnect_by_data (self->room, self);
  /* Both the template and the bin would let go of a bound child. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), PORTUNUS_TYPE_ROOM_VIEW);
  g_clear_object (&self->room);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (portunus_room_view_parent_class)->dispose (object);
}

static void
portunus_room_view_finalize (GObject *object)
{
  PortunusRoomView *self = PORTUNUS_ROOM_VIEW (object);

  g_ptr_array_unref (self->retired);
  g_object_unref (self->settings);

  G_OBJECT_CLASS (portunus_room_view_parent_class)->finalize (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "room.open", NULL, open_cb);
  gtk_widget_class_install_action (widget_class, "room.close", NULL, close_cb);
  gtk_widget_class_install_action (widget_class, "room.again", NULL, again_cb);
}

static void
portunus_room_view_class_init (PortunusRoomViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = portunus_room_view_dispose;
  object_class->finalize = portunus_room_view_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (PORTUNUS_TYPE_ERROR_PAGE);
  g_type_ensure (PORTUNUS_TYPE_ROOM_FORM);
  g_type_ensure (PORTUNUS_TYPE_ROOM_PAGE);
  g_type_ensure (PORTUNUS_TYPE_SPINNER);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/portunus/App/portunus-room-view.ui");
  gtk_widget_class_bind_template_child (widget_class, PortunusRoomView, stack);
  gtk_widget_class_bind_template_child (widget_class, PortunusRoomView, form);
  gtk_widget_class_bind_template_child (widget_class, PortunusRoomView, page);
  gtk_widget_class_bind_template_child (widget_class, PortunusRoomView, error_page);
  gtk_widget_class_bind_template_callback (widget_class, emit_changed);
  install_actions (widget_class);
}

static void
portunus_room_view_init (PortunusRoomView *self)
{
  self->retired = g_ptr_array_new_with_free_func (g_object_unref);
  self->settings = portunus_settings_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  portunus_page_watch (GTK_WIDGET (self->stack));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "room.open", FALSE);
}

/**
 * portunus_room_view_set_engine:
 * @self: a view
 * @engine: an engine that started
 */
void
portunus_room_view_set_engine (PortunusRoomView *self,
                               PortunusEngine   *engine)
{
  g_return_if_fail (PORTUNUS_IS_ROOM_VIEW (self));
  g_return_if_fail (PORTUNUS_IS_ENGINE (engine));

  g_set_object (&self->engine, engine);
  portunus_room_page_set_engine (self->page, engine);
  portunus_room_form_set_name (self->form, portunus_engine_get_device_name (engine));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "room.open", TRUE);
}

/**
 * portunus_room_view_set_desk:
 * @self: a view
 * @desk: where it puts up offers from now on
 */
void
portunus_room_view_set_desk (PortunusRoomView  *self,
                             PortunusOfferDesk *desk)
{
  g_return_if_fail (PORTUNUS_IS_ROOM_VIEW (self));

  portunus_room_page_set_desk (self->page, desk);
}

/**
 * portunus_room_view_give_paths:
 * @self: a view that can give
 * @paths: (array zero-terminated=1) (element-type filename): files and folders
 *
 * Offers them to everybody in the room.
 */
void
portunus_room_view_give_paths (PortunusRoomView   *self,
                               const char * const *paths)
{
  g_return_if_fail (portunus_room_view_can_give (self));

  portunus_open_room_give (self->room, paths, NULL);
}

/**
 * portunus_room_view_give_text:
 * @self: a view that can give
 * @text: what to offer
 *
 * Offers it to everybody in the room.
 */
void
portunus_room_view_give_text (PortunusRoomView *self,
                              const char       *text)
{
  g_return_if_fail (portunus_room_view_can_give (self));

  portunus_open_room_give (self->room, NULL, text);
}

/**
 * portunus_room_view_give_picture:
 * @self: a view that can give
 * @picture: what was pasted; it is held for as long as it may be fetched
 *
 * Offers it to everybody in the room.
 */
void
portunus_room_view_give_picture (PortunusRoomView *self,
                                 PortunusPicture  *picture)
{
  const char * const paths[] = { portunus_picture_get_path (picture), NULL };
  PortunusShare *share;

  g_return_if_fail (portunus_room_view_can_give (self));

  share = portunus_open_room_give (self->room, paths, NULL);
  g_object_set_data_full (G_OBJECT (share), "portunus-picture", g_object_ref (picture), g_object_unref);
}

/**
 * portunus_room_view_can_give:
 * @self: a view
 *
 * Returns: whether there is a room to give something to
 */
gboolean
portunus_room_view_can_give (PortunusRoomView *self)
{
  g_return_val_if_fail (PORTUNUS_IS_ROOM_VIEW (self), FALSE);

  return self->is_ready;
}

/**
 * portunus_room_view_stop:
 * @self: a view
 *
 * Closes the room and shows the beginning again.
 */
void
portunus_room_view_stop (PortunusRoomView *self)
{
  g_return_if_fail (PORTUNUS_IS_ROOM_VIEW (self));

  retire_room (self);
  show_page (self, "form");
}

/**
 * portunus_room_view_is_idle:
 * @self: a view
 *
 * Returns: whether every room ended, also those that were told to close
 */
gboolean
portunus_room_view_is_idle (PortunusRoomView *self)
{
  g_return_val_if_fail (PORTUNUS_IS_ROOM_VIEW (self), FALSE);

  return self->room == NULL && self->retired->len == 0;
}

/**
 * portunus_room_view_is_moving:
 * @self: a view
 *
 * Returns: whether a transfer would be cut off if the room was closed now
 */
gboolean
portunus_room_view_is_moving (PortunusRoomView *self)
{
  g_return_val_if_fail (PORTUNUS_IS_ROOM_VIEW (self), FALSE);

  return self->room != NULL && portunus_open_room_is_moving (self->room);
}

/**
 * portunus_room_view_get_activity:
 * @self: a view
 *
 * Returns: what it is busy with
 */
PortunusActivity
portunus_room_view_get_activity (PortunusRoomView *self)
{
  PortunusActivity activity = PORTUNUS_ACTIVITY_NONE;
  GListModel *transfers;

  g_return_val_if_fail (PORTUNUS_IS_ROOM_VIEW (self), PORTUNUS_ACTIVITY_NONE);

  if (self->room == NULL)
    return activity;
  activity |= PORTUNUS_ACTIVITY_SHARING;
  transfers = portunus_room_page_get_transfers (self->page);
  for (guint i = 0; transfers != NULL && i < g_list_model_get_n_items (transfers); i++)
    {
      g_autoptr (PortunusTransfer) transfer = g_list_model_get_item (transfers, i);

      if (portunus_activity_is_flowing (transfer))
        activity |= PORTUNUS_ACTIVITY_FLOWING;
    }
  return activity;
}
