/* test-stream.c: what goes into data streams comes out
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "stream-fixture.h"

#include <string.h>

#define FIRST_CAPACITY (PORTUNUS_SEGMENT_PLAINTEXT - PORTUNUS_SEGMENT_HEADER)

static void
assert_round_trip (gsize size,
                   gsize max_piece)
{
  StreamFixture f = { 0 };
  g_autoptr (GBytes) content = stream_make_content (size);
  g_autoptr (GBytes) second = stream_make_content (17);
  g_autoptr (GPtrArray) frames = NULL;

  stream_setup (&f, NULL);
  stream_write_file (&f, 7, content, max_piece);
  stream_write_file (&f, 9, second, max_piece);
  g_assert_true (portunus_stream_writer_finish (f.writer, NULL));
  frames = stream_take_frames (&f);
  stream_read_frames (&f, frames);
  g_assert_true (f.is_finished);
  g_assert_true (portunus_stream_reader_is_finished (f.reader));
  g_assert_cmpuint (f.received->len, ==, 2);
  stream_assert_received (&f, 0, 7, content);
  stream_assert_received (&f, 1, 9, second);
  stream_teardown (&f, NULL);
}

static void
test_sizes (void)
{
  const gsize in_first = FIRST_CAPACITY - PORTUNUS_RECORD_BEGIN_SIZE - PORTUNUS_RECORD_DATA_SIZE;
  const gsize in_next = PORTUNUS_SEGMENT_PLAINTEXT - PORTUNUS_RECORD_DATA_SIZE;
  const gsize bases[] = { in_first, in_first + in_next, in_first + 2 * in_next, 1024 * 1024 };

  for (gsize size = 0; size < 40; size++)
    assert_round_trip (size, G_MAXSIZE);
  for (guint i = 0; i < G_N_ELEMENTS (bases); i++)
    for (int delta = -60; delta <= 20; delta++)
      assert_round_trip (bases[i] + delta, G_MAXSIZE);
  /* Around the point where the rest of a segment is padded rather than filled. */
  for (int delta = -320; delta <= -240; delta++)
    assert_round_trip (in_first + delta, 1009);
  assert_round_trip (3 * in_next, 1);
}

static void
test_packing (StreamFixture       *f,
              gconstpointer  data)
{
  g_autoptr (GPtrArray) contents = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GPtrArray) frames = NULL;
  gsize total = 0;

  for (guint i = 0; i < 2000; i++)
    {
      g_ptr_array_add (contents, stream_make_content (i % 777));
      stream_write_file (f, i, g_ptr_array_index (contents, i), G_MAXSIZE);
      total += i % 777;
    }
  g_assert_true (portunus_stream_writer_finish (f->writer, NULL));
  frames = stream_take_frames (f);
  /* All share a stream, and records cost less than a tenth of so small files. */
  g_assert_cmpuint (frames->len, <=, (total + 2000 * 48) / (PORTUNUS_SEGMENT_PLAINTEXT - 300) + 1);
  g_assert_cmpuint (stream_get_stream (g_ptr_array_index (frames, frames->len - 1)), ==, 0);
  stream_read_frames (f, frames);
  g_assert_cmpuint (f->received->len, ==, 2000);
  for (guint i = 0; i < 2000; i++)
    stream_assert_received (f, i, i, g_ptr_array_index (contents, i));
}

static void
test_own_streams (StreamFixture       *f,
                  gconstpointer  data)
{
  static const gsize sizes[] = { 5, 1024 * 1024 - 1, 1024 * 1024, 2 * 1024 * 1024, 5 };
  static const guint32 streams[] = { 0, 1, 2, 3 };
  g_autoptr (GPtrArray) frames = NULL;
  guint n_streams = 0;

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GBytes) content = stream_make_content (sizes[i]);

      stream_write_file (f, i, content, G_MAXSIZE);
    }
  g_assert_true (portunus_stream_writer_finish (f->writer, NULL));
  frames = stream_take_frames (f);
  for (guint i = 0; i < frames->len; i++)
    {
      const guint8 *frame = g_bytes_get_data (g_ptr_array_index (frames, i), NULL);

      g_assert_cmpuint (stream_get_stream (g_ptr_array_index (frames, i)), ==, streams[n_streams]);
      n_streams += frame[0];
    }
  g_assert_cmpuint (n_streams, ==, G_N_ELEMENTS (streams));
  stream_read_frames (f, frames);
  g_assert_cmpuint (f->received->len, ==, G_N_ELEMENTS (sizes));
}

/* Two attempts never seal with the same key: each stream has a salt of its own. */
static void
test_fresh_salt (StreamFixture       *f,
                 gconstpointer  data)
{
  g_autoptr (PortunusStreamWriter) again = portunus_stream_writer_new (f->from, f->key, stream_transfer_id);
  g_autoptr (GPtrArray) frames = NULL;
  const guint8 *first;
  const guint8 *second;

  g_assert_true (portunus_stream_writer_finish (f->writer, NULL));
  g_assert_true (portunus_stream_writer_finish (again, NULL));
  frames = stream_take_frames (f);
  g_assert_cmpuint (frames->len, ==, 2);
  first = g_bytes_get_data (g_ptr_array_index (frames, 0), NULL);
  second = g_bytes_get_data (g_ptr_array_index (frames, 1), NULL);
  g_assert_true (memcmp (first + PORTUNUS_FRAME_HEADER_SIZE, second + PORTUNUS_FRAME_HEADER_SIZE, 40) != 0);
}

