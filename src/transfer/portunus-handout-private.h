/* portunus-handout-private.h: what the parts of a handout share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-archive.h"
#include "portunus-handout.h"
#include "portunus-kdf.h"

G_BEGIN_DECLS

struct _PortunusHandout
{
  GObject            parent_instance;

  /* Owned */
  GMainContext      *context;
  PortunusSourceSet *sources;
  GByteArray        *wanted;
  PortunusArchive   *archive;       /* NULL where there is nothing to put into it */
  char              *title;
  PortunusThrottle  *throttle;
  GHashTable        *coverages;     /* index -> PortunusCoverage */
  GError            *error;

  GMutex             lock;          /* guards the two above, and the counts and flags below */
  guint              n_left;        /* files and texts that were not taken */
  guint              n_texts_left;
  guint64            file_bytes_taken;
  guint64            text_bytes_taken;
  guint64            archive_bytes_taken;
  gboolean           is_archive_taken;
  gint64             taken_us;
  gint64             posted_us;
  gboolean           is_posted;
  gboolean           is_closed;
  guint              culprit;       /* of the error */

  guint8             digest[PORTUNUS_HASH_SIZE];
  guint              n_files;       /* and texts */
  guint64            n_bytes;
  guint64            n_file_bytes;
  guint              n_gone;        /* files that were wanted, and cannot be read any more */
  guint              single;        /* index of the only file, or PORTUNUS_HANDOUT_ALL */
  gboolean           has_told_end;
};

PortunusSourceSet *_portunus_handout_get_sources (PortunusHandout *self);
PortunusArchive   *_portunus_handout_get_archive (PortunusHandout *self);

G_END_DECLS
