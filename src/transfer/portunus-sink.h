/* portunus-sink.h: the folder that a transfer is written to
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-conflict-policy.h"
#include "portunus-kdf.h"
#include "portunus-manifest.h"
#include "portunus-transfer-id.h"

G_BEGIN_DECLS

/** PORTUNUS_SINK_RESERVE: bytes that a transfer leaves free on the destination. */
#define PORTUNUS_SINK_RESERVE     (G_GUINT64_CONSTANT (64) * 1024 * 1024)

/**
 * PortunusSinkAction:
 * @PORTUNUS_SINK_IGNORE: not wanted, or nothing to make
 * @PORTUNUS_SINK_CREATE: to be written under a name that is free
 * @PORTUNUS_SINK_REPLACE: to be written over a regular file
 * @PORTUNUS_SINK_COMPARE: a file of this size is there: compare, then portunus_sink_resolve_comparison()
 * @PORTUNUS_SINK_SKIP: there already, or there is a newer one
 */
typedef enum
{
  PORTUNUS_SINK_IGNORE,
  PORTUNUS_SINK_CREATE,
  PORTUNUS_SINK_REPLACE,
  PORTUNUS_SINK_COMPARE,
  PORTUNUS_SINK_SKIP,
} PortunusSinkAction;

/**
 * PortunusSink:
 *
 * Writes the files of one transfer below one folder and nowhere else, under temporary names until they are whole.
 * Nothing is deleted or replaced that it did not make, but for regular files where the policy says so. All calls block:
 * use it on one worker. The error of one file does not end the sink. Errors name the entry's path:
 * %PORTUNUS_TRANSFER_ERROR_DISK_FULL, %PORTUNUS_TRANSFER_ERROR_DESTINATION.
 *
 * Order of calls: new(), restore_top_name() on resumption, plan(), files, finish().
 */
typedef struct _PortunusSink PortunusSink;

/* "-" as @directory is standard output. */
PortunusSink       *portunus_sink_new                (const char              *directory,
                                                      PortunusConflictPolicy   policy,
                                                      const guint8             transfer_id[PORTUNUS_TRANSFER_ID_SIZE],
                                                      GError                 **error);
void                portunus_sink_free               (PortunusSink            *self);
gboolean            portunus_sink_is_stream          (PortunusSink            *self);

/* A resumed transfer goes on where it began: call for each pair that get_top_names() gave then, before plan(). */
void                portunus_sink_restore_top_name   (PortunusSink            *self,
                                                      const char              *original,
                                                      const char              *chosen);
/* (element-type utf8 utf8): first component of a path -> what it is called here; complete after plan(). */
GHashTable         *portunus_sink_get_top_names      (PortunusSink            *self);

/* @wanted: (nullable): one byte for each entry, not 0 where wanted; NULL for all. */
gboolean            portunus_sink_plan               (PortunusSink            *self,
                                                      PortunusManifest        *manifest,
                                                      const guint8            *wanted,
                                                      GError                 **error);
PortunusSinkAction  portunus_sink_get_action         (PortunusSink            *self,
                                                      guint                    index);
/* Where an entry goes, relative to the folder, as far as is known before it is there. */
char               *portunus_sink_dup_path           (PortunusSink            *self,
                                                      guint                    index);
/* SHA-256 of the first @n_bytes of the file that is in the way of a COMPARE. */
gboolean            portunus_sink_hash_existing      (PortunusSink            *self,
                                                      guint                    index,
                                                      guint64                  n_bytes,
                                                      guint8                   digest[PORTUNUS_HASH_SIZE],
                                                      GError                 **error);
/* COMPARE becomes SKIP, or CREATE under another name. */
void                portunus_sink_resolve_comparison (PortunusSink            *self,
                                                      guint                    index,
                                                      gboolean                 is_identical);
/* Bytes to write for all of CREATE, REPLACE and COMPARE. */
guint64             portunus_sink_get_planned_bytes  (PortunusSink            *self);
/* @n_bytes_there: of the planned ones, in part files already. */
gboolean            portunus_sink_check_space        (PortunusSink            *self,
                                                      guint64                  n_bytes_there,
                                                      GError                 **error);
/* After the last file: symbolic links, empty folders, attributes of folders, one sync. Goes on after an error and
 * returns the first. */
gboolean            portunus_sink_finish             (PortunusSink            *self,
                                                      GError                 **error);
/* Removes a part file that an earlier run left, if it is one of ours; for swept transfers. */
gboolean            portunus_sink_remove_part        (const char              *directory,
                                                      const char              *part_path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusSink, portunus_sink_free)

G_END_DECLS
