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
#include "portunus-recipient-list.h"
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
  GtkLabel       *waiting_label;
  GtkWidget      *asked_label;
  GtkWidget      *devices_group;
  PortunusRecipientList *devices_list;
  GtkWidget      *stop_button;
  GtkWidget      *again_button;

  /* Owned */
  PortunusShare  *share;
  PortunusRecipient *recipient;   /* (nullable): the one device or room that it is for */
  guint           n_problems;
  gboolean        was_inside;
};

enum { SIGNAL_CHOSEN, SIGNAL_ROOM_WANTED, N_SIGNALS };
static guint signals[N_SIGNALS];

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
  /* Whoever fetches already would be cut off. */
  gtk_widget_set_visible (self->devices_group, !has_peers && self->recipient == NULL);
  if (self->recipient != NULL)
    portunus_share_page_update (self);
}

static void
chosen_cb (PortunusSharePage *self,
           PortunusRecipient *recipient)
{
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, recipient);
}

static void
room_wanted_cb (PortunusSharePage *self)
{
  g_signal_emit (self, signals[SIGNAL_ROOM_WANTED], 0);
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
  g_clear_object (&self->recipient);
  gtk_list_box_bind_model (self->transfers_box, NULL, NULL, NULL, NULL);
  gtk_label_set_text (self->problems_label, "");
  gtk_widget_set_visible (self->problems_box, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->attempts_label), FALSE);
  self->n_problems = 0;
  self->was_inside = FALSE;
  portunus_share_page_set_over (self, FALSE);
}

static void
portunus_share_page_dispose (GObject *object)
{
  PortunusSharePage *self = PORTUNUS_SHARE_PAGE (object);

  disconnect_share (self);
  gtk_widget_dispose_template (GTK_WIDGET (self), PORTUNUS_TYPE_SHARE_PAGE);
  g_clear_object (&self->share);
  g_clear_object (&self->recipient);

  G_OBJECT_CLASS (portunus_share_page_parent_class)->dispose (object);
}

static void
portunus_share_page_class_init (PortunusSharePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = portunus_share_page_dispose;

  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                         0, NULL, NULL, NULL, G_TYPE_NONE, 1, PORTUNUS_TYPE_RECIPIENT);

  signals[SIGNAL_ROOM_WANTED] = g_signal_new ("room-wanted", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                              0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (PORTUNUS_TYPE_QR_VIEW);
  g_type_ensure (PORTUNUS_TYPE_RECIPIENT_LIST);
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
  gtk_widget_class_bind_template_child (widget_class, PortunusSharePage, waiting_label);
  gtk_widget_class_bind_template_child (widget_class, PortunusSharePage, asked_label);
  gtk_widget_class_bind_template_child (widget_class, PortunusSharePage, devices_group);
  gtk_widget_class_bind_template_child (widget_class, PortunusSharePage, devices_list);
  gtk_widget_class_bind_template_child (widget_class, PortunusSharePage, stop_button);
  gtk_widget_class_bind_template_child (widget_class, PortunusSharePage, again_button);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, room_wanted_cb);
}

