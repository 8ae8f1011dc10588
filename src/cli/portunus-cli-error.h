/* portunus-cli-error.h: what an error means for a shell and for the person at it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * PortunusCliExit:
 * @PORTUNUS_CLI_EXIT_DONE: everything was delivered and verified
 * @PORTUNUS_CLI_EXIT_FAILED: something else went wrong
 * @PORTUNUS_CLI_EXIT_USAGE: the command line makes no sense
 * @PORTUNUS_CLI_EXIT_DECLINED: the receiver does not want it
 * @PORTUNUS_CLI_EXIT_WRONG_CODE: the link or code is damaged, wrong, or closed
 * @PORTUNUS_CLI_EXIT_NO_CONNECTION: no way to the room or the peer, or it broke for good
 * @PORTUNUS_CLI_EXIT_DISK: the destination is full or cannot be written
 * @PORTUNUS_CLI_EXIT_INTERRUPTED: stopped by a signal
 */
typedef enum
{
  PORTUNUS_CLI_EXIT_DONE = 0,
  PORTUNUS_CLI_EXIT_FAILED = 1,
  PORTUNUS_CLI_EXIT_USAGE = 2,
  PORTUNUS_CLI_EXIT_DECLINED = 3,
  PORTUNUS_CLI_EXIT_WRONG_CODE = 4,
  PORTUNUS_CLI_EXIT_NO_CONNECTION = 5,
  PORTUNUS_CLI_EXIT_DISK = 6,
  PORTUNUS_CLI_EXIT_INTERRUPTED = 130,
} PortunusCliExit;

PortunusCliExit  portunus_cli_error_get_exit   (const GError *error);
const char      *portunus_cli_error_get_name   (const GError *error);
char            *portunus_cli_error_dup_text   (const GError *error);
char            *portunus_cli_error_dup_detail (const GError *error);

G_END_DECLS
