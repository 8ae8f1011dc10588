/* test-rtc-resolver.c: peers that hide their addresses behind names, as browsers do
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "portunus-rtc-fake-resolver.h"
#include "portunus-rtc-message.h"
#include "portunus-rtc-pair.h"
#include "portunus-rtc-resolver.h"
#include "portunus-test.h"
#include "portunus-transfer-error.h"

#define NAME          "2f3a1c9e-5a52-4a9b-9d7e-0f1e2d3c4b5a.local"
#define HIDDEN        "candidate:1 1 udp 2113937151 " NAME " 54321 typ host"
#define FIELD_ADDRESS 4
#define MAX_HIDDEN    8

typedef struct
{
  PortunusRtcFakeResolver *resolver;
  PortunusRtcPair          pair;
} Fixture;

/* Filters have no user data. */
static PortunusRtcFakeResolver *names;
static gboolean is_unknown;
static PortunusLane *answerer;

/* Candidates name a host in place of their address; which the resolver knows. */
static gboolean
hide (JsonObject *message,
      gboolean    is_from_offerer)
{
  const char *text = json_object_get_string_member_with_default (message, "candidate", "");
  g_auto (GStrv) fields = g_strsplit (text, " ", -1);
  g_autofree char *uuid = g_uuid_string_random ();
  g_autofree char *hidden = NULL;
  g_autofree char *address = NULL;

  if (*text == '\0')
    return TRUE;
  address = g_steal_pointer (&fields[FIELD_ADDRESS]);
  fields[FIELD_ADDRESS] = g_strconcat (uuid, ".local", NULL);
  if (!is_unknown)
    portunus_rtc_fake_resolver_add (names, fields[FIELD_ADDRESS], address);
  hidden = g_strjoinv (" ", fields);
  json_object_set_string_member (message, "candidate", hidden);
  return TRUE;
}

static void
set_up (Fixture  *self,
        gboolean  is_silent,
        guint     connect_ms)
{
  PortunusRtcOptions options;

  portunus_rtc_options_init (&options);
  options.ping_ms = 100;
  options.silence_ms = 5000;
  options.connect_ms = connect_ms;
  self->resolver = portunus_rtc_fake_resolver_install (is_silent);
  names = self->resolver;
  portunus_rtc_pair_init_with_options (&self->pair, &options, 1, 1);
}

static gboolean
is_over (gpointer user_data)
{
  return portunus_rtc_fake_resolver_get_n_waiting (user_data) == 0 && !g_main_context_pending (NULL);
}

static void
tear_down (Fixture *self)
{
  portunus_rtc_pair_clear (&self->pair);
  portunus_test_wait (is_over, self->resolver, 5000);
  portunus_rtc_fake_resolver_remove (self->resolver);
}

static void
test_found (void)
{
  Fixture fixture;

  set_up (&fixture, FALSE, 10000);
  fixture.pair.filter = hide;
  portunus_rtc_pair_open (&fixture.pair);
  g_assert_cmpstr (portunus_lane_get_path (fixture.pair.sides[0].lane), ==, "LAN");
  g_assert_cmpuint (portunus_rtc_fake_resolver_get_n_lookups (fixture.resolver), >, 0);
  tear_down (&fixture);
}

static void
test_unknown (void)
{
  Fixture fixture;

  set_up (&fixture, FALSE, 1500);
  fixture.pair.filter = hide;
  is_unknown = TRUE;
  portunus_rtc_pair_start (&fixture.pair);
  portunus_rtc_pair_wait_closed (&fixture.pair);
  for (guint i = 0; i < 2; i++)
    g_assert_error (fixture.pair.sides[i].error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_NO_CONNECTION);
  g_assert_cmpuint (portunus_rtc_fake_resolver_get_n_lookups (fixture.resolver), >, 0);
  is_unknown = FALSE;
  tear_down (&fixture);
}

static void
check_resolved (const char *address,
                const char *expected)
{
  PortunusRtcFakeResolver *resolver = portunus_rtc_fake_resolver_install (FALSE);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *candidate = NULL;

  portunus_rtc_fake_resolver_add (resolver, NAME, address);
  portunus_rtc_resolver_resolve_async (HIDDEN, NULL, portunus_test_store_result, &result);
  g_assert_null (result);
  portunus_test_wait_result (&result);
  candidate = portunus_rtc_resolver_resolve_finish (result, &error);
  g_assert_cmpstr (candidate, ==, expected);
  if (expected == NULL)
    g_assert_error (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND);
  portunus_rtc_fake_resolver_remove (resolver);
}

/* Anybody on the network may answer for a name. */
static void
test_answers (void)
{
  check_resolved ("192.168.1.7", "candidate:1 1 udp 2113937151 192.168.1.7 54321 typ host");
  check_resolved ("fe80::7", "candidate:1 1 udp 2113937151 fe80::7 54321 typ host");
  check_resolved ("0.0.0.0", NULL);
  check_resolved ("::", NULL);
  check_resolved ("224.0.0.251", NULL);
  check_resolved ("ff02::fb", NULL);
}

static void
take_candidate (PortunusLane *lane,
                const char   *candidate)
{
  g_autoptr (JsonObject) message = portunus_rtc_message_new_candidate (0, candidate);

  portunus_lane_negotiate (lane, message);
}

/* Many names come in front of the first address. */
static gboolean
add_names (JsonObject *message,
           gboolean    is_from_offerer)
{
  static gboolean was_here;

  if (json_object_has_member (message, "candidate") && is_from_offerer && !was_here)
    {
      was_here = TRUE;
      for (guint i = 0; i < 4 * MAX_HIDDEN; i++)
        take_candidate (answerer, HIDDEN);
    }
  return TRUE;
}

/* Names that are never answered hold up neither the addresses beside them nor the end of the lane, and only a few are
 * asked for. */
static void
test_never_answered (void)
{
  Fixture fixture;

  set_up (&fixture, TRUE, 10000);
  answerer = fixture.pair.sides[1].lane;
  fixture.pair.filter = add_names;
  portunus_rtc_pair_open (&fixture.pair);
  g_assert_cmpuint (portunus_rtc_fake_resolver_get_n_waiting (fixture.resolver), ==, MAX_HIDDEN);
  tear_down (&fixture);
}

static gboolean
add_to_description (JsonObject *message,
                    gboolean    is_from_offerer)
{
  const char *sdp = json_object_get_string_member_with_default (message, "sdp", NULL);
  g_autofree char *longer = NULL;

  if (sdp == NULL)
    return TRUE;
  longer = g_strconcat (sdp, "a=" HIDDEN "\r\na=end-of-candidates\r\n", NULL);
  json_object_set_string_member (message, "sdp", longer);
  return TRUE;
}

/* GStreamer would look up whatever is in there. */
static void
test_in_description (void)
{
  Fixture fixture;

  set_up (&fixture, FALSE, 10000);
  fixture.pair.filter = add_to_description;
  portunus_rtc_pair_open (&fixture.pair);
  g_assert_cmpuint (portunus_rtc_fake_resolver_get_n_lookups (fixture.resolver), ==, 0);
  tear_down (&fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/rtc/resolver/found", test_found);
  g_test_add_func ("/rtc/resolver/unknown", test_unknown);
  g_test_add_func ("/rtc/resolver/answers", test_answers);
  g_test_add_func ("/rtc/resolver/never-answered", test_never_answered);
  g_test_add_func ("/rtc/resolver/in-description", test_in_description);
  return g_test_run ();
}
