/* test-jobs-rogue-stream.c: senders that authenticate and then write what was not agreed
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "jobs-fixture.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "portunus-offer-codec.h"
#include "portunus-stream-writer.h"
#include "portunus-test.h"
#include "portunus-transfer-error.h"

#define PROTOCOL PORTUNUS_TRANSFER_ERROR_PROTOCOL

typedef void (*WriteFunc) (PortunusStreamWriter *writer);

static void
put (PortunusStreamWriter *writer,
     const char           *text)
{
  while (*text != '\0')
    {
      gsize n_room;
      guint8 *room = portunus_stream_writer_get_room (writer, &n_room, NULL);
      gsize n = MIN (n_room, strlen (text));

      memcpy (room, text, n);
      portunus_stream_writer_add_data (writer, n);
      text += n;
    }
}

static void
begin (PortunusStreamWriter *writer,
       guint32               file,
       guint64               offset,
       guint64               size)
{
  g_assert_true (portunus_stream_writer_begin_file (writer, file, offset, size, 0, NULL));
}

static void
end (PortunusStreamWriter *writer,
     guint64               size)
{
  g_assert_true (portunus_stream_writer_end_file (writer, PORTUNUS_END_COMPLETE, size, NULL));
}

static void
whole (PortunusStreamWriter *writer,
       guint32               file)
{
  begin (writer, file, 0, 5);
  put (writer, "hello");
  end (writer, 5);
}

/*
 * The offer: 0 folder, 1 folder/a, 2 folder/b, 3 folder/link, 4 text; b is not wanted. But for the one thing that each
 * of these does wrong everything is there that must be.
 */
static void
write_good (PortunusStreamWriter *writer)
{
  whole (writer, 1);
  whole (writer, 4);
}

static void
write_unwanted (PortunusStreamWriter *writer)
{
  whole (writer, 2);
  write_good (writer);
}

static void
write_beyond (PortunusStreamWriter *writer)
{
  whole (writer, 5);
  write_good (writer);
}

static void
write_far_beyond (PortunusStreamWriter *writer)
{
  whole (writer, G_MAXUINT32);
  write_good (writer);
}

static void
write_folder (PortunusStreamWriter *writer)
{
  whole (writer, 0);
  write_good (writer);
}

static void
write_link (PortunusStreamWriter *writer)
{
  whole (writer, 3);
  write_good (writer);
}

static void
write_twice (PortunusStreamWriter *writer)
{
  whole (writer, 1);
  write_good (writer);
}

static void
write_behind_nothing (PortunusStreamWriter *writer)
{
  begin (writer, 1, 3, 5);
  put (writer, "lo");
  end (writer, 5);
  whole (writer, 4);
}

static void
write_again_in_middle (PortunusStreamWriter *writer)
{
  begin (writer, 1, 0, 5);
  put (writer, "he");
  begin (writer, 1, 2, 5);
  put (writer, "llo");
  end (writer, 5);
  whole (writer, 4);
}

static void
write_less (PortunusStreamWriter *writer)
{
  begin (writer, 1, 0, 5);
  put (writer, "hell");
  end (writer, 5);
  whole (writer, 4);
}

static void
write_wrong_end (PortunusStreamWriter *writer)
{
  begin (writer, 1, 0, 5);
  put (writer, "hello");
  end (writer, G_MAXUINT64);
  whole (writer, 4);
}

static void
write_huge_hole (PortunusStreamWriter *writer)
{
  begin (writer, 1, 0, G_MAXUINT64);
  put (writer, "h");
  g_assert_true (portunus_stream_writer_add_hole (writer, G_MAXUINT64, NULL));
  end (writer, 0);
  whole (writer, 4);
}

static void
write_hole_in_text (PortunusStreamWriter *writer)
{
  begin (writer, 4, 0, 5);
  g_assert_true (portunus_stream_writer_add_hole (writer, 5, NULL));
  end (writer, 5);
  whole (writer, 1);
}

static void
write_long_text (PortunusStreamWriter *writer)
{
  g_autofree char *piece = g_strnfill (4096, 't');

  begin (writer, 4, 0, 5);
  for (guint i = 0; i <= 256; i++)
    put (writer, piece);
  end (writer, 257 * 4096);
  whole (writer, 1);
}

