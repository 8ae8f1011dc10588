/* portunus-share-page.c: what is shared, how to fetch it, and who does
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-share-page.h"

#include <glib/gi18n.h>
#include <string.h>

#include "portunus-format.h"
#include "portunus-link.h"
#include "portunus-name.h"
#include "portunus-qr-view.h"
#include "portunus-transfer-row.h"

/* More lines than this help nobody; the last one says that there are more. */
#define MAX_PROBLEMS 20

struct _PortunusSharePage
{
  AdwBin          parent_instance;

  /* Template children */
  GtkLabel       *title_label;
  GtkLabel       *contents_label;
  GtkWidget      *invitation;
  PortunusQrView *qr_view;
  AdwEntryRow    *link_row;
  GtkWidget      *code_box;
  GtkLabel       *code_hint_label;
  GtkLabel       *code_label;
  GtkLabel       *attempts_label;
  GtkWidget      *problems_box;
  GtkLabel       *problems_label;
  GtkListBox     *transfers_box;
  GtkWidget      *waiting_box;
  GtkWidget      *stop_button;
  GtkWidget      *again_button;

  /* Owned */
  PortunusShare  *share;
  guint           n_problems;
};

G_DEFINE_FINAL_TYPE (PortunusSharePage, portunus_share_page, ADW_TYPE_BIN)

static GtkWidget *
create_row_cb (gpointer item,
               gpointer user_data)
{
  return portunus_transfer_row_new (item);
}

static void
update_waiting (PortunusSharePage *self)
{
  gboolean has_peers = g_list_model_get_n_items (portunus_share_get_transfers (self->share)) > 0;

  gtk_widget_set_visible (GTK_WIDGET (self->transfers_box), has_peers);
  gtk_widget_set_visible (self->waiting_box, !has_peers);
}

static void
wrong_code_cb (PortunusShare     *share,
               guint              n_left,
               PortunusSharePage *self)
{
  g_autofree char *text = NULL;

  if (n_left > 0)
    text = g_strdup_printf (ngettext ("Someone tried a wrong code. %u try is left.",
                                      "Someone tried a wrong code. %u tries are left.", n_left), n_left);
  else
    text = g_strdup (_("Too many wrong codes were tried, so the code is closed. The link still works."));
  gtk_label_set_text (self->attempts_label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->attempts_label), TRUE);
}

/* A code names a room on a server, so whoever types it has to know the server as well. */
static char *
describe_code (PortunusShare *share)
{
  g_autoptr (PortunusLink) link = portunus_link_parse (portunus_share_get_link (share), NULL);
  gboolean is_ipv6 = link != NULL && strchr (link->host, ':') != NULL;
  g_autofree char *address = NULL;

  if (link == NULL)
    return g_strdup (_("Or read out this code:"));

  address = g_strdup_printf (is_ipv6 ? "[%s]:%u" : "%s:%u", link->host, link->port);
  /* Translators: %s is a host and a port: "192.168.1.2:38117" */
  return g_strdup_printf (_("Or read out this code, and the address %s:"), address);
}

static void
update_code (PortunusSharePage *self)
{
  const char *code = portunus_share_get_code (self->share);
  g_autofree char *hint = describe_code (self->share);

  gtk_label_set_text (self->code_hint_label, hint);
  gtk_label_set_text (self->code_label, code != NULL ? code : "");
  gtk_widget_set_visible (self->code_box, code != NULL);
}

static void
disconnect_share (PortunusSharePage *self)
{
  if (self->share == NULL)
    return;
  g_signal_handlers_disconnect_by_data (portunus_share_get_transfers (self->share), self);
  g_signal_handlers_disconnect_by_data (self->share, self);
}

static void
reset (PortunusSharePage *self)
{
  disconnect_share (self);
  g_clear_object (&self->share);
  gtk_list_box_bind_model (self->transfers_box, NULL, NULL, NULL, NULL);
  gtk_label_set_text (self->problems_label, "");
  gtk_widget_set_visible (self->problems_box, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->attempts_label), FALSE);
  self->n_problems = 0;
  portunus_share_page_set_over (self, FALSE);
}

static void
portunus_share_page_dispose (GObject *object)
{
  PortunusSharePage *self = PORTUNUS_SHARE_PAGE (object);

  disconnect_share (self);
  gtk_widget_dispose_template (GTK_WIDGET (self), PORTUNUS_TYPE_SHARE_PAGE);
  g_clear_object (&self->share);

  G_OBJECT_CLASS (portunus_share_page_parent_class)->dispose (object);
}

