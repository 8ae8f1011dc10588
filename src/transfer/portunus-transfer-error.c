/* portunus-transfer-error.c: the error domain of the transfer layer
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-transfer-error.h"

#include "portunus-crypto-error.h"
#include "portunus-error.h"

G_DEFINE_QUARK (portunus-transfer-error-quark, portunus_transfer_error)

static const char * const names[] = {
  [PORTUNUS_TRANSFER_ERROR_PROTOCOL] = "protocol",
  [PORTUNUS_TRANSFER_ERROR_WRONG_SECRET] = "wrong-secret",
  [PORTUNUS_TRANSFER_ERROR_NO_CONNECTION] = "no-connection",
  [PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST] = "connection-lost",
  [PORTUNUS_TRANSFER_ERROR_DECLINED] = "declined",
  [PORTUNUS_TRANSFER_ERROR_CANCELLED_BY_PEER] = "cancelled",
  [PORTUNUS_TRANSFER_ERROR_SOURCE] = "source",
  [PORTUNUS_TRANSFER_ERROR_DISK_FULL] = "disk-full",
  [PORTUNUS_TRANSFER_ERROR_DESTINATION] = "destination",
  [PORTUNUS_TRANSFER_ERROR_INCOMPLETE] = "incomplete",
  [PORTUNUS_TRANSFER_ERROR_CODE_CLOSED] = "code-closed",
  [PORTUNUS_TRANSFER_ERROR_MISSING_PLUGIN] = "missing-plugin",
  [PORTUNUS_TRANSFER_ERROR_VERSION] = "version",
  [PORTUNUS_TRANSFER_ERROR_TAMPERED] = "tampered",
  [PORTUNUS_TRANSFER_ERROR_NO_ROOM] = "no-room",
  [PORTUNUS_TRANSFER_ERROR_WRONG_PASSWORD] = "wrong-password",
  [PORTUNUS_TRANSFER_ERROR_REFUSED] = "refused",
  [PORTUNUS_TRANSFER_ERROR_INVITATION] = "invitation",
  [PORTUNUS_TRANSFER_ERROR_OTHER_DEVICE] = "other-device",
  [PORTUNUS_TRANSFER_ERROR_BUSY] = "busy",
  [PORTUNUS_TRANSFER_ERROR_NOT_FOUND] = "not-found",
  /* Scripts know these by names that they share with others. */
  [PORTUNUS_TRANSFER_ERROR_ROOM_LOCKED] = "refused",
  [PORTUNUS_TRANSFER_ERROR_ROOM_FULL] = "no-connection",
  [PORTUNUS_TRANSFER_ERROR_ROOM_CLOSED] = "no-connection",
  [PORTUNUS_TRANSFER_ERROR_NO_LANE] = "no-connection",
};

/**
 * portunus_transfer_error_get_name:
 * @error: any error
 *
 * Returns: the stable name of @error's code, "interrupted" for a cancellation of our own, "failed" for any other domain
 */
const char *
portunus_transfer_error_get_name (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return "interrupted";
  if (error->domain != PORTUNUS_TRANSFER_ERROR || error->code < 1 || error->code >= (int) G_N_ELEMENTS (names))
    return "failed";
  return names[error->code];
}

static gboolean
is_about_input (const GError *error)
{
  return error->domain == PORTUNUS_CORE_ERROR
         || g_error_matches (error, PORTUNUS_CRYPTO_ERROR, PORTUNUS_CRYPTO_ERROR_MALFORMED)
         || g_error_matches (error, PORTUNUS_CRYPTO_ERROR, PORTUNUS_CRYPTO_ERROR_AUTHENTICATION);
}

/**
 * portunus_transfer_error_blame_peer:
 * @error: (inout) (nullable): the place of an error that what a peer sent led to
 *
 * Gives an error of the core or crypto layer about malformed input the code %PORTUNUS_TRANSFER_ERROR_PROTOCOL, so that
 * it has a name for people and peers. Leaves all others alone.
 *
 * Returns: %FALSE
 */
gboolean
portunus_transfer_error_blame_peer (GError **error)
{
  g_autoptr (GError) original = NULL;

  if (error == NULL || *error == NULL || !is_about_input (*error))
    return FALSE;
  original = g_steal_pointer (error);
  g_set_error_literal (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL, original->message);
  return FALSE;
}
