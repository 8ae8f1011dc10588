/* test-stream-attack.c: frames and records that are not what a writer made
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "stream-fixture.h"

#include <string.h>

#include "portunus-transfer-error.h"
#include "portunus-wire.h"

/* Records as hexadecimal digits, written by hand so that the writer cannot hide a mistake of the reader. */
#define BEGIN    "01" "00000003" "0000000000000000" "0000000000000005" "fffffee08e04fb35"
#define BEGIN_4  "01" "00000004" "0000000000000000" "0000000000000005" "fffffee08e04fb35"
#define BEYOND   "01" "00000003" "0000000000000006" "0000000000000005" "fffffee08e04fb35"
#define DATA     "02" "00000003" "616263"
#define HOLE     "03" "0000000000000002"
#define END      "04" "00" "0000000000000005"
#define FINISH   "05"

static const struct
{
  const char *name;
  const char *records;
  gboolean    is_good;
} record_table[] = {
  { "whole", BEGIN DATA HOLE END FINISH, TRUE },
  { "padding", BEGIN "0000" DATA "00" HOLE END "000000" FINISH "0000", TRUE },
  { "nothing", "", TRUE },
  { "two files", BEGIN DATA HOLE END BEGIN_4 DATA HOLE END FINISH, TRUE },
  { "again", BEGIN DATA BEGIN DATA HOLE END FINISH, TRUE },
  { "only finish", FINISH, TRUE },
  { "data first", DATA, FALSE },
  { "hole first", HOLE, FALSE },
  { "end first", END, FALSE },
  { "data after end", BEGIN DATA HOLE END DATA, FALSE },
  { "end twice", BEGIN END END, FALSE },
  { "begin another in a file", BEGIN DATA BEGIN_4, FALSE },
  { "finish in a file", BEGIN DATA FINISH, FALSE },
  { "finish twice", FINISH FINISH, FALSE },
  { "begin after finish", FINISH BEGIN, FALSE },
  { "offset beyond size", BEYOND, FALSE },
  { "empty data", BEGIN "02" "00000000", FALSE },
  { "data too long", BEGIN "02" "00000004" "616263", FALSE },
  { "data far too long", BEGIN "02" "ffffffff" "616263", FALSE },
  { "empty hole", BEGIN "03" "0000000000000000", FALSE },
  { "unknown status", BEGIN "04" "04" "0000000000000005", FALSE },
  { "unknown record", "06", FALSE },
  { "unknown record in a file", BEGIN "ff", FALSE },
};

static GByteArray *
parse_hex (const char *text)
{
  GByteArray *bytes = g_byte_array_new ();

  for (; *text != '\0'; text += 2)
    {
      guint8 byte = g_ascii_xdigit_value (text[0]) << 4 | g_ascii_xdigit_value (text[1]);

      g_byte_array_append (bytes, &byte, 1);
    }
  return bytes;
}

static GBytes *
seal_frame (StreamFixture      *f,
            const guint8 *plaintext,
            gsize         n_plaintext)
{
  g_autoptr (GBytes) associated_data = portunus_stream_dup_associated_data (stream_transfer_id, 0, 3);
  g_autoptr (PortunusSegmentSealer) sealer = portunus_segment_sealer_new (f->key, associated_data, NULL);
  guint8 *frame = g_malloc0 (PORTUNUS_FRAME_HEADER_SIZE + PORTUNUS_SEGMENT_SEALED);
  gsize n_sealed;

  frame[0] = 1;
  portunus_wire_put_u32 (frame + 5, 3);
  g_assert_true (portunus_segment_sealer_seal (sealer, plaintext, n_plaintext, TRUE, frame + PORTUNUS_FRAME_HEADER_SIZE,
                                               &n_sealed, NULL));
  return g_bytes_new_take (frame, PORTUNUS_FRAME_HEADER_SIZE + n_sealed);
}

static void
assert_refused (StreamFixture               *f,
                GBytes                *frame,
                PortunusTransferError  code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (portunus_stream_reader_take_frame (f->reader, frame, &error));
  g_assert_error (error, PORTUNUS_TRANSFER_ERROR, (int) code);
}

static void
check_records (const guint8 *records,
               gsize         length,
               gboolean      is_good)
{
  StreamFixture f = { 0 };
  g_autoptr (GBytes) frame = NULL;

  stream_setup (&f, NULL);
  frame = seal_frame (&f, records, length);
  if (is_good)
    g_assert_true (portunus_stream_reader_take_frame (f.reader, frame, NULL));
  else
    assert_refused (&f, frame, PORTUNUS_TRANSFER_ERROR_PROTOCOL);
  stream_teardown (&f, NULL);
}

