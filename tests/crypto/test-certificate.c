/* test-certificate.c: what others see in a host's certificate, and when it is made anew
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-certificate-private.h"

#include <openssl/pem.h>
#include <string.h>

#include "portunus-certificate.h"
#include "portunus-crypto-error.h"
#include "portunus-encoding.h"
#include "portunus-test.h"
#include "store-fixture.h"

#define SECRET_NAME "server-certificate"
#define DAY_S       (24 * 60 * 60)

static const char * const names[] = { "desk.local", "host.example.org", "192.168.1.5", "fe80::1234", NULL };

static char *
renew (PortunusSecretStore        *store,
       const char * const         *wanted,
       PortunusCertificateRenewal  renewal)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (PortunusSecret) pem = NULL;
  g_autoptr (GError) error = NULL;
  const guint8 *data;
  gsize length;

  if (renewal == PORTUNUS_CERTIFICATE_RENEW_EARLY)
    portunus_certificate_load_async (store, wanted, NULL, portunus_test_store_result, &result);
  else
    portunus_certificate_renew_async (store, wanted, renewal, NULL, portunus_test_store_result, &result);
  g_assert_null (result);
  portunus_test_wait_result (&result);
  pem = portunus_certificate_load_finish (result, &error);
  g_assert_no_error (error);
  data = portunus_secret_get_data (pem, &length);
  return g_strndup ((const char *) data, length);
}

static char *
load (PortunusSecretStore *store,
      const char * const  *wanted)
{
  return renew (store, wanted, PORTUNUS_CERTIFICATE_RENEW_EARLY);
}

static char *
make (const char * const *wanted)
{
  g_autoptr (PortunusSecretStore) store = portunus_memory_secret_store_new ();

  return load (store, wanted);
}

/* What "openssl @arguments" says of @input; it must succeed. */
static char *
run_openssl (const char *arguments,
             const char *input)
{
  g_autofree char *line = g_strconcat ("openssl ", arguments, NULL);
  g_auto (GStrv) argv = g_strsplit (line, " ", -1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = NULL;
  char *output = NULL;

  process = g_subprocess_newv ((const char * const *) argv, G_SUBPROCESS_FLAGS_STDIN_PIPE |
                               G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE, &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, input, NULL, &output, NULL, &error);
  g_assert_no_error (error);
  g_test_message ("%s: %s", arguments, output);
  g_assert_true (g_subprocess_get_successful (process));
  return output;
}

static void
assert_contains (const char *text,
                 const char *part)
{
  if (strstr (text, part) == NULL)
    g_error ("%s is not in %s", part, text);
}

static void
test_text (void)
{
  g_autofree char *pem = make (names);
  g_autofree char *text = run_openssl ("x509 -noout -text", pem);

  assert_contains (text, "Version: 3 (0x2)");
  assert_contains (text, "Signature Algorithm: ecdsa-with-SHA256");
  assert_contains (text, "NIST CURVE: P-256");
  assert_contains (text, "Issuer: CN = Portunus\n");
  assert_contains (text, "Subject: CN = Portunus\n");
  assert_contains (text, "X509v3 Basic Constraints: critical\n                CA:FALSE\n");
  assert_contains (text, "X509v3 Key Usage: critical\n                Digital Signature\n");
  assert_contains (text, "X509v3 Extended Key Usage: \n                TLS Web Server Authentication\n");
  assert_contains (text, "DNS:desk.local, DNS:host.example.org, IP Address:192.168.1.5, "
                         "IP Address:FE80:0:0:0:0:0:0:1234\n");
}

static void
test_openssl (void)
{
  g_autofree char *dir = portunus_test_make_dir ();
  g_autofree char *path = g_build_filename (dir, "host.pem", NULL);
  g_autofree char *pem = make (names);
  g_autofree char *verify = g_strconcat ("verify -x509_strict -purpose sslserver -verify_hostname desk.local -CAfile ",
                                         path, " ", path, NULL);
  g_autofree char *verified = NULL;
  g_autofree char *checked = run_openssl ("pkey -check -noout", pem);
  g_autofree char *not_soon = run_openssl ("x509 -noout -checkend 34128000", pem);

  g_assert_true (g_file_set_contents (path, pem, -1, NULL));
  verified = run_openssl (verify, "");
  assert_contains (checked, "Key is valid");
  assert_contains (verified, "OK");
  assert_contains (not_soon, "will not expire");
  assert_contains (pem, "-----BEGIN PRIVATE KEY-----");
  portunus_test_remove_tree (dir);
}

/* Browsers take no more than 398 days. */
static void
test_dates (void)
{
  g_autofree char *pem = make (names);
  g_autoptr (GTlsCertificate) certificate = g_tls_certificate_new_from_pem (pem, -1, NULL);
  g_autoptr (GDateTime) begin = g_tls_certificate_get_not_valid_before (certificate);
  g_autoptr (GDateTime) end = g_tls_certificate_get_not_valid_after (certificate);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  g_assert_cmpint (g_date_time_difference (end, begin) / G_TIME_SPAN_DAY, ==, 397);
  g_assert_cmpint (g_date_time_difference (now, begin), >=, G_TIME_SPAN_HOUR);
}

static GTlsCertificateFlags
verify_for (GTlsCertificate *certificate,
            const char      *name)
{
  g_autoptr (GSocketConnectable) identity = NULL;

  if (g_hostname_is_ip_address (name))
    identity = G_SOCKET_CONNECTABLE (g_inet_socket_address_new_from_string (name, 443));
  else
    identity = g_network_address_new (name, 443);
  return g_tls_certificate_verify (certificate, identity, certificate);
}

static void
test_gio (void)
{
  g_autofree char *pem = make (names);
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsCertificate) certificate = g_tls_certificate_new_from_pem (pem, -1, &error);
  g_autoptr (GByteArray) key = NULL;

  g_assert_no_error (error);
  g_object_get (certificate, "private-key", &key, NULL);
  g_assert_nonnull (key);
  for (guint i = 0; names[i] != NULL; i++)
    g_assert_cmpint (verify_for (certificate, names[i]), ==, 0);
  g_assert_cmpint (verify_for (certificate, "other.local"), ==, G_TLS_CERTIFICATE_BAD_IDENTITY);
  g_assert_cmpint (verify_for (certificate, "192.168.1.6"), ==, G_TLS_CERTIFICATE_BAD_IDENTITY);
}

