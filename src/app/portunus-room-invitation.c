/* portunus-room-invitation.c: how to come into our room: link, QR code, code, and the words of the certificate
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-room-invitation.h"

#include <glib/gi18n.h>
#include <string.h>

#include "portunus-format.h"
#include "portunus-invite-dialog.h"
#include "portunus-link.h"
#include "portunus-qr-view.h"
#include "portunus-toast.h"

#define INVITATION_SECONDS (24 * 60 * 60)

struct _PortunusRoomInvitation
{
  AdwBin            parent_instance;

  /* Template children */
  PortunusQrView   *qr_view;
  GtkEditable      *link_row;
  AdwActionRow     *code_row;
  AdwActionRow     *words_row;
  GtkLabel         *rules_label;

  /* Owned */
  PortunusOpenRoom *room;
};

G_DEFINE_FINAL_TYPE (PortunusRoomInvitation, portunus_room_invitation, ADW_TYPE_BIN)

static void
copy (PortunusRoomInvitation *self,
      const char             *text,
      const char             *message)
{
  if (text == NULL)
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  portunus_toast (GTK_WIDGET (self), message);
}

static void
copy_link_cb (GtkWidget  *widget,
              const char *action,
              GVariant   *parameter)
{
  PortunusRoomInvitation *self = PORTUNUS_ROOM_INVITATION (widget);

  copy (self, portunus_open_room_get_link (self->room), _("Link copied"));
}

static void
copy_code_cb (GtkWidget  *widget,
              const char *action,
              GVariant   *parameter)
{
  PortunusRoomInvitation *self = PORTUNUS_ROOM_INVITATION (widget);

  copy (self, portunus_open_room_get_code (self->room), _("Code copied"));
}

static const char *
describe_entry (PortunusOpenRoom *room)
{
  switch (portunus_open_room_get_entry (room))
    {
    case PORTUNUS_ROOM_ENTRY_PASSWORD:
      return _("To come in, one has to know the password as well.");
    case PORTUNUS_ROOM_ENTRY_ASK:
      return _("The host is asked before somebody comes in.");
    case PORTUNUS_ROOM_ENTRY_LINK:
    default:
      return _("Whoever has the link may come in.");
    }
}

/* What a guest should know, in words that both sides may read; @expires: Unix time, 0 to say nothing of it. */
static char *
describe_rules (PortunusOpenRoom *room,
                gint64            expires)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) sentences = NULL;

  if (portunus_open_room_is_locked (room))
    g_strv_builder_add (builder, _("The room is locked: nobody new comes in."));
  else
    {
      g_strv_builder_add (builder, describe_entry (room));
      if (portunus_open_room_is_one_time (room))
        g_strv_builder_add (builder, _("It is for one guest: the room locks itself behind the first."));
    }
  if (expires != 0)
    {
      g_autofree char *time = portunus_format_time (expires);
      /* Translators: %s is a day and a time: "Nov 22, 15:04" */
      g_autofree char *sentence = g_strdup_printf (_("The room ends on %s."), time);

      g_strv_builder_add (builder, sentence);
    }
  sentences = g_strv_builder_end (builder);
  return g_strjoinv (" ", sentences);
}

static void
copy_message_cb (GtkWidget  *widget,
                 const char *action,
                 GVariant   *parameter)
{
  PortunusRoomInvitation *self = PORTUNUS_ROOM_INVITATION (widget);
  g_autofree char *words = portunus_open_room_dup_words (self->room);
  g_autofree char *rules = describe_rules (self->room, portunus_open_room_get_expires (self->room));
  /* Translators: a message to send to somebody; a link and six words */
  g_autofree char *invitation = g_strdup_printf (_("Let us exchange files in my room: %s\nIf your browser warns of the "
                                                   "certificate, it is mine if the page shows these words: %s"),
                                                 portunus_open_room_get_link (self->room), words);
  g_autofree char *text = g_strconcat (invitation, "\n", rules, NULL);

  copy (self, text, _("Message copied"));
}

static void
invite_cb (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  portunus_open_room_invite (PORTUNUS_ROOM_INVITATION (widget)->room, INVITATION_SECONDS);
}

static void
invited_cb (PortunusRoomInvitation *self,
            const char             *link)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));

  gtk_window_present (GTK_WINDOW (portunus_invite_dialog_new (window, link, INVITATION_SECONDS)));
}

static void
show_rules (PortunusRoomInvitation *self)
{
  /* The page says when it ends. */
  g_autofree char *rules = describe_rules (self->room, 0);

  gtk_label_set_text (self->rules_label, rules);
}

