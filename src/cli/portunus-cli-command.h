/* portunus-cli-command.h: what the person at the other end has to type
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

char *portunus_cli_command_for_link (const char *url);
char *portunus_cli_command_for_room (const char *url);
/* (nullable) */
char *portunus_cli_command_for_code (const char *code,
                                     const char *url,
                                     const char *server);

G_END_DECLS