static void
test_fingerprint (void)
{
  g_autofree char *pem = make (names);
  g_autofree char *line = run_openssl ("x509 -noout -fingerprint -sha256", pem);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) fingerprint = portunus_certificate_fingerprint (pem, &error);
  g_autoptr (GString) text = g_string_new ("sha256 Fingerprint=");
  const guint8 *data = g_bytes_get_data (fingerprint, NULL);

  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (fingerprint), ==, 32);
  for (guint i = 0; i < 32; i++)
    g_string_append_printf (text, i == 31 ? "%02X\n" : "%02X:", data[i]);
  g_assert_cmpstr (line, ==, text->str);
}

static void
test_fingerprint_bad (void)
{
  const char * const bad[] = {
    "",
    "certificate",
    "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
    "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (portunus_certificate_fingerprint (bad[i], &error));
      g_assert_error (error, PORTUNUS_CRYPTO_ERROR, PORTUNUS_CRYPTO_ERROR_MALFORMED);
    }
}

static void
test_serials (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < 8; i++)
    {
      g_autofree char *pem = make (names);
      char *serial = run_openssl ("x509 -noout -serial", pem);

      /* Eight bytes, and none that would be read as negative. */
      g_assert_cmpuint (strlen (serial), ==, strlen ("serial=0123456789ABCDEF\n"));
      g_assert_cmpint (serial[strlen ("serial=")], <, '8');
      g_assert_true (g_hash_table_add (seen, serial));
    }
}

static void
assert_same_key (const char *one,
                 const char *other,
                 gboolean    is_same)
{
  g_autofree char *key_of_one = run_openssl ("x509 -noout -pubkey", one);
  g_autofree char *key_of_other = run_openssl ("x509 -noout -pubkey", other);
  g_autofree char *private_of_other = run_openssl ("pkey -pubout", other);

  g_assert_true (g_str_equal (key_of_one, key_of_other) == is_same);
  g_assert_cmpstr (key_of_other, ==, private_of_other);
}

