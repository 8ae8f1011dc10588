/* portunus-history-list.h: the past transfers as a list that reads what is looked at
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-history.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_HISTORY_LIST (portunus_history_list_get_type ())

/**
 * PortunusHistoryList:
 *
 * A #GListModel of #PortunusHistoryEntry, the youngest first. It knows how many there are and reads an entry when
 * somebody asks for it, so that ten thousand cost no more than those on the screen. Belongs to the thread that opened
 * its history.
 */
G_DECLARE_FINAL_TYPE (PortunusHistoryList, portunus_history_list, PORTUNUS, HISTORY_LIST, GObject)

/* @history: (transfer full) (nullable): NULL makes a list that stays empty. */
PortunusHistoryList *portunus_history_list_new             (PortunusHistory     *history);
void                 portunus_history_list_set_search      (PortunusHistoryList *self,
                                                            const char          *search);
const char          *portunus_history_list_get_search      (PortunusHistoryList *self);
/* Something was written; says what changed. */
void                 portunus_history_list_refresh         (PortunusHistoryList *self);
/* Whether the one before it began on another day, in local time. */
gboolean             portunus_history_list_is_first_of_day (PortunusHistoryList *self,
                                                            PortunusHistoryEntry *entry);
/* (nullable): NULL where it is gone. */
PortunusHistoryEntry *portunus_history_list_dup_entry      (PortunusHistoryList *self,
                                                            gint64               id);
/* (element-type PortunusHistoryFile) */
GPtrArray           *portunus_history_list_read_files      (PortunusHistoryList *self,
                                                            PortunusHistoryEntry *entry);

G_END_DECLS
