/* test-jobs-rogue.c: peers that authenticate and then break every rule of a transfer
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "jobs-fixture.h"

#include <string.h>

#include "portunus-encoding.h"
#include "portunus-job-private.h"
#include "portunus-json.h"
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
int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  jobs_add ("/transfer/jobs-rogue/receivers", NULL, test_receivers);
  jobs_add ("/transfer/jobs-rogue/senders", NULL, test_senders);
  jobs_add ("/transfer/jobs-rogue/silent-senders", NULL, test_silent_senders);
  jobs_add ("/transfer/jobs-rogue/slow-sender", NULL, test_slow_sender);
  jobs_add ("/transfer/jobs-rogue/thinking-receiver", NULL, test_thinking_receiver);

  return g_test_run ();
}