static void
test_holes_and_restart (StreamFixture       *f,
                        gconstpointer  data)
{
  g_autoptr (GBytes) content = stream_make_content (1000);
  g_autofree guint8 *expected = g_malloc0 (1000 + 4096 + 1000 + 1);
  g_autoptr (GBytes) whole = NULL;
  g_autoptr (GPtrArray) frames = NULL;
  g_autoptr (GError) error = NULL;

  memcpy (expected, g_bytes_get_data (content, NULL), 1000);
  memcpy (expected + 1000 + 4096, g_bytes_get_data (content, NULL), 1000);
  whole = g_bytes_new (expected, 1000 + 4096 + 1000 + 1);

  g_assert_true (portunus_stream_writer_begin_file (f->writer, 3, 100, 200, STREAM_MTIME, &error));
  stream_write_bytes (f, expected, 77, 10);
  g_assert_true (portunus_stream_writer_flush (f->writer, &error));
  g_assert_true (portunus_stream_writer_begin_file (f->writer, 3, 0, 6097, STREAM_MTIME, &error));
  stream_write_bytes (f, expected, 1000, 333);
  g_assert_true (portunus_stream_writer_add_hole (f->writer, 4096, &error));
  stream_write_bytes (f, expected, 1000, 1000);
  g_assert_true (portunus_stream_writer_add_hole (f->writer, 1, &error));
  g_assert_true (portunus_stream_writer_end_file (f->writer, PORTUNUS_END_COMPLETE, 6097, &error));
  g_assert_true (portunus_stream_writer_finish (f->writer, &error));

  frames = stream_take_frames (f);
  g_assert_cmpuint (frames->len, ==, 2);
  stream_read_frames (f, frames);
  g_assert_cmpuint (f->received->len, ==, 1);
  stream_assert_received (f, 0, 3, whole);
  g_assert_cmpuint (stream_get_last (f)->n_begins, ==, 2);
}

static void
test_flush_delivers (StreamFixture       *f,
                     gconstpointer  data)
{
  g_autoptr (GBytes) content = stream_make_content (10);
  g_autoptr (GPtrArray) frames = NULL;
  g_autoptr (GPtrArray) more = NULL;

  stream_write_file (f, 0, content, 10);
  g_assert_null (portunus_test_lane_take_frame (f->to));
  g_assert_true (portunus_stream_writer_flush (f->writer, NULL));
  g_assert_true (portunus_stream_writer_flush (f->writer, NULL));
  frames = stream_take_frames (f);
  g_assert_cmpuint (frames->len, ==, 1);
  stream_read_frames (f, frames);
  stream_assert_received (f, 0, 0, content);
  g_assert_false (portunus_stream_reader_is_finished (f->reader));

  g_assert_true (portunus_stream_writer_finish (f->writer, NULL));
  more = stream_take_frames (f);
  stream_read_frames (f, more);
  g_assert_true (portunus_stream_reader_is_finished (f->reader));
}

static void
test_lane_over (StreamFixture       *f,
                gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) again = NULL;

  portunus_lane_close (f->from);
  g_assert_true (portunus_stream_writer_begin_file (f->writer, 0, 0, 1, STREAM_MTIME, NULL));
  g_assert_false (portunus_stream_writer_flush (f->writer, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (portunus_stream_writer_finish (f->writer, &again));
  g_assert_error (again, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_handler_error (StreamFixture       *f,
                    gconstpointer  data)
{
  g_autoptr (GBytes) content = stream_make_content (10);
  g_autoptr (GPtrArray) frames = NULL;
  g_autoptr (GError) error = NULL;

  stream_write_file (f, 0, content, 5);
  g_assert_true (portunus_stream_writer_finish (f->writer, NULL));
  frames = stream_take_frames (f);
  f->refuses_data = TRUE;
  g_assert_false (portunus_stream_reader_take_frame (f->reader, g_ptr_array_index (frames, 0), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_assert_cmpuint (stream_get_last (f)->content->len, ==, 5);
}

static void
add (const char *path,
     void      (*func) (StreamFixture       *f,
                        gconstpointer  data))
{
  g_test_add (path, StreamFixture, NULL, stream_setup, func, stream_teardown);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/transfer/stream/sizes", test_sizes);
  add ("/transfer/stream/packing", test_packing);
  add ("/transfer/stream/own-streams", test_own_streams);
  add ("/transfer/stream/fresh-salt", test_fresh_salt);
  add ("/transfer/stream/holes-and-restart", test_holes_and_restart);
  add ("/transfer/stream/flush-delivers", test_flush_delivers);
  add ("/transfer/stream/lane-over", test_lane_over);
  add ("/transfer/stream/handler-error", test_handler_error);

  return g_test_run ();
}
