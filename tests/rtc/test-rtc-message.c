/* test-rtc-message.c: what a peer may say, on the way of the negotiation and on the control channel
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "portunus-json.h"
#include "portunus-rtc-candidate.h"
#include "portunus-rtc-fingerprint.h"
#include "portunus-rtc-frame.h"
#include "portunus-rtc-message.h"
#include "portunus-rtc-pair.h"
#include "portunus-rtc-path.h"
#include "portunus-rtc-plugins.h"
#include "portunus-rtc-sdp.h"
#include "portunus-test.h"
#include "portunus-transfer-error.h"

#define assert_protocol(error) \
  g_assert_error (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL)

static JsonObject *
parse_json (const char *text)
{
  g_autoptr (GError) error = NULL;
  JsonObject *object = portunus_json_parse (text, strlen (text), 64 * 1024, &error);

  g_assert_no_error (error);
  return object;
}

static void
test_negotiation_good (void)
{
  PortunusRtcMessage message;
  g_autoptr (JsonObject) open = portunus_rtc_message_new_open (3);
  g_autoptr (JsonObject) offer = portunus_rtc_message_new_sdp (1, TRUE, "v=0");
  g_autoptr (JsonObject) answer = portunus_rtc_message_new_sdp (2, FALSE, "v=1");
  g_autoptr (JsonObject) candidate = portunus_rtc_message_new_candidate (3, "");

  g_assert_true (portunus_rtc_message_parse (open, &message, NULL));
  g_assert_cmpint (message.type, ==, PORTUNUS_RTC_MESSAGE_OPEN);
  g_assert_cmpuint (message.n_associations, ==, 3);
  g_assert_true (portunus_rtc_message_parse (offer, &message, NULL));
  g_assert_cmpint (message.type, ==, PORTUNUS_RTC_MESSAGE_OFFER);
  g_assert_cmpuint (message.association, ==, 1);
  g_assert_cmpstr (message.text, ==, "v=0");
  g_assert_true (portunus_rtc_message_parse (answer, &message, NULL));
  g_assert_cmpint (message.type, ==, PORTUNUS_RTC_MESSAGE_ANSWER);
  g_assert_true (portunus_rtc_message_parse (candidate, &message, NULL));
  g_assert_cmpint (message.type, ==, PORTUNUS_RTC_MESSAGE_CANDIDATE);
  g_assert_cmpuint (message.association, ==, 3);
  g_assert_cmpstr (message.text, ==, "");
}

static const char * const bad_messages[] = {
  "{}",
  "{\"t\":1}",
  "{\"t\":\"\"}",
  "{\"t\":\"rtc-close\"}",
  "{\"t\":\"rtc-open\"}",
  "{\"t\":\"rtc-open\",\"n\":0}",
  "{\"t\":\"rtc-open\",\"n\":-1}",
  "{\"t\":\"rtc-open\",\"n\":17}",
  "{\"t\":\"rtc-open\",\"n\":\"2\"}",
  "{\"t\":\"rtc-open\",\"n\":1.5}",
  "{\"t\":\"sdp\",\"a\":0,\"kind\":\"offer\"}",
  "{\"t\":\"sdp\",\"a\":0,\"sdp\":\"v=0\"}",
  "{\"t\":\"sdp\",\"kind\":\"offer\",\"sdp\":\"v=0\"}",
  "{\"t\":\"sdp\",\"a\":16,\"kind\":\"offer\",\"sdp\":\"v=0\"}",
  "{\"t\":\"sdp\",\"a\":0,\"kind\":\"pranswer\",\"sdp\":\"v=0\"}",
  "{\"t\":\"sdp\",\"a\":0,\"kind\":\"bogus\",\"sdp\":\"v=0\"}",
  "{\"t\":\"sdp\",\"a\":0,\"kind\":\"offer\",\"sdp\":null}",
  "{\"t\":\"ice\",\"a\":0,\"mline\":0}",
  "{\"t\":\"ice\",\"a\":0,\"candidate\":\"\"}",
  "{\"t\":\"ice\",\"a\":0,\"mline\":1,\"candidate\":\"\"}",
  "{\"t\":\"ice\",\"mline\":0,\"candidate\":\"\"}",
  "{\"t\":\"ice\",\"a\":0,\"mline\":0,\"candidate\":[]}",
};

static void
test_negotiation_bad (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad_messages); i++)
    {
      g_autoptr (JsonObject) object = parse_json (bad_messages[i]);
      g_autoptr (GError) error = NULL;
      PortunusRtcMessage message;

      g_test_message ("%s", bad_messages[i]);
      g_assert_false (portunus_rtc_message_parse (object, &message, &error));
      assert_protocol (error);
    }
}

static void
test_negotiation_oversized (void)
{
  g_autofree char *sdp = g_strnfill (PORTUNUS_RTC_MAX_SDP + 1, 'x');
  g_autofree char *candidate = g_strnfill (PORTUNUS_RTC_MAX_CANDIDATE + 1, 'x');
  g_autoptr (JsonObject) long_sdp = portunus_rtc_message_new_sdp (0, TRUE, sdp);
  g_autoptr (JsonObject) long_candidate = portunus_rtc_message_new_candidate (0, candidate);
  g_autoptr (GError) error = NULL;
  PortunusRtcMessage message;

  g_assert_false (portunus_rtc_message_parse (long_sdp, &message, &error));
  assert_protocol (error);
  g_clear_error (&error);
  g_assert_false (portunus_rtc_message_parse (long_candidate, &message, &error));
  assert_protocol (error);
}

typedef struct
{
  const char *name;
  gboolean    is_offerer;
  const char *messages[3];
} OutOfTurn;

#define CANDIDATE "{\"t\":\"ice\",\"a\":0,\"mline\":0,\"candidate\":\"\"}"
#define OPEN(n)   "{\"t\":\"rtc-open\",\"n\":" #n "}"

static const OutOfTurn out_of_turn[] = {
  { "candidate before open", FALSE, { CANDIDATE } },
  { "candidate before open", TRUE, { CANDIDATE } },
  { "open twice", FALSE, { OPEN (2), OPEN (2) } },
  { "open twice", TRUE, { OPEN (2), OPEN (2) } },
  { "more than proposed", TRUE, { OPEN (3) } },
  { "association that was declined", TRUE,
    { OPEN (1), "{\"t\":\"ice\",\"a\":1,\"mline\":0,\"candidate\":\"\"}" } },
  { "association never proposed", FALSE,
    { OPEN (1), "{\"t\":\"ice\",\"a\":1,\"mline\":0,\"candidate\":\"\"}" } },
  { "answer to the answerer", FALSE,
    { OPEN (1), "{\"t\":\"sdp\",\"a\":0,\"kind\":\"answer\",\"sdp\":\"v=0\"}" } },
  { "offer to the offerer", TRUE,
    { OPEN (1), "{\"t\":\"sdp\",\"a\":0,\"kind\":\"offer\",\"sdp\":\"v=0\"}" } },
  { "nonsense for an offer", FALSE,
    { OPEN (1), "{\"t\":\"sdp\",\"a\":0,\"kind\":\"offer\",\"sdp\":\"v=0\"}" } },
  { "nonsense for a candidate", FALSE,
    { OPEN (1), "{\"t\":\"ice\",\"a\":0,\"mline\":0,\"candidate\":\"nonsense\"}" } },
};

static gboolean
lose_all (JsonObject *message,
          gboolean    is_from_offerer)
{
  return FALSE;
}

static void
test_out_of_turn (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (out_of_turn); i++)
    {
      const OutOfTurn *row = &out_of_turn[i];
      PortunusRtcPair pair;
      PortunusRtcPairSide *side = &pair.sides[row->is_offerer ? 0 : 1];

      g_test_message ("%s", row->name);
      portunus_rtc_pair_init (&pair, 2, 2);
      pair.filter = lose_all;
      portunus_lane_start (side->lane);
      while (g_main_context_iteration (NULL, FALSE))
        continue;
      for (guint n = 0; n < 3 && row->messages[n] != NULL; n++)
        {
          g_autoptr (JsonObject) message = parse_json (row->messages[n]);

          g_assert_null (side->error);
          portunus_lane_negotiate (side->lane, message);
        }
      assert_protocol (side->error);
      g_assert_cmpuint (side->n_closed, ==, 1);
      portunus_rtc_pair_clear (&pair);
    }
}

static void
test_too_many_candidates (void)
{
  PortunusRtcPair pair;
  g_autoptr (JsonObject) open = parse_json (OPEN (1));
  g_autoptr (JsonObject) candidate = parse_json (CANDIDATE);

  portunus_rtc_pair_init (&pair, 1, 1);
  pair.filter = lose_all;
  portunus_lane_start (pair.sides[1].lane);
  portunus_lane_negotiate (pair.sides[1].lane, open);
  for (guint i = 0; i < 64; i++)
    portunus_lane_negotiate (pair.sides[1].lane, candidate);
  g_assert_no_error (pair.sides[1].error);
  portunus_lane_negotiate (pair.sides[1].lane, candidate);
  assert_protocol (pair.sides[1].error);
  portunus_rtc_pair_clear (&pair);
}

typedef struct
{
  const char              *text;
  gboolean                 is_ok;
  PortunusRtcCandidateUse  use;
} CandidateRow;

static const CandidateRow candidates[] = {
  { "candidate:1 1 UDP 2015363327 192.0.2.7 47011 typ host", TRUE, PORTUNUS_RTC_CANDIDATE_USABLE },
  { "candidate:1 1 udp 1 2001:db8::1 9 typ srflx raddr 10.0.0.1 rport 5", TRUE, PORTUNUS_RTC_CANDIDATE_USABLE },
  { "candidate:1 1 udp 1 2f3a1c9e-5a52-4a9b-9d7e-0f1e2d3c4b5a.local 9 typ host", TRUE, PORTUNUS_RTC_CANDIDATE_HIDDEN },
  { "candidate:1 1 udp 1 printer.local 9 typ host", TRUE, PORTUNUS_RTC_CANDIDATE_USELESS },
  { "candidate:1 1 udp 1 example.org 9 typ host", TRUE, PORTUNUS_RTC_CANDIDATE_USELESS },
  { "candidate:1 1 udp 1 224.0.0.1 9 typ host", TRUE, PORTUNUS_RTC_CANDIDATE_USELESS },
  { "candidate:1 1 udp 1 0.0.0.0 9 typ host", TRUE, PORTUNUS_RTC_CANDIDATE_USELESS },
  { "candidate:1 1 udp 1 192.0.2.7 0 typ host", TRUE, PORTUNUS_RTC_CANDIDATE_USELESS },
  { "candidate:1 2 udp 1 192.0.2.7 9 typ host", TRUE, PORTUNUS_RTC_CANDIDATE_USELESS },
  { "candidate:1 1 TCP 1 192.0.2.7 9 typ host tcptype active", TRUE, PORTUNUS_RTC_CANDIDATE_USELESS },
  { "nonsense", FALSE, 0 },
  { "candidate:1 1 udp 1 192.0.2.7 9 typ", FALSE, 0 },
  { "candidate:1 1 udp 1 192.0.2.7 9 type host", FALSE, 0 },
  { "a=candidate:1 1 udp 1 192.0.2.7 9 typ host", FALSE, 0 },
  { "candidate:1 x udp 1 192.0.2.7 9 typ host", FALSE, 0 },
  { "candidate:1 1 udp -1 192.0.2.7 9 typ host", FALSE, 0 },
  { "candidate:1 1 udp 4294967296 192.0.2.7 9 typ host", FALSE, 0 },
  { "candidate:1 1 udp 1 192.0.2.7 65536 typ host", FALSE, 0 },
  { "candidate:1 1 udp 1 192.0.2.7 9 typ host\r\na=evil", FALSE, 0 },
};

static void
test_candidates (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (candidates); i++)
    {
      PortunusRtcCandidateUse use;
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", candidates[i].text);
      g_assert_cmpint (portunus_rtc_candidate_check (candidates[i].text, &use, &error), ==, candidates[i].is_ok);
      if (candidates[i].is_ok)
        g_assert_cmpint (use, ==, candidates[i].use);
      else
        assert_protocol (error);
    }
}

static void
test_candidate_address (void)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string ("fe80::1");
  g_autofree char *host = portunus_rtc_candidate_dup_host (candidates[2].text);
  g_autofree char *text = portunus_rtc_candidate_with_address (candidates[2].text, address);

  g_assert_cmpstr (host, ==, "2f3a1c9e-5a52-4a9b-9d7e-0f1e2d3c4b5a.local");
  g_assert_cmpstr (text, ==, "candidate:1 1 udp 1 fe80::1 9 typ host");
}

#define DIGEST "00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:ff"
#define PRINT "a=fingerprint:sha-256 " DIGEST "\r\n"
#define HEAD "v=0\r\no=- 1 0 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n"
#define MLINE "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\n"
#define ICE "a=ice-ufrag:abcd\r\na=ice-pwd:0123456789012345678901\r\n"
#define MID "a=mid:0\r\n"
#define SETUP "a=setup:actpass\r\n"
#define PORT "a=sctp-port:5000\r\n"
#define GOOD MLINE ICE MID SETUP PORT PRINT

typedef struct
{
  const char *name;
  gboolean    is_ok;
  const char *text;
} SdpRow;

static const SdpRow sdps[] = {
  { "good", TRUE, HEAD GOOD },
  { "session fingerprint only", TRUE, HEAD PRINT MLINE ICE MID SETUP PORT },
  { "both, and different", TRUE, HEAD "a=fingerprint:sha-256 FF\r\n" GOOD },
  { "none", FALSE, HEAD MLINE ICE MID SETUP PORT },
  { "two in the medium", FALSE, HEAD GOOD PRINT },
  { "two in the session", FALSE, HEAD PRINT PRINT MLINE ICE MID SETUP PORT },
  { "other hash", FALSE, HEAD MLINE ICE MID SETUP PORT "a=fingerprint:sha-1 " DIGEST "\r\n" },
  { "short hash", FALSE, HEAD MLINE ICE MID SETUP PORT "a=fingerprint:sha-256 00:11\r\n" },
  { "no mid", FALSE, HEAD MLINE ICE SETUP PORT PRINT },
  { "no setup", FALSE, HEAD MLINE ICE MID PORT PRINT },
  { "session setup", FALSE, HEAD SETUP MLINE ICE MID PORT PRINT },
  { "odd setup", FALSE, HEAD MLINE ICE MID "a=setup:holdconn\r\n" PORT PRINT },
  { "no port", FALSE, HEAD MLINE ICE MID SETUP PRINT },
  { "other port", FALSE, HEAD MLINE ICE MID SETUP "a=sctp-port:5001\r\n" PRINT },
  { "no credentials", FALSE, HEAD MLINE MID SETUP PORT PRINT },
  { "two media", FALSE, HEAD GOOD GOOD },
  { "no medium", FALSE, HEAD PRINT },
  { "audio", FALSE, HEAD "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\n" ICE MID SETUP PORT PRINT },
  { "old form", FALSE, HEAD "m=application 9 DTLS/SCTP 5000\r\n" ICE MID SETUP PORT PRINT },
  { "empty", FALSE, "" },
  { "nonsense", FALSE, "nonsense" },
};

static void
test_sdp (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (sdps); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) fingerprint = NULL;
      g_autoptr (GstWebRTCSessionDescription) description = NULL;

      g_test_message ("%s", sdps[i].name);
      description = portunus_rtc_sdp_parse (sdps[i].text, TRUE, &fingerprint, &error);
      if (!sdps[i].is_ok)
        {
          g_assert_null (description);
          assert_protocol (error);
          continue;
        }
      g_assert_no_error (error);
      g_assert_cmpuint (g_bytes_get_size (fingerprint), ==, 32);
      g_assert_cmpuint (((const guint8 *) g_bytes_get_data (fingerprint, NULL))[31], ==, 0xff);
    }
}

/* Cut anywhere, or with any byte changed, it is taken or refused, and nothing worse. */
static void
test_sdp_mangled (void)
{
  static const char bytes[] = "\n:= 9a\x80";

  for (gsize i = 0; i < strlen (sdps[0].text); i++)
    for (guint n = 0; n < G_N_ELEMENTS (bytes); n++)
      {
        g_autofree char *text = g_strdup (sdps[0].text);
        g_autoptr (GBytes) fingerprint = NULL;
        g_autoptr (GstWebRTCSessionDescription) description = NULL;
        g_autoptr (GError) error = NULL;

        text[i] = bytes[n];
        description = portunus_rtc_sdp_parse (text, TRUE, &fingerprint, &error);
        g_assert_cmpint (description == NULL, ==, error != NULL);
        g_assert_cmpint (description == NULL, ==, fingerprint == NULL);
      }
}

