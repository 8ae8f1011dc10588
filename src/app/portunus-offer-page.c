/* portunus-offer-page.c: what somebody wants to send, for a yes or a no
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-offer-page.h"

#include <glib/gi18n.h>

#include "portunus-badge.h"
#include "portunus-conflict-row.h"
#include "portunus-forecast-text.h"
#include "portunus-format.h"
#include "portunus-name.h"
#include "portunus-offer-model.h"
#include "portunus-offer-row.h"
#include "portunus-tab-stop.h"

/* No file system says when it has more room. */
#define LOOK_AGAIN_S 2

struct _PortunusOfferPage
{
  AdwBin                  parent_instance;

  /* Template children */
  GtkLabel               *title_label;
  GtkLabel               *contents_label;
  GtkLabel               *forecast_label;
  GtkLabel               *sender_label;
  GtkLabel               *trust_label;
  GtkLabel               *lane_label;
  GtkLabel               *words_label;
  GtkCheckButton         *all_button;
  GtkListView            *list_view;
  AdwActionRow           *directory_row;
  GtkWidget              *directory_button;
  PortunusConflictRow    *conflict_row;
  GtkLabel               *room_label;

  /* Owned */
  PortunusManifest       *manifest;
  PortunusOfferSelection *selection;
  PortunusOfferOutlook   *outlook;
  PortunusTransfer       *transfer;

  guint                   look_again;    /* source, while there is not enough room */
};

enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusOfferPage, portunus_offer_page, ADW_TYPE_BIN)

static void
setup_row_cb (GtkSignalListItemFactory *factory,
              GtkListItem              *item)
{
  gtk_list_item_set_child (item, g_object_new (PORTUNUS_TYPE_OFFER_ROW, NULL));
}

static gboolean
has_choice (PortunusOfferPage *self)
{
  return portunus_manifest_get_n_entries (self->manifest) > 1;
}

static void
bind_row_cb (GtkSignalListItemFactory *factory,
             GtkListItem              *item,
             PortunusOfferPage        *self)
{
  portunus_offer_row_bind (PORTUNUS_OFFER_ROW (gtk_list_item_get_child (item)), gtk_list_item_get_item (item),
                           has_choice (self) ? self->selection : NULL, self->outlook);
  gtk_list_item_set_activatable (item, has_choice (self));
}

static void
unbind_row_cb (GtkSignalListItemFactory *factory,
               GtkListItem              *item)
{
  portunus_offer_row_unbind (PORTUNUS_OFFER_ROW (gtk_list_item_get_child (item)));
}

static void
row_activated_cb (PortunusOfferPage *self,
                  guint              position)
{
  portunus_offer_selection_set_wanted (self->selection, position,
                                       !portunus_offer_selection_is_wanted (self->selection, position));
}

