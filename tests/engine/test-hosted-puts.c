/* test-hosted-puts.c: what a browser puts to its host
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "visitor.h"

#include <glib/gstdio.h>
#include <string.h>

#include "portunus-engine-private.h"
#include "portunus-reception.h"
#include "portunus-test.h"

#define ID        "00112233445566778899aabbccddeeff"
#define BIG_BYTES 3000000

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

static char *
offer_big (Visitor *visitor)
{
  g_autofree char *start = g_strdup_printf ("{'t':'offer','title':'Big','n':1,'bytes':%d}", BIG_BYTES);
  g_autofree char *part = g_strdup_printf ("{'t':'offer-part','first':0,'files':[{'p':'big.bin','t':'f','s':%d}]}",
                                           BIG_BYTES);

  visitor->id = g_strdup (ID);
  visitor_say (visitor, start);
  visitor_say (visitor, part);
  g_assert_nonnull (visitor_wait_heard (visitor, "accept"));
  return g_strconcat ("/u/", json_object_get_string_member (visitor_wait_heard (visitor, "upload"), "ticket"), NULL);
}

static gboolean
is_limited (gpointer user_data)
{
  return portunus_throttle_is_on (user_data);
}

/* The worker that writes waits, and with it who puts; slow for the same reason as its like of what is fetched. */
static void
test_put_limit (Reception     *r,
                gconstpointer  data)
{
  Visitor *visitor = visitor_new (r->guest, portunus_reception_get_link (r->reception), PORTUNUS_SESSION_SENDS);
  PortunusEngine *engine = r->host->engine;
  g_autofree char *path = device_make_file (r->guest, "big.bin", BIG_BYTES);
  g_autofree char *content = g_strconcat ("@", path, NULL);
  g_autofree char *ticket = NULL;
  gint64 start_us;

  portunus_settings_set_number (portunus_engine_get_settings (engine), PORTUNUS_SETTING_DOWNLOAD_LIMIT,
                                BIG_BYTES / 2000);
  portunus_test_wait (is_limited, portunus_engine_get_download (engine), 30000);
  ticket = offer_big (visitor);
  start_us = g_get_monotonic_time ();
  put (visitor, ticket, "/0", content);
  visitor_wait_heard (visitor, "verified");
  g_assert_cmpint (g_get_monotonic_time () - start_us, >=, G_USEC_PER_SEC);
  portunus_settings_set_number (portunus_engine_get_settings (engine), PORTUNUS_SETTING_DOWNLOAD_LIMIT, 0);
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

  g_test_add ("/hosted-puts/put", Reception, NULL, open_reception, test_put, close_reception);
  g_test_add ("/hosted-puts/again", Reception, NULL, open_reception, test_put_again, close_reception);
  g_test_add ("/hosted-puts/other", Reception, NULL, open_reception, test_put_other, close_reception);
  g_test_add ("/hosted-puts/two", Reception, "many", open_reception, test_put_two, close_reception);
  g_test_add ("/hosted-puts/anew", Reception, NULL, open_reception, test_put_anew, close_reception);
  g_test_add ("/hosted-puts/limit", Reception, NULL, open_reception, test_put_limit, close_reception);

  return g_test_run ();
}