static void
write_restarts (PortunusStreamWriter *writer,
                guint                 n_restarts)
{
  for (guint i = 0; i < n_restarts; i++)
    begin (writer, 1, 0, 5);
  write_good (writer);
}

static void
write_some_restarts (PortunusStreamWriter *writer)
{
  write_restarts (writer, 16);
}

static void
write_many_restarts (PortunusStreamWriter *writer)
{
  write_restarts (writer, 17);
}

static void
leave_out (PortunusStreamWriter *writer)
{
  whole (writer, 4);
}

static const struct
{
  const char *path;
  WriteFunc   func;
  int         code;
} rogue_writers[] = {
  { "good", write_good, 0 },
  { "unwanted", write_unwanted, PROTOCOL },
  { "beyond", write_beyond, PROTOCOL },
  { "far-beyond", write_far_beyond, PROTOCOL },
  { "folder", write_folder, PROTOCOL },
  { "link", write_link, PROTOCOL },
  { "twice", write_twice, PROTOCOL },
  { "behind-nothing", write_behind_nothing, PROTOCOL },
  { "again-in-middle", write_again_in_middle, PROTOCOL },
  { "less", write_less, PROTOCOL },
  { "wrong-end", write_wrong_end, PROTOCOL },
  { "huge-hole", write_huge_hole, PROTOCOL },
  { "hole-in-text", write_hole_in_text, PROTOCOL },
  { "long-text", write_long_text, PROTOCOL },
  { "some-restarts", write_some_restarts, 0 },
  { "many-restarts", write_many_restarts, PROTOCOL },
  { "leave-out", leave_out, PROTOCOL },
};

static void
make_rogue_offer (Jobs *jobs)
{
  g_autofree char *link = g_build_filename (jobs->from, "folder", "link", NULL);

  jobs_make_text_file (jobs->from, "folder/a", "hello");
  jobs_make_text_file (jobs->from, "folder/b", "hello");
  g_assert_no_errno (symlink ("a", link));
  jobs_list (jobs, "folder", "hello");
}

static void
offer_by_hand (Attempt *attempt)
{
  g_autoptr (PortunusOffer) offer = portunus_offer_new (attempt->jobs->id, "A title",
                                                        portunus_source_set_get_manifest (attempt->jobs->sources));
  g_autoptr (GPtrArray) messages = portunus_offer_write (offer);

  for (guint i = 0; i < messages->len; i++)
    portunus_session_send_control (attempt->send_session, g_ptr_array_index (messages, i));
}

/* (transfer full) */
static PortunusStreamWriter *
begin_by_hand (Attempt *attempt,
               Jobs    *jobs)
{
  g_autoptr (PortunusSecret) key = NULL;

  attempt_begin (attempt, jobs);
  attempt_start_receiving (attempt);
  offer_by_hand (attempt);
  key = portunus_session_dup_data_key (attempt->send_session, TRUE);
  return portunus_stream_writer_new (portunus_session_get_lane (attempt->send_session), key, jobs->id);
}

/* @writer: (transfer full) */
static void
end_incomplete (Attempt              *attempt,
                PortunusStreamWriter *writer,
                const char           *events)
{
  g_assert_true (portunus_stream_writer_finish (writer, NULL));
  attempt_wait (attempt);
  g_assert_error (attempt->receive_error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_INCOMPLETE);
  g_assert_cmpstr (attempt->receive_events->str, ==, events);
  portunus_stream_writer_free (writer);
  attempt_clear (attempt);
}

static void
test_writer (gconstpointer data)
{
  guint row = GPOINTER_TO_UINT (data);
  Jobs jobs = { 0 };
  Attempt attempt = { 0 };
  PortunusStreamWriter *writer;
  static const guint8 wanted[] = { 1, 1, 0, 1, 1 };
  /* Nobody takes frames before the writer is through. */
  const PortunusTestWireOptions options = { .window = 8 * 1024 * 1024 };

  jobs_setup (&jobs, NULL);
  portunus_test_wire_set_options (jobs.wire, &options);
  make_rogue_offer (&jobs);
  attempt.wanted = g_byte_array_new ();
  g_byte_array_append (attempt.wanted, wanted, sizeof wanted);
  writer = begin_by_hand (&attempt, &jobs);
  rogue_writers[row].func (writer);
  /* The receiver may have hung up already. */
  portunus_stream_writer_finish (writer, NULL);
  portunus_stream_writer_free (writer);
  attempt_wait (&attempt);
  if (rogue_writers[row].code == 0)
    {
      g_assert_no_error (attempt.receive_error);
      jobs_assert_listing (&jobs, "folder/ folder/a folder/link");
      g_assert_cmpstr (attempt.text, ==, "hello");
    }
  else
    g_assert_error (attempt.receive_error, PORTUNUS_TRANSFER_ERROR, rogue_writers[row].code);
  attempt_clear (&attempt);
  jobs_teardown (&jobs, NULL);
}

