/* test-cli-human.c: what a person reads, off a terminal
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "portunus-cli-human.h"
#include "portunus-transfer-error.h"

typedef struct
{
  PortunusCliOutput *output;
  PortunusTransfer  *transfer;
  FILE              *stream;
  FILE              *error_stream;
  char              *text;
  char              *error_text;
  gsize              length;
  gsize              error_length;
} Fixture;

static void
setup (Fixture       *f,
       gconstpointer  data)
{
  f->stream = open_memstream (&f->text, &f->length);
  f->error_stream = open_memstream (&f->error_text, &f->error_length);
  fflush (f->stream);
  fflush (f->error_stream);
  f->output = portunus_cli_human_new (f->stream, f->error_stream);
  f->transfer = portunus_transfer_new (FALSE);
}

static void
teardown (Fixture       *f,
          gconstpointer  data)
{
  g_assert_null (strchr (f->text, '\033'));
  g_assert_null (strchr (f->error_text, '\033'));
  g_assert_finalize_object (f->output);
  g_assert_finalize_object (f->transfer);
  fclose (f->stream);
  fclose (f->error_stream);
  free (f->text);
  free (f->error_text);
}

static void
test_link (Fixture       *f,
           gconstpointer  data)
{
  PortunusCliLink link = {
    .url = "https://a:1/r/x#k=y", .code = "7-a-b", .command = "COMMAND", .code_command = "CODE COMMAND",
    .title = "evil\033[2J", .n_files = 1, .n_bytes = 5, .has_qr = TRUE,
  };
  const char *url;
  const char *code;

  portunus_cli_output_link (f->output, &link);
  url = strstr (f->text, "  https://a:1/r/x#k=y\n");
  code = strstr (f->text, "  7-a-b\n");
  g_assert_true (url != NULL && code != NULL && url < code);
  g_assert_true (strstr (f->text, "COMMAND\n") != NULL && strstr (f->text, "CODE COMMAND\n") != NULL);

  rewind (f->stream);
  link.is_code_first = TRUE;
  portunus_cli_output_link (f->output, &link);
  url = strstr (f->text, "  https://a:1/r/x#k=y\n");
  code = strstr (f->text, "  7-a-b\n");
  g_assert_true (url != NULL && code != NULL && code < url);
}

static void
test_words_once (Fixture       *f,
                 gconstpointer  data)
{
  static const char * const words[] = { "one", "two", "three", "four", NULL };
  const PortunusCliPeer peer = { 1, f->transfer };

  portunus_transfer_set_peer (f->transfer, "laptop", "not verified", words);
  portunus_cli_output_peer (f->output, &peer);
  g_assert_cmpstr (f->text, ==, "Connected to laptop (not verified)\nBoth screens show: one two three four\n");
  portunus_cli_output_peer (f->output, &peer);
  g_assert_cmpuint (f->length, ==,
                    strlen ("Connected to laptop (not verified)\nBoth screens show: one two three four\n"));
}

static void
test_problems_are_errors (Fixture       *f,
                          gconstpointer  data)
{
  g_autoptr (GError) declined = g_error_new_literal (PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_DECLINED, "no");
  g_autoptr (GError) full = g_error_new_literal (PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_DISK_FULL,
                                                 "a\033b is full");

  portunus_cli_output_problem (f->output, "cannot read \033x");
  portunus_cli_output_wrong_code (f->output, 2);
  portunus_cli_output_wrong_code (f->output, 0);
  portunus_cli_output_file (f->output, "a.txt", PORTUNUS_FILE_FAILED, "gone\033");
  portunus_cli_output_file (f->output, "b.txt", PORTUNUS_FILE_DONE, NULL);
  portunus_cli_output_failed (f->output, declined);
  portunus_cli_output_failed (f->output, full);
  g_assert_cmpuint (f->length, ==, 0);
  g_assert_nonnull (strstr (f->error_text, "2 tries are left"));
  g_assert_nonnull (strstr (f->error_text, "closed"));
  g_assert_nonnull (strstr (f->error_text, "a.txt"));
  g_assert_null (strstr (f->error_text, "b.txt"));
  g_assert_nonnull (strstr (f->error_text, "portunus-cli: Declined.\n"));
  g_assert_nonnull (strstr (f->error_text, "is full)"));
}

static void
test_done (Fixture       *f,
           gconstpointer  data)
{
  const PortunusCliPeer peer = { 1, f->transfer };

  portunus_transfer_set_totals (f->transfer, 2, 3000);
  portunus_transfer_set_progress (f->transfer, 2, 3000);
  portunus_transfer_finish (f->transfer, NULL);
  portunus_cli_output_state (f->output, &peer);
  g_assert_cmpstr (f->text, ==, "Delivered and verified: 2 files, 3.0 kB in 0:00\n");
}

static void
test_nothing_missing (Fixture       *f,
                      gconstpointer  data)
{
  const PortunusCliPeer peer = { 1, f->transfer };

  portunus_transfer_finish (f->transfer, NULL);
  portunus_cli_output_state (f->output, &peer);
  g_assert_cmpstr (f->text, ==, "Delivered and verified: nothing is missing there\n");
}

/* The share goes on when one of those who fetch it does not. */
static void
test_peer_is_lost (gconstpointer data)
{
  static const char * const words[] = { "one", "two", "three", "four", NULL };
  static const struct
  {
    PortunusTransferError  code;
    const char            *part;
  } losses[] = {
    { PORTUNUS_TRANSFER_ERROR_CANCELLED_BY_PEER, "laptop stopped." },
    { PORTUNUS_TRANSFER_ERROR_DISK_FULL, "laptop cannot store it there." },
    { PORTUNUS_TRANSFER_ERROR_DESTINATION, "laptop cannot store it there." },
    { PORTUNUS_TRANSFER_ERROR_PROTOCOL, "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (losses); i++)
    {
      Fixture f = { 0 };
      g_autoptr (GError) error = g_error_new_literal (PORTUNUS_TRANSFER_ERROR, losses[i].code, "x");
      PortunusCliPeer peer = { .number = 1 };

      setup (&f, NULL);
      peer.transfer = f.transfer;
      portunus_transfer_set_peer (f.transfer, "laptop", "not verified", words);
      portunus_transfer_finish (f.transfer, error);
      portunus_cli_output_state (f.output, &peer);
      g_assert_true (g_str_has_prefix (f.text, losses[i].part));
      g_assert_true ((f.length == 0) == (*losses[i].part == '\0'));
      teardown (&f, NULL);
    }
}

static void
test_interrupted (Fixture       *f,
                  gconstpointer  data)
{
  g_autoptr (PortunusTransfer) incoming = portunus_transfer_new (TRUE);
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "x");
  const PortunusCliPeer theirs = { 1, f->transfer };
  const PortunusCliPeer ours = { 2, incoming };

  portunus_transfer_set_progress (f->transfer, 0, 1000);
  portunus_transfer_finish (f->transfer, error);
  portunus_cli_output_state (f->output, &theirs);
  g_assert_cmpuint (f->length, ==, 0);
  portunus_transfer_set_progress (incoming, 0, 1000);
  portunus_transfer_finish (incoming, error);
  portunus_cli_output_state (f->output, &ours);
  g_assert_nonnull (strstr (f->text, "What has arrived is kept"));
}

#define ADD(path, function) g_test_add ("/cli/human/" path, Fixture, NULL, setup, function, teardown)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("link", test_link);
  ADD ("words-once", test_words_once);
  ADD ("problems-are-errors", test_problems_are_errors);
  ADD ("done", test_done);
  ADD ("nothing-missing", test_nothing_missing);
  ADD ("interrupted", test_interrupted);
  g_test_add_data_func ("/cli/human/peer-is-lost", NULL, test_peer_is_lost);
  return g_test_run ();
}
