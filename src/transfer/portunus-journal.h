/* portunus-journal.h: what the receiver must remember to go on after an interruption
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-sink.h"

G_BEGIN_DECLS

/**
 * PortunusJournalTransfer:
 * @id: the transfer's id
 * @sender_device: device id of the sender
 * @title: what a person calls it
 * @directory: (type filename): absolute path of the destination
 * @policy: what to do where a file exists
 */
typedef struct
{
  guint8                  id[PORTUNUS_TRANSFER_ID_SIZE];
  const char             *sender_device;
  const char             *title;
  const char             *directory;
  PortunusConflictPolicy  policy;
} PortunusJournalTransfer;

/**
 * PortunusJournalFileState:
 * @PORTUNUS_JOURNAL_PARTIAL: begun; the part file has at least the verified bytes
 * @PORTUNUS_JOURNAL_DONE: in place under its final name
 */
typedef enum
{
  PORTUNUS_JOURNAL_PARTIAL = 1,
  PORTUNUS_JOURNAL_DONE,
} PortunusJournalFileState;

/**
 * PortunusJournalFile:
 * @index: of the manifest's entry
 * @state: how far it is
 * @path: the manifest's path, to tell whether @index still means the same
 * @size: the manifest's size
 * @mtime_ns: the manifest's time of change
 * @part_path: (nullable): where the content is meanwhile, relative to the destination
 * @final_path: (nullable): where it is when done, relative to the destination
 * @verified_bytes: that went to the part file
 */
typedef struct
{
  guint                     index;
  PortunusJournalFileState  state;
  char                     *path;
  guint64                   size;
  gint64                    mtime_ns;
  char                     *part_path;
  char                     *final_path;
  guint64                   verified_bytes;
} PortunusJournalFile;

void portunus_journal_file_free (PortunusJournalFile *file);

/**
 * PortunusJournal:
 *
 * The receiver's memory, an SQLite file. It belongs to the thread that opened it and blocks. Progress is written at the
 * latest after a second or 16 MiB, and by flush() and close(). Once a transfer runs, a full disk or a broken file does
 * not stop it: the journal says so once with a message and remembers nothing from there on.
 */
typedef struct _PortunusJournal PortunusJournal;

/* ":memory:" as @path keeps it in memory. A file that is damaged is moved aside and a new one begun. */
PortunusJournal         *portunus_journal_open             (const char                     *path,
                                                            GError                        **error);
void                     portunus_journal_close            (PortunusJournal                *self);
/* Keeps what is there for the same id, so that it can be called on every attempt. */
void                     portunus_journal_begin_transfer   (PortunusJournal                *self,
                                                            const PortunusJournalTransfer  *transfer);
/* (element-type PortunusJournalFile) */
GPtrArray               *portunus_journal_list_files       (PortunusJournal                *self,
                                                            const guint8                   *id);
/* A part file of another transfer by the same device to the same folder with the same content by name, size and time:
 * the sender was started anew. It changes hands: the other transfer no longer has it. */
PortunusJournalFile     *portunus_journal_adopt_partial    (PortunusJournal                *self,
                                                            const guint8                   *id,
                                                            guint                           index,
                                                            const PortunusEntry            *entry);
void                     portunus_journal_set_top_name     (PortunusJournal                *self,
                                                            const guint8                   *id,
                                                            const char                     *original,
                                                            const char                     *chosen);
/* (element-type utf8 utf8) */
GHashTable              *portunus_journal_get_top_names    (PortunusJournal                *self,
                                                            const guint8                   *id);
void                     portunus_journal_set_progress     (PortunusJournal                *self,
                                                            const guint8                   *id,
                                                            guint                           index,
                                                            const PortunusEntry            *entry,
                                                            const char                     *part_path,
                                                            guint64                         verified_bytes);
void                     portunus_journal_mark_done        (PortunusJournal                *self,
                                                            const guint8                   *id,
                                                            guint                           index,
                                                            const PortunusEntry            *entry,
                                                            const char                     *final_path);
gboolean                 portunus_journal_flush            (PortunusJournal                *self);
/* All of it is in place. Remembered for a day, for a sender who did not hear of it and comes again. */
void                     portunus_journal_finish_transfer  (PortunusJournal                *self,
                                                            const guint8                   *id);
/* Forgets what was not touched for @max_age_s seconds, with its part files. Returns how many transfers. */
guint                    portunus_journal_sweep            (PortunusJournal                *self,
                                                            gint64                          max_age_s);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusJournal, portunus_journal_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusJournalFile, portunus_journal_file_free)

G_END_DECLS
