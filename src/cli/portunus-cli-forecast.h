/* portunus-cli-forecast.h: what receiving would do, as lines of a terminal
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-forecast.h"

G_BEGIN_DECLS

char *portunus_cli_forecast_format (PortunusForecast *forecast);

G_END_DECLS
