/* test-jobs-rogue.c: peers that authenticate and then break every rule of a transfer
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "jobs-fixture.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "portunus-encoding.h"
#include "portunus-job-private.h"
#include "portunus-json.h"
#include "portunus-offer-codec.h"
#include "portunus-stream-writer.h"
#include "portunus-test.h"
#include "portunus-transfer-error.h"

#define CANCELLED PORTUNUS_TRANSFER_ERROR_CANCELLED_BY_PEER
#define PROTOCOL  PORTUNUS_TRANSFER_ERROR_PROTOCOL

/* "ID" stands for the transfer's id. */
static void
say (PortunusSession *session,
     Jobs            *jobs,
     const char      *text)
{
  g_autofree char *id = portunus_encode_hex (jobs->id, sizeof jobs->id);
  g_autoptr (GString) filled = g_string_new (text);
  g_autoptr (JsonObject) message = NULL;
  g_autoptr (GError) error = NULL;

  g_string_replace (filled, "ID", id, 0);
  message = portunus_json_parse (filled->str, filled->len, PORTUNUS_SESSION_MAX_CONTROL, &error);
  g_assert_no_error (error);
  portunus_session_send_control (session, message);
}

#define ACCEPT "{\"t\":\"accept\",\"id\":\"ID\",\"want\":[[0,1]],\"have\":[],\"more\":false}"
#define MORE   "{\"t\":\"accept\",\"id\":\"ID\",\"want\":[[0,1]],\"have\":[],\"more\":true}"

static const struct
{
  const char *messages[3];
  int         code;
} rogue_receivers[] = {
  { { "{\"t\":\"accept\",\"id\":\"ID\"}" }, PROTOCOL },
  { { "{\"t\":\"accept\",\"want\":[],\"have\":[],\"more\":false}" }, PROTOCOL },
  { { "{\"t\":\"accept\",\"id\":\"00000000000000000000000000000000\",\"want\":[],\"have\":[],\"more\":false}" },
    PROTOCOL },
  { { "{\"t\":\"accept\",\"id\":\"ID\",\"want\":[[0,2]],\"have\":[],\"more\":false}" }, PROTOCOL },
  { { ACCEPT, ACCEPT }, PROTOCOL },
  { { ACCEPT, MORE }, PROTOCOL },
  { { MORE, MORE }, PROTOCOL },
  { { MORE, "{\"t\":\"decline\",\"id\":\"ID\"}" }, PORTUNUS_TRANSFER_ERROR_DECLINED },
  { { "{\"t\":\"refuse\",\"id\":\"ID\",\"i\":0}" }, PROTOCOL },
  { { MORE, "{\"t\":\"refuse\",\"id\":\"ID\",\"i\":0}" }, PROTOCOL },
  { { ACCEPT, "{\"t\":\"refuse\",\"id\":\"ID\"}" }, PROTOCOL },
  { { ACCEPT, "{\"t\":\"refuse\",\"id\":\"ID\",\"i\":-1}" }, PROTOCOL },
  { { ACCEPT, "{\"t\":\"refuse\",\"id\":\"ID\",\"i\":1}" }, PROTOCOL },
  { { ACCEPT, "{\"t\":\"refuse\",\"id\":\"ID\",\"i\":4294967295}" }, PROTOCOL },
  { { ACCEPT, "{\"t\":\"refuse\",\"id\":\"ID\",\"i\":\"0\"}" }, PROTOCOL },
  { { "{\"t\":\"verified\",\"id\":\"ID\",\"failed\":0}" }, PROTOCOL },
  { { ACCEPT, "{\"t\":\"verified\",\"id\":\"ID\",\"failed\":0}" }, PROTOCOL },
  { { "{\"t\":\"offer\",\"id\":\"ID\",\"title\":\"x\",\"n\":1,\"bytes\":0}" }, PROTOCOL },
  { { "{\"t\":\"what\",\"id\":\"ID\"}" }, PROTOCOL },
  { { "{\"t\":\"decline\",\"id\":\"ID\"}" }, PORTUNUS_TRANSFER_ERROR_DECLINED },
  { { "{\"t\":\"cancel\",\"id\":\"ID\"}" }, CANCELLED },
  { { ACCEPT, "{\"t\":\"cancel\",\"id\":\"ID\"}" }, CANCELLED },
  { { "{\"t\":\"fail\",\"id\":\"ID\"}" }, CANCELLED },
  { { "{\"t\":\"fail\",\"id\":\"ID\",\"code\":7}" }, CANCELLED },
  { { "{\"t\":\"fail\",\"id\":\"ID\",\"code\":\"what\"}" }, CANCELLED },
  { { "{\"t\":\"fail\",\"id\":\"ID\",\"code\":\"disk-full\"}" }, PORTUNUS_TRANSFER_ERROR_DISK_FULL },
  { { "{\"t\":\"fail\",\"id\":\"ID\",\"code\":\"destination\"}" }, PORTUNUS_TRANSFER_ERROR_DESTINATION },
  { { "{\"t\":\"fail\",\"id\":\"ID\",\"code\":\"tampered\"}" }, PORTUNUS_TRANSFER_ERROR_TAMPERED },
  { { "{\"t\":\"fail\",\"id\":\"ID\",\"code\":\"protocol\"}" }, PROTOCOL },
};