/* More than was announced: that file fails, as it would on a full disk; nothing else does. */
static void
test_too_much (Jobs          *jobs,
               gconstpointer  data)
{
  PortunusStreamWriter *writer;
  Attempt attempt = { 0 };

  make_rogue_offer (jobs);
  writer = begin_by_hand (&attempt, jobs);
  begin (writer, 1, 0, 5);
  put (writer, "hello, world");
  end (writer, 12);
  whole (writer, 2);
  whole (writer, 4);
  end_incomplete (&attempt, writer, "folder/a:failed folder/b:done text:done");
}

/* Five bytes were accepted, not a file that fills the disk; a file that grew a little is another matter. */
static void
test_growth (Jobs          *jobs,
             gconstpointer  data)
{
  PortunusStreamWriter *writer;
  Attempt attempt = { 0 };

  make_rogue_offer (jobs);
  writer = begin_by_hand (&attempt, jobs);
  begin (writer, 1, 0, 5 + 16 * 1024 * 1024 + 1);
  put (writer, "hello");
  end (writer, 5 + 16 * 1024 * 1024 + 1);
  begin (writer, 2, 0, 12);
  put (writer, "hello, world");
  end (writer, 12);
  whole (writer, 4);
  end_incomplete (&attempt, writer, "folder/a:failed folder/b:done text:done");
}

/* Nor did anybody accept many files that each grow by as much as one may. */
static void
test_growth_in_all (Jobs          *jobs,
                    gconstpointer  data)
{
  const guint64 growth = 16 * 1024 * 1024;
  PortunusStreamWriter *writer;
  Attempt attempt = { 0 };

  make_rogue_offer (jobs);
  writer = begin_by_hand (&attempt, jobs);
  /* What began again grew once. */
  begin (writer, 1, 0, 5 + growth);
  begin (writer, 1, 0, 5 + growth);
  put (writer, "hello");
  g_assert_true (portunus_stream_writer_add_hole (writer, growth, NULL));
  end (writer, 5 + growth);
  begin (writer, 2, 0, 6);
  put (writer, "hello!");
  end (writer, 6);
  whole (writer, 4);
  end_incomplete (&attempt, writer, "folder/a:restarted folder/a:done folder/b:failed text:done");
}

/* What a rule accepted up to a limit does not grow beyond it. */
static void
test_growth_limit (Jobs          *jobs,
                   gconstpointer  data)
{
  PortunusStreamWriter *writer;
  Attempt attempt = { .max_bytes = 100 };

  make_rogue_offer (jobs);
  writer = begin_by_hand (&attempt, jobs);
  begin (writer, 1, 0, 101);
  put (writer, "hello");
  g_assert_true (portunus_stream_writer_add_hole (writer, 96, NULL));
  end (writer, 101);
  begin (writer, 2, 0, 12);
  put (writer, "hello, world");
  end (writer, 12);
  whole (writer, 4);
  end_incomplete (&attempt, writer, "folder/a:failed folder/b:done text:done");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  jobs_add ("/transfer/jobs-rogue-stream/too-much", NULL, test_too_much);
  jobs_add ("/transfer/jobs-rogue-stream/growth", NULL, test_growth);
  jobs_add ("/transfer/jobs-rogue-stream/growth-in-all", NULL, test_growth_in_all);
  jobs_add ("/transfer/jobs-rogue-stream/growth-limit", NULL, test_growth_limit);
  for (guint i = 0; i < G_N_ELEMENTS (rogue_writers); i++)
    {
      g_autofree char *path = g_strconcat ("/transfer/jobs-rogue-stream/writer/", rogue_writers[i].path, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_writer);
    }


  return g_test_run ();
}
