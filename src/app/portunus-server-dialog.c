/* portunus-server-dialog.c: asks for the address of a STUN or TURN server
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-server-dialog.h"

#include <glib/gi18n.h>

#include "portunus-list-name.h"
#include "portunus-turn-list.h"

struct _PortunusServerDialog
{
  AdwMessageDialog  parent_instance;

  /* Template children */
  GtkEditable      *address_entry;
  GtkEditable      *user_entry;
  GtkEditable      *password_entry;
  GtkDropDown      *transport_drop_down;

  gboolean          is_turn;
};

enum { SIGNAL_SERVER, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusServerDialog, portunus_server_dialog, ADW_TYPE_MESSAGE_DIALOG)

static const char * const transports[] = { "udp", "tcp" };

/* A person types HOST or HOST:PORT; 3478 is the port of both protocols (RFC 8489 §18.6, RFC 8656 §19). */
static char *
dup_place (PortunusServerDialog *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (self->address_entry)));
  g_autoptr (GSocketConnectable) place = g_network_address_parse (text, 3478, NULL);
  const char *host;

  if (place == NULL || strpbrk (text, "/@?# ") != NULL)
    return NULL;
  host = g_network_address_get_hostname (G_NETWORK_ADDRESS (place));
  if (*host == '\0')
    return NULL;
  return g_strdup_printf (strchr (host, ':') != NULL ? "[%s]:%u" : "%s:%u", host,
                          g_network_address_get_port (G_NETWORK_ADDRESS (place)));
}

static char *
dup_server (PortunusServerDialog *self)
{
  g_autofree char *place = dup_place (self);
  g_autofree char *user = g_uri_escape_string (gtk_editable_get_text (self->user_entry), NULL, FALSE);
  g_autofree char *server = NULL;

  if (place == NULL)
    return NULL;
  if (!self->is_turn)
    return g_strconcat ("stun://", place, NULL);
  server = g_strdup_printf ("turn://%s@%s?transport=%s", user, place,
                            transports[gtk_drop_down_get_selected (self->transport_drop_down)]);
  return *user != '\0' && portunus_turn_list_is_server (server) ? g_steal_pointer (&server) : NULL;
}

static gboolean
is_complete (PortunusServerDialog *self)
{
  g_autofree char *server = dup_server (self);

  return server != NULL && (!self->is_turn || *gtk_editable_get_text (self->password_entry) != '\0');
}

static void
changed_cb (PortunusServerDialog *self)
{
  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (self), "add", is_complete (self));
}

static void
activated_cb (PortunusServerDialog *self)
{
  if (is_complete (self))
    adw_message_dialog_response (ADW_MESSAGE_DIALOG (self), "add");
}

static void
portunus_server_dialog_response (AdwMessageDialog *dialog,
                                 const char       *response)
{
  PortunusServerDialog *self = PORTUNUS_SERVER_DIALOG (dialog);
  const char *text = gtk_editable_get_text (self->password_entry);
  g_autoptr (PortunusSecret) password = NULL;
  g_autofree char *server = NULL;

  if (g_strcmp0 (response, "add") != 0)
    return;

  server = dup_server (self);
  if (self->is_turn)
    password = portunus_secret_new (text, strlen (text));
  g_signal_emit (self, signals[SIGNAL_SERVER], 0, server, password);
}

static void
portunus_server_dialog_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), PORTUNUS_TYPE_SERVER_DIALOG);

  G_OBJECT_CLASS (portunus_server_dialog_parent_class)->dispose (object);
}

static void
portunus_server_dialog_class_init (PortunusServerDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = portunus_server_dialog_dispose;
  ADW_MESSAGE_DIALOG_CLASS (klass)->response = portunus_server_dialog_response;

  signals[SIGNAL_SERVER] = g_signal_new ("server", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                         0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_POINTER);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/portunus/App/portunus-server-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, PortunusServerDialog, address_entry);
  gtk_widget_class_bind_template_child (widget_class, PortunusServerDialog, user_entry);
  gtk_widget_class_bind_template_child (widget_class, PortunusServerDialog, password_entry);
  gtk_widget_class_bind_template_child (widget_class, PortunusServerDialog, transport_drop_down);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
}

static void
portunus_server_dialog_init (PortunusServerDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  portunus_list_name (GTK_WIDGET (self->transport_drop_down), _("Transport"));
}

/**
 * portunus_server_dialog_new:
 * @parent: the window to stay above
 * @is_turn: whether it is a TURN server, which has a user and a password
 *
 * Returns: (transfer none): a dialog to present
 */
GtkWidget *
portunus_server_dialog_new (GtkWindow *parent,
                            gboolean   is_turn)
{
  PortunusServerDialog *self;

  g_return_val_if_fail (GTK_IS_WINDOW (parent), NULL);

  self = g_object_new (PORTUNUS_TYPE_SERVER_DIALOG, "transient-for", parent, NULL);
  self->is_turn = is_turn;
  adw_message_dialog_set_heading (ADW_MESSAGE_DIALOG (self), is_turn ? _("Add a TURN Server") : _("Add a STUN Server"));
  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (self),
                               is_turn
                               ? _("It passes on what is sent where no direct way exists. It cannot read it.")
                               : _("It tells this computer its address on the Internet, and learns that address."));
  gtk_widget_set_visible (GTK_WIDGET (self->user_entry), is_turn);
  gtk_widget_set_visible (GTK_WIDGET (self->password_entry), is_turn);
  gtk_widget_set_visible (GTK_WIDGET (self->transport_drop_down), is_turn);
  gtk_window_set_focus (GTK_WINDOW (self), GTK_WIDGET (self->address_entry));
  return GTK_WIDGET (self);
}
