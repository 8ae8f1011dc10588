/* portunus-transfer-files.h: the files of a past transfer as a list that is read when it is looked at
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-history-list.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_TRANSFER_FILES (portunus_transfer_files_get_type ())

G_DECLARE_FINAL_TYPE (PortunusTransferFiles, portunus_transfer_files, PORTUNUS, TRANSFER_FILES, GObject)

GListModel           *portunus_transfer_files_new (PortunusHistoryList  *list,
                                                   PortunusHistoryEntry *entry);

G_END_DECLS