static void
test_records (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (record_table); i++)
    {
      g_autoptr (GByteArray) records = parse_hex (record_table[i].records);

      g_test_message ("%s", record_table[i].name);
      check_records (records->data, records->len, record_table[i].is_good);
    }
}

/* A record never crosses the end of a segment: cut at each length, it opens where a record ends and nowhere else. */
static void
test_cut_records (void)
{
  static const gsize ends[] = { 0, 29, 37, 46, 56, 57 };
  g_autoptr (GByteArray) records = parse_hex (BEGIN DATA HOLE END FINISH);
  guint next = 0;

  for (gsize length = 0; length <= records->len; length++)
    {
      gboolean is_good = length == ends[next];

      check_records (records->data, length, is_good);
      next += is_good;
    }
  g_assert_cmpuint (next, ==, G_N_ELEMENTS (ends));
}

static GPtrArray *
write_three_frames (StreamFixture *f)
{
  g_autoptr (GBytes) content = stream_make_content (2 * PORTUNUS_SEGMENT_PLAINTEXT + 100);
  GPtrArray *frames;

  stream_write_file (f, 3, content, G_MAXSIZE);
  g_assert_true (portunus_stream_writer_finish (f->writer, NULL));
  frames = stream_take_frames (f);
  g_assert_cmpuint (frames->len, ==, 3);
  return frames;
}

static void
take (StreamFixture   *f,
      GPtrArray *frames,
      guint      index)
{
  g_assert_true (portunus_stream_reader_take_frame (f->reader, g_ptr_array_index (frames, index), NULL));
}

static void
test_dropped_frame (StreamFixture       *f,
                    gconstpointer  data)
{
  g_autoptr (GPtrArray) frames = write_three_frames (f);

  take (f, frames, 0);
  assert_refused (f, g_ptr_array_index (frames, 2), PORTUNUS_TRANSFER_ERROR_TAMPERED);
}

static void
test_first_frame_dropped (StreamFixture       *f,
                          gconstpointer  data)
{
  g_autoptr (GPtrArray) frames = write_three_frames (f);

  assert_refused (f, g_ptr_array_index (frames, 1), PORTUNUS_TRANSFER_ERROR_TAMPERED);
  g_assert_cmpuint (f->received->len, ==, 0);
}

static void
test_repeated_frame (StreamFixture       *f,
                     gconstpointer  data)
{
  g_autoptr (GPtrArray) frames = write_three_frames (f);

  take (f, frames, 0);
  take (f, frames, 1);
  assert_refused (f, g_ptr_array_index (frames, 1), PORTUNUS_TRANSFER_ERROR_TAMPERED);
}

static void
test_frame_after_finish (StreamFixture       *f,
                         gconstpointer  data)
{
  g_autoptr (GPtrArray) frames = write_three_frames (f);

  stream_read_frames (f, frames);
  assert_refused (f, g_ptr_array_index (frames, 2), PORTUNUS_TRANSFER_ERROR_PROTOCOL);
}

static void
test_repeated_stream (StreamFixture       *f,
                      gconstpointer  data)
{
  g_autoptr (GBytes) content = stream_make_content (10);
  g_autoptr (GPtrArray) frames = NULL;

  stream_write_file (f, 0, content, 10);
  g_assert_true (portunus_stream_writer_flush (f->writer, NULL));
  stream_write_file (f, 1, content, 10);
  g_assert_true (portunus_stream_writer_flush (f->writer, NULL));
  stream_write_file (f, 2, content, 10);
  g_assert_true (portunus_stream_writer_flush (f->writer, NULL));
  frames = stream_take_frames (f);
  g_assert_cmpuint (frames->len, ==, 3);
  take (f, frames, 0);
  assert_refused (f, g_ptr_array_index (frames, 0), PORTUNUS_TRANSFER_ERROR_PROTOCOL);
  assert_refused (f, g_ptr_array_index (frames, 2), PORTUNUS_TRANSFER_ERROR_PROTOCOL);
  g_assert_cmpuint (f->received->len, ==, 1);
}

