/* portunus-journal-peek.h: what earlier transfers left in a folder, for those who only look
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-journal.h"

G_BEGIN_DECLS

/**
 * PortunusBeginning:
 * @size: of the whole file
 * @mtime_ns: its time of change
 * @n_bytes: how much of it there is
 * @part_path: where that is, relative to the folder
 */
typedef struct
{
  guint64  size;
  gint64   mtime_ns;
  guint64  n_bytes;
  char    *part_path;
} PortunusBeginning;

/**
 * PortunusJournalPeek:
 * @top_names: (element-type utf8 utf8): what an earlier run of the transfer called things
 * @beginnings: (element-type utf8 PortunusBeginning): path in a manifest -> what an interrupted transfer left
 */
typedef struct
{
  GHashTable *top_names;
  GHashTable *beginnings;
} PortunusJournalPeek;

PortunusJournalPeek *portunus_journal_peek      (const char          *journal_path,
                                                 const guint8        *id,
                                                 const char          *directory);
void                 portunus_journal_peek_free (PortunusJournalPeek *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusJournalPeek, portunus_journal_peek_free)

G_END_DECLS