static void
test_sdp_answer (void)
{
  g_autoptr (GBytes) fingerprint = NULL;
  g_autoptr (GstWebRTCSessionDescription) description = NULL;

  g_assert_null (portunus_rtc_sdp_parse (HEAD GOOD, FALSE, &fingerprint, NULL));
  description = portunus_rtc_sdp_parse (HEAD MLINE ICE MID "a=setup:active\r\n" PORT PRINT, FALSE, &fingerprint, NULL);
  g_assert_nonnull (description);
}

static void
test_sdp_one_fingerprint (void)
{
  g_autoptr (GBytes) fingerprint = NULL;
  g_autoptr (GstWebRTCSessionDescription) description = NULL;
  g_autofree char *text = NULL;

  description = portunus_rtc_sdp_parse (sdps[2].text, TRUE, &fingerprint, NULL);
  text = gst_sdp_message_as_text (description->sdp);
  g_assert_nonnull (strstr (text, PRINT));
  g_assert_null (strstr (text, "sha-256 FF"));
}

/* "abc", whose SHA-256 is in FIPS 180-2 appendix B.1, in the place of a certificate. */
#define ABC_PEM "-----BEGIN CERTIFICATE-----\nYWJj\n-----END CERTIFICATE-----\n"
#define ABC_PRINT "sha-256 " \
  "BA:78:16:BF:8F:01:CF:EA:41:41:40:DE:5D:AE:22:23:B0:03:61:A3:96:17:7A:9C:B4:10:FF:61:F2:00:15:AD"

