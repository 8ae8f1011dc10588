/* test-protocol-example.c: the worked example in PROTOCOL.md is what the code does
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-noise-private.h"

#include <string.h>

#include "portunus-cipher.h"
#include "portunus-encoding.h"
#include "portunus-identity.h"
#include "portunus-kdf.h"
#include "portunus-sas.h"
#include "portunus-segment-private.h"
#include "portunus-stream.h"
#include "portunus-wire.h"

#define ROOM    "00112233445566778899aabbccddeeff"
#define HELLO_I "{\"name\":\"Ada\",\"role\":\"receive\"}"
#define HELLO_R "{\"name\":\"Bob\",\"role\":\"send\"}"

typedef struct
{
  char          *page;
  PortunusNoise *initiator;
  PortunusNoise *responder;
} Fixture;

/* The page without white space, so that it may break lines where it likes. */
static char *
read_page (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "src", "transfer", "PROTOCOL.md", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  GString *packed = g_string_new (NULL);

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isspace (*p))
      g_string_append_c (packed, *p);
  return g_string_free (packed, FALSE);
}

static void
check (Fixture       *f,
       const char    *name,
       gconstpointer  data,
       gsize          length)
{
  g_autofree char *hex = portunus_encode_hex (data, length);

  g_test_message ("%s: %s", name, hex);
  if (strstr (f->page, hex) == NULL)
    g_error ("The page does not have this for %s: %s", name, hex);
}