static void
enable_actions (PortunusRoomInvitation *self)
{
  gboolean has_link = self->room != NULL && portunus_open_room_get_link (self->room) != NULL;
  gboolean has_code = has_link && portunus_open_room_get_code (self->room) != NULL;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "room.copy-link", has_link);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "room.copy-code", has_code);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "room.copy-message", has_link);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "room.invite", has_link);
}

static void
portunus_room_invitation_dispose (GObject *object)
{
  PortunusRoomInvitation *self = PORTUNUS_ROOM_INVITATION (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), PORTUNUS_TYPE_ROOM_INVITATION);
  g_clear_object (&self->room);

  G_OBJECT_CLASS (portunus_room_invitation_parent_class)->dispose (object);
}

static void
portunus_room_invitation_class_init (PortunusRoomInvitationClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = portunus_room_invitation_dispose;

  g_type_ensure (PORTUNUS_TYPE_QR_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/portunus/App/portunus-room-invitation.ui");
  gtk_widget_class_bind_template_child (widget_class, PortunusRoomInvitation, qr_view);
  gtk_widget_class_bind_template_child (widget_class, PortunusRoomInvitation, link_row);
  gtk_widget_class_bind_template_child (widget_class, PortunusRoomInvitation, code_row);
  gtk_widget_class_bind_template_child (widget_class, PortunusRoomInvitation, words_row);
  gtk_widget_class_bind_template_child (widget_class, PortunusRoomInvitation, rules_label);
  gtk_widget_class_install_action (widget_class, "room.copy-link", NULL, copy_link_cb);
  gtk_widget_class_install_action (widget_class, "room.copy-code", NULL, copy_code_cb);
  gtk_widget_class_install_action (widget_class, "room.copy-message", NULL, copy_message_cb);
  gtk_widget_class_install_action (widget_class, "room.invite", NULL, invite_cb);
}

static void
portunus_room_invitation_init (PortunusRoomInvitation *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  enable_actions (self);
}

/* A code names a room on a server, so whoever types it has to know the server as well. */
static char *
describe_code (const char *url)
{
  g_autoptr (PortunusLink) link = portunus_link_parse (url, NULL);
  g_autofree char *address = NULL;

  if (link == NULL)
    return g_strdup (_("Code for Portunus"));
  address = g_strdup_printf (strchr (link->host, ':') != NULL ? "[%s]:%u" : "%s:%u", link->host, link->port);
  /* Translators: %s is a host and a port: "192.168.1.2:38117" */
  return g_strdup_printf (_("Code for Portunus, with the address %s"), address);
}

static void
show_code (PortunusRoomInvitation *self,
           const char             *link)
{
  const char *code = portunus_open_room_get_code (self->room);
  g_autofree char *hint = describe_code (link);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->code_row), code != NULL ? code : "");
  adw_action_row_set_subtitle (self->code_row, hint);
  gtk_widget_set_visible (GTK_WIDGET (self->code_row), code != NULL);
}

/**
 * portunus_room_invitation_set_room:
 * @self: an invitation
 * @room: (nullable): into which room
 */
void
portunus_room_invitation_set_room (PortunusRoomInvitation *self,
                                   PortunusOpenRoom       *room)
{
  g_return_if_fail (PORTUNUS_IS_ROOM_INVITATION (self));

  if (self->room != NULL)
    g_signal_handlers_disconnect_by_data (self->room, self);
  g_set_object (&self->room, room);
  if (room != NULL)
    {
      g_signal_connect_object (room, "invited", G_CALLBACK (invited_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (room, "changed", G_CALLBACK (show_rules), self, G_CONNECT_SWAPPED);
    }
  enable_actions (self);
}

/**
 * portunus_room_invitation_update:
 * @self: an invitation into a room that has a link
 *
 * Shows how to come in by now.
 */
void
portunus_room_invitation_update (PortunusRoomInvitation *self)
{
  const char *link;
  g_autofree char *words = NULL;

  g_return_if_fail (PORTUNUS_IS_ROOM_INVITATION (self));
  g_return_if_fail (self->room != NULL);

  link = portunus_open_room_get_link (self->room);
  words = portunus_open_room_dup_words (self->room);
  gtk_editable_set_text (self->link_row, link);
  gtk_widget_set_visible (GTK_WIDGET (self->qr_view), portunus_qr_view_set_text (self->qr_view, link));
  show_code (self, link);
  show_rules (self);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->words_row), words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->words_row), words != NULL);
  enable_actions (self);
}
