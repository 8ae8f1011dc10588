/* portunus-daemon.h: the life of one portunusd
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-daemon-options.h"

G_BEGIN_DECLS

int portunus_daemon_run (const PortunusDaemonOptions *options);

G_END_DECLS
