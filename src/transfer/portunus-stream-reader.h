/* portunus-stream-reader.h: opens sealed data frames and takes their records apart
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-secret.h"
#include "portunus-stream.h"

G_BEGIN_DECLS

/**
 * PortunusStreamHandler:
 *
 * What to do with each record. They come in the order of the grammar: begin, any number of data and hole, end, and so
 * on, and finish at last; a begin without an end before it begins the same file again. A handler that gives %FALSE ends
 * the transfer with its error.
 */
typedef struct
{
  gboolean (*begin)  (guint32             file,
                      guint64             offset,
                      guint64             size,
                      gint64              mtime_ns,
                      gpointer            user_data,
                      GError            **error);
  gboolean (*data)   (const guint8       *bytes,
                      gsize               n_bytes,
                      gpointer            user_data,
                      GError            **error);
  gboolean (*hole)   (guint64             n_bytes,
                      gpointer            user_data,
                      GError            **error);
  gboolean (*end)    (PortunusEndStatus   status,
                      guint64             size,
                      gpointer            user_data,
                      GError            **error);
  gboolean (*finish) (gpointer            user_data,
                      GError            **error);
} PortunusStreamHandler;

/**
 * PortunusStreamReader:
 *
 * Used by the receiving worker. Bytes are hostile until they are opened, and records even then.
 */
typedef struct _PortunusStreamReader PortunusStreamReader;

PortunusStreamReader *portunus_stream_reader_new         (PortunusSecret               *key,
                                                          const guint8                 *transfer_id,
                                                          const PortunusStreamHandler  *handler,
                                                          gpointer                      user_data);
void                  portunus_stream_reader_free        (PortunusStreamReader         *self);
gboolean              portunus_stream_reader_take_frame  (PortunusStreamReader         *self,
                                                          GBytes                       *frame,
                                                          GError                      **error);
gboolean              portunus_stream_reader_is_finished (PortunusStreamReader         *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusStreamReader, portunus_stream_reader_free)

G_END_DECLS
