/* portunus-link-page.c: asks for the link or the code of what to receive, or of the room to send to
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-link-page.h"

#include <glib/gi18n.h>
#include <string.h>

#include "portunus-camera-portal.h"
#include "portunus-error-text.h"
#include "portunus-link.h"
#include "portunus-qr-reader.h"

struct _PortunusLinkPage
{
  AdwBin       parent_instance;

  /* Template children */
  AdwStatusPage *page;
  AdwEntryRow *link_row;
  AdwEntryRow *server_row;
  GtkLabel    *problem_label;
  GtkWidget   *receive_button;
  GtkLabel    *receive_text;
  GtkWidget   *there_button;
  GtkWidget   *cancel_button;
  GtkWidget   *scan_box;
  GtkWidget   *camera_button;

  /* Owned */
  PortunusCameraPortal *portal; /* (nullable): until it was on the screen */
};

enum { SIGNAL_CHOSEN, SIGNAL_CANCELLED, SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusLinkPage, portunus_link_page, ADW_TYPE_BIN)

static char *
dup_typed (AdwEntryRow *row)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));
}

static void
chosen_cb (PortunusLinkPage *self)
{
  if (gtk_widget_get_sensitive (self->receive_button))
    g_signal_emit (self, signals[SIGNAL_CHOSEN], 0);
}

static void
cancelled_cb (PortunusLinkPage *self)
{
  g_signal_emit (self, signals[SIGNAL_CANCELLED], 0);
}

static void
changed_cb (PortunusLinkPage *self)
{
  g_autofree char *link = dup_typed (self->link_row);
  g_autoptr (PortunusCode) code = portunus_code_parse (link, NULL);
  g_autofree char *server = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->server_row), code != NULL);
  server = portunus_link_page_dup_server (self);
  gtk_widget_set_sensitive (self->receive_button, *link != '\0' && (code == NULL || server != NULL));
  portunus_link_page_show_problem (self, NULL);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* Asks for a camera not before somebody may want one. */
static void
portunus_link_page_map (GtkWidget *widget)
{
  PortunusLinkPage *self = PORTUNUS_LINK_PAGE (widget);
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkApplication *application = GTK_IS_WINDOW (root) ? gtk_window_get_application (GTK_WINDOW (root)) : NULL;
  GDBusConnection *bus = application != NULL ? g_application_get_dbus_connection (G_APPLICATION (application)) : NULL;

  GTK_WIDGET_CLASS (portunus_link_page_parent_class)->map (widget);

  if (bus == NULL || self->portal != NULL || !portunus_qr_reader_is_available ())
    return;
  self->portal = portunus_camera_portal_new (bus);
  g_object_bind_property (self->portal, "is-present", self->camera_button, "visible", G_BINDING_SYNC_CREATE);
}

