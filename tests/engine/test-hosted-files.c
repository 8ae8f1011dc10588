/* test-hosted-files.c: what a browser fetches from its host
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "visitor.h"

#include <glib/gstdio.h>
#include <string.h>

#include "portunus-engine-private.h"
#include "portunus-test.h"
#include "portunus-transfer-error.h"

typedef struct
{
  Device  *host;
  Device  *guest;
  char    *path;
  Sending *sending;
} Fixture;

static void
setup (Fixture       *f,
       gconstpointer  data)
{
  const char *paths[] = { NULL, NULL };
  PortunusShareOptions options = { .paths = paths, .text = data, .is_once = data != NULL };

  f->host = device_new ("Host");
  f->guest = device_new ("Guest");
  f->path = device_make_file (f->host, "report.bin", 3000000);
  paths[0] = f->path;
  f->sending = sending_new (f->host, &options);
  sending_wait_ready (f->sending);
}

static void
teardown (Fixture       *f,
          gconstpointer  data)
{
  sending_free (f->sending);
  device_free (f->guest);
  device_free (f->host);
  g_free (f->path);
}

/* Takes the offer and gives the path of the ticket. */
static char *
accept_with (Visitor    *visitor,
             const char *want,
             const char *more)
{
  g_autofree char *text = g_strdup_printf ("{'t':'accept','want':[%s],'have':[],'more':false%s}", want, more);
  JsonObject *fetch;

  visitor_wait_heard (visitor, "offer-part");
  visitor_say (visitor, text);
  fetch = visitor_wait_heard (visitor, "fetch");
  return g_strconcat ("/d/", json_object_get_string_member (fetch, "ticket"), NULL);
}

static char *
accept (Visitor    *visitor,
        const char *want)
{
  return accept_with (visitor, want, "");
}

static void
assert_fetched (Fixture    *f,
                const char *got)
{
  g_autofree char *expected = NULL;
  g_autofree char *content = NULL;
  gsize n_expected, n_content;

  g_assert_true (g_file_get_contents (f->path, &expected, &n_expected, NULL));
  g_assert_true (g_file_get_contents (got, &content, &n_content, NULL));
  g_assert_cmpmem (expected, n_expected, content, n_content);
}

static void
fetch_all (Fixture    *f,
           Visitor    *visitor,
           const char *ticket)
{
  g_autofree char *got = g_build_filename (f->guest->dir, "got", NULL);
  g_autofree char *path = g_strconcat (ticket, "/all/report.bin", NULL);
  g_autofree char *output = visitor_run_curl (visitor, path, (const char * const[]) { "-o", got, NULL });

  assert_fetched (f, got);
}

static void
test_fetch (Fixture       *f,
            gconstpointer  data)
{
  Visitor *visitor = visitor_new (f->guest, portunus_share_get_link (f->sending->share), PORTUNUS_SESSION_RECEIVES);
  g_autofree char *ticket = accept (visitor, "[0,1]");
  JsonObject *message = visitor_wait_heard (visitor, "fetch");
  JsonObject *all = json_object_get_object_member (message, "all");

  g_assert_cmpstr (json_object_get_string_member (all, "name"), ==, "report.bin");
  g_assert_cmpint (json_object_get_int_member (all, "size"), ==, 3000000);
  fetch_all (f, visitor, ticket);
  message = visitor_wait_heard (visitor, "fetched");
  g_assert_cmpint (json_object_get_int_member (message, "bytes"), ==, 3000000);
  visitor_wait_closed (visitor);
  sending_wait (f->sending);
  g_assert_no_error (f->sending->error);
  g_assert_true (portunus_transfer_is_unconfirmed (sending_get_transfer (f->sending, 0)));
  visitor_free (visitor);
}

static gboolean
is_limited (gpointer user_data)
{
  return portunus_throttle_is_on (user_data);
}

/* A setting counts from the next byte on. Slow: 3 MB at 2 MB/s, of which a quarter of a second's may come at once. */
static void
test_limit (Fixture       *f,
            gconstpointer  data)
{
  Visitor *visitor = visitor_new (f->guest, portunus_share_get_link (f->sending->share), PORTUNUS_SESSION_RECEIVES);
  g_autofree char *ticket = accept (visitor, "[0,1]");
  gint64 start_us;

  portunus_settings_set_number (portunus_engine_get_settings (f->host->engine), PORTUNUS_SETTING_UPLOAD_LIMIT, 2000);
  portunus_test_wait (is_limited, portunus_engine_get_upload (f->host->engine), 30000);
  start_us = g_get_monotonic_time ();
  fetch_all (f, visitor, ticket);
  g_assert_cmpint (g_get_monotonic_time () - start_us, >=, G_USEC_PER_SEC);
  portunus_settings_set_number (portunus_engine_get_settings (f->host->engine), PORTUNUS_SETTING_UPLOAD_LIMIT, 0);
  visitor_free (visitor);
}

