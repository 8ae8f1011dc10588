/* portunus-throughput-plot.c: how fast data went in the last minute
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-throughput-plot.h"

#include <glib/gi18n.h>

#include "portunus-tooltip.h"
#include "portunus-transfer.h"

#define N_SECONDS      60
#define NATURAL_WIDTH  240
#define NATURAL_HEIGHT 72
#define MIN_WIDTH      120

/* Slower than this is drawn near the ground, not at the top. */
#define MIN_TOP_RATE 100000

struct _PortunusThroughputPlot
{
  GtkWidget   parent_instance;

  /* Owned */
  GListModel *transfers;
  guint       timer;

  guint64     rates[N_SECONDS];   /* the latest last */
};

enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusThroughputPlot, portunus_throughput_plot, GTK_TYPE_WIDGET)

static gboolean
is_moving (PortunusTransfer *transfer)
{
  return portunus_transfer_get_state (transfer) == PORTUNUS_TRANSFER_RUNNING;
}

static guint64
sum_rates (PortunusThroughputPlot *self)
{
  double sum = 0;

  for (guint i = 0; i < g_list_model_get_n_items (self->transfers); i++)
    {
      g_autoptr (PortunusTransfer) transfer = g_list_model_get_item (self->transfers, i);

      if (is_moving (transfer))
        sum += MAX (0, portunus_transfer_get_rate (transfer));
    }
  return (guint64) sum;
}

static gboolean
is_anything_moving (PortunusThroughputPlot *self)
{
  for (guint i = 0; self->transfers != NULL && i < g_list_model_get_n_items (self->transfers); i++)
    {
      g_autoptr (PortunusTransfer) transfer = g_list_model_get_item (self->transfers, i);

      if (is_moving (transfer))
        return TRUE;
    }
  return FALSE;
}

static void
add_rate (PortunusThroughputPlot *self,
          guint64                 rate)
{
  memmove (self->rates, self->rates + 1, sizeof self->rates - sizeof self->rates[0]);
  self->rates[N_SECONDS - 1] = rate;
}

static void
update_accessible (PortunusThroughputPlot *self)
{
  guint64 rate = portunus_throughput_plot_get_rate (self);
  guint64 top_rate = portunus_throughput_plot_get_top_rate (self);
  g_autofree char *now = g_format_size (rate);
  g_autofree char *most = g_format_size (top_rate);
  /* Translators: two rates: "2.3 MB/s now, at most 4.5 MB/s in the last minute" */
  g_autofree char *text = g_strdup_printf (_("%s/s now, at most %s/s in the last minute"), now, most);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, 0.0,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, (double) MAX (top_rate, MIN_TOP_RATE),
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, (double) rate,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text,
                                  -1);
  portunus_tooltip_set (GTK_WIDGET (self), text);
}

