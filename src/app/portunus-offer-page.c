/* portunus-offer-page.c: what somebody wants to send, for a yes or a no
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-offer-page.h"

#include <glib/gi18n.h>

#include "portunus-badge.h"
#include "portunus-format.h"
#include "portunus-name.h"
#include "portunus-offer-model.h"
#include "portunus-offer-row.h"

struct _PortunusOfferPage
{
  AdwBin            parent_instance;

  /* Template children */
  GtkLabel         *title_label;
  GtkLabel         *contents_label;
  GtkLabel         *sender_label;
  GtkLabel         *trust_label;
  GtkLabel         *lane_label;
  GtkLabel         *words_label;
  GtkListView      *list_view;
  AdwActionRow     *directory_row;

  /* Owned */
  PortunusTransfer *transfer;
};

G_DEFINE_FINAL_TYPE (PortunusOfferPage, portunus_offer_page, ADW_TYPE_BIN)

static void
setup_row_cb (GtkSignalListItemFactory *factory,
              GtkListItem              *item)
{
  gtk_list_item_set_child (item, g_object_new (PORTUNUS_TYPE_OFFER_ROW, NULL));
  gtk_list_item_set_activatable (item, FALSE);
}

static void
bind_row_cb (GtkSignalListItemFactory *factory,
             GtkListItem              *item)
{
  portunus_offer_row_set_entry (PORTUNUS_OFFER_ROW (gtk_list_item_get_child (item)), gtk_list_item_get_item (item));
}

static void
update_peer (PortunusOfferPage *self)
{
  g_autofree char *name = portunus_peer_dup_name (portunus_transfer_get_peer_name (self->transfer));
  /* Translators: who offers the files; %s is a name */
  g_autofree char *sender = g_strdup_printf (_("From %s"), name);
  g_autofree char *words = portunus_format_words (portunus_transfer_get_words (self->transfer));

  gtk_label_set_text (self->sender_label, sender);
  portunus_badge_show_trust (self->trust_label, portunus_transfer_get_peer_label (self->transfer));
  portunus_badge_show_lane (self->lane_label, portunus_transfer_get_path (self->transfer));
  gtk_label_set_text (self->words_label, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->words_label), words != NULL);
}

static void
set_transfer (PortunusOfferPage *self,
              PortunusTransfer  *transfer)
{
  static const char * const watched[] = { "notify::peer-name", "notify::peer-label", "notify::words", "notify::path" };

  if (self->transfer != NULL)
    g_signal_handlers_disconnect_by_data (self->transfer, self);
  g_set_object (&self->transfer, transfer);
  if (transfer == NULL)
    return;

  for (gsize i = 0; i < G_N_ELEMENTS (watched); i++)
    g_signal_connect_object (transfer, watched[i], G_CALLBACK (update_peer), self, G_CONNECT_SWAPPED);
  update_peer (self);
}

static void
show_manifest (PortunusOfferPage *self,
               PortunusManifest  *manifest)
{
  guint64 total = portunus_manifest_has_unknown_size (manifest) ? PORTUNUS_SIZE_UNKNOWN
                                                                : portunus_manifest_get_total_bytes (manifest);
  g_autofree char *contents = portunus_format_contents (portunus_manifest_get_n_files (manifest), total);
  g_autoptr (GtkNoSelection) selection = gtk_no_selection_new (portunus_offer_model_new (manifest));

  gtk_label_set_text (self->contents_label, contents);
  gtk_list_view_set_model (self->list_view, GTK_SELECTION_MODEL (selection));
}

static void
portunus_offer_page_dispose (GObject *object)
{
  PortunusOfferPage *self = PORTUNUS_OFFER_PAGE (object);

  set_transfer (self, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), PORTUNUS_TYPE_OFFER_PAGE);

  G_OBJECT_CLASS (portunus_offer_page_parent_class)->dispose (object);
}

static void
portunus_offer_page_class_init (PortunusOfferPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = portunus_offer_page_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/portunus/App/portunus-offer-page.ui");
  gtk_widget_class_bind_template_child (widget_class, PortunusOfferPage, title_label);
  gtk_widget_class_bind_template_child (widget_class, PortunusOfferPage, contents_label);
  gtk_widget_class_bind_template_child (widget_class, PortunusOfferPage, sender_label);
  gtk_widget_class_bind_template_child (widget_class, PortunusOfferPage, trust_label);
  gtk_widget_class_bind_template_child (widget_class, PortunusOfferPage, lane_label);
  gtk_widget_class_bind_template_child (widget_class, PortunusOfferPage, words_label);
  gtk_widget_class_bind_template_child (widget_class, PortunusOfferPage, list_view);
  gtk_widget_class_bind_template_child (widget_class, PortunusOfferPage, directory_row);
}

static void
portunus_offer_page_init (PortunusOfferPage *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  gtk_widget_init_template (GTK_WIDGET (self));

  g_signal_connect (factory, "setup", G_CALLBACK (setup_row_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_row_cb), NULL);
  gtk_list_view_set_factory (self->list_view, factory);
}

/**
 * portunus_offer_page_set_offer:
 * @self: a page
 * @offer: what is offered
 * @transfer: who offers it; followed from now on
 */
void
portunus_offer_page_set_offer (PortunusOfferPage *self,
                               PortunusOffer     *offer,
                               PortunusTransfer  *transfer)
{
  g_return_if_fail (PORTUNUS_IS_OFFER_PAGE (self));
  g_return_if_fail (PORTUNUS_IS_OFFER (offer));
  g_return_if_fail (PORTUNUS_IS_TRANSFER (transfer));

  gtk_label_set_text (self->title_label, portunus_offer_get_title (offer));
  show_manifest (self, portunus_offer_get_manifest (offer));
  set_transfer (self, transfer);
}

/**
 * portunus_offer_page_set_directory:
 * @self: a page
 * @path: (type filename): where the files will go
 */
void
portunus_offer_page_set_directory (PortunusOfferPage *self,
                                   const char        *path)
{
  g_autofree char *shown = NULL;

  g_return_if_fail (PORTUNUS_IS_OFFER_PAGE (self));
  g_return_if_fail (path != NULL);

  shown = portunus_format_folder (path);
  adw_action_row_set_subtitle (self->directory_row, shown);
}

/**
 * portunus_offer_page_focus:
 * @self: a page that is shown
 */
void
portunus_offer_page_focus (PortunusOfferPage *self)
{
  g_return_if_fail (PORTUNUS_IS_OFFER_PAGE (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->list_view));
}