/* Whose fault it was is no secret: the last that was said is why it ended. */
static void
assert_told (PartyLink  *link,
             const char *code)
{
  g_autofree char *expected = g_strdup_printf ("\"code\":\"%s\"", code);

  g_assert_cmpuint (link->controls->len, >, 0);
  g_assert_nonnull (strstr (g_ptr_array_index (link->controls, link->controls->len - 1), expected));
}

static void
test_receivers (Jobs          *jobs,
                gconstpointer  data)
{
  /* More than the window, so that the sender is in the middle of it when it hears the answers. */
  g_free (jobs_make_file (jobs, "a", 3000000, 1));
  jobs_list (jobs, "a", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rogue_receivers); i++)
    {
      Attempt attempt = { 0 };

      g_test_message ("Row %u", i);
      attempt_begin (&attempt, jobs);
      attempt_start_sending (&attempt);
      for (guint k = 0; k < 3 && rogue_receivers[i].messages[k] != NULL; k++)
        say (attempt.receive_session, jobs, rogue_receivers[i].messages[k]);
      attempt_wait (&attempt);
      g_assert_error (attempt.send_error, PORTUNUS_TRANSFER_ERROR, rogue_receivers[i].code);
      if (strstr (rogue_receivers[i].messages[0], "\"fail\"") == NULL && rogue_receivers[i].code == PROTOCOL)
        assert_told (party_find (attempt.guest, PARTY_HOST), "protocol");
      attempt_clear (&attempt);
    }
}

#define HEAD "{\"t\":\"offer\",\"id\":\"ID\",\"title\":\"x\",\"n\":1,\"bytes\":1}"
#define PART "{\"t\":\"offer-part\",\"id\":\"ID\",\"first\":0,\"files\":[{\"p\":\"a\",\"t\":\"f\",\"s\":1}]}"

static const struct
{
  const char *messages[3];
  int         code;
  gboolean    is_told;
} rogue_senders[] = {
  { { "{\"t\":\"offer\"}" }, PROTOCOL },
  { { PART }, PROTOCOL },
  { { HEAD, HEAD }, PROTOCOL, TRUE },
  { { HEAD, PART, PART }, PROTOCOL, TRUE },
  { { HEAD, PART, HEAD }, PROTOCOL, TRUE },
  { { "{\"t\":\"accept\",\"id\":\"ID\",\"want\":[],\"have\":[],\"more\":false}" }, PROTOCOL },
  { { "{\"t\":\"verified\",\"id\":\"ID\",\"failed\":0}" }, PROTOCOL },
  { { HEAD, "{\"t\":\"what\"}" }, PROTOCOL, TRUE },
  { { "{\"t\":\"cancel\",\"id\":\"ID\"}" }, CANCELLED },
  { { HEAD, "{\"t\":\"cancel\",\"id\":\"ID\"}" }, CANCELLED },
  { { HEAD, PART, "{\"t\":\"cancel\",\"id\":\"ID\"}" }, CANCELLED },
  { { "{\"t\":\"fail\",\"code\":\"tampered\"}" }, PORTUNUS_TRANSFER_ERROR_TAMPERED },
};

static void
test_senders (Jobs          *jobs,
              gconstpointer  data)
{
  for (guint i = 0; i < G_N_ELEMENTS (rogue_senders); i++)
    {
      Attempt attempt = { 0 };

      g_test_message ("Row %u", i);
      attempt_begin (&attempt, jobs);
      attempt_start_receiving (&attempt);
      for (guint k = 0; k < 3 && rogue_senders[i].messages[k] != NULL; k++)
        say (attempt.send_session, jobs, rogue_senders[i].messages[k]);
      attempt_wait (&attempt);
      g_assert_error (attempt.receive_error, PORTUNUS_TRANSFER_ERROR, rogue_senders[i].code);
      if (rogue_senders[i].is_told)
        assert_told (party_find (attempt.host, "peer-2"), "protocol");
      jobs_assert_listing (jobs, "");
      attempt_clear (&attempt);
    }
}

#define PATIENCE_MS 50

static const struct
{
  const char *messages[2];
} silent_senders[] = {
  { { NULL } },
  { { HEAD } },
  { { "{\"t\":\"offer\",\"id\":\"ID\",\"title\":\"x\",\"n\":2,\"bytes\":1}", PART } },
};