static void
check_bytes (Fixture    *f,
             const char *name,
             GBytes     *bytes)
{
  check (f, name, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
check_secret (Fixture        *f,
              const char     *name,
              PortunusSecret *secret)
{
  gsize length;
  const guint8 *data = portunus_secret_get_data (secret, &length);

  check (f, name, data, length);
}

/* Bytes that count up from @first. */
static void
count_up (guint8 *bytes,
          gsize   length,
          guint8  first)
{
  for (gsize i = 0; i < length; i++)
    bytes[i] = first + i;
}

static PortunusSecret *
secret_from (guint8 first,
             gsize  length)
{
  guint8 bytes[32];

  count_up (bytes, length, first);
  return portunus_secret_new (bytes, length);
}

static PortunusNoise *
create_side (gboolean        is_initiator,
             PortunusSecret *psk,
             GBytes         *prologue)
{
  g_autoptr (PortunusSecret) static_key = secret_from (is_initiator ? 0x20 : 0x40, 32);
  g_autoptr (PortunusSecret) ephemeral = secret_from (is_initiator ? 0x60 : 0x80, 32);
  PortunusNoise *noise = portunus_noise_new (is_initiator, static_key, psk, prologue, NULL);

  _portunus_noise_set_ephemeral (noise, ephemeral);
  return noise;
}

static void
setup (Fixture       *f,
       gconstpointer  data)
{
  g_autoptr (PortunusSecret) link = secret_from (0, 16);
  g_autoptr (PortunusSecret) psk = portunus_hkdf_label (link, "link psk", 32, NULL);
  g_autoptr (GBytes) prologue = g_bytes_new_static ("portunus\x01\x01" ROOM, 10 + strlen (ROOM));

  f->page = read_page ();
  f->initiator = create_side (TRUE, psk, prologue);
  f->responder = create_side (FALSE, psk, prologue);
  check_secret (f, "link psk", psk);
  check_bytes (f, "prologue", prologue);
}

static void
teardown (Fixture       *f,
          gconstpointer  data)
{
  portunus_noise_free (f->initiator);
  portunus_noise_free (f->responder);
  g_free (f->page);
}

static void
pass_message (Fixture       *f,
              const char    *name,
              PortunusNoise *from,
              PortunusNoise *to,
              const char    *payload)
{
  g_autoptr (GBytes) bytes = g_bytes_new (payload, strlen (payload));
  g_autoptr (GBytes) message = portunus_noise_write (from, bytes, NULL);
  g_autoptr (GBytes) read = portunus_noise_read (to, message, NULL);

  check_bytes (f, name, message);
  g_assert_true (g_bytes_equal (bytes, read));
}

static void
shake_hands (Fixture *f)
{
  pass_message (f, "message 1", f->initiator, f->responder, "");
  pass_message (f, "message 2", f->responder, f->initiator, HELLO_R);
  pass_message (f, "message 3", f->initiator, f->responder, HELLO_I);
}

static void
check_device (Fixture       *f,
              const char    *name,
              PortunusNoise *seen_by)
{
  g_autofree char *device = portunus_device_id_from_key (portunus_noise_get_remote_static (seen_by));

  g_test_message ("%s: %s", name, device);
  g_assert_nonnull (strstr (f->page, device));
}

static void
test_handshake (Fixture       *f,
                gconstpointer  data)
{
  g_autoptr (PortunusSecret) control = NULL;
  g_autoptr (PortunusSecret) bulk = NULL;

  shake_hands (f);
  check (f, "handshake hash", portunus_noise_get_handshake_hash (f->initiator), 32);
  check_device (f, "Bob", f->initiator);
  check_device (f, "Ada", f->responder);
  control = portunus_noise_export (f->initiator, "lane 1 control initiator", 32, NULL);
  bulk = portunus_noise_export (f->responder, "lane 1 data responder", 32, NULL);
  check_secret (f, "control key", control);
  check_secret (f, "data key", bulk);
}

static void
test_words (Fixture       *f,
            gconstpointer  data)
{
  guint8 nonce_i[32];
  guint8 nonce_r[32];
  guint8 commitment[32];
  g_autofree char *value = NULL;
  g_autofree char *text = NULL;
  g_autofree char *packed = NULL;
  g_autoptr (GBytes) plaintext = NULL;
  g_autoptr (GBytes) sealed = NULL;
  g_auto (GStrv) words = NULL;

  shake_hands (f);
  count_up (nonce_i, sizeof nonce_i, 0xa0);
  count_up (nonce_r, sizeof nonce_r, 0xc0);
  portunus_sas_commit (portunus_noise_get_handshake_hash (f->initiator), nonce_i, commitment);
  value = portunus_encode_base64url (commitment, sizeof commitment);
  text = g_strdup_printf ("{\"t\":\"sas-commit\",\"v\":\"%s\"}", value);
  plaintext = g_bytes_new (text, strlen (text));
  sealed = portunus_noise_seal (f->initiator, plaintext, NULL);
  g_test_message ("%s", text);
  g_assert_nonnull (strstr (f->page, text));
  check_bytes (f, "sealed commitment", sealed);

  words = portunus_sas_dup_words (portunus_noise_get_handshake_hash (f->initiator), nonce_i, nonce_r);
  packed = g_strjoinv ("", words);
  g_test_message ("%s", packed);
  g_assert_nonnull (strstr (f->page, packed));
}

static void
test_control (Fixture       *f,
              gconstpointer  data)
{
  g_autoptr (PortunusSecret) key = NULL;
  g_autoptr (PortunusCipher) cipher = NULL;
  g_autoptr (GBytes) plaintext = g_bytes_new_static ("{\"t\":\"ping\"}", 12);
  g_autoptr (GBytes) sealed = NULL;

  shake_hands (f);
  key = portunus_noise_export (f->initiator, "lane 1 control initiator", 32, NULL);
  cipher = portunus_cipher_new (key);
  sealed = portunus_cipher_seal (cipher, NULL, plaintext, NULL);
  check_bytes (f, "control message", sealed);
}

/* BEGIN, DATA, END, FINISH of a file of five bytes. */
static gsize
write_records (guint8 *out)
{
  guint8 *p = out;

  *p++ = PORTUNUS_RECORD_BEGIN;
  portunus_wire_put_u32 (p, 0);
  portunus_wire_put_u64 (p + 4, 0);
  portunus_wire_put_u64 (p + 12, 5);
  portunus_wire_put_u64 (p + 20, G_GUINT64_CONSTANT (1700000000000000000));
  p += 28;
  *p++ = PORTUNUS_RECORD_DATA;
  portunus_wire_put_u32 (p, 5);
  memcpy (p + 4, "hello", 5);
  p += 9;
  *p++ = PORTUNUS_RECORD_END;
  *p++ = PORTUNUS_END_COMPLETE;
  portunus_wire_put_u64 (p, 5);
  p += 8;
  *p++ = PORTUNUS_RECORD_FINISH;
  return p - out;
}

static void
test_data (Fixture       *f,
           gconstpointer  data)
{
  guint8 transfer_id[16];
  guint8 header[PORTUNUS_SEGMENT_HEADER] = { PORTUNUS_SEGMENT_HEADER };
  guint8 records[256];
  guint8 frame[512] = { 1, 0, 0, 0, 0, 0, 0, 0, 0 };
  gsize n_records = write_records (records);
  gsize n_sealed;
  g_autoptr (PortunusSecret) key = NULL;
  g_autoptr (GBytes) associated_data = NULL;
  g_autoptr (PortunusSegmentSealer) sealer = NULL;

  shake_hands (f);
  count_up (transfer_id, sizeof transfer_id, 0xe0);
  count_up (header + 1, 32, 0);
  count_up (header + 33, 7, 0xf0);
  associated_data = portunus_stream_dup_associated_data (transfer_id, 0, 0);
  key = portunus_noise_export (f->responder, "lane 1 data responder", 32, NULL);
  sealer = _portunus_segment_sealer_new_with_header (key, associated_data, header, NULL);
  g_assert_true (portunus_segment_sealer_seal (sealer, records, n_records, TRUE, frame + PORTUNUS_FRAME_HEADER_SIZE,
                                               &n_sealed, NULL));
  check_bytes (f, "associated data", associated_data);
  check (f, "records", records, n_records);
  check (f, "frame", frame, PORTUNUS_FRAME_HEADER_SIZE + n_sealed);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add ("/transfer/protocol-example/handshake", Fixture, NULL, setup, test_handshake, teardown);
  g_test_add ("/transfer/protocol-example/words", Fixture, NULL, setup, test_words, teardown);
  g_test_add ("/transfer/protocol-example/control", Fixture, NULL, setup, test_control, teardown);
  g_test_add ("/transfer/protocol-example/data", Fixture, NULL, setup, test_data, teardown);

  return g_test_run ();
}
