/* portunus-metered-stream.h: a client's stream that counts and limits what passes
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define PORTUNUS_TYPE_METERED_STREAM (portunus_metered_stream_get_type ())

/**
 * PortunusMeteredStream:
 *
 * Stands between an accepted connection and the HTTP library, which neither counts what it reads nor shows what it has
 * queued. Both of its streams are pollable. Now and then a read says that there is nothing, so that the library, which
 * reads one client until it has nothing more, turns to the others. Closing never waits for the peer: the base stream is
 * closed in the background, and "closed" is emitted at once. Belongs to one thread.
 */
G_DECLARE_FINAL_TYPE (PortunusMeteredStream, portunus_metered_stream, PORTUNUS, METERED_STREAM, GIOStream)

PortunusMeteredStream *portunus_metered_stream_new           (GIOStream             *base);
void                   portunus_metered_stream_set_max_read  (PortunusMeteredStream *self,
                                                              guint64                max_read);
void                   portunus_metered_stream_set_max_rate  (PortunusMeteredStream *self,
                                                              guint64                burst,
                                                              guint64                bytes_per_second);
void                   portunus_metered_stream_set_max_loose (PortunusMeteredStream *self,
                                                              guint64                burst,
                                                              guint64                bytes_per_second);
void                   portunus_metered_stream_account       (PortunusMeteredStream *self,
                                                              guint64                n_bytes);
guint64                portunus_metered_stream_get_n_loose   (PortunusMeteredStream *self);
guint64                portunus_metered_stream_get_n_written (PortunusMeteredStream *self);
gint64                 portunus_metered_stream_get_read_time (PortunusMeteredStream *self);

G_END_DECLS
