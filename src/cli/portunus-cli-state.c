/* portunus-cli-state.c: names of states and kinds, as --json prints them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-cli-state.h"

static const char * const state_names[] = {
  [PORTUNUS_TRANSFER_CONNECTING] = "connecting",
  [PORTUNUS_TRANSFER_OFFERED] = "offered",
  [PORTUNUS_TRANSFER_CHECKING] = "checking",
  [PORTUNUS_TRANSFER_RUNNING] = "running",
  [PORTUNUS_TRANSFER_VERIFYING] = "verifying",
  [PORTUNUS_TRANSFER_RECONNECTING] = "reconnecting",
  [PORTUNUS_TRANSFER_DONE] = "done",
  [PORTUNUS_TRANSFER_DECLINED] = "declined",
  [PORTUNUS_TRANSFER_CANCELLED] = "cancelled",
  [PORTUNUS_TRANSFER_FAILED] = "failed",
};

static const char * const file_status_names[] = {
  [PORTUNUS_FILE_DONE] = "done",
  [PORTUNUS_FILE_RESTARTED] = "restarted",
  [PORTUNUS_FILE_FAILED] = "failed",
};

static const char * const entry_type_names[] = {
  [PORTUNUS_ENTRY_FILE] = "file",
  [PORTUNUS_ENTRY_DIRECTORY] = "directory",
  [PORTUNUS_ENTRY_SYMLINK] = "symlink",
  [PORTUNUS_ENTRY_TEXT] = "text",
};

/**
 * portunus_cli_state_get_name:
 * @state: a state
 *
 * Returns: its stable name
 */
const char *
portunus_cli_state_get_name (PortunusTransferState state)
{
  g_return_val_if_fail (state < G_N_ELEMENTS (state_names), NULL);

  return state_names[state];
}

/**
 * portunus_cli_file_status_get_name:
 * @status: what happened to a file
 *
 * Returns: its stable name
 */
const char *
portunus_cli_file_status_get_name (PortunusFileStatus status)
{
  g_return_val_if_fail (status < G_N_ELEMENTS (file_status_names), NULL);

  return file_status_names[status];
}

/**
 * portunus_cli_entry_type_get_name:
 * @type: the type of an entry
 *
 * Returns: its stable name
 */
const char *
portunus_cli_entry_type_get_name (PortunusEntryType type)
{
  g_return_val_if_fail (type >= PORTUNUS_ENTRY_FILE && type < G_N_ELEMENTS (entry_type_names), NULL);

  return entry_type_names[type];
}
