/* portunus-request-watch.h: every request of a server in the metrics and in the log
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "portunus-metrics.h"

G_BEGIN_DECLS

void portunus_request_watch_server (SoupServer      *server,
                                    PortunusMetrics *metrics);

G_END_DECLS