static void
test_kept (void)
{
  const char * const fewer[] = { "desk.local", "192.168.1.5", NULL };
  const char * const other_case[] = { "Desk.Local", "FE80::1234", NULL };
  g_autoptr (PortunusSecretStore) store = portunus_memory_secret_store_new ();
  g_autofree char *first = load (store, names);
  g_autofree char *again = load (store, names);
  g_autofree char *with_fewer = load (store, fewer);
  g_autofree char *with_other_case = load (store, other_case);

  g_assert_cmpstr (first, ==, again);
  g_assert_cmpstr (first, ==, with_fewer);
  g_assert_cmpstr (first, ==, with_other_case);
}

static void
check_name_added (const char *name)
{
  const char * const before[] = { "192.168.1.5", NULL };
  const char * const after[] = { "192.168.1.5", name, NULL };
  g_autoptr (PortunusSecretStore) store = portunus_memory_secret_store_new ();
  g_autofree char *first = load (store, before);
  g_autofree char *second = load (store, after);
  g_autofree char *third = load (store, after);

  g_assert_cmpstr (first, !=, second);
  g_assert_cmpstr (second, ==, third);
  assert_same_key (first, second, TRUE);
}

/* "portunus" is in the certificate as well, but not where clients look for names. */
static void
test_name_added (void)
{
  check_name_added ("desk.local");
  check_name_added ("portunus");
  check_name_added ("192.168.1.6");
  check_name_added ("::1");
}

static void
store_pem (PortunusSecretStore *store,
           X509                *certificate,
           EVP_PKEY            *key)
{
  BIO *bio = BIO_new (BIO_s_mem ());
  char *data;
  long length;
  g_autofree char *text = NULL;

  g_assert_true (PEM_write_bio_X509 (bio, certificate) == 1);
  g_assert_true (PEM_write_bio_PKCS8PrivateKey (bio, key, NULL, NULL, 0, NULL, NULL) == 1);
  length = BIO_get_mem_data (bio, &data);
  text = g_strndup (data, length);
  g_assert_true (fixture_store_text (store, SECRET_NAME, text, NULL));
  BIO_free (bio);
}

static void
check_end (long                       seconds_left,
           PortunusCertificateRenewal renewal,
           gboolean                   is_kept)
{
  const char * const more_names[] = { "desk.local", "new.local", NULL };
  g_autoptr (PortunusSecretStore) store = portunus_memory_secret_store_new ();
  EVP_PKEY *key = _portunus_certificate_new_key (NULL);
  X509 *certificate = _portunus_certificate_new (key, names, NULL);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (PortunusSecret) stored = NULL;
  const guint8 *data;
  gsize length;

  X509_gmtime_adj (X509_getm_notAfter (certificate), seconds_left);
  g_assert_true (X509_sign (certificate, key, EVP_sha256 ()) > 0);
  store_pem (store, certificate, key);
  stored = fixture_look_up (store, SECRET_NAME, NULL);
  data = portunus_secret_get_data (stored, &length);
  before = g_strndup ((const char *) data, length);
  /* Who wants it late does not care for names. */
  after = renew (store, renewal == PORTUNUS_CERTIFICATE_RENEW_LATE ? more_names : names, renewal);
  assert_same_key (before, after, TRUE);
  g_assert_true (g_str_equal (before, after) == is_kept);

  X509_free (certificate);
  EVP_PKEY_free (key);
}

static void
test_end (void)
{
  check_end (31 * DAY_S, PORTUNUS_CERTIFICATE_RENEW_EARLY, TRUE);
  check_end (30 * DAY_S + 60, PORTUNUS_CERTIFICATE_RENEW_EARLY, TRUE);
  check_end (30 * DAY_S - 60, PORTUNUS_CERTIFICATE_RENEW_EARLY, FALSE);
  check_end (0, PORTUNUS_CERTIFICATE_RENEW_EARLY, FALSE);
  check_end (-DAY_S, PORTUNUS_CERTIFICATE_RENEW_EARLY, FALSE);
}

