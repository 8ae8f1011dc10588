/* stream-fixture.h: a writer and a reader of data streams with frames in the hand between them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-segment.h"
#include "portunus-stream-reader.h"
#include "portunus-stream-writer.h"
#include "portunus-test-lane.h"
#include "portunus-transfer-id.h"

G_BEGIN_DECLS

#define STREAM_MTIME G_GINT64_CONSTANT (-1234567890123)

/* What the reader's handler saw of one file. */
typedef struct
{
  guint32            index;
  guint64            offset;
  guint64            size;
  GByteArray        *content;
  PortunusEndStatus  status;
  guint64            end_size;
  guint              n_begins;
  gboolean           has_ended;
} StreamReceived;

typedef struct
{
  PortunusTestWire     *wire;
  PortunusLane         *from;
  PortunusLane         *to;
  PortunusSecret       *key;
  PortunusStreamWriter *writer;
  PortunusStreamReader *reader;
  GPtrArray            *received;
  gboolean              is_finished;
  gboolean              refuses_data;
} StreamFixture;

extern const guint8                stream_transfer_id[PORTUNUS_TRANSFER_ID_SIZE];
extern const PortunusStreamHandler stream_handler;

void            stream_setup           (StreamFixture *f,
                                        gconstpointer  data);
void            stream_teardown        (StreamFixture *f,
                                        gconstpointer  data);
/* The same bytes each time, in no pattern of a length that matters. */
GBytes         *stream_make_content    (gsize          size);
void            stream_write_bytes     (StreamFixture *f,
                                        const guint8  *data,
                                        gsize          length,
                                        gsize          max_piece);
void            stream_write_file      (StreamFixture *f,
                                        guint32        index,
                                        GBytes        *content,
                                        gsize          max_piece);
/* (transfer full) (element-type GBytes): what the writer sent since the last call. */
GPtrArray      *stream_take_frames     (StreamFixture *f);
guint32         stream_get_stream      (GBytes        *frame);
void            stream_read_frames     (StreamFixture *f,
                                        GPtrArray     *frames);
StreamReceived *stream_get_last        (StreamFixture *f);
void            stream_assert_received (StreamFixture *f,
                                        guint          position,
                                        guint32        index,
                                        GBytes        *content);

G_END_DECLS
