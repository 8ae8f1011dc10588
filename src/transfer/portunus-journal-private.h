/* portunus-journal-private.h: what the parts of the journal share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-database.h"
#include "portunus-journal.h"

G_BEGIN_DECLS

struct _PortunusJournal
{
  /* Owned */
  PortunusDatabase *database;
  GHashTable       *numbers;    /* id as GBytes -> row number of the transfer that was begun */
  GHashTable       *pending;    /* PortunusPendingFile, its own key */

  gint64            last_flush_us;
  guint64           n_pending_bytes;
  gboolean          is_broken;
};

/**
 * PortunusPendingFile:
 *
 * A row that is not written yet; a later state of the same file takes its place.
 */
typedef struct
{
  gint64               transfer;
  PortunusJournalFile  file;
} PortunusPendingFile;

PortunusDatabase *_portunus_journal_open_database (const char           *path,
                                                   GError              **error);
void              _portunus_journal_fail          (PortunusJournal      *self,
                                                   const GError         *error);
gint64            _portunus_journal_find_number   (PortunusJournal      *self,
                                                   const guint8         *id);
void              _portunus_journal_drop_consent (PortunusJournal      *self,
                                                  gint64                number);
void              _portunus_journal_forget_number (PortunusJournal     *self,
                                                   gint64               number);
guint             _portunus_pending_file_hash     (gconstpointer         key);
gboolean          _portunus_pending_file_equal    (gconstpointer         a,
                                                   gconstpointer         b);
void              _portunus_pending_file_free     (gpointer              data);

G_END_DECLS
