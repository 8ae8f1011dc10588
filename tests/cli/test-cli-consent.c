/* test-cli-consent.c: the list of what is offered, choosing from it, and the question
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include "portunus-cli-consent.h"
#include "portunus-cli-offer-list.h"
#include "portunus-test.h"

#define TIMEOUT_MS 30000

static void
add (PortunusManifestBuilder *builder,
     PortunusEntryType        type,
     const char              *path)
{
  const PortunusEntry entry = {
    .type = type,
    .path = path,
    .size = type == PORTUNUS_ENTRY_FILE ? 1000 : 0,
    .mode = 0755,
    .target = type == PORTUNUS_ENTRY_SYMLINK ? "b.txt" : NULL,
  };
  g_autoptr (GError) error = NULL;

  portunus_manifest_builder_add (builder, &entry, &error);
  g_assert_no_error (error);
}

static PortunusManifest *
create_manifest (void)
{
  g_autoptr (PortunusManifestBuilder) builder = portunus_manifest_builder_new ();

  add (builder, PORTUNUS_ENTRY_FILE, "a.txt");
  add (builder, PORTUNUS_ENTRY_DIRECTORY, "d");
  add (builder, PORTUNUS_ENTRY_FILE, "d/b.txt");
  add (builder, PORTUNUS_ENTRY_DIRECTORY, "d/e");
  add (builder, PORTUNUS_ENTRY_SYMLINK, "d/e/link");
  add (builder, PORTUNUS_ENTRY_FILE, "d2.txt");
  return portunus_manifest_builder_finish (builder);
}

static PortunusOffer *
create_offer (void)
{
  const guint8 id[PORTUNUS_TRANSFER_ID_SIZE] = { 1 };
  g_autoptr (PortunusManifest) manifest = create_manifest ();

  return portunus_offer_new (id, "things", manifest);
}

static void
test_list (void)
{
  g_autoptr (PortunusManifest) manifest = create_manifest ();
  g_autofree char *all = portunus_cli_offer_list_format (manifest, 10);
  g_autofree char *some = portunus_cli_offer_list_format (manifest, 2);

  g_assert_nonnull (strstr (all, "     1      1.0 kB  a.txt\n"));
  g_assert_nonnull (strstr (all, "     2              d/\n"));
  g_assert_nonnull (strstr (all, "     6      1.0 kB  d2.txt\n"));
  g_assert_null (strstr (all, "more"));
  g_assert_nonnull (strstr (some, "and 4 more"));
  g_assert_null (strstr (some, "d/b.txt"));
}

static void
select_and_compare (const char *selection,
                    const char *expected)
{
  g_autoptr (PortunusManifest) manifest = create_manifest ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) wanted = portunus_cli_offer_list_select (manifest, selection, &error);
  g_autoptr (GString) text = g_string_new (NULL);

  if (expected == NULL)
    {
      g_assert_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE);
      g_assert_null (wanted);
      return;
    }
  g_assert_no_error (error);
  for (guint i = 0; i < wanted->len; i++)
    g_string_append_printf (text, "%u", g_array_index (wanted, guint, i));
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_select (void)
{
  select_and_compare ("1", "0");
  select_and_compare ("6,1", "05");
  select_and_compare ("1-3", "01234");
  select_and_compare ("3", "2");
  select_and_compare ("4", "34");
  select_and_compare (" 1 , 5-6 ", "045");
  select_and_compare ("", "");
  select_and_compare ("0", NULL);
  select_and_compare ("7", NULL);
  select_and_compare ("3-1", NULL);
  select_and_compare ("1-", NULL);
  select_and_compare ("-2", NULL);
  select_and_compare ("1-2-3", NULL);
  select_and_compare ("x", NULL);
  select_and_compare ("99999999999999999999", NULL);
}

typedef struct
{
  int                     terminal;
  PortunusOffer          *offer;
  PortunusConflictPolicy  policy;      /* of the last answer */
  gboolean                asks_policy;
} Fixture;

static void
setup (Fixture       *f,
       gconstpointer  data)
{
  f->terminal = posix_openpt (O_RDWR | O_NOCTTY | O_CLOEXEC);
  g_assert_cmpint (f->terminal, >=, 0);
  g_assert_cmpint (grantpt (f->terminal), ==, 0);
  g_assert_cmpint (unlockpt (f->terminal), ==, 0);
  f->offer = create_offer ();
}

static void
teardown (Fixture       *f,
          gconstpointer  data)
{
  /* The worker that looked at the folder may be about to let go of it. */
  g_object_unref (f->offer);
  close (f->terminal);
}

static void
ask (Fixture            *f,
     PortunusCliPrompt  *prompt,
     GCancellable       *cancellable,
     GAsyncResult      **result)
{
  const PortunusCliConsentQuestion question = {
    .forecast = { .offer = f->offer, .directory = g_get_user_data_dir () },
    .asks_policy = f->asks_policy,
  };

  portunus_cli_consent_ask_async (prompt, &question, cancellable, portunus_test_store_result, result);
}

static gboolean
answer (Fixture     *f,
        const char  *input,
        GArray     **wanted,
        GError     **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (PortunusCliPrompt) prompt = NULL;

  prompt = portunus_cli_prompt_new (ptsname (f->terminal), error);
  g_assert_nonnull (prompt);
  ask (f, prompt, NULL, &result);
  g_assert_null (result);
  g_assert_cmpint (write (f->terminal, input, strlen (input)), ==, (gssize) strlen (input));
  portunus_test_wait_result (&result);
  return portunus_cli_consent_ask_finish (result, wanted, &f->policy, error);
}

