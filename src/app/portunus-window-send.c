/* portunus-window-send.c: to whom what came in goes
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-window-private.h"

#include <glib/gi18n.h>

/* What there is to send: one of the first three. */
typedef struct
{
  char             **paths;
  char              *text;
  PortunusPicture   *picture;
  PortunusRecipient *recipient;   /* (nullable): of a room, where it is for that */
} Parcel;

static void
parcel_free (gpointer data)
{
  Parcel *self = data;

  g_strfreev (self->paths);
  g_free (self->text);
  g_clear_object (&self->picture);
  g_clear_object (&self->recipient);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Parcel, parcel_free)

static void
send_parcel (PortunusWindow *self,
             const Parcel   *parcel)
{
  g_autoptr (PortunusRecipient) still = portunus_receive_view_dup_recipient (self->receive_view);

  if (parcel->recipient != NULL)
    {
      /* Meanwhile something may have begun to come from there. */
      if (still != NULL)
        portunus_receive_view_stop (self->receive_view);
      portunus_send_view_set_recipient (self->send_view, parcel->recipient);
    }
  if (parcel->paths != NULL)
    portunus_send_view_send_paths (self->send_view, (const char * const *) parcel->paths);
  else if (parcel->picture != NULL)
    portunus_send_view_send_picture (self->send_view, parcel->picture);
  else
    portunus_send_view_send_text (self->send_view, parcel->text);
}

static void
replace_response_cb (AdwMessageDialog *dialog,
                     const char       *response,
                     PortunusWindow   *self)
{
  if (g_strcmp0 (response, "replace") == 0)
    send_parcel (self, g_object_get_data (G_OBJECT (dialog), "parcel"));
}

static void
ask_to_replace (PortunusWindow *self,
                Parcel         *parcel)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), _("Share This Instead?"),
                                              _("You share something else already. Its link stops working, and whoever "
                                                "is fetching it is cut off."));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog),
                                    "cancel", _("_Keep Sharing"),
                                    "replace", _("Share _Instead"),
                                    NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "replace", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "parcel", parcel, parcel_free);
  g_signal_connect_object (dialog, "response", G_CALLBACK (replace_response_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* Who looks at the room means its guests. */
static gboolean
is_for_room (PortunusWindow *self)
{
  return g_strcmp0 (adw_view_stack_get_visible_child_name (self->views), "room") == 0
         && portunus_room_view_can_give (self->room_view);
}

static gboolean
give (PortunusWindow *self,
      const Parcel   *parcel)
{
  if (!is_for_room (self))
    return FALSE;
  if (parcel->paths != NULL)
    portunus_room_view_give_paths (self->room_view, (const char * const *) parcel->paths);
  else if (parcel->picture != NULL)
    portunus_room_view_give_picture (self->room_view, parcel->picture);
  else
    portunus_room_view_give_text (self->room_view, parcel->text);
  return TRUE;
}

/* Who looks at a link that may lead to a room means that room. */
static PortunusRecipient *
dup_shown_recipient (PortunusWindow *self)
{
  if (g_strcmp0 (adw_view_stack_get_visible_child_name (self->views), "receive") != 0)
    return NULL;
  return portunus_receive_view_dup_recipient (self->receive_view);
}

/* Takes @parcel over. */
static void
dispatch (PortunusWindow *self,
          Parcel         *parcel)
{
  g_autoptr (Parcel) owned = parcel;

  if (give (self, parcel))
    return;
  parcel->recipient = dup_shown_recipient (self);
  adw_view_stack_set_visible_child_name (self->views, "send");
  if (portunus_send_view_is_sharing (self->send_view))
    ask_to_replace (self, g_steal_pointer (&owned));
  else
    send_parcel (self, parcel);
}

/**
 * _portunus_window_send_paths:
 * @self: a window
 * @paths: (array zero-terminated=1) (element-type filename): files and folders
 *
 * Shares @paths: with the guests of our room where that is shown, with the room of somebody else where its link is;
 * asks first where that ends something.
 */
void
_portunus_window_send_paths (PortunusWindow     *self,
                             const char * const *paths)
{
  Parcel *parcel;

  g_return_if_fail (PORTUNUS_IS_WINDOW (self));
  g_return_if_fail (paths != NULL && paths[0] != NULL);

  parcel = g_new0 (Parcel, 1);
  parcel->paths = g_strdupv ((char **) paths);
  dispatch (self, parcel);
}

/**
 * _portunus_window_send_picture:
 * @self: a window
 * @picture: what was pasted
 *
 * Like _portunus_window_send_paths().
 */
void
_portunus_window_send_picture (PortunusWindow  *self,
                               PortunusPicture *picture)
{
  Parcel *parcel;

  g_return_if_fail (PORTUNUS_IS_WINDOW (self));

  parcel = g_new0 (Parcel, 1);
  parcel->picture = g_object_ref (picture);
  dispatch (self, parcel);
}

/**
 * _portunus_window_send_text:
 * @self: a window
 * @text: what to send
 *
 * Like _portunus_window_send_paths().
 */
void
_portunus_window_send_text (PortunusWindow *self,
                            const char     *text)
{
  Parcel *parcel;

  g_return_if_fail (PORTUNUS_IS_WINDOW (self));
  g_return_if_fail (text != NULL);

  parcel = g_new0 (Parcel, 1);
  parcel->text = g_strdup (text);
  dispatch (self, parcel);
}

/**
 * _portunus_window_send_there:
 * @self: a window
 *
 * Turns from receiving by a link to sending something to the room it leads to.
 */
void
_portunus_window_send_there (PortunusWindow *self)
{
  g_autoptr (PortunusRecipient) recipient = NULL;

  g_return_if_fail (PORTUNUS_IS_WINDOW (self));

  recipient = portunus_receive_view_dup_recipient (self->receive_view);
  if (recipient != NULL && _portunus_window_choose_recipient (self, recipient))
    portunus_receive_view_stop (self->receive_view);
}
