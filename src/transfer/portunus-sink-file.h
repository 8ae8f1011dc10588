/* portunus-sink-file.h: one file being received
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-sink.h"

G_BEGIN_DECLS

/**
 * PortunusSinkFile:
 *
 * A part file that grows until it is finished or abandoned. It needs its sink to be alive.
 */
typedef struct _PortunusSinkFile PortunusSinkFile;

/* @part_path: (nullable): what get_part_path() gave in an earlier run, to go on at @offset; an error if it is not there
 * as we left it (start anew then). */
PortunusSinkFile *portunus_sink_file_open          (PortunusSink      *sink,
                                                    guint              index,
                                                    const char        *part_path,
                                                    guint64            offset,
                                                    GError           **error);
/* Where the content is meanwhile, relative to the folder; NULL for a stream. */
const char       *portunus_sink_file_get_part_path (PortunusSinkFile  *self);
guint64           portunus_sink_file_get_offset    (PortunusSinkFile  *self);
void              portunus_sink_file_expect        (PortunusSinkFile  *self,
                                                    guint64            size,
                                                    gint64             mtime_ns);
gboolean          portunus_sink_file_write         (PortunusSinkFile  *self,
                                                    const guint8      *data,
                                                    gsize              length,
                                                    GError           **error);
gboolean          portunus_sink_file_write_hole    (PortunusSinkFile  *self,
                                                    guint64            length,
                                                    GError           **error);
/* Drops everything from @offset on, as when the sender's file changed. */
gboolean          portunus_sink_file_truncate      (PortunusSinkFile  *self,
                                                    guint64            offset,
                                                    GError           **error);
/* SHA-256 of what is there up to @n_bytes. */
gboolean          portunus_sink_file_hash_prefix   (PortunusSinkFile  *self,
                                                    guint64            n_bytes,
                                                    guint8             digest[PORTUNUS_HASH_SIZE],
                                                    GError           **error);
/* Checks the size, sets attributes, gives the file its name. Ends @self. Returns (transfer full) the final path,
 * relative to the folder; NULL on error, the part file is kept then. */
char             *portunus_sink_file_finish        (PortunusSinkFile  *self,
                                                    GError           **error);
/* Ends @self. */
void              portunus_sink_file_abandon       (PortunusSinkFile  *self,
                                                    gboolean           keep_part);

G_END_DECLS
