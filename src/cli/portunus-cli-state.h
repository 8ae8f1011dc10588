/* portunus-cli-state.h: names of states and kinds, as --json prints them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-manifest.h"
#include "portunus-transfer.h"

G_BEGIN_DECLS

const char *portunus_cli_state_get_name       (PortunusTransferState state);
const char *portunus_cli_file_status_get_name (PortunusFileStatus    status);
const char *portunus_cli_entry_type_get_name  (PortunusEntryType     type);

G_END_DECLS