static void
test_answers (Fixture       *f,
              gconstpointer  data)
{
  static const struct
  {
    const char *input;
    gboolean    is_yes;
    guint       n_wanted;
  } answers[] = {
    { "y\n", TRUE, 0 },
    { "Yes\n", TRUE, 0 },
    { "n\n", FALSE, 0 },
    { "\n", FALSE, 0 },
    { "what?\n", FALSE, 0 },
    { "s\n1,6\n", TRUE, 2 },
    { "s\n9\n2\n", TRUE, 4 },
    { "s\n\n", FALSE, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (GArray) wanted = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (answer (f, answers[i].input, &wanted, &error), ==, answers[i].is_yes);
      g_assert_no_error (error);
      g_assert_cmpuint (wanted != NULL ? wanted->len : 0, ==, answers[i].n_wanted);
    }
}

/* Where something is in the way the yes is not all there is to say, and an empty line is still a no. */
static void
test_policy (Fixture       *f,
             gconstpointer  data)
{
  static const struct
  {
    const char             *input;
    gboolean                is_yes;
    PortunusConflictPolicy  policy;
  } answers[] = {
    { "y\n1\n", TRUE, PORTUNUS_CONFLICT_RENAME },
    { "y\n2\n", TRUE, PORTUNUS_CONFLICT_SKIP },
    { "y\n3\n", TRUE, PORTUNUS_CONFLICT_OVERWRITE },
    { "y\n4\n", TRUE, PORTUNUS_CONFLICT_NEWER },
    { "y\nnewer\n", TRUE, PORTUNUS_CONFLICT_NEWER },
    { "y\n5\nask\n0\n2\n", TRUE, PORTUNUS_CONFLICT_SKIP },
    { "s\n1\n3\n", TRUE, PORTUNUS_CONFLICT_OVERWRITE },
    { "s\n6\n", TRUE, PORTUNUS_CONFLICT_RENAME },
    { "y\n\n", FALSE, PORTUNUS_CONFLICT_RENAME },
    { "n\n", FALSE, PORTUNUS_CONFLICT_RENAME },
  };
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "a.txt", NULL);

  f->asks_policy = TRUE;
  g_assert_cmpint (g_mkdir_with_parents (g_get_user_data_dir (), 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, "here", -1, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (GArray) wanted = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (answer (f, answers[i].input, &wanted, &error), ==, answers[i].is_yes);
      g_assert_no_error (error);
      g_assert_cmpint (f->policy, ==, answers[i].policy);
    }
}

/* Nothing is in the way, or the policy was given. */
static void
test_no_policy (Fixture       *f,
                gconstpointer  data)
{
  g_autoptr (GArray) wanted = NULL;
  g_autoptr (GError) error = NULL;

  f->asks_policy = TRUE;
  g_assert_true (answer (f, "y\n", &wanted, &error));
  g_assert_cmpint (f->policy, ==, PORTUNUS_CONFLICT_RENAME);
}

/* What a terminal shows comes in parts. @shown: zeros. */
static void
read_until (int         terminal,
            const char *wanted,
            char       *shown,
            gsize       size)
{
  gsize n_shown = 0;

  while (strstr (shown, wanted) == NULL && n_shown < size - 1)
    {
      struct pollfd ready = { .fd = terminal, .events = POLLIN };
      gssize n_read;

      g_assert_cmpint (poll (&ready, 1, TIMEOUT_MS), ==, 1);
      n_read = read (terminal, shown + n_shown, size - 1 - n_shown);
      g_assert_cmpint (n_read, >, 0);
      n_shown += n_read;
    }
}

/* What is in the folder and what room there is comes before the question. */
static void
test_forecast (Fixture       *f,
               gconstpointer  data)
{
  g_autoptr (GArray) wanted = NULL;
  g_autoptr (GError) error = NULL;
  char shown[4096] = { 0, };
  const char *counts;

  g_assert_true (answer (f, "y\n", &wanted, &error));
  read_until (f->terminal, "Accept?", shown, sizeof shown);
  counts = strstr (shown, " new");
  g_assert_nonnull (counts);
  g_assert_nonnull (strstr (counts, " free"));
  g_assert_nonnull (strstr (counts, "Accept?"));
}

static void
test_end_of_input (Fixture       *f,
                   gconstpointer  data)
{
  g_autoptr (GArray) wanted = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (answer (f, "\004", &wanted, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED);
}

static void
test_taken_back (Fixture       *f,
                 gconstpointer  data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (PortunusCliPrompt) prompt = NULL;
  g_autoptr (GArray) wanted = NULL;
  g_autoptr (GError) error = NULL;

  prompt = portunus_cli_prompt_new (ptsname (f->terminal), &error);
  ask (f, prompt, cancellable, &result);
  g_cancellable_cancel (cancellable);
  portunus_test_wait_result (&result);
  g_assert_false (portunus_cli_consent_ask_finish (result, &wanted, &f->policy, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_no_terminal (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (portunus_cli_prompt_new ("/no/such/terminal", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/cli/offer-list/list", test_list);
  g_test_add_func ("/cli/offer-list/select", test_select);
  g_test_add ("/cli/consent/answers", Fixture, NULL, setup, test_answers, teardown);
  g_test_add ("/cli/consent/policy", Fixture, NULL, setup, test_policy, teardown);
  g_test_add ("/cli/consent/no-policy", Fixture, NULL, setup, test_no_policy, teardown);
  g_test_add ("/cli/consent/forecast", Fixture, NULL, setup, test_forecast, teardown);
  g_test_add ("/cli/consent/end-of-input", Fixture, NULL, setup, test_end_of_input, teardown);
  g_test_add ("/cli/consent/taken-back", Fixture, NULL, setup, test_taken_back, teardown);
  g_test_add_func ("/cli/consent/no-terminal", test_no_terminal);
  return g_test_run ();
}
