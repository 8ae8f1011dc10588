/* portunus-running-row.c: a transfer that runs, in a list
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-running-row.h"

#include <glib/gi18n.h>

#include "portunus-badge.h"
#include "portunus-format.h"
#include "portunus-name.h"
#include "portunus-tooltip.h"
#include "portunus-transfer-text.h"
#include "portunus-transfers-line.h"

#define MAX_TITLE_CHARACTERS 200

struct _PortunusRunningRow
{
  GtkBox            parent_instance;

  /* Template children */
  GtkImage         *icon;
  GtkLabel         *title_label;
  GtkLabel         *peer_label;
  GtkLabel         *trust_label;
  GtkLabel         *lane_label;
  GtkProgressBar   *progress_bar;
  GtkLabel         *status_label;
  GtkLabel         *words_label;
  GtkWidget        *pause_button;
  GtkWidget        *cancel_button;

  /* Owned, while bound */
  PortunusTransfer *transfer;
};

G_DEFINE_FINAL_TYPE (PortunusRunningRow, portunus_running_row, GTK_TYPE_BOX)

static void
update_state (PortunusRunningRow *self)
{
  g_autofree char *status = portunus_transfer_text_dup_state (self->transfer);
  PortunusTransferState state = portunus_transfer_get_state (self->transfer);
  double fraction = 0;

  g_object_get (self->transfer, "fraction", &fraction, NULL);
  gtk_label_set_text (self->status_label, status);
  gtk_progress_bar_set_fraction (self->progress_bar, CLAMP (fraction, 0, 1));
  gtk_widget_set_visible (GTK_WIDGET (self->progress_bar), state >= PORTUNUS_TRANSFER_CHECKING);
}

static void
update_peer (PortunusRunningRow *self)
{
  g_autofree char *name = portunus_peer_dup_name (portunus_transfer_get_peer_name (self->transfer));
  g_autofree char *words = portunus_format_words (portunus_transfer_get_words (self->transfer));
  g_autofree char *peer = g_strdup_printf (portunus_transfer_is_incoming (self->transfer) ? _("From %s") : _("To %s"),
                                           name);

  gtk_label_set_text (self->peer_label, peer);
  portunus_badge_show_trust (self->trust_label, portunus_transfer_get_peer_label (self->transfer));
  portunus_badge_show_lane (self->lane_label, portunus_transfer_get_path (self->transfer));
  gtk_label_set_text (self->words_label, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->words_label), words != NULL);
}

static void
update_title (PortunusRunningRow *self)
{
  const char *title = portunus_transfer_get_title (self->transfer);
  g_autofree char *shown = portunus_text_for_display (title != NULL ? title : "", MAX_TITLE_CHARACTERS);

  gtk_label_set_text (self->title_label, shown);
  portunus_tooltip_set (GTK_WIDGET (self->title_label), shown);
  gtk_image_set_from_icon_name (self->icon, portunus_transfer_is_incoming (self->transfer)
                                            ? "folder-download-symbolic" : "document-send-symbolic");
}

static void
name_line (PortunusRunningRow *self)
{
  g_autofree char *label = g_strdup_printf ("%s, %s, %s", gtk_label_get_text (self->title_label),
                                            gtk_label_get_text (self->peer_label),
                                            gtk_label_get_text (self->status_label));

  portunus_transfers_line_name (GTK_WIDGET (self), label);
}

static void
update_pause (PortunusRunningRow *self)
{
  gboolean is_paused = portunus_transfer_is_paused (self->transfer);
  const char *text = is_paused ? _("Resume") : _("Pause");

  gtk_button_set_icon_name (GTK_BUTTON (self->pause_button),
                            is_paused ? "media-playback-start-symbolic" : "media-playback-pause-symbolic");
  portunus_tooltip_set (self->pause_button, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->pause_button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_widget_set_visible (self->pause_button, portunus_transfer_can_pause (self->transfer));
}

/* Several times a second; the rest of the row is left alone. */
static void
update_progress (PortunusRunningRow *self)
{
  update_state (self);
  name_line (self);
}

static void
update (PortunusRunningRow *self)
{
  update_title (self);
  update_state (self);
  update_peer (self);
  update_pause (self);
  name_line (self);
}

static void
pause_cb (PortunusRunningRow *self)
{
  if (self->transfer != NULL)
    portunus_transfer_set_paused (self->transfer, !portunus_transfer_is_paused (self->transfer));
}

static void
cancel_cb (PortunusRunningRow *self)
{
  g_autoptr (PortunusTransfer) transfer = self->transfer != NULL ? g_object_ref (self->transfer) : NULL;

  if (transfer != NULL)
    portunus_transfer_request_cancel (transfer);
}

static void
portunus_running_row_dispose (GObject *object)
{
  portunus_running_row_set_transfer (PORTUNUS_RUNNING_ROW (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), PORTUNUS_TYPE_RUNNING_ROW);

  G_OBJECT_CLASS (portunus_running_row_parent_class)->dispose (object);
}

static void
portunus_running_row_class_init (PortunusRunningRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = portunus_running_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/portunus/App/portunus-running-row.ui");
  gtk_widget_class_bind_template_child (widget_class, PortunusRunningRow, icon);
  gtk_widget_class_bind_template_child (widget_class, PortunusRunningRow, title_label);
  gtk_widget_class_bind_template_child (widget_class, PortunusRunningRow, peer_label);
  gtk_widget_class_bind_template_child (widget_class, PortunusRunningRow, trust_label);
  gtk_widget_class_bind_template_child (widget_class, PortunusRunningRow, lane_label);
  gtk_widget_class_bind_template_child (widget_class, PortunusRunningRow, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, PortunusRunningRow, status_label);
  gtk_widget_class_bind_template_child (widget_class, PortunusRunningRow, words_label);
  gtk_widget_class_bind_template_child (widget_class, PortunusRunningRow, pause_button);
  gtk_widget_class_bind_template_child (widget_class, PortunusRunningRow, cancel_button);
  gtk_widget_class_bind_template_callback (widget_class, pause_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
}

static void
portunus_running_row_init (PortunusRunningRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * portunus_running_row_set_transfer:
 * @self: a row of a line
 * @transfer: (nullable): what to show; %NULL lets go of the last one
 */
void
portunus_running_row_set_transfer (PortunusRunningRow *self,
                                   PortunusTransfer   *transfer)
{
  static const char * const watched[] = {
    "notify::state", "notify::title", "notify::peer-name", "notify::peer-label", "notify::words", "notify::path",
    "notify::is-paused", "notify::can-pause",
  };

  g_return_if_fail (PORTUNUS_IS_RUNNING_ROW (self));

  if (self->transfer != NULL)
    g_signal_handlers_disconnect_by_data (self->transfer, self);
  g_set_object (&self->transfer, transfer);
  if (transfer == NULL)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (watched); i++)
    g_signal_connect_object (transfer, watched[i], G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  /* The last that is told of each step. */
  g_signal_connect_object (transfer, "notify::fraction", G_CALLBACK (update_progress), self, G_CONNECT_SWAPPED);
  update (self);
}
