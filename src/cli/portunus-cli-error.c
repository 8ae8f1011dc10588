/* portunus-cli-error.c: what an error means for a shell and for the person at it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-cli-error.h"

#include <glib/gi18n.h>

#include "portunus-crypto-error.h"
#include "portunus-error.h"
#include "portunus-name.h"
#include "portunus-transfer-error.h"

#define MAX_DETAIL_CHARACTERS 400
#define ANY_CODE              -1

typedef struct
{
  GQuark         (*get_domain) (void);
  int              code;
  PortunusCliExit  exit;
  const char      *name;      /* NULL for the one of the transfer layer */
  const char      *text;      /* NULL where the message itself is for people */
} ErrorRow;

static const ErrorRow rows[] = {
  { g_option_error_quark, ANY_CODE, PORTUNUS_CLI_EXIT_USAGE, "usage", NULL },
  { portunus_core_error_quark, PORTUNUS_CORE_ERROR_BAD_LINK, PORTUNUS_CLI_EXIT_WRONG_CODE, "bad-link",
    NULL },
  { portunus_crypto_error_quark, PORTUNUS_CRYPTO_ERROR_STORE_LOCKED, PORTUNUS_CLI_EXIT_FAILED, "secret-store",
    N_("The keyring is locked. Unlock it, or choose another place for the key with --secret-store.") },
  { portunus_crypto_error_quark, PORTUNUS_CRYPTO_ERROR_STORE_UNAVAILABLE, PORTUNUS_CLI_EXIT_FAILED, "secret-store",
    N_("There is no such place for the key here. Choose another one with --secret-store.") },
  { portunus_crypto_error_quark, PORTUNUS_CRYPTO_ERROR_WRONG_PASSPHRASE, PORTUNUS_CLI_EXIT_FAILED, "secret-store",
    N_("The passphrase does not open the encrypted key file.") },
  { portunus_transfer_error_quark, PORTUNUS_TRANSFER_ERROR_PROTOCOL, PORTUNUS_CLI_EXIT_FAILED, NULL,
    N_("The other side sent something unexpected. Update Portunus on both sides and try again.") },
  { portunus_transfer_error_quark, PORTUNUS_TRANSFER_ERROR_WRONG_SECRET, PORTUNUS_CLI_EXIT_WRONG_CODE, NULL,
    N_("The link or code does not fit. Ask the sender to read it out again.") },
  { portunus_transfer_error_quark, PORTUNUS_TRANSFER_ERROR_NO_CONNECTION, PORTUNUS_CLI_EXIT_NO_CONNECTION, NULL,
    N_("Could not connect. Check that both sides are online and that the sender still shares. Two networks that do not "
       "let each other in need a TURN server.") },
  { portunus_transfer_error_quark, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST, PORTUNUS_CLI_EXIT_NO_CONNECTION, NULL,
    N_("The connection is lost. Try again: what has arrived is kept, and only the rest is sent.") },
  { portunus_transfer_error_quark, PORTUNUS_TRANSFER_ERROR_DECLINED, PORTUNUS_CLI_EXIT_DECLINED, NULL,
    N_("Declined.") },
  { portunus_transfer_error_quark, PORTUNUS_TRANSFER_ERROR_CANCELLED_BY_PEER, PORTUNUS_CLI_EXIT_FAILED, NULL,
    N_("The other side stopped the transfer.") },
  { portunus_transfer_error_quark, PORTUNUS_TRANSFER_ERROR_SOURCE, PORTUNUS_CLI_EXIT_FAILED, NULL,
    N_("A file to send is gone, was changed, or may not be read.") },
  { portunus_transfer_error_quark, PORTUNUS_TRANSFER_ERROR_DISK_FULL, PORTUNUS_CLI_EXIT_DISK, NULL,
    N_("There is not enough room in the destination. Make room or choose another folder, then try again.") },
  { portunus_transfer_error_quark, PORTUNUS_TRANSFER_ERROR_DESTINATION, PORTUNUS_CLI_EXIT_DISK, NULL,
    N_("The receiver's folder cannot be written. Choose another one there with --output.") },
  { portunus_transfer_error_quark, PORTUNUS_TRANSFER_ERROR_INCOMPLETE, PORTUNUS_CLI_EXIT_FAILED, NULL,
    N_("Some files were left out, for the reasons above. Trying again sends only what is missing.") },
  { portunus_transfer_error_quark, PORTUNUS_TRANSFER_ERROR_CODE_CLOSED, PORTUNUS_CLI_EXIT_WRONG_CODE, NULL,
    N_("Too many wrong codes were tried, so this one is closed. The sender has to share again.") },
  { portunus_transfer_error_quark, PORTUNUS_TRANSFER_ERROR_MISSING_PLUGIN, PORTUNUS_CLI_EXIT_FAILED, NULL,
    N_("Software is missing. Debian and Ubuntu call it gstreamer1.0-plugins-bad and gstreamer1.0-nice.") },
  { portunus_transfer_error_quark, PORTUNUS_TRANSFER_ERROR_VERSION, PORTUNUS_CLI_EXIT_FAILED, NULL,
    N_("The other side uses another version of Portunus. Update both sides and try again.") },
  { portunus_transfer_error_quark, PORTUNUS_TRANSFER_ERROR_TAMPERED, PORTUNUS_CLI_EXIT_FAILED, NULL,
    N_("Something was altered on the way, and nothing of it was used. Compare the link with the sender's.") },
  { portunus_transfer_error_quark, PORTUNUS_TRANSFER_ERROR_NO_ROOM, PORTUNUS_CLI_EXIT_NO_CONNECTION, NULL,
    N_("There is no such room any more: the share was ended, or its server was started anew. Use a new link.") },
  { portunus_transfer_error_quark, PORTUNUS_TRANSFER_ERROR_ROOM_CLOSED, PORTUNUS_CLI_EXIT_NO_CONNECTION, NULL,
    N_("There is no such room any more: the share was ended, or its server was started anew. Use a new link.") },
  { portunus_transfer_error_quark, PORTUNUS_TRANSFER_ERROR_NO_LANE, PORTUNUS_CLI_EXIT_NO_CONNECTION, NULL,
    N_("None of the ways that this side may use is allowed on the other one. Leave --lane out, or allow more in the "
       "preferences there.") },
  { portunus_transfer_error_quark, PORTUNUS_TRANSFER_ERROR_WRONG_PASSWORD, PORTUNUS_CLI_EXIT_WRONG_CODE, NULL,
    N_("The room has a password, and this is not it. Give it with --password; after five wrong ones the room does not "
       "listen for an hour.") },
  { portunus_transfer_error_quark, PORTUNUS_TRANSFER_ERROR_REFUSED, PORTUNUS_CLI_EXIT_DECLINED, NULL,
    N_("The room does not let us in: its host said no or nothing, or sent us away.") },
  { portunus_transfer_error_quark, PORTUNUS_TRANSFER_ERROR_ROOM_LOCKED, PORTUNUS_CLI_EXIT_DECLINED, NULL,
    N_("The room is locked: its host lets nobody new in.") },
  { portunus_transfer_error_quark, PORTUNUS_TRANSFER_ERROR_ROOM_FULL, PORTUNUS_CLI_EXIT_NO_CONNECTION, NULL,
    N_("The room is full. Try again when somebody has left.") },
  { portunus_transfer_error_quark, PORTUNUS_TRANSFER_ERROR_INVITATION, PORTUNUS_CLI_EXIT_WRONG_CODE, NULL,
    N_("This invitation was used already, or is too old. Ask for a new one.") },
  { portunus_transfer_error_quark, PORTUNUS_TRANSFER_ERROR_OTHER_DEVICE, PORTUNUS_CLI_EXIT_WRONG_CODE, NULL,
    N_("Another device answers than the one that is known by this name: its key is another one. If it was set up anew, "
       "forget it (\"portunus-cli devices forget\"), send again, and compare the four words.") },
  { portunus_transfer_error_quark, PORTUNUS_TRANSFER_ERROR_BUSY, PORTUNUS_CLI_EXIT_DECLINED, NULL,
    N_("Too many wait for an answer there already. Try again when some are answered.") },
  { portunus_transfer_error_quark, PORTUNUS_TRANSFER_ERROR_NOT_FOUND, PORTUNUS_CLI_EXIT_NO_CONNECTION, NULL,
    N_("The device was not found. It has to wait for others in the same network; HOST:PORT reaches one that is not "
       "found.") },
  { g_io_error_quark, G_IO_ERROR_CANCELLED, PORTUNUS_CLI_EXIT_INTERRUPTED, NULL, N_("Interrupted.") },
  { g_io_error_quark, G_IO_ERROR_NO_SPACE, PORTUNUS_CLI_EXIT_DISK, NULL, N_("The disk is full.") },
  { g_io_error_quark, G_IO_ERROR_CONNECTION_REFUSED, PORTUNUS_CLI_EXIT_NO_CONNECTION, NULL,
    N_("Could not connect.") },
  { g_io_error_quark, G_IO_ERROR_HOST_UNREACHABLE, PORTUNUS_CLI_EXIT_NO_CONNECTION, NULL, N_("Could not connect.") },
  { g_io_error_quark, G_IO_ERROR_NETWORK_UNREACHABLE, PORTUNUS_CLI_EXIT_NO_CONNECTION, NULL,
    N_("Could not connect.") },
  { g_io_error_quark, G_IO_ERROR_HOST_NOT_FOUND, PORTUNUS_CLI_EXIT_NO_CONNECTION, NULL, N_("Could not connect.") },
  { g_io_error_quark, G_IO_ERROR_TIMED_OUT, PORTUNUS_CLI_EXIT_NO_CONNECTION, NULL,
    N_("The other side does not answer.") },
  { g_resolver_error_quark, ANY_CODE, PORTUNUS_CLI_EXIT_NO_CONNECTION, NULL, N_("Could not connect.") },
  { g_tls_error_quark, ANY_CODE, PORTUNUS_CLI_EXIT_NO_CONNECTION, NULL,
    N_("No safe connection to the room.") },
};

