/* portunus-archive.h: a ZIP file of what is shared, which exists only while it is read
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-source.h"

G_BEGIN_DECLS

/**
 * PortunusArchive:
 *
 * Where everything is in the ZIP file of some entries: the same to the byte whenever it is read, so that its length is
 * known beforehand and any part of it can be read alone. Has an atomic reference count; any thread may use it.
 */
typedef struct _PortunusArchive PortunusArchive;

/* @wanted: one byte for each entry, not 0 where wanted. */
PortunusArchive *portunus_archive_new      (PortunusSourceSet      *sources,
                                            const guint8           *wanted);
PortunusArchive *portunus_archive_ref      (PortunusArchive        *self);
void             portunus_archive_unref    (PortunusArchive        *self);
guint64          portunus_archive_get_size (const PortunusArchive  *self);

/**
 * PortunusArchiveReader:
 *
 * Reads one stretch of an archive. All calls block: use it on one worker at a time.
 */
typedef struct _PortunusArchiveReader PortunusArchiveReader;

PortunusArchiveReader *portunus_archive_reader_new  (PortunusArchive        *archive,
                                                     guint64                 offset);
void                   portunus_archive_reader_free (PortunusArchiveReader  *self);
gssize                 portunus_archive_reader_read (PortunusArchiveReader  *self,
                                                     guint8                 *buffer,
                                                     gsize                   length,
                                                     GError                **error);
/* Whether the files whose content is before @end, from the offset on, are as they were offered. */
gboolean               portunus_archive_reader_check (PortunusArchiveReader *self,
                                                     guint64                 end,
                                                     GError                **error);
/* Which entry an error was about. */
guint                  portunus_archive_reader_get_culprit (PortunusArchiveReader *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusArchive, portunus_archive_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusArchiveReader, portunus_archive_reader_free)

G_END_DECLS
