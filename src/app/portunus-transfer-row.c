/* portunus-transfer-row.c: one transfer with one peer
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-transfer-row.h"

#include <glib/gi18n.h>

#include "portunus-badge.h"
#include "portunus-format.h"
#include "portunus-transfer-text.h"

struct _PortunusTransferRow
{
  GtkListBoxRow     parent_instance;

  /* Template children */
  GtkLabel         *name_label;
  GtkLabel         *trust_label;
  GtkLabel         *lane_label;
  GtkProgressBar   *progress_bar;
  GtkLabel         *status_label;
  GtkLabel         *words_label;

  /* Owned */
  PortunusTransfer *transfer;

  gboolean          is_of_known_peer;   /* the row says what, not who */
};

G_DEFINE_FINAL_TYPE (PortunusTransferRow, portunus_transfer_row, GTK_TYPE_LIST_BOX_ROW)

static gboolean
has_progress (PortunusTransferState state)
{
  return state >= PORTUNUS_TRANSFER_CHECKING && state <= PORTUNUS_TRANSFER_RECONNECTING;
}

static void
set_class (GtkWidget  *widget,
           const char *name,
           gboolean    is_set)
{
  if (is_set)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

static void
update_state (PortunusTransferRow *self)
{
  PortunusTransferState state = portunus_transfer_get_state (self->transfer);
  g_autofree char *status = portunus_transfer_text_dup_state (self->transfer);
  double fraction = 0;

  g_object_get (self->transfer, "fraction", &fraction, NULL);
  gtk_label_set_text (self->status_label, status);
  set_class (GTK_WIDGET (self->status_label), "dim-label",
             state != PORTUNUS_TRANSFER_DONE && state != PORTUNUS_TRANSFER_FAILED);
  set_class (GTK_WIDGET (self->status_label), "success", state == PORTUNUS_TRANSFER_DONE);
  set_class (GTK_WIDGET (self->status_label), "error", state == PORTUNUS_TRANSFER_FAILED);
  gtk_progress_bar_set_fraction (self->progress_bar, CLAMP (fraction, 0, 1));
  gtk_widget_set_visible (GTK_WIDGET (self->progress_bar), has_progress (state));
}

static void
update_peer (PortunusTransferRow *self)
{
  g_autofree char *name = portunus_peer_dup_name (portunus_transfer_get_peer_name (self->transfer));
  g_autofree char *words = portunus_format_words (portunus_transfer_get_words (self->transfer));

  gtk_label_set_text (self->name_label, name);
  portunus_badge_show_trust (self->trust_label, portunus_transfer_get_peer_label (self->transfer));
  portunus_badge_show_lane (self->lane_label, portunus_transfer_get_path (self->transfer));
  gtk_label_set_text (self->words_label, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->words_label),
                          words != NULL && !portunus_transfer_is_over (self->transfer));
}

static void
update_title (PortunusTransferRow *self)
{
  const char *title = portunus_transfer_get_title (self->transfer);
  gboolean is_incoming = portunus_transfer_is_incoming (self->transfer);

  gtk_label_set_text (self->name_label, title != NULL ? title : is_incoming ? _("To You") : _("From You"));
  portunus_badge_show_lane (self->lane_label, portunus_transfer_get_path (self->transfer));
}

static void
update_accessible (PortunusTransferRow *self)
{
  g_autofree char *label = g_strdup_printf ("%s: %s", gtk_label_get_text (self->name_label),
                                            gtk_label_get_text (self->status_label));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

/* Several times a second; the rest of the row is left alone. */
static void
update_progress (PortunusTransferRow *self)
{
  update_state (self);
  update_accessible (self);
}

static void
update (PortunusTransferRow *self)
{
  update_state (self);
  if (self->is_of_known_peer)
    update_title (self);
  else
    update_peer (self);
  update_accessible (self);
}

static void
portunus_transfer_row_dispose (GObject *object)
{
  PortunusTransferRow *self = PORTUNUS_TRANSFER_ROW (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), PORTUNUS_TYPE_TRANSFER_ROW);
  g_clear_object (&self->transfer);

  G_OBJECT_CLASS (portunus_transfer_row_parent_class)->dispose (object);
}

static void
portunus_transfer_row_class_init (PortunusTransferRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = portunus_transfer_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/portunus/App/portunus-transfer-row.ui");
  gtk_widget_class_bind_template_child (widget_class, PortunusTransferRow, name_label);
  gtk_widget_class_bind_template_child (widget_class, PortunusTransferRow, trust_label);
  gtk_widget_class_bind_template_child (widget_class, PortunusTransferRow, lane_label);
  gtk_widget_class_bind_template_child (widget_class, PortunusTransferRow, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, PortunusTransferRow, status_label);
  gtk_widget_class_bind_template_child (widget_class, PortunusTransferRow, words_label);
}

static void
portunus_transfer_row_init (PortunusTransferRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static GtkWidget *
create_row (PortunusTransfer *transfer,
            gboolean          is_of_known_peer)
{
  static const char * const watched[] = {
    "notify::state", "notify::peer-name", "notify::peer-label", "notify::words", "notify::path", "notify::title",
  };
  PortunusTransferRow *self;

  self = g_object_new (PORTUNUS_TYPE_TRANSFER_ROW, NULL);
  self->transfer = g_object_ref (transfer);
  self->is_of_known_peer = is_of_known_peer;
  for (gsize i = 0; i < G_N_ELEMENTS (watched); i++)
    g_signal_connect_object (transfer, watched[i], G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  /* The last that is told of each step. */
  g_signal_connect_object (transfer, "notify::fraction", G_CALLBACK (update_progress), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}

/**
 * portunus_transfer_row_new:
 * @transfer: what to show
 *
 * Follows @transfer until the row goes away.
 *
 * Returns: (transfer floating): a row for a list box
 */
GtkWidget *
portunus_transfer_row_new (PortunusTransfer *transfer)
{
  g_return_val_if_fail (PORTUNUS_IS_TRANSFER (transfer), NULL);

  return create_row (transfer, FALSE);
}

/**
 * portunus_transfer_row_new_of_known_peer:
 * @transfer: what to show, in a list of one peer that says who it is
 *
 * Returns: (transfer floating): a row that says what is sent instead of to whom
 */
GtkWidget *
portunus_transfer_row_new_of_known_peer (PortunusTransfer *transfer)
{
  g_return_val_if_fail (PORTUNUS_IS_TRANSFER (transfer), NULL);

  return create_row (transfer, TRUE);
}
