/* portunus-transfer-places.h: where the files of a past transfer are, and showing them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "portunus-history-entry.h"
#include "portunus-history-file.h"

G_BEGIN_DECLS

GFile     *portunus_transfer_places_dup_file    (PortunusHistoryEntry *entry,
                                                 PortunusHistoryFile  *file);
GPtrArray *portunus_transfer_places_list_tops   (PortunusHistoryEntry *entry,
                                                 GPtrArray            *files);
void       portunus_transfer_places_open        (GtkWidget            *origin,
                                                 GFile                *file);
void       portunus_transfer_places_show        (GtkWidget            *origin,
                                                 GPtrArray            *files,
                                                 GFile                *folder);

G_END_DECLS
