/* portunus-transfers-view.c: the Transfers page: those that run and those that were
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-transfers-view-private.h"

#include "portunus-page-watch.h"
#include "portunus-tab-stop.h"
#include "portunus-transfers-model.h"

enum { SIGNAL_SEND_AGAIN, SIGNAL_RECEIVE_AGAIN, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusTransfersView, portunus_transfers_view, ADW_TYPE_BIN)

static const char *
choose_page (PortunusTransfersView *self)
{
  if (self->model != NULL && g_list_model_get_n_items (G_LIST_MODEL (self->model)) > 0)
    return "list";
  if (self->past != NULL && portunus_history_list_get_search (self->past) != NULL)
    return "nothing";
  return "empty";
}

static void
update_page (PortunusTransfersView *self)
{
  const char *page = choose_page (self);

  gtk_stack_set_visible_child_name (self->stack, page);
  gtk_widget_set_sensitive (GTK_WIDGET (self->search_entry), g_strcmp0 (page, "empty") != 0);
  _portunus_transfers_view_update_actions (self);
}

static void
search_changed_cb (PortunusTransfersView *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search_entry));

  if (self->past == NULL)
    return;
  portunus_history_list_set_search (self->past, *text != '\0' ? text : NULL);
  update_page (self);
}

static void
stop_search_cb (PortunusTransfersView *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
  gtk_widget_grab_focus (GTK_WIDGET (self->list_view));
}

static void
activated_cb (PortunusTransfersView *self,
              guint                  position)
{
  _portunus_transfers_view_activate_row (self, position);
}

static void
ledger_changed_cb (PortunusTransfersView *self)
{
  if (self->past != NULL)
    portunus_history_list_refresh (self->past);
}

static void
drop_model (PortunusTransfersView *self)
{
  if (self->list_view != NULL)
    gtk_list_view_set_model (self->list_view, NULL);
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  g_clear_object (&self->model);
  g_clear_object (&self->past);
}

static void
create_model (PortunusTransfersView *self)
{
  g_autoptr (GtkNoSelection) selection = NULL;

  self->past = portunus_ledger_create_list (self->ledger);
  self->model = portunus_transfers_model_new (self->ledger, self->past);
  g_signal_connect_object (self->model, "items-changed", G_CALLBACK (update_page), self, G_CONNECT_SWAPPED);
  selection = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->model)));
  gtk_list_view_set_model (self->list_view, GTK_SELECTION_MODEL (selection));
  search_changed_cb (self);
}

/* Nobody pays for the past before looking at it; meanwhile other programs may have written to it. */
static void
portunus_transfers_view_map (GtkWidget *widget)
{
  PortunusTransfersView *self = PORTUNUS_TRANSFERS_VIEW (widget);

  if (self->ledger != NULL && self->model == NULL)
    create_model (self);
  else
    ledger_changed_cb (self);
  GTK_WIDGET_CLASS (portunus_transfers_view_parent_class)->map (widget);
}

static void
portunus_transfers_view_dispose (GObject *object)
{
  PortunusTransfersView *self = PORTUNUS_TRANSFERS_VIEW (object);

  drop_model (self);
  /* Both the template and the bin would let go of a bound child. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), PORTUNUS_TYPE_TRANSFERS_VIEW);
  g_clear_object (&self->ledger);
  g_clear_object (&self->chooser);
  g_clear_pointer (&self->queue, portunus_row_queue_free);

  G_OBJECT_CLASS (portunus_transfers_view_parent_class)->dispose (object);
}

static void
portunus_transfers_view_class_init (PortunusTransfersViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = portunus_transfers_view_dispose;
  widget_class->map = portunus_transfers_view_map;

  signals[SIGNAL_SEND_AGAIN] = g_signal_new ("send-again", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                             G_TYPE_NONE, 1, G_TYPE_STRV);
  signals[SIGNAL_RECEIVE_AGAIN] = g_signal_new ("receive-again", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                                G_TYPE_NONE, 0);

  g_type_ensure (PORTUNUS_TYPE_TAB_STOP);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/portunus/App/portunus-transfers-view.ui");
  gtk_widget_class_bind_template_child (widget_class, PortunusTransfersView, stack);
  gtk_widget_class_bind_template_child (widget_class, PortunusTransfersView, search_entry);
  gtk_widget_class_bind_template_child (widget_class, PortunusTransfersView, list_view);
  gtk_widget_class_bind_template_child (widget_class, PortunusTransfersView, scrolled_window);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  _portunus_transfers_view_install_actions (widget_class);
}

static void
portunus_transfers_view_init (PortunusTransfersView *self)
{
  g_autoptr (GtkListItemFactory) factory = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));
  factory = _portunus_transfers_view_create_factory (self);
  gtk_list_view_set_factory (self->list_view, factory);
  portunus_page_watch (GTK_WIDGET (self->stack));
  update_page (self);
}

/**
 * portunus_transfers_view_set_engine:
 * @self: a view
 * @engine: an engine that started
 */
void
portunus_transfers_view_set_engine (PortunusTransfersView *self,
                                    PortunusEngine        *engine)
{
  PortunusLedger *ledger;

  g_return_if_fail (PORTUNUS_IS_TRANSFERS_VIEW (self));
  g_return_if_fail (PORTUNUS_IS_ENGINE (engine));

  ledger = portunus_engine_get_ledger (engine);
  if (self->ledger != NULL)
    g_signal_handlers_disconnect_by_data (self->ledger, self);
  drop_model (self);
  g_set_object (&self->ledger, ledger);
  g_signal_connect_object (ledger, "changed", G_CALLBACK (ledger_changed_cb), self, G_CONNECT_SWAPPED);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    create_model (self);
}

/**
 * portunus_transfers_view_search:
 * @self: a view, which may have no engine yet
 * @words: what a transfer has to have; empty for all
 */
void
portunus_transfers_view_search (PortunusTransfersView *self,
                                const char            *words)
{
  g_return_if_fail (PORTUNUS_IS_TRANSFERS_VIEW (self));
  g_return_if_fail (words != NULL);

  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), words);
  search_changed_cb (self);
}