/* An offer that does not go on ends by itself, and its sender hears of it where it said what it is about. */
static void
test_silent_senders (Jobs          *jobs,
                     gconstpointer  data)
{
  for (guint i = 0; i < G_N_ELEMENTS (silent_senders); i++)
    {
      Attempt attempt = { 0 };
      PartyLink *link;

      attempt_begin (&attempt, jobs);
      attempt_start_receiving (&attempt);
      _portunus_job_set_patience (PORTUNUS_JOB (attempt.receive_job), PATIENCE_MS);
      for (guint k = 0; k < 2 && silent_senders[i].messages[k] != NULL; k++)
        say (attempt.send_session, jobs, silent_senders[i].messages[k]);
      attempt_wait (&attempt);
      g_assert_error (attempt.receive_error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST);
      link = party_find (attempt.host, "peer-2");
      if (silent_senders[i].messages[0] != NULL)
        assert_told (link, "connection-lost");
      attempt_clear (&attempt);
    }
}

static gboolean
has_time_come (gpointer user_data)
{
  const gint64 *until_us = user_data;

  return g_get_monotonic_time () >= *until_us;
}

static void
let_time_pass (guint time_ms)
{
  gint64 until_us = g_get_monotonic_time () + time_ms * 1000;

  portunus_test_wait (has_time_come, &until_us, 10000);
}

/* Each part has the whole time for itself. */
static void
test_slow_sender (Jobs          *jobs,
                  gconstpointer  data)
{
  const guint patience_ms = 1500;
  Attempt attempt = { .declines = TRUE };

  attempt_begin (&attempt, jobs);
  attempt_start_receiving (&attempt);
  _portunus_job_set_patience (PORTUNUS_JOB (attempt.receive_job), patience_ms);
  say (attempt.send_session, jobs, "{\"t\":\"offer\",\"id\":\"ID\",\"title\":\"x\",\"n\":5,\"bytes\":5}");
  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *part = NULL;

      let_time_pass (patience_ms / 4);
      part = g_strdup_printf ("{\"t\":\"offer-part\",\"id\":\"ID\",\"first\":%u,"
                              "\"files\":[{\"p\":\"%u\",\"t\":\"f\",\"s\":1}]}", i, i);
      say (attempt.send_session, jobs, part);
    }
  attempt_wait (&attempt);
  g_assert_error (attempt.receive_error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_DECLINED);
  attempt_clear (&attempt);
}

/* People think for as long as they like. */
static void
test_thinking_receiver (Jobs          *jobs,
                        gconstpointer  data)
{
  Attempt attempt = { 0 };

  g_free (jobs_make_file (jobs, "a", 10, 1));
  jobs_list (jobs, "a", NULL);
  attempt_begin (&attempt, jobs);
  attempt_start_sending (&attempt);
  _portunus_job_set_patience (PORTUNUS_JOB (attempt.send_job), PATIENCE_MS);
  let_time_pass (3 * PATIENCE_MS);
  g_assert_false (attempt.send_finished);
  say (attempt.receive_session, jobs, MORE);
  attempt_wait (&attempt);
  g_assert_error (attempt.send_error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST);
  attempt_clear (&attempt);
}

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

static void
write_by_hand (Attempt   *attempt,
               WriteFunc  func)
{
  g_autoptr (PortunusSecret) key = portunus_session_dup_data_key (attempt->send_session, TRUE);
  g_autoptr (PortunusStreamWriter) writer = NULL;

  writer = portunus_stream_writer_new (portunus_session_get_lane (attempt->send_session), key, attempt->jobs->id);
  func (writer);
  /* The receiver may have hung up already. */
  portunus_stream_writer_finish (writer, NULL);
}

