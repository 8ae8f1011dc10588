/* portunus-forecast-format.h: what would become of an offered file, in words
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-forecast.h"

G_BEGIN_DECLS

/* (nullable): NULL where nothing is in the way. @is_decided: whether the policy of the forecast was chosen. */
char *portunus_forecast_format_fate (PortunusForecast *forecast,
                                     PortunusManifest *manifest,
                                     guint             index,
                                     gboolean          is_decided);

G_END_DECLS
