/* test-hosted-files.c: what a browser fetches from its host, and puts to it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "visitor.h"

#include <glib/gstdio.h>
#include <string.h>

#include "portunus-engine-private.h"
#include "portunus-reception.h"
#include "portunus-test.h"
#include "portunus-transfer-error.h"

#define ID "00112233445566778899aabbccddeeff"

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

/* A host that waits for what others bring. */
typedef struct
{
  Device            *host;
  Device            *guest;
  char              *directory;
  PortunusReception *reception;
  GError            *error;
  char              *text;
  guint              n_offers;
  gboolean           is_ready;
  gboolean           is_finished;
} Reception;

static void
ready_cb (PortunusReception *reception,
          Reception         *self)
{
  self->is_ready = TRUE;
}

static void
offer_cb (PortunusArrival *arrival,
          PortunusOffer   *offer,
          Reception       *self)
{
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (guint));
  guint n_entries = portunus_manifest_get_n_entries (portunus_offer_get_manifest (offer));

  self->n_offers++;
  for (guint i = 0; i < n_entries; i++)
    g_array_append_val (all, i);
  portunus_arrival_accept (arrival, all);
}

static void
text_cb (PortunusArrival *arrival,
         const char      *text,
         Reception       *self)
{
  g_free (self->text);
  self->text = g_strdup (text);
}

static void
arrival_cb (PortunusReception *reception,
            PortunusArrival   *arrival,
            Reception         *self)
{
  g_signal_connect (arrival, "offer", G_CALLBACK (offer_cb), self);
  g_signal_connect (arrival, "text", G_CALLBACK (text_cb), self);
}

static void
finished_cb (PortunusReception *reception,
             GError            *error,
             Reception         *self)
{
  self->is_finished = TRUE;
  self->error = error != NULL ? g_error_copy (error) : NULL;
}

static gboolean
is_set (gpointer user_data)
{
  return *(gboolean *) user_data;
}

static void
open_reception (Reception     *r,
                gconstpointer  data)
{
  PortunusReceptionOptions options = { .is_once = data == NULL };

  r->host = device_new ("Host");
  r->guest = device_new ("Guest");
  r->directory = g_build_filename (r->host->dir, "received", NULL);
  g_assert_cmpint (g_mkdir (r->directory, 0700), ==, 0);
  options.directory = r->directory;
  r->reception = portunus_reception_new (r->host->engine, &options);
  g_signal_connect (r->reception, "ready", G_CALLBACK (ready_cb), r);
  g_signal_connect (r->reception, "arrival", G_CALLBACK (arrival_cb), r);
  g_signal_connect (r->reception, "finished", G_CALLBACK (finished_cb), r);
  portunus_reception_start (r->reception);
  portunus_test_wait (is_set, &r->is_ready, 30000);
}

static void
close_reception (Reception     *r,
                 gconstpointer  data)
{
  g_object_unref (r->reception);
  device_free (r->guest);
  device_free (r->host);
  g_free (r->directory);
  g_free (r->text);
  g_clear_error (&r->error);
}

static void
assert_received (Reception  *r,
                 const char *name,
                 const char *content)
{
  g_autofree char *path = g_build_filename (r->directory, name, NULL);
  g_autofree char *got = NULL;

  g_assert_true (g_file_get_contents (path, &got, NULL, NULL));
  g_assert_cmpstr (got, ==, content);
}

static char *
offer (Reception *r,
       Visitor   *visitor)
{
  JsonObject *upload;

  if (visitor->id == NULL)
    visitor->id = g_strdup (ID);
  visitor_say (visitor, "{'t':'offer','title':'Notes','n':3,'bytes':12}");
  visitor_say (visitor, "{'t':'offer-part','first':0,'files':[{'p':'a/one.txt','t':'f','s':5},"
                        "{'p':'two.txt','t':'f','s':0},{'p':'text','t':'x','s':7}]}");
  upload = visitor_wait_heard (visitor, "upload");
  g_assert_nonnull (visitor_wait_heard (visitor, "accept"));
  return g_strconcat ("/u/", json_object_get_string_member (upload, "ticket"), NULL);
}

static void
put (Visitor    *visitor,
     const char *ticket,
     const char *index,
     const char *content)
{
  g_autofree char *path = g_strconcat (ticket, index, NULL);
  g_autofree char *status = visitor_run_curl (visitor, path, (const char * const[]) {
    "-X", "PUT", "--data-binary", content, "-o", "/dev/null", "-w", "%{http_code}", NULL });

  g_assert_cmpstr (status, ==, "200");
}

static void
test_put (Reception     *r,
          gconstpointer  data)
{
  Visitor *visitor = visitor_new (r->guest, portunus_reception_get_link (r->reception), PORTUNUS_SESSION_SENDS);
  g_autofree char *ticket = offer (r, visitor);
  JsonObject *verified;

  put (visitor, ticket, "/0", "hello");
  put (visitor, ticket, "/2", "a text!");
  put (visitor, ticket, "/1", "");
  verified = visitor_wait_heard (visitor, "verified");
  g_assert_cmpint (json_object_get_int_member (verified, "files"), ==, 3);
  g_assert_cmpint (json_object_get_int_member (verified, "failed"), ==, 0);
  portunus_test_wait (is_set, &r->is_finished, 30000);
  g_assert_no_error (r->error);
  assert_received (r, "a/one.txt", "hello");
  assert_received (r, "two.txt", "");
  g_assert_cmpstr (r->text, ==, "a text!");
  visitor_free (visitor);
}