static void
test_writer (gconstpointer data)
{
  guint row = GPOINTER_TO_UINT (data);
  Jobs jobs = { 0 };
  Attempt attempt = { 0 };
  static const guint8 wanted[] = { 1, 1, 0, 1, 1 };
  /* Nobody takes frames before the writer is through. */
  const PortunusTestWireOptions options = { .window = 8 * 1024 * 1024 };

  jobs_setup (&jobs, NULL);
  portunus_test_wire_set_options (jobs.wire, &options);
  make_rogue_offer (&jobs);
  attempt.wanted = g_byte_array_new ();
  g_byte_array_append (attempt.wanted, wanted, sizeof wanted);
  attempt_begin (&attempt, &jobs);
  attempt_start_receiving (&attempt);
  offer_by_hand (&attempt);
  write_by_hand (&attempt, rogue_writers[row].func);
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
  g_autoptr (PortunusSecret) key = NULL;
  g_autoptr (PortunusStreamWriter) writer = NULL;
  Attempt attempt = { 0 };

  make_rogue_offer (jobs);
  attempt_begin (&attempt, jobs);
  attempt_start_receiving (&attempt);
  offer_by_hand (&attempt);
  key = portunus_session_dup_data_key (attempt.send_session, TRUE);
  writer = portunus_stream_writer_new (portunus_session_get_lane (attempt.send_session), key, jobs->id);
  begin (writer, 1, 0, 5);
  put (writer, "hello, world");
  end (writer, 12);
  whole (writer, 2);
  whole (writer, 4);
  g_assert_true (portunus_stream_writer_finish (writer, NULL));
  attempt_wait (&attempt);
  g_assert_error (attempt.receive_error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_INCOMPLETE);
  g_assert_cmpstr (attempt.receive_events->str, ==, "folder/a:failed folder/b:done text:done");
  g_clear_pointer (&writer, portunus_stream_writer_free);
  attempt_clear (&attempt);
}

/* Five bytes were accepted, not a file that fills the disk; a file that grew a little is another matter. */
static void
test_growth (Jobs          *jobs,
             gconstpointer  data)
{
  g_autoptr (PortunusSecret) key = NULL;
  g_autoptr (PortunusStreamWriter) writer = NULL;
  Attempt attempt = { 0 };

  make_rogue_offer (jobs);
  attempt_begin (&attempt, jobs);
  attempt_start_receiving (&attempt);
  offer_by_hand (&attempt);
  key = portunus_session_dup_data_key (attempt.send_session, TRUE);
  writer = portunus_stream_writer_new (portunus_session_get_lane (attempt.send_session), key, jobs->id);
  begin (writer, 1, 0, 5 + 16 * 1024 * 1024 + 1);
  put (writer, "hello");
  end (writer, 5 + 16 * 1024 * 1024 + 1);
  begin (writer, 2, 0, 12);
  put (writer, "hello, world");
  end (writer, 12);
  whole (writer, 4);
  g_assert_true (portunus_stream_writer_finish (writer, NULL));
  attempt_wait (&attempt);
  g_assert_error (attempt.receive_error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_INCOMPLETE);
  g_assert_cmpstr (attempt.receive_events->str, ==, "folder/a:failed folder/b:done text:done");
  g_clear_pointer (&writer, portunus_stream_writer_free);
  attempt_clear (&attempt);
}

/* Nor did anybody accept many files that each grow by as much as one may. */
static void
test_growth_in_all (Jobs          *jobs,
                    gconstpointer  data)
{
  const guint64 growth = 16 * 1024 * 1024;
  g_autoptr (PortunusSecret) key = NULL;
  g_autoptr (PortunusStreamWriter) writer = NULL;
  Attempt attempt = { 0 };

  make_rogue_offer (jobs);
  attempt_begin (&attempt, jobs);
  attempt_start_receiving (&attempt);
  offer_by_hand (&attempt);
  key = portunus_session_dup_data_key (attempt.send_session, TRUE);
  writer = portunus_stream_writer_new (portunus_session_get_lane (attempt.send_session), key, jobs->id);
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
  g_assert_true (portunus_stream_writer_finish (writer, NULL));
  attempt_wait (&attempt);
  g_assert_error (attempt.receive_error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_INCOMPLETE);
  g_assert_cmpstr (attempt.receive_events->str, ==,
                   "folder/a:restarted folder/a:done folder/b:failed text:done");
  g_clear_pointer (&writer, portunus_stream_writer_free);
  attempt_clear (&attempt);
}

static void
add (const char    *path,
     gconstpointer  data,
     void         (*func) (Jobs          *jobs,
                           gconstpointer  data))
{
  g_test_add (path, Jobs, data, jobs_setup, func, jobs_teardown);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  add ("/transfer/jobs-rogue/receivers", NULL, test_receivers);
  add ("/transfer/jobs-rogue/senders", NULL, test_senders);
  add ("/transfer/jobs-rogue/silent-senders", NULL, test_silent_senders);
  add ("/transfer/jobs-rogue/slow-sender", NULL, test_slow_sender);
  add ("/transfer/jobs-rogue/thinking-receiver", NULL, test_thinking_receiver);
  add ("/transfer/jobs-rogue/too-much", NULL, test_too_much);
  add ("/transfer/jobs-rogue/growth", NULL, test_growth);
  add ("/transfer/jobs-rogue/growth-in-all", NULL, test_growth_in_all);
  for (guint i = 0; i < G_N_ELEMENTS (rogue_writers); i++)
    {
      g_autofree char *path = g_strconcat ("/transfer/jobs-rogue/writer/", rogue_writers[i].path, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_writer);
    }

  return g_test_run ();
}