static void
test_fingerprint (void)
{
  static const char * const wrong[] = {
    NULL, "", "YWJj", "-----BEGIN CERTIFICATE-----\nYWJj\n",
    "-----BEGIN CERTIFICATE-----\n\n-----END CERTIFICATE-----\n",
    "-----BEGIN CERTIFICATE-----\nYWJk\n-----END CERTIFICATE-----\n",
  };
  g_autoptr (GBytes) fingerprint = portunus_rtc_fingerprint_parse (ABC_PRINT, NULL);
  g_autoptr (GBytes) other = portunus_rtc_fingerprint_parse ("sha-256 " DIGEST, NULL);

  g_assert_true (portunus_rtc_fingerprint_check (fingerprint, ABC_PEM, NULL));
  g_assert_false (portunus_rtc_fingerprint_check (other, ABC_PEM, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (portunus_rtc_fingerprint_check (fingerprint, wrong[i], &error));
      g_assert_error (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_TAMPERED);
    }
}

typedef struct
{
  const char *bytes;
  gsize       length;
  gboolean    is_ok;
} ControlRow;

static const ControlRow controls[] = {
  { "", 0, FALSE },
  { "\0", 1, TRUE },
  { "\0hello", 6, TRUE },
  { "\1\0\0\0\0\0\0\1\2", 9, TRUE },
  { "\1\0\0\0\0\0\0\1", 8, FALSE },
  { "\1\0\0\0\0\0\0\1\2\3", 10, FALSE },
  { "\2\0\0\0\1", 5, TRUE },
  { "\2\0\0\1", 4, FALSE },
  { "\3\0\0\0\1", 5, TRUE },
  { "\3\0\0\0\1\0", 6, FALSE },
  { "\4", 1, TRUE },
  { "\4\0", 2, FALSE },
  { "\5", 1, FALSE },
  { "\377", 1, FALSE },
};

static void
test_control (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (controls); i++)
    {
      g_autoptr (GBytes) message = g_bytes_new_static (controls[i].bytes, controls[i].length);
      g_auto (PortunusRtcControl) control = { 0 };
      g_autoptr (GError) error = NULL;

      g_test_message ("row %u", i);
      g_assert_cmpint (portunus_rtc_frame_parse_control (message, &control, &error), ==, controls[i].is_ok);
      if (!controls[i].is_ok)
        assert_protocol (error);
    }
}

