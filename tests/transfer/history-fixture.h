/* history-fixture.h: a history in a folder of its own, and what to put into it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-history-private.h"

G_BEGIN_DECLS

typedef struct
{
  char            *folder;
  char            *path;
  PortunusHistory *history;
} HistoryFixture;

typedef void (*HistoryTestFunc) (HistoryFixture *f,
                                 gconstpointer   data);

void                  history_add         (const char                  *path,
                                           HistoryTestFunc              func);
void                  history_reopen      (HistoryFixture              *f);
/* Lends its texts. */
PortunusHistoryRecord history_make_record (gint64                       id,
                                           const char                  *title);
GPtrArray            *history_make_files  (const char * const          *names);
void                  history_put         (HistoryFixture              *f,
                                           const PortunusHistoryRecord *record,
                                           GPtrArray                   *files);
guint                 history_count       (HistoryFixture              *f,
                                           const char                  *search);
/* (transfer full) (nullable) */
PortunusHistoryEntry *history_find        (HistoryFixture              *f,
                                           gint64                       id);
gboolean              history_has         (HistoryFixture              *f,
                                           gint64                       id);

G_END_DECLS
