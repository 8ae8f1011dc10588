/* test-wire.c: reading binary frames never goes past their end
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-wire.h"

#include <string.h>

static const guint8 frame[] = {
  0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f, 'x', 'y', 'z',
};

static void
read_all (PortunusWireReader *reader)
{
  portunus_wire_read_u8 (reader);
  portunus_wire_read_u16 (reader);
  portunus_wire_read_u32 (reader);
  portunus_wire_read_u64 (reader);
  portunus_wire_read_bytes (reader, 3);
}

static void
test_read (void)
{
  PortunusWireReader reader;
  const guint8 *text;

  portunus_wire_reader_init (&reader, frame, sizeof frame);
  g_assert_cmphex (portunus_wire_read_u8 (&reader), ==, 0x01);
  g_assert_cmphex (portunus_wire_read_u16 (&reader), ==, 0x0203);
  g_assert_cmphex (portunus_wire_read_u32 (&reader), ==, 0x04050607);
  g_assert_cmphex (portunus_wire_read_u64 (&reader), ==, 0x08090a0b0c0d0e0f);
  g_assert_cmpuint (portunus_wire_remaining (&reader), ==, 3);
  text = portunus_wire_read_bytes (&reader, 3);
  g_assert_cmpmem (text, 3, "xyz", 3);
  g_assert_cmpuint (portunus_wire_remaining (&reader), ==, 0);
  g_assert_false (reader.failed);
}

/* A copy of just that size, so that a sanitizer or valgrind sees a read past it. */
static void
test_every_cut (void)
{
  for (gsize length = 0; length <= sizeof frame; length++)
    {
      g_autofree guint8 *copy = g_memdup2 (frame, length);
      PortunusWireReader reader;

      portunus_wire_reader_init (&reader, copy, length);
      read_all (&reader);
      g_assert_true (reader.failed == (length < sizeof frame));
      g_assert_cmpuint (reader.offset, <=, length);
    }
}

/* What fails stays failed: a shorter read after it must not succeed with bytes from the wrong place. */
static void
test_failure_stays (void)
{
  PortunusWireReader reader;

  portunus_wire_reader_init (&reader, frame, 2);
  g_assert_cmphex (portunus_wire_read_u32 (&reader), ==, 0);
  g_assert_true (reader.failed);
  g_assert_cmphex (portunus_wire_read_u8 (&reader), ==, 0);
  g_assert_cmphex (portunus_wire_read_u16 (&reader), ==, 0);
  g_assert_cmphex (portunus_wire_read_u64 (&reader), ==, 0);
  g_assert_null (portunus_wire_read_bytes (&reader, 1));
  g_assert_true (reader.failed);
}

static void
test_huge_lengths (void)
{
  const gsize lengths[] = { sizeof frame + 1, G_MAXUINT32, G_MAXSIZE - 1, G_MAXSIZE };

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      PortunusWireReader reader;

      portunus_wire_reader_init (&reader, frame, sizeof frame);
      portunus_wire_read_u8 (&reader);
      g_assert_null (portunus_wire_read_bytes (&reader, lengths[i]));
      g_assert_true (reader.failed);
      g_assert_cmpuint (reader.offset, ==, 1);
    }
}

static void
test_empty (void)
{
  PortunusWireReader reader;

  portunus_wire_reader_init (&reader, frame, 0);
  g_assert_nonnull (portunus_wire_read_bytes (&reader, 0));
  g_assert_false (reader.failed);
  g_assert_cmpuint (portunus_wire_read_u8 (&reader), ==, 0);
  g_assert_true (reader.failed);
}

static void
test_put (void)
{
  guint8 out[18];
  PortunusWireReader reader;

  memset (out, 0xee, sizeof out);
  portunus_wire_put_u16 (out + 1, 0x0203);
  portunus_wire_put_u32 (out + 3, 0x04050607);
  portunus_wire_put_u64 (out + 7, 0x08090a0b0c0d0e0f);
  g_assert_cmphex (out[0], ==, 0xee);
  g_assert_cmpmem (out + 1, 14, frame + 1, 14);
  g_assert_cmphex (out[15], ==, 0xee);

  portunus_wire_put_u64 (out, G_MAXUINT64 - 1);
  portunus_wire_reader_init (&reader, out, 8);
  g_assert_cmphex (portunus_wire_read_u64 (&reader), ==, G_MAXUINT64 - 1);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/wire/read", test_read);
  g_test_add_func ("/wire/every-cut", test_every_cut);
  g_test_add_func ("/wire/failure-stays", test_failure_stays);
  g_test_add_func ("/wire/huge-lengths", test_huge_lengths);
  g_test_add_func ("/wire/empty", test_empty);
  g_test_add_func ("/wire/put", test_put);
  return g_test_run ();
}
