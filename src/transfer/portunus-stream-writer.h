/* portunus-stream-writer.h: packs files into sealed data streams and sends them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-lane.h"
#include "portunus-secret.h"
#include "portunus-stream.h"

G_BEGIN_DECLS

/**
 * PortunusStreamWriter:
 *
 * Small files share a stream, large ones get one of their own. Used by the sending worker; every call may block in the
 * lane, and fails when the lane is over.
 */
typedef struct _PortunusStreamWriter PortunusStreamWriter;

PortunusStreamWriter *portunus_stream_writer_new        (PortunusLane          *lane,
                                                         PortunusSecret        *key,
                                                         const guint8          *transfer_id);
void                  portunus_stream_writer_free       (PortunusStreamWriter  *self);
gboolean              portunus_stream_writer_begin_file (PortunusStreamWriter  *self,
                                                         guint32                file,
                                                         guint64                offset,
                                                         guint64                size,
                                                         gint64                 mtime_ns,
                                                         GError               **error);
guint8               *portunus_stream_writer_get_room   (PortunusStreamWriter  *self,
                                                         gsize                 *n_room,
                                                         GError               **error);
void                  portunus_stream_writer_add_data   (PortunusStreamWriter  *self,
                                                         gsize                  n_bytes);
gboolean              portunus_stream_writer_add_hole   (PortunusStreamWriter  *self,
                                                         guint64                n_bytes,
                                                         GError               **error);
gboolean              portunus_stream_writer_end_file   (PortunusStreamWriter  *self,
                                                         PortunusEndStatus      status,
                                                         guint64                size,
                                                         GError               **error);
gboolean              portunus_stream_writer_flush      (PortunusStreamWriter  *self,
                                                         GError               **error);
gboolean              portunus_stream_writer_finish     (PortunusStreamWriter  *self,
                                                         GError               **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusStreamWriter, portunus_stream_writer_free)

G_END_DECLS