static const ErrorRow *
find_row (const GError *error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      if (error->domain == rows[i].get_domain () && (rows[i].code == ANY_CODE || rows[i].code == error->code))
        return &rows[i];
    }
  return NULL;
}

/**
 * portunus_cli_error_get_exit:
 * @error: (nullable): why it ended
 *
 * Returns: the exit status of the process
 */
PortunusCliExit
portunus_cli_error_get_exit (const GError *error)
{
  const ErrorRow *row;

  if (error == NULL)
    return PORTUNUS_CLI_EXIT_DONE;
  row = find_row (error);
  return row != NULL ? row->exit : PORTUNUS_CLI_EXIT_FAILED;
}

/**
 * portunus_cli_error_get_name:
 * @error: any error
 *
 * Returns: the stable word for it in --json events
 */
const char *
portunus_cli_error_get_name (const GError *error)
{
  const ErrorRow *row;

  g_return_val_if_fail (error != NULL, NULL);

  row = find_row (error);
  if (row != NULL && row->name != NULL)
    return row->name;
  if (row != NULL && row->exit == PORTUNUS_CLI_EXIT_NO_CONNECTION && error->domain != PORTUNUS_TRANSFER_ERROR)
    return "no-connection";
  return portunus_transfer_error_get_name (error);
}

/**
 * portunus_cli_error_dup_text:
 * @error: any error
 *
 * Returns: (transfer full): one or two translated sentences, fit for a terminal
 */
char *
portunus_cli_error_dup_text (const GError *error)
{
  const ErrorRow *row;

  g_return_val_if_fail (error != NULL, NULL);

  row = find_row (error);
  if (row != NULL && row->text != NULL)
    return g_strdup (_(row->text));
  return portunus_cli_error_dup_detail (error);
}

/**
 * portunus_cli_error_dup_detail:
 * @error: any error
 *
 * Returns: (transfer full): the untranslated message of the layer that failed, fit for a terminal
 */
char *
portunus_cli_error_dup_detail (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  return portunus_text_for_display (error->message, MAX_DETAIL_CHARACTERS);
}
