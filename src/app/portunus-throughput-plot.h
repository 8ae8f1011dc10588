/* portunus-throughput-plot.h: how fast data went in the last minute
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PORTUNUS_TYPE_THROUGHPUT_PLOT (portunus_throughput_plot_get_type ())

/**
 * PortunusThroughputPlot:
 *
 * Looks once a second, and only while something moves or the last minute has something to show.
 */
G_DECLARE_FINAL_TYPE (PortunusThroughputPlot, portunus_throughput_plot, PORTUNUS, THROUGHPUT_PLOT, GtkWidget)

/* @transfers: (nullable): a list of PortunusTransfer */
void    portunus_throughput_plot_set_transfers (PortunusThroughputPlot *self,
                                                GListModel             *transfers);
/* Bytes a second. */
guint64 portunus_throughput_plot_get_rate      (PortunusThroughputPlot *self);
guint64 portunus_throughput_plot_get_top_rate  (PortunusThroughputPlot *self);

G_END_DECLS
