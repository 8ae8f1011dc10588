/* portunus-transfers-view-private.h: the Transfers page from the inside
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-row-queue.h"
#include "portunus-transfers-view.h"

G_BEGIN_DECLS

struct _PortunusTransfersView
{
  AdwBin               parent_instance;

  /* Template children */
  GtkStack            *stack;
  GtkSearchEntry      *search_entry;
  GtkListView         *list_view;
  GtkScrolledWindow   *scrolled_window;

  /* Owned */
  PortunusLedger      *ledger;    /* NULL until the engine started */
  PortunusHistoryList *past;      /* NULL until somebody looked */
  GtkTreeListModel    *model;
  PortunusRowQueue    *queue;
  GObject             *chooser;   /* (nullable): the open file chooser */
};

/* From portunus-transfers-view-rows.c; needs the template. */
GtkListItemFactory *_portunus_transfers_view_create_factory  (PortunusTransfersView *self);
void                _portunus_transfers_view_activate_row    (PortunusTransfersView *self,
                                                              guint                  position);
/* (nullable) (transfer none): the past transfer's row that has the focus */
GtkWidget          *_portunus_transfers_view_find_focused    (PortunusTransfersView *self);

/* From portunus-transfers-view-actions.c. */
void                _portunus_transfers_view_install_actions (GtkWidgetClass        *widget_class);
void                _portunus_transfers_view_update_actions  (PortunusTransfersView *self);

G_END_DECLS