/* A page that stores the files itself knows more than the host. */
static void
test_verified (Fixture       *f,
               gconstpointer  data)
{
  Visitor *visitor = visitor_new (f->guest, portunus_share_get_link (f->sending->share), PORTUNUS_SESSION_RECEIVES);
  g_autofree char *ticket = accept (visitor, "[0,1]");

  visitor_say (visitor, "{'t':'verified','files':1,'bytes':3000000,'failed':0}");
  sending_wait (f->sending);
  g_assert_no_error (f->sending->error);
  g_assert_false (portunus_transfer_is_unconfirmed (sending_get_transfer (f->sending, 0)));
  visitor_free (visitor);
}

static gboolean
is_verifying (gpointer user_data)
{
  return portunus_transfer_get_state (user_data) == PORTUNUS_TRANSFER_VERIFYING;
}

/* The host waits for the word of a page that stores the files itself; one that goes without it has fetched them. */
static void
store (Fixture  *f,
       gboolean  says_so)
{
  Visitor *visitor = visitor_new (f->guest, portunus_share_get_link (f->sending->share), PORTUNUS_SESSION_RECEIVES);
  g_autofree char *ticket = accept_with (visitor, "[0,1]", ",'stores':true");

  fetch_all (f, visitor, ticket);
  portunus_test_wait (is_verifying, sending_get_transfer (f->sending, 0), 30000);
  if (says_so)
    visitor_say (visitor, "{'t':'verified','files':1,'bytes':3000000,'failed':0}");
  else
    portunus_session_close (visitor->session);
  sending_wait (f->sending);
  g_assert_no_error (f->sending->error);
  g_assert_cmpint (portunus_transfer_is_unconfirmed (sending_get_transfer (f->sending, 0)), ==, !says_so);
  visitor_free (visitor);
}

static void
test_stores (Fixture       *f,
             gconstpointer  data)
{
  store (f, TRUE);
}

static void
test_stores_gone (Fixture       *f,
                  gconstpointer  data)
{
  store (f, FALSE);
}

/* A phone sleeps while its download manager works. */
static void
test_page_gone (Fixture       *f,
                gconstpointer  data)
{
  Visitor *visitor = visitor_new (f->guest, portunus_share_get_link (f->sending->share), PORTUNUS_SESSION_RECEIVES);
  g_autofree char *ticket = accept (visitor, "[0,1]");
  g_autofree char *path = g_strconcat (ticket, "/all", NULL);
  g_autofree char *part = visitor_run_curl (visitor, path, (const char * const[]) { "-r", "0-999", "-o", "/dev/null",
                                                                                   NULL });
  Visitor *tools = visitor;

  transfer_wait_bytes (sending_get_transfer (f->sending, 0), 1000);
  portunus_session_close (visitor->session);
  visitor_wait_closed (visitor);
  fetch_all (f, tools, ticket);
  sending_wait (f->sending);
  g_assert_no_error (f->sending->error);
  g_assert_true (portunus_transfer_is_unconfirmed (sending_get_transfer (f->sending, 0)));
  visitor_free (visitor);
}

/* A browser that comes back and wants the same goes on where it was. */
static void
test_same_ticket (Fixture       *f,
                  gconstpointer  data)
{
  const char *link = portunus_share_get_link (f->sending->share);
  Visitor *visitor = visitor_new (f->guest, link, PORTUNUS_SESSION_RECEIVES);
  g_autofree char *first = accept (visitor, "[0,1]");
  g_autofree char *second = NULL;

  visitor_free (visitor);
  transfer_wait_state (sending_get_transfer (f->sending, 0), PORTUNUS_TRANSFER_RECONNECTING);
  visitor = visitor_new (f->guest, link, PORTUNUS_SESSION_RECEIVES);
  second = accept (visitor, "[0,1]");
  g_assert_cmpstr (first, ==, second);
  visitor_free (visitor);
}

static char *
ask_status (Visitor    *visitor,
            const char *ticket,
            const char *part)
{
  g_autofree char *path = g_strconcat (ticket, part, NULL);

  return visitor_run_curl (visitor, path, (const char * const[]) { "-o", "/dev/null", "-w", "%{http_code}", NULL });
}