static void
portunus_link_page_dispose (GObject *object)
{
  g_clear_object (&PORTUNUS_LINK_PAGE (object)->portal);
  /* Both the template and the bin would let go of a bound child. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), PORTUNUS_TYPE_LINK_PAGE);

  G_OBJECT_CLASS (portunus_link_page_parent_class)->dispose (object);
}

static void
portunus_link_page_class_init (PortunusLinkPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = portunus_link_page_dispose;
  widget_class->map = portunus_link_page_map;

  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                         0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_CANCELLED] = g_signal_new ("cancelled", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                            0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/portunus/App/portunus-link-page.ui");
  gtk_widget_class_bind_template_child (widget_class, PortunusLinkPage, page);
  gtk_widget_class_bind_template_child (widget_class, PortunusLinkPage, link_row);
  gtk_widget_class_bind_template_child (widget_class, PortunusLinkPage, server_row);
  gtk_widget_class_bind_template_child (widget_class, PortunusLinkPage, problem_label);
  gtk_widget_class_bind_template_child (widget_class, PortunusLinkPage, receive_button);
  gtk_widget_class_bind_template_child (widget_class, PortunusLinkPage, receive_text);
  gtk_widget_class_bind_template_child (widget_class, PortunusLinkPage, there_button);
  gtk_widget_class_bind_template_child (widget_class, PortunusLinkPage, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, PortunusLinkPage, scan_box);
  gtk_widget_class_bind_template_child (widget_class, PortunusLinkPage, camera_button);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancelled_cb);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
}

static void
portunus_link_page_init (PortunusLinkPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_visible (self->scan_box, portunus_qr_reader_is_available ());
}

/**
 * portunus_link_page_ask_room:
 * @self: a page
 *
 * Asks for a room to send to in place of something to receive.
 */
void
portunus_link_page_ask_room (PortunusLinkPage *self)
{
  g_return_if_fail (PORTUNUS_IS_LINK_PAGE (self));

  adw_status_page_set_icon_name (self->page, "document-send-symbolic");
  adw_status_page_set_title (self->page, _("Send to a Room"));
  adw_status_page_set_description (self->page, _("Paste the link of somebody’s room, or type the code they read out. "
                                                 "Whoever takes files there is offered yours."));
  gtk_label_set_label (self->receive_text, _("_Send There"));
  gtk_widget_set_visible (self->there_button, FALSE);
  gtk_widget_set_visible (self->cancel_button, TRUE);
}

/**
 * portunus_link_page_focus:
 * @self: a page that is shown
 *
 * Lets the person type.
 */
void
portunus_link_page_focus (PortunusLinkPage *self)
{
  g_return_if_fail (PORTUNUS_IS_LINK_PAGE (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->link_row));
}

/**
 * portunus_link_page_set_link:
 * @self: a page
 * @link_or_code: what the entry shall say
 */
void
portunus_link_page_set_link (PortunusLinkPage *self,
                             const char       *link_or_code)
{
  g_return_if_fail (PORTUNUS_IS_LINK_PAGE (self));
  g_return_if_fail (link_or_code != NULL);

  gtk_editable_set_text (GTK_EDITABLE (self->link_row), link_or_code);
}

/**
 * portunus_link_page_dup_link:
 * @self: a page
 *
 * Returns: (transfer full): the link or code that was typed, not checked
 */
char *
portunus_link_page_dup_link (PortunusLinkPage *self)
{
  g_return_val_if_fail (PORTUNUS_IS_LINK_PAGE (self), NULL);

  return dup_typed (self->link_row);
}

/**
 * portunus_link_page_dup_server:
 * @self: a page
 *
 * People read out "192.168.1.2:38117"; that becomes a URL.
 *
 * Returns: (transfer full) (nullable): URL of the server that knows the code; %NULL for a link
 */
char *
portunus_link_page_dup_server (PortunusLinkPage *self)
{
  g_autofree char *text = NULL;

  g_return_val_if_fail (PORTUNUS_IS_LINK_PAGE (self), NULL);

  text = dup_typed (self->server_row);
  if (!gtk_widget_get_visible (GTK_WIDGET (self->server_row)) || *text == '\0')
    return NULL;
  return strstr (text, "://") != NULL ? g_steal_pointer (&text) : g_strconcat ("https://", text, NULL);
}

/**
 * portunus_link_page_dup_recipient:
 * @self: a page
 *
 * Returns: (transfer full) (nullable): the room that what was typed leads to
 */
PortunusRecipient *
portunus_link_page_dup_recipient (PortunusLinkPage *self)
{
  g_autofree char *link = NULL;
  g_autofree char *server = NULL;

  g_return_val_if_fail (PORTUNUS_IS_LINK_PAGE (self), NULL);

  link = dup_typed (self->link_row);
  server = portunus_link_page_dup_server (self);
  return portunus_recipient_new_room (link, server, NULL);
}

/**
 * portunus_link_page_show_problem:
 * @self: a page
 * @error: (nullable): why what was typed cannot be fetched; %NULL hides the last one
 */
void
portunus_link_page_show_problem (PortunusLinkPage *self,
                                 const GError     *error)
{
  g_return_if_fail (PORTUNUS_IS_LINK_PAGE (self));

  if (error != NULL)
    gtk_label_set_text (self->problem_label, portunus_error_text_get_advice (error));
  gtk_widget_set_visible (GTK_WIDGET (self->problem_label), error != NULL);
}