static void
check_flip (gsize position,
            guint index)
{
  StreamFixture f = { 0 };
  g_autoptr (GPtrArray) frames = NULL;
  g_autoptr (GBytes) frame = NULL;
  g_autoptr (GError) error = NULL;
  guint n_received;
  guint8 *data;
  gsize length;

  stream_setup (&f, NULL);
  frames = write_three_frames (&f);
  for (guint i = 0; i < index; i++)
    take (&f, frames, i);
  n_received = f.received->len > 0 ? stream_get_last (&f)->content->len : 0;
  length = g_bytes_get_size (g_ptr_array_index (frames, index));
  data = g_memdup2 (g_bytes_get_data (g_ptr_array_index (frames, index), NULL), length);
  data[position % length] ^= 1 << (position % 8);
  frame = g_bytes_new_take (data, length);
  g_assert_false (portunus_stream_reader_take_frame (f.reader, frame, &error));
  g_assert_true (error->domain == PORTUNUS_TRANSFER_ERROR);
  g_assert_cmpuint (f.received->len > 0 ? stream_get_last (&f)->content->len : 0, ==, n_received);
  stream_teardown (&f, NULL);
}

static void
test_flipped_bytes (void)
{
  for (guint index = 0; index < 3; index++)
    {
      /* In a later frame of a stream the number of the first file is not looked at: it said so in the first. */
      for (gsize position = 0; position < 80; position++)
        if (index == 0 || position < 5 || position >= PORTUNUS_FRAME_HEADER_SIZE)
          check_flip (position, index);
      for (gsize position = 80; position < PORTUNUS_SEGMENT_SEALED; position += 1777)
        check_flip (position, index);
      for (gsize position = 0; position < 16; position++)
        check_flip (PORTUNUS_FRAME_HEADER_SIZE + PORTUNUS_SEGMENT_SEALED - 1 - position, index);
    }
}

static void
test_cut_frames (StreamFixture       *f,
                 gconstpointer  data)
{
  g_autoptr (GPtrArray) frames = write_three_frames (f);
  GBytes *first = g_ptr_array_index (frames, 0);
  gsize length = g_bytes_get_size (first);
  guint8 *longer = g_malloc0 (length + 1);
  g_autoptr (GBytes) too_long = NULL;

  for (gsize n = 0; n < length; n += n < 200 ? 1 : 997)
    {
      g_autoptr (PortunusStreamReader) reader = NULL;
      g_autoptr (GBytes) part = g_bytes_new_from_bytes (first, 0, n);
      g_autoptr (GError) error = NULL;

      reader = portunus_stream_reader_new (f->key, stream_transfer_id, &stream_handler, f);
      g_assert_false (portunus_stream_reader_take_frame (reader, part, &error));
      g_assert_true (error->domain == PORTUNUS_TRANSFER_ERROR);
    }
  memcpy (longer, g_bytes_get_data (first, NULL), length);
  too_long = g_bytes_new_take (longer, length + 1);
  assert_refused (f, too_long, PORTUNUS_TRANSFER_ERROR_PROTOCOL);
  g_assert_cmpuint (f->received->len, ==, 0);
}

static void
test_other_transfer (StreamFixture       *f,
                     gconstpointer  data)
{
  static const guint8 other_id[PORTUNUS_TRANSFER_ID_SIZE] = "another one's id";
  g_autoptr (PortunusSecret) other_key = portunus_secret_new_random (32);
  g_autoptr (PortunusStreamReader) by_id = portunus_stream_reader_new (f->key, other_id, &stream_handler, f);
  g_autoptr (PortunusStreamReader) by_key = NULL;
  g_autoptr (GPtrArray) frames = write_three_frames (f);
  g_autoptr (GError) id_error = NULL;
  g_autoptr (GError) key_error = NULL;

  by_key = portunus_stream_reader_new (other_key, stream_transfer_id, &stream_handler, f);
  g_assert_false (portunus_stream_reader_take_frame (by_id, g_ptr_array_index (frames, 0), &id_error));
  g_assert_error (id_error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_TAMPERED);
  g_assert_false (portunus_stream_reader_take_frame (by_key, g_ptr_array_index (frames, 0), &key_error));
  g_assert_error (key_error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_TAMPERED);
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

  g_test_add_func ("/transfer/stream-attack/records", test_records);
  g_test_add_func ("/transfer/stream-attack/cut-records", test_cut_records);
  add ("/transfer/stream-attack/dropped-frame", test_dropped_frame);
  add ("/transfer/stream-attack/first-frame-dropped", test_first_frame_dropped);
  add ("/transfer/stream-attack/repeated-frame", test_repeated_frame);
  add ("/transfer/stream-attack/frame-after-finish", test_frame_after_finish);
  add ("/transfer/stream-attack/repeated-stream", test_repeated_stream);
  g_test_add_func ("/transfer/stream-attack/flipped-bytes", test_flipped_bytes);
  add ("/transfer/stream-attack/cut-frames", test_cut_frames);
  add ("/transfer/stream-attack/other-transfer", test_other_transfer);

  return g_test_run ();
}
