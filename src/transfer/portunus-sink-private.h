/* portunus-sink-private.h: what the parts of the sink share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <sys/stat.h>

#include "portunus-sink-file.h"
#include "portunus-sink-place.h"

G_BEGIN_DECLS

#define PORTUNUS_PART_PREFIX ".portunus-"
#define PORTUNUS_PART_SUFFIX ".part"

struct _PortunusSink
{
  /* Owned */
  PortunusSinkPlace      *place;        /* NULL for standard output */
  PortunusManifest       *manifest;
  guint8                 *actions;      /* PortunusSinkAction for each entry */
  GHashTable             *folders;      /* manifest's path -> PortunusPlannedFolder */
  GHashTable             *folder_paths; /* set of the paths of those */
  GHashTable             *renamed;      /* index -> path, where it does not follow from its folder's */
  GHashTable             *top_names;    /* first component -> chosen one */
  GHashTable             *restored;     /* as top_names: what an earlier run chose */
  GCancellable           *cancellable;  /* NULL but where a plan is made to look at only */

  PortunusConflictPolicy  policy;
  char                    tag[9];       /* first 8 hexadecimal digits of the transfer id */
  guint64                 planned_bytes;
};

struct _PortunusSinkFile
{
  /* Owned */
  char          *path;          /* where it is to go */
  char          *part_path;     /* NULL for a stream */
  int            fd;            /* but for standard output */

  /* Borrowed */
  PortunusSink  *sink;

  PortunusEntry  entry;
  guint          index;
  guint64        offset;
  guint64        n_put_out;     /* so much of it is on its way to the disk, or there */
};

/**
 * PortunusPlannedFolder:
 * @path: where it goes
 * @exists: whether it is there, so that what goes into it may meet something
 * @is_restored: whether an earlier run of this transfer began it
 */
typedef struct
{
  char     *path;
  gboolean  exists;
  gboolean  is_restored;
} PortunusPlannedFolder;

PortunusSink *_portunus_sink_new_to_look (const char *directory,
                                         PortunusConflictPolicy policy,
                                         GError       **error);
void     _portunus_planned_folder_free  (gpointer       data);
void     _portunus_sink_file_free       (PortunusSinkFile *self);
void     _portunus_sink_set_error       (GError       **error,
                                         const char    *path,
                                         int            number);
char    *_portunus_sink_number_path     (const char    *path,
                                         guint          number);
gboolean _portunus_sink_is_part_name    (const char    *name);
gboolean _portunus_sink_is_own_part     (const struct stat *info);
gboolean _portunus_sink_lock_part       (int            fd);
gboolean _portunus_sink_remove_own_part (int            parent,
                                         const char    *name);
gboolean _portunus_sink_hash_descriptor (int           fd,
                                         const char   *path,
                                         guint64       n_bytes,
                                         guint8        digest[PORTUNUS_HASH_SIZE],
                                         GError      **error);
gint64   _portunus_sink_get_mtime_ns    (const struct stat *info);
struct timespec _portunus_sink_to_timespec (gint64      mtime_ns);

G_END_DECLS