static void
test_control_values (void)
{
  g_autoptr (GBytes) ack = portunus_rtc_frame_new_control (PORTUNUS_RTC_CONTROL_ACK, 0x0102030405060708, NULL);
  g_autoptr (GBytes) ping = portunus_rtc_frame_new_control (PORTUNUS_RTC_CONTROL_PING, 0xfffefdfc, NULL);
  g_autofree guint8 *zeros = g_malloc0 (65537);
  g_autoptr (GBytes) too_large = g_bytes_new (zeros, 65537);
  g_auto (PortunusRtcControl) control = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_cmpmem (g_bytes_get_data (ack, NULL), g_bytes_get_size (ack), "\1\1\2\3\4\5\6\7\10", 9);
  g_assert_true (portunus_rtc_frame_parse_control (ack, &control, NULL));
  g_assert_cmpuint (control.number, ==, 0x0102030405060708);
  g_assert_true (portunus_rtc_frame_parse_control (ping, &control, NULL));
  g_assert_cmpuint (control.number, ==, 0xfffefdfc);
  g_assert_false (portunus_rtc_frame_parse_control (too_large, &control, &error));
  assert_protocol (error);
}

static void
test_path (void)
{
  const NiceCandidateType host = NICE_CANDIDATE_TYPE_HOST;
  const NiceCandidateType srflx = NICE_CANDIDATE_TYPE_SERVER_REFLEXIVE;
  const NiceCandidateType prflx = NICE_CANDIDATE_TYPE_PEER_REFLEXIVE;
  const NiceCandidateType relay = NICE_CANDIDATE_TYPE_RELAYED;

  g_assert_cmpstr (portunus_rtc_path_judge (host, "192.168.1.2", host, "192.168.1.3"), ==, "LAN");
  g_assert_cmpstr (portunus_rtc_path_judge (host, "10.0.0.1", prflx, "10.9.9.9"), ==, "LAN");
  g_assert_cmpstr (portunus_rtc_path_judge (host, "::1", host, "::1"), ==, "LAN");
  g_assert_cmpstr (portunus_rtc_path_judge (host, "fd00::1", host, "fd00:1::1"), ==, "LAN");
  g_assert_cmpstr (portunus_rtc_path_judge (host, "fe80::1", host, "fe80::2"), ==, "LAN");
  g_assert_cmpstr (portunus_rtc_path_judge (host, "2001:db8::1", host, "2001:db8::2"), ==, "LAN");
  g_assert_cmpstr (portunus_rtc_path_judge (host, "192.0.2.1", host, "192.0.2.1"), ==, "LAN");
  g_assert_cmpstr (portunus_rtc_path_judge (host, "2001:db8::1", host, "2001:db8:1::2"), ==, "direct");
  g_assert_cmpstr (portunus_rtc_path_judge (host, "192.168.1.2", host, "192.0.2.1"), ==, "direct");
  g_assert_cmpstr (portunus_rtc_path_judge (srflx, "192.168.1.2", host, "192.168.1.3"), ==, "direct");
  g_assert_cmpstr (portunus_rtc_path_judge (host, "192.168.1.2", prflx, "192.0.2.1"), ==, "direct");
  g_assert_cmpstr (portunus_rtc_path_judge (relay, "192.168.1.2", host, "192.168.1.3"), ==, "TURN");
  g_assert_cmpstr (portunus_rtc_path_judge (host, "192.168.1.2", relay, "192.168.1.3"), ==, "TURN");
}