static void
portunus_share_page_class_init (PortunusSharePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = portunus_share_page_dispose;

  g_type_ensure (PORTUNUS_TYPE_QR_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/portunus/App/portunus-share-page.ui");
  gtk_widget_class_bind_template_child (widget_class, PortunusSharePage, title_label);
  gtk_widget_class_bind_template_child (widget_class, PortunusSharePage, contents_label);
  gtk_widget_class_bind_template_child (widget_class, PortunusSharePage, invitation);
  gtk_widget_class_bind_template_child (widget_class, PortunusSharePage, qr_view);
  gtk_widget_class_bind_template_child (widget_class, PortunusSharePage, link_row);
  gtk_widget_class_bind_template_child (widget_class, PortunusSharePage, code_box);
  gtk_widget_class_bind_template_child (widget_class, PortunusSharePage, code_hint_label);
  gtk_widget_class_bind_template_child (widget_class, PortunusSharePage, code_label);
  gtk_widget_class_bind_template_child (widget_class, PortunusSharePage, attempts_label);
  gtk_widget_class_bind_template_child (widget_class, PortunusSharePage, problems_box);
  gtk_widget_class_bind_template_child (widget_class, PortunusSharePage, problems_label);
  gtk_widget_class_bind_template_child (widget_class, PortunusSharePage, transfers_box);
  gtk_widget_class_bind_template_child (widget_class, PortunusSharePage, waiting_box);
  gtk_widget_class_bind_template_child (widget_class, PortunusSharePage, stop_button);
  gtk_widget_class_bind_template_child (widget_class, PortunusSharePage, again_button);
}

static void
portunus_share_page_init (PortunusSharePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * portunus_share_page_set_share:
 * @self: a page
 * @share: (nullable): what to show; %NULL forgets the last one
 */
void
portunus_share_page_set_share (PortunusSharePage *self,
                               PortunusShare     *share)
{
  GListModel *transfers;

  g_return_if_fail (PORTUNUS_IS_SHARE_PAGE (self));

  reset (self);
  if (share == NULL)
    return;

  self->share = g_object_ref (share);
  g_signal_connect_object (share, "wrong-code", G_CALLBACK (wrong_code_cb), self, 0);
  transfers = portunus_share_get_transfers (share);
  gtk_list_box_bind_model (self->transfers_box, transfers, create_row_cb, NULL, NULL);
  g_signal_connect_object (transfers, "items-changed", G_CALLBACK (update_waiting), self, G_CONNECT_SWAPPED);
  update_waiting (self);
}

/**
 * portunus_share_page_update:
 * @self: a page with a share that is ready
 *
 * Shows what the share says about itself by now.
 */
void
portunus_share_page_update (PortunusSharePage *self)
{
  const char *link;
  g_autofree char *contents = NULL;
  g_autofree char *title = NULL;

  g_return_if_fail (PORTUNUS_IS_SHARE_PAGE (self));
  g_return_if_fail (self->share != NULL);

  link = portunus_share_get_link (self->share);
  title = portunus_text_for_display (portunus_share_get_title (self->share), 300);
  contents = portunus_format_contents (portunus_share_get_n_files (self->share),
                                       portunus_share_get_total_bytes (self->share));
  gtk_label_set_text (self->title_label, title);
  gtk_label_set_text (self->contents_label, contents);
  gtk_editable_set_text (GTK_EDITABLE (self->link_row), link);
  gtk_widget_set_visible (GTK_WIDGET (self->qr_view), portunus_qr_view_set_text (self->qr_view, link));
  update_code (self);
}

/**
 * portunus_share_page_add_problem:
 * @self: a page with a share
 * @message: why a file is not sent
 */
void
portunus_share_page_add_problem (PortunusSharePage *self,
                                 const char        *message)
{
  g_autofree char *line = NULL;
  g_autofree char *text = NULL;
  const char *old;

  g_return_if_fail (PORTUNUS_IS_SHARE_PAGE (self));
  g_return_if_fail (message != NULL);

  if (++self->n_problems > MAX_PROBLEMS + 1)
    return;

  old = gtk_label_get_text (self->problems_label);
  line = self->n_problems <= MAX_PROBLEMS ? portunus_text_for_display (message, 300) : g_strdup (_("And more…"));
  text = *old == '\0' ? g_strdup (line) : g_strconcat (old, "\n", line, NULL);
  gtk_label_set_text (self->problems_label, text);
  gtk_widget_set_visible (self->problems_box, TRUE);
}

/**
 * portunus_share_page_set_over:
 * @self: a page
 * @is_over: whether the link has done its work
 */
void
portunus_share_page_set_over (PortunusSharePage *self,
                              gboolean           is_over)
{
  g_return_if_fail (PORTUNUS_IS_SHARE_PAGE (self));

  gtk_widget_set_visible (self->invitation, !is_over);
  gtk_widget_set_visible (self->stop_button, !is_over);
  gtk_widget_set_visible (self->again_button, is_over);
  if (is_over)
    gtk_label_set_text (self->contents_label, _("Delivered"));
}
