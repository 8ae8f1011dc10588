/* portunus-cli-watch.h: turns the changes of a transfer into events
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-cli-output.h"

G_BEGIN_DECLS

/** PORTUNUS_CLI_PROGRESS_INTERVAL_MS: progress is reported this often at most. */
#define PORTUNUS_CLI_PROGRESS_INTERVAL_MS 100

#define PORTUNUS_TYPE_CLI_WATCH (portunus_cli_watch_get_type ())

/**
 * PortunusCliWatch:
 *
 * Reports one transfer to an output for as long as it lives. Belongs to the context of the transfer.
 */
G_DECLARE_FINAL_TYPE (PortunusCliWatch, portunus_cli_watch, PORTUNUS, CLI_WATCH, GObject)

PortunusCliWatch *portunus_cli_watch_new (PortunusTransfer  *transfer,
                                          guint              number,
                                          PortunusCliOutput *output);

G_END_DECLS
