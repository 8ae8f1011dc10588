/* test-cli-error.c: exit statuses and names of errors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "portunus-cli-error.h"
#include "portunus-crypto-error.h"
#include "portunus-error.h"
#include "portunus-transfer-error.h"

typedef struct
{
  GQuark      (*get_domain) (void);
  int           code;
  int           exit;
  const char   *name;
} Expectation;

static const Expectation expectations[] = {
  { portunus_transfer_error_quark, PORTUNUS_TRANSFER_ERROR_PROTOCOL, 1, "protocol" },
  { portunus_transfer_error_quark, PORTUNUS_TRANSFER_ERROR_WRONG_SECRET, 4, "wrong-secret" },
  { portunus_transfer_error_quark, PORTUNUS_TRANSFER_ERROR_NO_CONNECTION, 5, "no-connection" },
  { portunus_transfer_error_quark, PORTUNUS_TRANSFER_ERROR_NO_LANE, 5, "no-connection" },
  { portunus_transfer_error_quark, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST, 5, "connection-lost" },
  { portunus_transfer_error_quark, PORTUNUS_TRANSFER_ERROR_NO_ROOM, 5, "no-room" },
  { portunus_transfer_error_quark, PORTUNUS_TRANSFER_ERROR_DECLINED, 3, "declined" },
  { portunus_transfer_error_quark, PORTUNUS_TRANSFER_ERROR_CANCELLED_BY_PEER, 1, "cancelled" },
  { portunus_transfer_error_quark, PORTUNUS_TRANSFER_ERROR_SOURCE, 1, "source" },
  { portunus_transfer_error_quark, PORTUNUS_TRANSFER_ERROR_DISK_FULL, 6, "disk-full" },
  { portunus_transfer_error_quark, PORTUNUS_TRANSFER_ERROR_DESTINATION, 6, "destination" },
  { portunus_transfer_error_quark, PORTUNUS_TRANSFER_ERROR_INCOMPLETE, 1, "incomplete" },
  { portunus_transfer_error_quark, PORTUNUS_TRANSFER_ERROR_CODE_CLOSED, 4, "code-closed" },
  { portunus_transfer_error_quark, PORTUNUS_TRANSFER_ERROR_MISSING_PLUGIN, 1, "missing-plugin" },
  { portunus_transfer_error_quark, PORTUNUS_TRANSFER_ERROR_VERSION, 1, "version" },
  { portunus_transfer_error_quark, PORTUNUS_TRANSFER_ERROR_TAMPERED, 1, "tampered" },
  { portunus_core_error_quark, PORTUNUS_CORE_ERROR_BAD_LINK, 4, "bad-link" },
  { portunus_core_error_quark, PORTUNUS_CORE_ERROR_TOO_LARGE, 1, "failed" },
  { portunus_crypto_error_quark, PORTUNUS_CRYPTO_ERROR_STORE_LOCKED, 1, "secret-store" },
  { portunus_crypto_error_quark, PORTUNUS_CRYPTO_ERROR_WRONG_PASSPHRASE, 1, "secret-store" },
  { g_io_error_quark, G_IO_ERROR_CANCELLED, 130, "interrupted" },
  { g_io_error_quark, G_IO_ERROR_NO_SPACE, 6, "failed" },
  { g_io_error_quark, G_IO_ERROR_CONNECTION_REFUSED, 5, "no-connection" },
  { g_io_error_quark, G_IO_ERROR_TIMED_OUT, 5, "no-connection" },
  { g_io_error_quark, G_IO_ERROR_FAILED, 1, "failed" },
  { g_resolver_error_quark, G_RESOLVER_ERROR_NOT_FOUND, 5, "no-connection" },
  { g_tls_error_quark, G_TLS_ERROR_BAD_CERTIFICATE, 5, "no-connection" },
  { g_option_error_quark, G_OPTION_ERROR_BAD_VALUE, 2, "usage" },
};

static void
test_table (void)
{
  g_assert_cmpint (portunus_cli_error_get_exit (NULL), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (expectations); i++)
    {
      const Expectation *expected = &expectations[i];
      g_autoptr (GError) error = g_error_new_literal (expected->get_domain (), expected->code, "the message");
      g_autofree char *text = portunus_cli_error_dup_text (error);

      g_assert_cmpint (portunus_cli_error_get_exit (error), ==, expected->exit);
      g_assert_cmpstr (portunus_cli_error_get_name (error), ==, expected->name);
      g_assert_cmpuint (strlen (text), >, 0);
    }
}

static void
test_every_transfer_error_has_a_text (void)
{
  for (int code = PORTUNUS_TRANSFER_ERROR_PROTOCOL; code <= PORTUNUS_TRANSFER_ERROR_TAMPERED; code++)
    {
      g_autoptr (GError) error = g_error_new_literal (PORTUNUS_TRANSFER_ERROR, code, "the message");
      g_autofree char *text = portunus_cli_error_dup_text (error);

      g_assert_cmpstr (text, !=, "the message");
    }
}

static void
test_detail_is_inert (void)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "bad\033[2Jname\n\342\200\256x");
  g_autofree char *text = portunus_cli_error_dup_text (error);
  g_autofree char *detail = portunus_cli_error_dup_detail (error);

  g_assert_null (strchr (text, '\033'));
  g_assert_null (strchr (text, '\n'));
  g_assert_null (strstr (detail, "\342\200\256"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/cli/error/table", test_table);
  g_test_add_func ("/cli/error/every-transfer-error-has-a-text", test_every_transfer_error_has_a_text);
  g_test_add_func ("/cli/error/detail-is-inert", test_detail_is_inert);
  return g_test_run ();
}
