/* stream-fixture.c: a writer and a reader of data streams with frames in the hand between them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "stream-fixture.h"

#include <string.h>

#include "portunus-wire.h"

const guint8 stream_transfer_id[PORTUNUS_TRANSFER_ID_SIZE] = "a transfer's id";

static void
received_free (gpointer data)
{
  StreamReceived *received = data;

  g_byte_array_unref (received->content);
  g_free (received);
}

StreamReceived *
stream_get_last (StreamFixture *f)
{
  g_assert_cmpuint (f->received->len, >, 0);
  return g_ptr_array_index (f->received, f->received->len - 1);
}

static gboolean
begin_cb (guint32    file,
          guint64    offset,
          guint64    size,
          gint64     mtime_ns,
          gpointer   user_data,
          GError   **error)
{
  StreamFixture *f = user_data;
  StreamReceived *received;

  g_assert_cmpint (mtime_ns, ==, STREAM_MTIME);
  if (f->received->len == 0 || stream_get_last (f)->has_ended)
    {
      received = g_new0 (StreamReceived, 1);
      received->content = g_byte_array_new ();
      g_ptr_array_add (f->received, received);
    }
  received = stream_get_last (f);
  g_byte_array_set_size (received->content, 0);
  received->index = file;
  received->offset = offset;
  received->size = size;
  received->n_begins++;
  return TRUE;
}

static gboolean
data_cb (const guint8  *bytes,
         gsize          n_bytes,
         gpointer       user_data,
         GError       **error)
{
  StreamFixture *f = user_data;

  g_assert_false (stream_get_last (f)->has_ended);
  g_byte_array_append (stream_get_last (f)->content, bytes, n_bytes);
  if (!f->refuses_data)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "No");
  return FALSE;
}

static gboolean
hole_cb (guint64    n_bytes,
         gpointer   user_data,
         GError   **error)
{
  StreamReceived *received = stream_get_last (user_data);
  guint before = received->content->len;

  g_assert_cmpuint (n_bytes, <=, 1024 * 1024);
  g_byte_array_set_size (received->content, before + n_bytes);
  memset (received->content->data + before, 0, n_bytes);
  return TRUE;
}

static gboolean
end_cb (PortunusEndStatus   status,
        guint64             size,
        gpointer            user_data,
        GError            **error)
{
  StreamReceived *received = stream_get_last (user_data);

  received->status = status;
  received->end_size = size;
  received->has_ended = TRUE;
  return TRUE;
}

static gboolean
finish_cb (gpointer   user_data,
           GError   **error)
{
  StreamFixture *f = user_data;

  g_assert_false (f->is_finished);
  f->is_finished = TRUE;
  return TRUE;
}

const PortunusStreamHandler stream_handler = { begin_cb, data_cb, hole_cb, end_cb, finish_cb };

void
stream_setup (StreamFixture       *f,
       gconstpointer  data)
{
  const PortunusTestWireOptions options = { .window = G_MAXSIZE / 2 };

  f->wire = portunus_test_wire_new (&options);
  portunus_test_wire_create_pair (f->wire, &f->from, &f->to);
  f->key = portunus_secret_new_random (32);
  f->writer = portunus_stream_writer_new (f->from, f->key, stream_transfer_id);
  f->reader = portunus_stream_reader_new (f->key, stream_transfer_id, &stream_handler, f);
  f->received = g_ptr_array_new_with_free_func (received_free);
}

void
stream_teardown (StreamFixture       *f,
          gconstpointer  data)
{
  portunus_stream_writer_free (f->writer);
  portunus_stream_reader_free (f->reader);
  g_ptr_array_unref (f->received);
  portunus_lane_close (f->from);
  portunus_lane_close (f->to);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (f->from);
  g_assert_finalize_object (f->to);
  portunus_secret_unref (f->key);
  portunus_test_wire_unref (f->wire);
}

GBytes *
stream_make_content (gsize size)
{
  guint8 *data = g_malloc (size + 1);

  for (gsize i = 0; i < size; i++)
    data[i] = i * 2654435761u >> 13;
  return g_bytes_new_take (data, size);
}

void
stream_write_bytes (StreamFixture      *f,
             const guint8 *data,
             gsize         length,
             gsize         max_piece)
{
  g_autoptr (GError) error = NULL;

  while (length > 0)
    {
      gsize n_room;
      guint8 *room = portunus_stream_writer_get_room (f->writer, &n_room, &error);
      gsize n = MIN (MIN (n_room, max_piece), length);

      g_assert_no_error (error);
      g_assert_cmpuint (n, >, 0);
      memcpy (room, data, n);
      portunus_stream_writer_add_data (f->writer, n);
      data += n;
      length -= n;
    }
}

void
stream_write_file (StreamFixture *f,
            guint32  index,
            GBytes  *content,
            gsize    max_piece)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (content, &length);

  g_assert_true (portunus_stream_writer_begin_file (f->writer, index, 0, length, STREAM_MTIME, NULL));
  stream_write_bytes (f, data, length, max_piece);
  g_assert_true (portunus_stream_writer_end_file (f->writer, PORTUNUS_END_COMPLETE, length, NULL));
}

GPtrArray *
stream_take_frames (StreamFixture *f)
{
  GPtrArray *frames = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  GBytes *frame;

  while ((frame = portunus_test_lane_take_frame (f->to)) != NULL)
    g_ptr_array_add (frames, frame);
  return frames;
}

guint32
stream_get_stream (GBytes *frame)
{
  PortunusWireReader reader;

  portunus_wire_reader_init (&reader, g_bytes_get_data (frame, NULL), g_bytes_get_size (frame));
  portunus_wire_read_u8 (&reader);
  return portunus_wire_read_u32 (&reader);
}

void
stream_read_frames (StreamFixture   *f,
             GPtrArray *frames)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < frames->len; i++)
    {
      g_assert_cmpuint (g_bytes_get_size (g_ptr_array_index (frames, i)), <=, PORTUNUS_LANE_MAX_DATA);
      g_assert_true (portunus_stream_reader_take_frame (f->reader, g_ptr_array_index (frames, i), &error));
      g_assert_no_error (error);
    }
}

void
stream_assert_received (StreamFixture *f,
                 guint    position,
                 guint32  index,
                 GBytes  *content)
{
  StreamReceived *received = g_ptr_array_index (f->received, position);
  gsize length;
  const guint8 *data = g_bytes_get_data (content, &length);

  g_assert_cmpuint (received->index, ==, index);
  g_assert_true (received->has_ended);
  g_assert_cmpint (received->status, ==, PORTUNUS_END_COMPLETE);
  g_assert_cmpuint (received->end_size, ==, length);
  g_assert_cmpmem (received->content->data, received->content->len, data, length);
}