static void
show_rates (PortunusThroughputPlot *self)
{
  update_accessible (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static gboolean
tick_cb (gpointer user_data)
{
  PortunusThroughputPlot *self = user_data;

  add_rate (self, sum_rates (self));
  show_rates (self);
  if (is_anything_moving (self) || portunus_throughput_plot_get_top_rate (self) > 0)
    return G_SOURCE_CONTINUE;
  self->timer = 0;
  return G_SOURCE_REMOVE;
}

static void
start_if_moving (PortunusThroughputPlot *self)
{
  if (self->timer == 0 && is_anything_moving (self))
    self->timer = g_timeout_add_seconds (1, tick_cb, self);
}

static void
items_changed_cb (GListModel             *transfers,
                  guint                   position,
                  guint                   n_removed,
                  guint                   n_added,
                  PortunusThroughputPlot *self)
{
  for (guint i = position; i < position + n_added; i++)
    {
      g_autoptr (PortunusTransfer) transfer = g_list_model_get_item (transfers, i);

      g_signal_connect_object (transfer, "notify::state", G_CALLBACK (start_if_moving), self, G_CONNECT_SWAPPED);
    }
  start_if_moving (self);
}

static void
draw_line (cairo_t                *cr,
           PortunusThroughputPlot *self,
           int                     width,
           int                     height)
{
  double top_rate = (double) MAX (portunus_throughput_plot_get_top_rate (self), MIN_TOP_RATE);

  for (guint i = 0; i < N_SECONDS; i++)
    cairo_line_to (cr, (double) i * width / (N_SECONDS - 1),
                   1 + (height - 2) * (1 - (double) self->rates[i] / top_rate));
}

static void
portunus_throughput_plot_snapshot (GtkWidget   *widget,
                                   GtkSnapshot *snapshot)
{
  PortunusThroughputPlot *self = PORTUNUS_THROUGHPUT_PLOT (widget);
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  g_autoptr (GtkStyleContext) context = g_object_ref (gtk_widget_get_style_context (widget));
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  GdkRGBA color;

  gtk_style_context_get_color (context, &color);
  /* Time goes with the direction of reading. */
  if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
    {
      cairo_translate (cr, width, 0);
      cairo_scale (cr, -1, 1);
    }
  draw_line (cr, self, width, height);
  cairo_set_line_width (cr, 2);
  gdk_cairo_set_source_rgba (cr, &color);
  cairo_stroke_preserve (cr);
  cairo_line_to (cr, width, height);
  cairo_line_to (cr, 0, height);
  color.alpha *= .15F;
  gdk_cairo_set_source_rgba (cr, &color);
  cairo_fill (cr);
  cairo_destroy (cr);
}

static void
portunus_throughput_plot_measure (GtkWidget      *widget,
                                  GtkOrientation  orientation,
                                  int             for_size,
                                  int            *minimum,
                                  int            *natural,
                                  int            *minimum_baseline,
                                  int            *natural_baseline)
{
  gboolean is_width = orientation == GTK_ORIENTATION_HORIZONTAL;

  *minimum = is_width ? MIN_WIDTH : NATURAL_HEIGHT;
  *natural = is_width ? NATURAL_WIDTH : NATURAL_HEIGHT;
  *minimum_baseline = *natural_baseline = -1;
}

static void
portunus_throughput_plot_dispose (GObject *object)
{
  PortunusThroughputPlot *self = PORTUNUS_THROUGHPUT_PLOT (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->transfers != NULL)
    g_signal_handlers_disconnect_by_data (self->transfers, self);
  g_clear_object (&self->transfers);

  G_OBJECT_CLASS (portunus_throughput_plot_parent_class)->dispose (object);
}

static void
portunus_throughput_plot_class_init (PortunusThroughputPlotClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = portunus_throughput_plot_dispose;
  widget_class->snapshot = portunus_throughput_plot_snapshot;
  widget_class->measure = portunus_throughput_plot_measure;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_css_name (widget_class, "plot");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_METER);
}

static void
portunus_throughput_plot_init (PortunusThroughputPlot *self)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Throughput"), -1);
  update_accessible (self);
}

/**
 * portunus_throughput_plot_set_transfers:
 * @self: a plot
 * @transfers: (nullable): a list of #PortunusTransfer to follow from now on
 *
 * Begins with a flat line.
 */
void
portunus_throughput_plot_set_transfers (PortunusThroughputPlot *self,
                                        GListModel             *transfers)
{
  g_return_if_fail (PORTUNUS_IS_THROUGHPUT_PLOT (self));

  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->transfers != NULL)
    g_signal_handlers_disconnect_by_data (self->transfers, self);
  g_set_object (&self->transfers, transfers);
  memset (self->rates, 0, sizeof self->rates);
  show_rates (self);
  if (transfers == NULL)
    return;
  g_signal_connect_object (transfers, "items-changed", G_CALLBACK (items_changed_cb), self, 0);
  items_changed_cb (transfers, 0, 0, g_list_model_get_n_items (transfers), self);
}

/**
 * portunus_throughput_plot_get_rate:
 * @self: a plot
 *
 * Returns: the latest rate, in bytes a second
 */
guint64
portunus_throughput_plot_get_rate (PortunusThroughputPlot *self)
{
  return self->rates[N_SECONDS - 1];
}

/**
 * portunus_throughput_plot_get_top_rate:
 * @self: a plot
 *
 * Returns: the highest rate of the last minute, in bytes a second
 */
guint64
portunus_throughput_plot_get_top_rate (PortunusThroughputPlot *self)
{
  guint64 top_rate = 0;

  for (guint i = 0; i < N_SECONDS; i++)
    top_rate = MAX (top_rate, self->rates[i]);
  return top_rate;
}