static void
portunus_share_page_init (PortunusSharePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * portunus_share_page_set_engine:
 * @self: a page
 * @engine: an engine that started
 */
void
portunus_share_page_set_engine (PortunusSharePage *self,
                                PortunusEngine    *engine)
{
  g_return_if_fail (PORTUNUS_IS_SHARE_PAGE (self));

  portunus_recipient_list_set_engine (self->devices_list, engine, TRUE);
}

static const char *
describe_standing (PortunusSharePage *self)
{
  switch (portunus_share_get_standing (self->share))
    {
    case PORTUNUS_STANDING_ASKING:
      return _("Waiting to be let in…");
    case PORTUNUS_STANDING_INSIDE:
      return _("You are in the room. Waiting for somebody there to take it…");
    case PORTUNUS_STANDING_OUTSIDE:
    default:
      return self->was_inside ? _("The way to the room broke. Looking for another…") : _("Going into the room…");
    }
}

static char *
describe_waiting (PortunusSharePage *self)
{
  if (self->recipient == NULL)
    return g_strdup (_("Waiting for someone to open the link…"));
  if (portunus_recipient_get_room (self->recipient) != NULL)
    return g_strdup (describe_standing (self));
  /* Translators: %s is the name of a device */
  return g_strdup_printf (_("Looking for %s…"), portunus_recipient_get_name (self->recipient));
}

static void
show_waiting (PortunusSharePage *self)
{
  PortunusStanding standing = portunus_share_get_standing (self->share);
  g_autofree char *text = describe_waiting (self);

  self->was_inside |= standing == PORTUNUS_STANDING_INSIDE;
  gtk_label_set_text (self->waiting_label, text);
  gtk_widget_set_visible (self->asked_label, self->recipient != NULL && standing == PORTUNUS_STANDING_ASKING);
  gtk_widget_set_visible (self->invitation, self->recipient == NULL);
  if (self->recipient != NULL)
    portunus_share_page_update (self);
}

/**
 * portunus_share_page_set_share:
 * @self: a page
 * @share: (nullable): what to show; %NULL forgets the last one
 * @recipient: (nullable): the one device or room that @share is for
 */
void
portunus_share_page_set_share (PortunusSharePage *self,
                               PortunusShare     *share,
                               PortunusRecipient *recipient)
{
  GListModel *transfers;

  g_return_if_fail (PORTUNUS_IS_SHARE_PAGE (self));

  reset (self);
  if (share == NULL)
    return;

  self->share = g_object_ref (share);
  g_set_object (&self->recipient, recipient);
  show_waiting (self);
  g_signal_connect_object (share, "wrong-code", G_CALLBACK (wrong_code_cb), self, 0);
  g_signal_connect_object (share, "standing-changed", G_CALLBACK (show_waiting), self, G_CONNECT_SWAPPED);
  transfers = portunus_share_get_transfers (share);
  gtk_list_box_bind_model (self->transfers_box, transfers, create_row_cb, NULL, NULL);
  g_signal_connect_object (transfers, "items-changed", G_CALLBACK (update_waiting), self, G_CONNECT_SWAPPED);
  update_waiting (self);
}

static void
update_invitation (PortunusSharePage *self)
{
  const char *link = portunus_share_get_link (self->share);

  gtk_editable_set_text (GTK_EDITABLE (self->link_row), link);
  gtk_widget_set_visible (GTK_WIDGET (self->qr_view), portunus_qr_view_set_text (self->qr_view, link));
  update_code (self);
}

/**
 * portunus_share_page_update:
 * @self: a page with a share that is ready, or is for one device
 *
 * Shows what the share says about itself by now.
 */
void
portunus_share_page_update (PortunusSharePage *self)
{
  const char *said_title;
  g_autofree char *contents = NULL;
  g_autofree char *title = NULL;

  g_return_if_fail (PORTUNUS_IS_SHARE_PAGE (self));
  g_return_if_fail (self->share != NULL);

  /* Nothing is said while it is listed. */
  said_title = portunus_share_get_title (self->share);
  title = portunus_text_for_display (said_title != NULL ? said_title : "", 300);
  contents = said_title != NULL ? portunus_format_contents (portunus_share_get_n_files (self->share),
                                                            portunus_share_get_total_bytes (self->share))
                                : g_strdup ("");
  gtk_label_set_text (self->title_label, title);
  gtk_label_set_text (self->contents_label, contents);
  if (self->recipient == NULL)
    update_invitation (self);
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

  gtk_widget_set_visible (self->invitation, !is_over && self->recipient == NULL);
  gtk_widget_set_visible (self->stop_button, !is_over);
  gtk_widget_set_visible (self->again_button, is_over);
  if (is_over)
    gtk_label_set_text (self->contents_label, _("Delivered"));
}
