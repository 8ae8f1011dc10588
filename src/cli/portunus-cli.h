/* portunus-cli.h: the portunus-cli command
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

int portunus_cli_run (const char * const *arguments);

G_END_DECLS
