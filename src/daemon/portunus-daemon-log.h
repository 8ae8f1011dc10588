/* portunus-daemon-log.h: the log of portunusd, for people or for machines, on standard error
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-log-hub.h"

G_BEGIN_DECLS

/**
 * PortunusDaemonLogOptions:
 * @is_json: one JSON object a line, instead of text
 * @level: what is written and kept
 */
typedef struct
{
  gboolean         is_json;
  PortunusLogLevel level;
} PortunusDaemonLogOptions;

/**
 * PortunusDaemonLog:
 *
 * Takes what the program says by g_log() and its own messages. May be used from any thread.
 */
typedef struct _PortunusDaemonLog PortunusDaemonLog;

PortunusDaemonLog *portunus_daemon_log_start   (const PortunusDaemonLogOptions *options);
PortunusLogHub    *portunus_daemon_log_get_hub (PortunusDaemonLog              *self);
void               portunus_daemon_log_say     (PortunusDaemonLog              *self,
                                                PortunusLogLevel                level,
                                                const char                     *format,
                                                ...) G_GNUC_PRINTF (3, 4);

G_END_DECLS
