/* portunus-cli-json.h: events for a program, one JSON object a line
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-cli-output.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_CLI_JSON (portunus_cli_json_get_type ())

/**
 * PortunusCliJson:
 *
 * A [iface@CliOutput]. Every line is an object with "event" and "time_ms" (a monotonic clock), flushed at once. Where a
 * number is not known it is null.
 */
G_DECLARE_FINAL_TYPE (PortunusCliJson, portunus_cli_json, PORTUNUS, CLI_JSON, GObject)

/* @stream stays the caller's. */
PortunusCliOutput *portunus_cli_json_new (FILE *stream);

G_END_DECLS