static void
test_versions (void)
{
  g_autofree char *versions = portunus_rtc_plugins_dup_versions ();

  g_assert_nonnull (strstr (versions, "GStreamer 1."));
  g_assert_null (strstr (versions, "missing"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/rtc/negotiation/good", test_negotiation_good);
  g_test_add_func ("/rtc/negotiation/bad", test_negotiation_bad);
  g_test_add_func ("/rtc/negotiation/oversized", test_negotiation_oversized);
  g_test_add_func ("/rtc/negotiation/out-of-turn", test_out_of_turn);
  g_test_add_func ("/rtc/negotiation/too-many-candidates", test_too_many_candidates);
  g_test_add_func ("/rtc/candidate/table", test_candidates);
  g_test_add_func ("/rtc/candidate/address", test_candidate_address);
  g_test_add_func ("/rtc/sdp/table", test_sdp);
  g_test_add_func ("/rtc/sdp/mangled", test_sdp_mangled);
  g_test_add_func ("/rtc/sdp/answer", test_sdp_answer);
  g_test_add_func ("/rtc/sdp/one-fingerprint", test_sdp_one_fingerprint);
  g_test_add_func ("/rtc/fingerprint", test_fingerprint);
  g_test_add_func ("/rtc/control/table", test_control);
  g_test_add_func ("/rtc/control/values", test_control_values);
  g_test_add_func ("/rtc/path", test_path);
  g_test_add_func ("/rtc/plugins/versions", test_versions);
  return g_test_run ();
}