/* Nobody may take a mixture of two files for one of them; who asks again gets the other one. */
static void
test_changed (Fixture       *f,
              gconstpointer  data)
{
  const char *link = portunus_share_get_link (f->sending->share);
  Visitor *visitor = visitor_new (f->guest, link, PORTUNUS_SESSION_RECEIVES);
  g_autofree char *ticket = accept (visitor, "[0,1]");
  g_autofree char *changed = NULL;
  g_autofree char *after = NULL;
  g_autofree char *again = NULL;
  JsonObject *message;

  g_assert_true (g_file_set_contents (f->path, "another", -1, NULL));
  changed = ask_status (visitor, ticket, "/all");
  g_assert_cmpstr (changed, ==, "409");
  message = visitor_wait_heard (visitor, "fail");
  g_assert_cmpstr (json_object_get_string_member (message, "code"), ==, "source");
  g_assert_cmpint (json_object_get_int_member (message, "i"), ==, 0);
  after = ask_status (visitor, ticket, "/all");
  g_assert_cmpstr (after, ==, "404");
  visitor_free (visitor);

  visitor = visitor_new (f->guest, link, PORTUNUS_SESSION_RECEIVES);
  again = accept (visitor, "[0,1]");
  message = json_object_get_object_member (visitor_wait_heard (visitor, "fetch"), "all");
  g_assert_cmpint (json_object_get_int_member (message, "size"), ==, strlen ("another"));
  fetch_all (f, visitor, again);
  visitor_wait_heard (visitor, "fetched");
  visitor_free (visitor);
}

/* One file of two: the other one comes, and everybody hears that it is not all. */
static void
test_gone (Fixture       *f,
           gconstpointer  data)
{
  g_autofree char *left = device_make_file (f->host, "left.bin", 1000);
  const char *paths[] = { f->path, left, NULL };
  PortunusShareOptions options = { .paths = paths };
  Sending *sending = sending_new (f->host, &options);
  g_autofree char *ticket = NULL;
  g_autofree char *status = NULL;
  Visitor *visitor;
  JsonObject *message;
  JsonArray *gone;

  sending_wait_ready (sending);
  visitor = visitor_new (f->guest, portunus_share_get_link (sending->share), PORTUNUS_SESSION_RECEIVES);
  visitor_wait_heard (visitor, "offer-part");
  g_assert_cmpint (g_unlink (left), ==, 0);
  ticket = accept (visitor, "[0,2]");
  message = visitor_wait_heard (visitor, "fetch");
  gone = json_array_get_array_element (json_object_get_array_member (message, "gone"), 0);
  g_assert_cmpint (json_array_get_int_element (gone, 0), ==, 1);
  g_assert_cmpint (json_array_get_int_element (gone, 1), ==, 1);
  g_assert_cmpint (json_object_get_int_member (message, "files"), ==, 1);
  status = ask_status (visitor, ticket, "/1");
  g_assert_cmpstr (status, ==, "404");
  fetch_all (f, visitor, ticket);
  visitor_wait_heard (visitor, "fetched");
  sending_wait (sending);
  g_assert_error (sending->error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_INCOMPLETE);
  visitor_free (visitor);
  sending_free (sending);
}

/* Nothing is left to be fetched. */
static void
test_all_gone (Fixture       *f,
               gconstpointer  data)
{
  Visitor *visitor = visitor_new (f->guest, portunus_share_get_link (f->sending->share), PORTUNUS_SESSION_RECEIVES);

  visitor_wait_heard (visitor, "offer-part");
  g_assert_cmpint (g_unlink (f->path), ==, 0);
  visitor_say (visitor, "{'t':'accept','want':[[0,1]],'have':[],'more':false}");
  g_assert_cmpstr (json_object_get_string_member (visitor_wait_heard (visitor, "fail"), "code"), ==, "source");
  visitor_free (visitor);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add ("/hosted-files/fetch", Fixture, NULL, setup, test_fetch, teardown);
  g_test_add ("/hosted-files/limit", Fixture, NULL, setup, test_limit, teardown);
  g_test_add ("/hosted-files/verified", Fixture, NULL, setup, test_verified, teardown);
  g_test_add ("/hosted-files/stores", Fixture, NULL, setup, test_stores, teardown);
  g_test_add ("/hosted-files/stores-gone", Fixture, NULL, setup, test_stores_gone, teardown);
  g_test_add ("/hosted-files/page-gone", Fixture, NULL, setup, test_page_gone, teardown);
  g_test_add ("/hosted-files/same-ticket", Fixture, NULL, setup, test_same_ticket, teardown);
  g_test_add ("/hosted-files/changed", Fixture, NULL, setup, test_changed, teardown);
  g_test_add ("/hosted-files/gone", Fixture, NULL, setup, test_gone, teardown);
  g_test_add ("/hosted-files/all-gone", Fixture, NULL, setup, test_all_gone, teardown);

  return g_test_run ();
}
