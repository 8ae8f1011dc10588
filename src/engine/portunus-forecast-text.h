/* portunus-forecast-text.h: how much of an offer is in the folder already, and whether the rest fits, in words
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-forecast.h"

G_BEGIN_DECLS

/* (transfer full): a size in bytes, for a person. */
typedef char *(*PortunusForecastSizeFunc) (guint64 n_bytes);

char *portunus_forecast_text_dup_counts (const PortunusForecastSummary *summary);
char *portunus_forecast_text_dup_room   (PortunusForecast              *forecast,
                                         const PortunusForecastSummary *summary,
                                         PortunusForecastSizeFunc       format_size);

G_END_DECLS
