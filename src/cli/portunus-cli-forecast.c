/* portunus-cli-forecast.c: what receiving would do, as lines of a terminal
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-cli-forecast.h"

#include "portunus-cli-text.h"
#include "portunus-forecast-text.h"

/**
 * portunus_cli_forecast_format:
 * @forecast: a forecast
 *
 * Returns: (transfer full): what is there already and how much room, a line for each that is known
 */
char *
portunus_cli_forecast_format (PortunusForecast *forecast)
{
  PortunusForecastSummary summary;
  g_autofree char *counts = NULL;
  g_autofree char *room = NULL;

  portunus_forecast_sum (forecast, NULL, &summary);
  counts = portunus_forecast_text_dup_counts (&summary);
  room = portunus_forecast_text_dup_room (forecast, &summary, portunus_cli_format_size);
  return g_strconcat (counts, *counts != '\0' ? "\n" : "", room, *room != '\0' ? "\n" : "", NULL);
}
