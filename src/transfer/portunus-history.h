/* portunus-history.h: the transfers that were, and those that are
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-history-entry.h"
#include "portunus-history-file.h"

G_BEGIN_DECLS

/** PORTUNUS_HISTORY_NAME: its name in the data folder. */
#define PORTUNUS_HISTORY_NAME        "history.sqlite"
/** PORTUNUS_HISTORY_MAX_FILES: how many files of one transfer are remembered one by one. */
#define PORTUNUS_HISTORY_MAX_FILES   200
/** PORTUNUS_HISTORY_MAX_ENTRIES: how many transfers are remembered; the oldest go first. */
#define PORTUNUS_HISTORY_MAX_ENTRIES 20000

/**
 * PortunusHistory:
 *
 * The memory for people, an SQLite file that several programs may have open at once. It belongs to the thread that
 * opened it and blocks. Errors are %PORTUNUS_STORE_ERROR.
 *
 * What runs is known by the program that runs it, which holds a lock for as long as it lives: so nobody takes the
 * transfer of another program for one that was interrupted, and nothing is left of a program that was killed.
 */
typedef struct _PortunusHistory PortunusHistory;

/**
 * PortunusHistoryKey:
 * @id: of a record
 * @started: Unix time in seconds
 */
typedef struct
{
  gint64 id;
  gint64 started;
} PortunusHistoryKey;

/* ":memory:" as @path keeps it in memory. A file that is damaged is moved aside and a new one begun. */
PortunusHistory      *portunus_history_open       (const char                   *path,
                                                   GError                      **error);
void                  portunus_history_close      (PortunusHistory              *self);
/* Once at the start of a program that records: what nobody runs any more was interrupted. Returns how many, -1 on
 * error. */
int                   portunus_history_recover    (PortunusHistory              *self,
                                                   GError                      **error);
/* Adds the record or replaces it. @files: (nullable) (element-type PortunusHistoryFile): NULL leaves them as they
 * are. */
gboolean              portunus_history_put        (PortunusHistory              *self,
                                                   const PortunusHistoryRecord  *record,
                                                   GPtrArray                    *files,
                                                   GError                      **error);
/* Forgets earlier attempts at the same transfer that did not come to an end. */
gboolean              portunus_history_supersede  (PortunusHistory              *self,
                                                   const PortunusHistoryRecord  *record,
                                                   GError                      **error);

/* (element-type PortunusHistoryKey): the youngest first; @search: (nullable) */
GArray               *portunus_history_list       (PortunusHistory              *self,
                                                   const char                   *search,
                                                   GError                      **error);
/* (nullable): NULL without an error where there is none. */
PortunusHistoryEntry *portunus_history_find       (PortunusHistory              *self,
                                                   gint64                        id,
                                                   GError                      **error);
/* (element-type PortunusHistoryFile) */
GPtrArray            *portunus_history_list_files (PortunusHistory              *self,
                                                   gint64                        id,
                                                   GError                      **error);

/* Takes one away, or all of the past for 0. Gives a number above 0 to bring it back or to forget it for good, or 0 on
 * error. */
gint64                portunus_history_hide       (PortunusHistory              *self,
                                                   gint64                        id,
                                                   GError                      **error);
gboolean              portunus_history_bring_back (PortunusHistory              *self,
                                                   gint64                        number,
                                                   GError                      **error);
gboolean              portunus_history_forget     (PortunusHistory              *self,
                                                   gint64                        number,
                                                   GError                      **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusHistory, portunus_history_close)

G_END_DECLS
