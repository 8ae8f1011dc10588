/* portunus-source-file.h: one file being read for sending
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-kdf.h"
#include "portunus-source.h"

G_BEGIN_DECLS

/**
 * PortunusSourceFile:
 *
 * Reads one entry of a set. All calls block: use it on one worker. Errors are %PORTUNUS_TRANSFER_ERROR_SOURCE and name
 * the entry's path and the reason.
 */
typedef struct _PortunusSourceFile PortunusSourceFile;

PortunusSourceFile *portunus_source_file_open        (PortunusSourceSet   *set,
                                                      guint                index,
                                                      GError             **error);
/* As it is in the manifest, by size and time. */
PortunusSourceFile *portunus_source_file_open_as_offered (PortunusSourceSet   *set,
                                                      guint                index,
                                                      GError             **error);
void                portunus_source_file_close       (PortunusSourceFile  *self);
/* Size when it was opened, or PORTUNUS_SIZE_UNKNOWN. */
guint64             portunus_source_file_get_size    (PortunusSourceFile  *self);
gint64              portunus_source_file_get_mtime_ns (PortunusSourceFile  *self);
guint64             portunus_source_file_get_offset  (PortunusSourceFile  *self);
/* Whether what open() saw is what the manifest says, and is still there; FALSE sets @error. */
gboolean            portunus_source_file_check_unchanged (PortunusSourceFile  *self,
                                                      GError             **error);
/* Fills @buffer but for the end of the file; 0 at the end, -1 on error. */
gssize              portunus_source_file_read        (PortunusSourceFile  *self,
                                                      guint8              *buffer,
                                                      gsize                length,
                                                      GError             **error);
gboolean            portunus_source_file_seek        (PortunusSourceFile  *self,
                                                      guint64              offset,
                                                      GError             **error);
/* SHA-256 of the first @n_bytes, leaving the offset behind them. FALSE when the file is shorter or is a stream. */
gboolean            portunus_source_file_hash_prefix (PortunusSourceFile  *self,
                                                      guint64              n_bytes,
                                                      guint8               digest[PORTUNUS_HASH_SIZE],
                                                      GError             **error);
/* Where the next data, the next hole from @offset on begins; the size of the file where there is none. A file system
 * that knows no holes says that all is data. */
guint64             portunus_source_file_next_data   (PortunusSourceFile  *self,
                                                      guint64              offset);
guint64             portunus_source_file_next_hole   (PortunusSourceFile  *self,
                                                      guint64              offset);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusSourceFile, portunus_source_file_close)

G_END_DECLS