static void
test_late_end (void)
{
  check_end (30 * DAY_S - 60, PORTUNUS_CERTIFICATE_RENEW_LATE, TRUE);
  check_end (7 * DAY_S + 60, PORTUNUS_CERTIFICATE_RENEW_LATE, TRUE);
  check_end (7 * DAY_S - 60, PORTUNUS_CERTIFICATE_RENEW_LATE, FALSE);
  check_end (-DAY_S, PORTUNUS_CERTIFICATE_RENEW_LATE, FALSE);
}

/* Computed elsewhere: SHA-256 of the label and the bytes 0 to 31, and the word list. */
static void
test_words (void)
{
  guint8 bytes[32];
  g_autoptr (GBytes) fingerprint = NULL;
  g_autofree char *words = NULL;
  g_autofree char *hex = NULL;

  for (guint i = 0; i < sizeof bytes; i++)
    bytes[i] = i;
  fingerprint = g_bytes_new (bytes, sizeof bytes);
  words = portunus_certificate_dup_words (fingerprint);
  hex = portunus_certificate_dup_hex (fingerprint);
  g_assert_cmpstr (words, ==, "ivy dodge ladle harbor tiller lozenge");
  g_assert_cmpstr (hex, ==, "00:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:"
                   "10:11:12:13:14:15:16:17:18:19:1A:1B:1C:1D:1E:1F");
}

/* A pair that does not belong together would fail every handshake. */
static void
test_other_key (void)
{
  g_autoptr (PortunusSecretStore) store = portunus_memory_secret_store_new ();
  EVP_PKEY *key = _portunus_certificate_new_key (NULL);
  EVP_PKEY *other = _portunus_certificate_new_key (NULL);
  X509 *certificate = _portunus_certificate_new (key, names, NULL);
  g_autofree char *pem = NULL;

  store_pem (store, certificate, other);
  pem = load (store, names);
  assert_same_key (pem, pem, TRUE);

  X509_free (certificate);
  EVP_PKEY_free (other);
  EVP_PKEY_free (key);
}

static void
test_damaged (void)
{
  const char * const damaged[] = { "", "x", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n" };

  for (guint i = 0; i < G_N_ELEMENTS (damaged); i++)
    {
      g_autoptr (PortunusSecretStore) store = portunus_memory_secret_store_new ();
      g_autofree char *pem = NULL;

      g_assert_true (fixture_store_text (store, SECRET_NAME, damaged[i], NULL));
      pem = load (store, names);
      assert_same_key (pem, pem, TRUE);
    }
}

static void
test_no_names (void)
{
  const char * const none[] = { NULL };
  g_autofree char *pem = make (none);
  g_autofree char *text = run_openssl ("x509 -noout -text", pem);

  g_assert_null (strstr (text, "Alternative Name"));
}

/* A name is never read as a list of them. */
static void
test_odd_name (void)
{
  const char * const odd[] = { "a,IP:6.6.6.6", NULL };
  g_autofree char *pem = make (odd);
  g_autoptr (GTlsCertificate) certificate = g_tls_certificate_new_from_pem (pem, -1, NULL);
  g_autoptr (GPtrArray) addresses = g_tls_certificate_get_ip_addresses (certificate);
  g_autoptr (GPtrArray) dns_names = g_tls_certificate_get_dns_names (certificate);

  g_assert_true (addresses == NULL || addresses->len == 0);
  g_assert_cmpuint (dns_names->len, ==, 1);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/certificate/text", test_text);
  g_test_add_func ("/certificate/openssl", test_openssl);
  g_test_add_func ("/certificate/dates", test_dates);
  g_test_add_func ("/certificate/gio", test_gio);
  g_test_add_func ("/certificate/fingerprint", test_fingerprint);
  g_test_add_func ("/certificate/fingerprint-bad", test_fingerprint_bad);
  g_test_add_func ("/certificate/serials", test_serials);
  g_test_add_func ("/certificate/kept", test_kept);
  g_test_add_func ("/certificate/name-added", test_name_added);
  g_test_add_func ("/certificate/end", test_end);
  g_test_add_func ("/certificate/late-end", test_late_end);
  g_test_add_func ("/certificate/words", test_words);
  g_test_add_func ("/certificate/other-key", test_other_key);
  g_test_add_func ("/certificate/damaged", test_damaged);
  g_test_add_func ("/certificate/no-names", test_no_names);
  g_test_add_func ("/certificate/odd-name", test_odd_name);
  return g_test_run ();
}