/* The ticket ends with the session; what came stays, and the next session is told of it. */
static void
test_put_again (Reception     *r,
                gconstpointer  data)
{
  const char *link = portunus_reception_get_link (r->reception);
  Visitor *visitor = visitor_new (r->guest, link, PORTUNUS_SESSION_SENDS);
  g_autofree char *ticket = offer (r, visitor);
  g_autofree char *path = g_strconcat (ticket, "/1", NULL);
  g_autofree char *status = NULL;
  g_autofree char *again = NULL;

  put (visitor, ticket, "/0", "hello");
  portunus_session_close (visitor->session);
  visitor_wait_closed (visitor);
  while (status == NULL || strcmp (status, "404") != 0)
    {
      g_free (status);
      status = visitor_run_curl (visitor, path, (const char * const[]) { "-I", "-o", "/dev/null", "-w", "%{http_code}",
                                                                         NULL });
    }
  visitor_free (visitor);

  visitor = visitor_new (r->guest, link, PORTUNUS_SESSION_SENDS);
  again = offer (r, visitor);
  put (visitor, again, "/1", "");
  put (visitor, again, "/2", "a text!");
  visitor_wait_heard (visitor, "verified");
  portunus_test_wait (is_set, &r->is_finished, 30000);
  g_assert_no_error (r->error);
  assert_received (r, "a/one.txt", "hello");
  visitor_free (visitor);
}

/* Who accepted some files has not accepted others that come under the same id. */
static void
test_put_other (Reception     *r,
                gconstpointer  data)
{
  const char *link = portunus_reception_get_link (r->reception);
  Visitor *visitor = visitor_new (r->guest, link, PORTUNUS_SESSION_SENDS);
  g_autofree char *ticket = offer (r, visitor);

  g_assert_cmpuint (r->n_offers, ==, 1);
  visitor_free (visitor);
  visitor = visitor_new (r->guest, link, PORTUNUS_SESSION_SENDS);
  visitor->id = g_strdup (ID);
  visitor_say (visitor, "{'t':'offer','title':'Notes','n':4,'bytes':20}");
  visitor_say (visitor, "{'t':'offer-part','first':0,'files':[{'p':'a/one.txt','t':'f','s':5},"
                        "{'p':'two.txt','t':'f','s':0},{'p':'text','t':'x','s':7},{'p':'more','t':'f','s':8}]}");
  visitor_wait_heard (visitor, "upload");
  g_assert_cmpuint (r->n_offers, ==, 2);
  visitor_free (visitor);
}

/* A page may send two things at once. */
static void
test_put_two (Reception     *r,
              gconstpointer  data)
{
  const char *link = portunus_reception_get_link (r->reception);
  Visitor *visitors[2];
  char *tickets[2];

  for (guint i = 0; i < G_N_ELEMENTS (visitors); i++)
    {
      visitors[i] = visitor_new (r->guest, link, PORTUNUS_SESSION_SENDS);
      visitors[i]->id = g_strdup_printf ("%032x", i + 1);
      tickets[i] = offer (r, visitors[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (visitors); i++)
    {
      put (visitors[i], tickets[i], "/0", "hello");
      put (visitors[i], tickets[i], "/1", "");
      put (visitors[i], tickets[i], "/2", "a text!");
      visitor_wait_heard (visitors[i], "verified");
      visitor_free (visitors[i]);
      g_free (tickets[i]);
    }
  g_assert_cmpuint (r->n_offers, ==, 2);
  assert_received (r, "a/one.txt", "hello");
}

/* The sender may have lost the connection long before the receiver learns of it. */
static void
test_put_anew (Reception     *r,
               gconstpointer  data)
{
  const char *link = portunus_reception_get_link (r->reception);
  Visitor *first = visitor_new (r->guest, link, PORTUNUS_SESSION_SENDS);
  g_autofree char *ticket = offer (r, first);
  g_autofree char *again = NULL;
  Visitor *second;

  put (first, ticket, "/0", "hello");
  second = visitor_new (r->guest, link, PORTUNUS_SESSION_SENDS);
  again = offer (r, second);
  put (second, again, "/1", "");
  put (second, again, "/2", "a text!");
  portunus_test_wait (is_set, &r->is_finished, 30000);
  g_assert_no_error (r->error);
  g_assert_cmpuint (r->n_offers, ==, 1);
  assert_received (r, "a/one.txt", "hello");
  visitor_free (second);
  visitor_free (first);
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

  g_test_add ("/hosted-files/put", Reception, NULL, open_reception, test_put, close_reception);
  g_test_add ("/hosted-files/put-again", Reception, NULL, open_reception, test_put_again, close_reception);
  g_test_add ("/hosted-files/put-other", Reception, NULL, open_reception, test_put_other, close_reception);
  g_test_add ("/hosted-files/put-two", Reception, "many", open_reception, test_put_two, close_reception);
  g_test_add ("/hosted-files/put-anew", Reception, NULL, open_reception, test_put_anew, close_reception);

  return g_test_run ();
}