static void
all_toggled_cb (PortunusOfferPage *self)
{
  gboolean is_wanted = gtk_check_button_get_active (self->all_button);

  /* The button also follows the selection. */
  if (self->selection != NULL && is_wanted != portunus_offer_selection_is_all (self->selection))
    portunus_offer_selection_set_all (self->selection, is_wanted);
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

static char *
describe_contents (PortunusOfferPage *self)
{
  guint64 total = portunus_manifest_has_unknown_size (self->manifest)
                    ? PORTUNUS_SIZE_UNKNOWN
                    : portunus_manifest_get_total_bytes (self->manifest);
  guint n_files = portunus_manifest_get_n_files (self->manifest);

  if (portunus_offer_selection_is_all (self->selection))
    return portunus_format_contents (n_files, total);
  return portunus_format_choice (portunus_offer_selection_get_n_files (self->selection), n_files,
                                 portunus_offer_selection_get_n_bytes (self->selection));
}

static void
show_line (GtkLabel   *label,
           const char *text,
           gboolean    is_error)
{
  gtk_label_set_text (label, text);
  gtk_widget_set_visible (GTK_WIDGET (label), *text != '\0');
  if (is_error)
    gtk_widget_add_css_class (GTK_WIDGET (label), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (label), "error");
}

static gboolean
look_again_cb (gpointer user_data)
{
  portunus_offer_outlook_look_again (PORTUNUS_OFFER_PAGE (user_data)->outlook);
  return G_SOURCE_CONTINUE;
}

/* Only while somebody sees it, who may be making room. */
static void
watch_room (PortunusOfferPage *self)
{
  gboolean has_room = self->selection == NULL
                      || portunus_offer_outlook_has_room (self->outlook,
                                                          portunus_offer_selection_get_wanted (self->selection));

  if (has_room || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    g_clear_handle_id (&self->look_again, g_source_remove);
  else if (self->look_again == 0)
    self->look_again = g_timeout_add_seconds (LOOK_AGAIN_S, look_again_cb, self);
}

static void
map_cb (PortunusOfferPage *self)
{
  portunus_offer_outlook_look_again (self->outlook);
  watch_room (self);
}

static void
show_forecast (PortunusOfferPage *self,
               PortunusForecast  *forecast)
{
  PortunusForecastSummary summary;
  g_autofree char *counts = NULL;
  g_autofree char *room = NULL;

  portunus_forecast_sum (forecast, portunus_offer_selection_get_wanted (self->selection), &summary);
  gtk_widget_set_visible (GTK_WIDGET (self->conflict_row), portunus_conflict_choice_is_needed (&summary));
  counts = portunus_forecast_text_dup_counts (&summary);
  room = portunus_forecast_text_dup_room (forecast, &summary, portunus_format_size);
  show_line (self->forecast_label, counts, FALSE);
  show_line (self->room_label, room, !portunus_forecast_has_room (forecast, summary.needed_bytes));
}

static void
update_forecast (PortunusOfferPage *self)
{
  PortunusForecast *forecast = portunus_offer_outlook_get_forecast (self->outlook);

  watch_room (self);
  if (forecast != NULL)
    {
      show_forecast (self, forecast);
      return;
    }
  if (!portunus_offer_outlook_is_looking (self->outlook))
    gtk_widget_set_visible (GTK_WIDGET (self->conflict_row), FALSE);
  show_line (self->forecast_label,
             portunus_offer_outlook_is_looking (self->outlook) ? _("Looking for what is here already…") : "", FALSE);
  show_line (self->room_label,
             portunus_offer_outlook_has_failed (self->outlook) ? _("This folder cannot be opened") : "", TRUE);
}

static void
follow_choice (PortunusOfferPage *self)
{
  PortunusConflictChoice choice;

  portunus_conflict_row_get_choice (self->conflict_row, &choice);
  portunus_offer_outlook_set_choice (self->outlook, &choice);
}

static void
policy_chosen_cb (PortunusOfferPage *self)
{
  follow_choice (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
outlook_changed_cb (PortunusOfferPage *self)
{
  if (self->selection == NULL)
    return;
  update_forecast (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
update_selection (PortunusOfferPage *self)
{
  g_autofree char *contents = describe_contents (self);
  gboolean is_all = portunus_offer_selection_is_all (self->selection);

  gtk_label_set_text (self->contents_label, contents);
  gtk_check_button_set_active (self->all_button, is_all);
  gtk_check_button_set_inconsistent (self->all_button,
                                     !is_all && !portunus_offer_selection_is_none (self->selection));
  update_forecast (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
show_manifest (PortunusOfferPage *self,
               PortunusManifest  *manifest)
{
  g_autoptr (GtkNoSelection) model = gtk_no_selection_new (portunus_offer_model_new (manifest));

  /* Rows of the old offer let go of its selection first. */
  gtk_list_view_set_model (self->list_view, NULL);
  g_clear_object (&self->selection);
  g_clear_pointer (&self->manifest, portunus_manifest_unref);
  self->manifest = portunus_manifest_ref (manifest);
  self->selection = portunus_offer_selection_new (manifest);
  g_signal_connect_object (self->selection, "changed", G_CALLBACK (update_selection), self, G_CONNECT_SWAPPED);
  gtk_widget_set_visible (GTK_WIDGET (self->all_button), has_choice (self));
  gtk_list_view_set_model (self->list_view, GTK_SELECTION_MODEL (model));
  update_selection (self);
}

static void
portunus_offer_page_dispose (GObject *object)
{
  PortunusOfferPage *self = PORTUNUS_OFFER_PAGE (object);

  set_transfer (self, NULL);
  g_clear_handle_id (&self->look_again, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), PORTUNUS_TYPE_OFFER_PAGE);
  g_clear_object (&self->selection);
  if (self->outlook != NULL)
    g_signal_handlers_disconnect_by_data (self->outlook, self);
  g_clear_object (&self->outlook);
  g_clear_pointer (&self->manifest, portunus_manifest_unref);

  G_OBJECT_CLASS (portunus_offer_page_parent_class)->dispose (object);
}

static void
portunus_offer_page_class_init (PortunusOfferPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = portunus_offer_page_dispose;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (PORTUNUS_TYPE_CONFLICT_ROW);
  g_type_ensure (PORTUNUS_TYPE_TAB_STOP);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/portunus/App/portunus-offer-page.ui");
  gtk_widget_class_bind_template_child (widget_class, PortunusOfferPage, title_label);
  gtk_widget_class_bind_template_child (widget_class, PortunusOfferPage, contents_label);
  gtk_widget_class_bind_template_child (widget_class, PortunusOfferPage, forecast_label);
  gtk_widget_class_bind_template_child (widget_class, PortunusOfferPage, room_label);
  gtk_widget_class_bind_template_child (widget_class, PortunusOfferPage, sender_label);
  gtk_widget_class_bind_template_child (widget_class, PortunusOfferPage, trust_label);
  gtk_widget_class_bind_template_child (widget_class, PortunusOfferPage, lane_label);
  gtk_widget_class_bind_template_child (widget_class, PortunusOfferPage, words_label);
  gtk_widget_class_bind_template_child (widget_class, PortunusOfferPage, all_button);
  gtk_widget_class_bind_template_child (widget_class, PortunusOfferPage, list_view);
  gtk_widget_class_bind_template_child (widget_class, PortunusOfferPage, directory_row);
  gtk_widget_class_bind_template_child (widget_class, PortunusOfferPage, directory_button);
  gtk_widget_class_bind_template_child (widget_class, PortunusOfferPage, conflict_row);
  gtk_widget_class_bind_template_callback (widget_class, all_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, policy_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
portunus_offer_page_init (PortunusOfferPage *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  self->outlook = portunus_offer_outlook_new ();
  g_signal_connect_object (self->outlook, "changed", G_CALLBACK (outlook_changed_cb), self, G_CONNECT_SWAPPED);

  g_signal_connect (factory, "setup", G_CALLBACK (setup_row_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_row_cb), self);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_row_cb), NULL);
  gtk_list_view_set_factory (self->list_view, factory);
  g_signal_connect (self, "map", G_CALLBACK (map_cb), NULL);
  g_signal_connect (self, "unmap", G_CALLBACK (watch_room), NULL);
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
  gtk_widget_set_visible (GTK_WIDGET (self->conflict_row), FALSE);
  portunus_conflict_row_begin (self->conflict_row);
  follow_choice (self);
  /* Before its rows ask for their fate. */
  portunus_offer_outlook_set_offer (self->outlook, offer, transfer);
  show_manifest (self, portunus_offer_get_manifest (offer));
  set_transfer (self, transfer);
}

/**
 * portunus_offer_page_set_directory:
 * @self: a page
 * @path: (type filename) (nullable): where the files will go; %NULL when that is asked later
 */
void
portunus_offer_page_set_directory (PortunusOfferPage *self,
                                   const char        *path)
{
  g_autofree char *shown = NULL;

  g_return_if_fail (PORTUNUS_IS_OFFER_PAGE (self));

  shown = path != NULL ? portunus_format_folder (path) : g_strdup (_("You choose the folder when you accept"));
  adw_action_row_set_subtitle (self->directory_row, shown);
  portunus_offer_outlook_set_directory (self->outlook, path);
}

/**
 * portunus_offer_page_fix_directory:
 * @self: a page
 *
 * Only says where the files will go, and lets nobody choose another folder.
 */
void
portunus_offer_page_fix_directory (PortunusOfferPage *self)
{
  g_return_if_fail (PORTUNUS_IS_OFFER_PAGE (self));

  adw_action_row_set_activatable_widget (self->directory_row, NULL);
  gtk_widget_set_visible (self->directory_button, FALSE);
}

/* Whether there is one is known after a look at the folder. */
static gboolean
has_open_question (PortunusOfferPage *self)
{
  PortunusConflictChoice choice;

  portunus_conflict_row_get_choice (self->conflict_row, &choice);
  return choice.is_asked
         && (portunus_offer_outlook_is_looking (self->outlook)
             || gtk_widget_get_visible (GTK_WIDGET (self->conflict_row)));
}

/**
 * portunus_offer_page_can_accept:
 * @self: a page that shows an offer
 *
 * Returns: whether there is anything to accept, room for it as far as is known, and nothing left to choose
 */
gboolean
portunus_offer_page_can_accept (PortunusOfferPage *self)
{
  g_return_val_if_fail (PORTUNUS_IS_OFFER_PAGE (self), FALSE);

  return self->selection != NULL && !has_open_question (self) && !portunus_offer_selection_is_none (self->selection)
         && portunus_offer_outlook_has_room (self->outlook, portunus_offer_selection_get_wanted (self->selection));
}

/**
 * portunus_offer_page_get_policy:
 * @self: a page that shows an offer
 *
 * Returns: what to do where a file exists, as chosen
 */
PortunusConflictPolicy
portunus_offer_page_get_policy (PortunusOfferPage *self)
{
  PortunusConflictChoice choice;

  g_return_val_if_fail (PORTUNUS_IS_OFFER_PAGE (self), PORTUNUS_CONFLICT_RENAME);

  portunus_conflict_row_get_choice (self->conflict_row, &choice);
  return choice.policy;
}

/**
 * portunus_offer_page_dup_wanted:
 * @self: a page that shows an offer
 *
 * Returns: (transfer full) (nullable) (element-type guint): numbers of the entries that are wanted; %NULL for all
 */
GArray *
portunus_offer_page_dup_wanted (PortunusOfferPage *self)
{
  g_return_val_if_fail (PORTUNUS_IS_OFFER_PAGE (self), NULL);

  return self->selection != NULL ? portunus_offer_selection_dup_indexes (self->selection) : NULL;
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
