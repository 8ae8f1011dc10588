/* portunus-archive-private.h: the layout of an archive, for the reader
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-archive.h"

G_BEGIN_DECLS

/**
 * PortunusArchiveItem:
 * @index: of the manifest's entry
 * @name: in the archive; ends with "/" for a folder
 * @size: bytes of content
 * @mtime_ns: of the entry
 * @mode: type and permissions, as in Unix
 * @local_offset: where its local header is
 * @central_offset: where its header in the directory is
 */
typedef struct
{
  guint    index;
  char    *name;
  guint64  size;
  gint64   mtime_ns;
  guint    mode;
  guint64  local_offset;
  guint64  central_offset;
} PortunusArchiveItem;

struct _PortunusArchive
{
  /* Owned */
  PortunusSourceSet *sources;
  GArray            *items;      /* PortunusArchiveItem */
  guint32           *crcs;
  guint8            *has_crc;
  GMutex             lock;       /* guards the two above */

  guint64            directory_offset;
  guint64            end_offset;
  guint64            size;
};

/* Lengths of the records below. */
guint64     _portunus_archive_measure_local   (const PortunusArchiveItem *item);
guint64     _portunus_archive_measure_central (const PortunusArchiveItem *item);

GByteArray *_portunus_archive_make_local      (const PortunusArchiveItem *item);
GByteArray *_portunus_archive_make_descriptor (const PortunusArchiveItem *item,
                                               guint32                    crc);
GByteArray *_portunus_archive_make_central    (const PortunusArchiveItem *item,
                                               guint32                    crc);
GByteArray *_portunus_archive_make_end        (const PortunusArchive     *archive);

gboolean    _portunus_archive_get_crc         (PortunusArchive           *self,
                                               guint                      position,
                                               guint32                   *crc);
void        _portunus_archive_set_crc         (PortunusArchive           *self,
                                               guint                      position,
                                               guint32                    crc);

G_END_DECLS
