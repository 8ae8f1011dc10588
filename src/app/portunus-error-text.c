/* portunus-error-text.c: what an error means for the person at the screen
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-error-text.h"

#include <glib/gi18n.h>

#include "portunus-crypto-error.h"
#include "portunus-error.h"
#include "portunus-name.h"
#include "portunus-store-error.h"
#include "portunus-transfer-error.h"

#define MAX_DETAIL_CHARACTERS 300

typedef struct
{
  GQuark     (*get_domain) (void);
  int          code;
  const char  *title;
  const char  *advice;
} ErrorText;

static const ErrorText texts[] = {
  { portunus_core_error_quark, PORTUNUS_CORE_ERROR_BAD_LINK,
    N_("Not a Portunus Link"),
    N_("This is not a whole Portunus link or code. Copy it again, from the first to the last character.") },
  { portunus_core_error_quark, PORTUNUS_CORE_ERROR_TOO_LARGE,
    N_("Too Large"),
    N_("This is more than one transfer can hold. Send it in several parts.") },
  { portunus_core_error_quark, PORTUNUS_CORE_ERROR_BAD_NAME,
    N_("Unusable File Name"),
    N_("A file name cannot be used on this computer. Ask the sender to rename the file.") },

  { portunus_crypto_error_quark, PORTUNUS_CRYPTO_ERROR_STORE_LOCKED,
    N_("The Keyring Is Locked"),
    N_("Portunus keeps the key of this device in the keyring. Unlock it with your password and try again, or "
       "keep the key in an encrypted file with a passphrase of its own.") },
  { portunus_crypto_error_quark, PORTUNUS_CRYPTO_ERROR_STORE_UNAVAILABLE,
    N_("No Place for the Key"),
    N_("There is no keyring to keep the key of this device in. Keep it in an encrypted file with a passphrase, or "
       "start a keyring such as GNOME Keyring. Without either, others take this computer for a new one after each "
       "start.") },
  { portunus_crypto_error_quark, PORTUNUS_CRYPTO_ERROR_WRONG_PASSPHRASE,
    N_("Wrong Passphrase"),
    N_("The passphrase does not open the encrypted key file. Try again with the right one.") },
  { portunus_crypto_error_quark, PORTUNUS_CRYPTO_ERROR_AUTHENTICATION,
    N_("The Connection Is Not Safe"),
    N_("What arrived does not fit the keys of this transfer, so it was stopped. Ask for a new link and try again.") },

  { portunus_transfer_error_quark, PORTUNUS_TRANSFER_ERROR_PROTOCOL,
    N_("The Other Side Is Not Understood"),
    N_("The other side sent something unexpected, so the transfer was stopped. Update Portunus on both sides and try "
       "again.") },
  { portunus_transfer_error_quark, PORTUNUS_TRANSFER_ERROR_WRONG_SECRET,
    N_("Wrong Link or Code"),
    N_("The link or code does not fit. Ask the sender to read it out again.") },
  { portunus_transfer_error_quark, PORTUNUS_TRANSFER_ERROR_NO_CONNECTION,
    N_("Could Not Connect"),
    N_("There is no way to the other side. Check that both are online and that the sender still shares, then try "
       "again.") },
  { portunus_transfer_error_quark, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST,
    N_("Connection Lost"),
    N_("The other side is gone. Try again: what has arrived is kept, and only the rest is sent.") },
  { portunus_transfer_error_quark, PORTUNUS_TRANSFER_ERROR_DECLINED,
    N_("Declined"),
    N_("The other person does not want these files. Ask before you send them again.") },
  { portunus_transfer_error_quark, PORTUNUS_TRANSFER_ERROR_CANCELLED_BY_PEER,
    N_("Stopped by the Other Side"),
    N_("The other person stopped the transfer. Ask for a new link to try again.") },
  { portunus_transfer_error_quark, PORTUNUS_TRANSFER_ERROR_SOURCE,
    N_("A File Cannot Be Read"),
    N_("A file to send is gone, was changed, or may not be read. Check it and share again.") },
  { portunus_transfer_error_quark, PORTUNUS_TRANSFER_ERROR_DISK_FULL,
    N_("Not Enough Room"),
    N_("The files do not fit into the chosen folder. Make room there or choose another folder, then try again.") },
  { portunus_transfer_error_quark, PORTUNUS_TRANSFER_ERROR_DESTINATION,
    N_("The Folder Cannot Be Written"),
    N_("Files cannot be saved in the chosen folder. Choose another folder and try again.") },
  { portunus_transfer_error_quark, PORTUNUS_TRANSFER_ERROR_INCOMPLETE,
    N_("Some Files Are Missing"),
    N_("Some files arrived and some did not. Try again: only what is missing is sent.") },
  { portunus_transfer_error_quark, PORTUNUS_TRANSFER_ERROR_CODE_CLOSED,
    N_("The Code Is Closed"),
    N_("Too many wrong codes were tried, so this one is closed. The sender has to share again for a new one.") },
  { portunus_transfer_error_quark, PORTUNUS_TRANSFER_ERROR_MISSING_PLUGIN,
    N_("Software Is Missing"),
    N_("Install the GStreamer plug-ins for WebRTC and try again. Debian and Ubuntu call them gstreamer1.0-plugins-bad "
       "and gstreamer1.0-nice.") },
  { portunus_transfer_error_quark, PORTUNUS_TRANSFER_ERROR_VERSION,
    N_("The Versions Do Not Fit"),
    N_("The other side uses another version of Portunus. Update Portunus on both sides and try again.") },
  { portunus_transfer_error_quark, PORTUNUS_TRANSFER_ERROR_TAMPERED,
    N_("Altered on the Way"),
    N_("What arrived was altered on the way, so it was thrown away. Try again, best over another network.") },
  { portunus_transfer_error_quark, PORTUNUS_TRANSFER_ERROR_NO_ROOM,
    N_("The Link Is No Longer Good"),
    N_("Whoever made it stopped sharing or closed the room, or the room server was started anew. Ask for a new link: "
       "what has arrived is kept.") },
  { portunus_transfer_error_quark, PORTUNUS_TRANSFER_ERROR_ROOM_CLOSED,
    N_("The Link Is No Longer Good"),
    N_("Whoever made it stopped sharing or closed the room, or the room server was started anew. Ask for a new link: "
       "what has arrived is kept.") },
  { portunus_transfer_error_quark, PORTUNUS_TRANSFER_ERROR_NO_LANE,
    N_("No Common Way to Connect"),
    N_("None of the ways that this device may use is allowed on the other one. Allow more of them in the preferences, "
       "under Network, here or there.") },
  { portunus_transfer_error_quark, PORTUNUS_TRANSFER_ERROR_WRONG_PASSWORD,
    N_("The Password Is Not Right"),
    N_("The room has a password. Ask the host for it; after too many wrong ones the room takes no more from here for "
       "an hour.") },
  { portunus_transfer_error_quark, PORTUNUS_TRANSFER_ERROR_REFUSED,
    N_("Not Let In"),
    N_("The host of the room said no or nothing, or sent you away. Talk to them, and try again.") },
  { portunus_transfer_error_quark, PORTUNUS_TRANSFER_ERROR_ROOM_LOCKED,
    N_("The Room Is Locked"),
    N_("Nobody new may come in. Ask the host to unlock it, and try again.") },
  { portunus_transfer_error_quark, PORTUNUS_TRANSFER_ERROR_ROOM_FULL,
    N_("The Room Is Full"),
    N_("As many are in the room as may be. Try again when somebody has left.") },
  { portunus_transfer_error_quark, PORTUNUS_TRANSFER_ERROR_INVITATION,
    N_("The Invitation Is No Longer Good"),
    N_("Somebody used it already, or it is too old. Ask for a new one.") },
  { portunus_transfer_error_quark, PORTUNUS_TRANSFER_ERROR_OTHER_DEVICE,
    N_("Another Device"),
    N_("The device that answers is not the one that is known by this name: its key is another one. If it was set up "
       "anew, forget it, send again, and compare the four words.") },
  { portunus_transfer_error_quark, PORTUNUS_TRANSFER_ERROR_BUSY,
    N_("Too Many Are Waiting"),
    N_("Too many wait for an answer there already. Try again when some are answered.") },
  { portunus_transfer_error_quark, PORTUNUS_TRANSFER_ERROR_NOT_FOUND,
    N_("Device Not Found"),
    N_("The device has to be on, in the same network, and to wait for others. Or use a link.") },

  { portunus_store_error_quark, PORTUNUS_STORE_ERROR_CLAIMED,
    N_("Open Elsewhere"),
    N_("Another Portunus of yours has the admin portal open. Quit that one and try again.") },
  { portunus_store_error_quark, PORTUNUS_STORE_ERROR_CORRUPT,
    N_("The Portal’s Data Are Damaged"),
    N_("Move the file “portal.db” out of the data folder of Portunus and try again. The portal is set up anew then.") },
  { portunus_store_error_quark, PORTUNUS_STORE_ERROR_TOO_NEW,
    N_("The Portal’s Data Are Newer"),
    N_("A newer version of Portunus made the data of the portal. Update Portunus and try again.") },
  { portunus_store_error_quark, PORTUNUS_STORE_ERROR_UNAVAILABLE,
    N_("The Disk Cannot Be Written"),
    N_("Portunus keeps its data in your home folder and cannot write there. See that the disk is whole and not "
       "read-only, then try again.") },
  { portunus_store_error_quark, PORTUNUS_STORE_ERROR_FULL,
    N_("Not Enough Room"),
    N_("The disk is full. Make room and try again.") },

  { g_io_error_quark, G_IO_ERROR_CANCELLED,
    N_("Stopped"),
    N_("The transfer was stopped. You can start it again at any time.") },
  { g_io_error_quark, G_IO_ERROR_TIMED_OUT,
    N_("No Answer"),
    N_("The other side does not answer. Check that both are online, then try again.") },
  { g_io_error_quark, G_IO_ERROR_READ_ONLY,
    N_("The Disk Cannot Be Written"),
    N_("Portunus keeps its data in your home folder and cannot write there. See that the disk is whole and not "
       "read-only, then try again.") },
  { g_io_error_quark, G_IO_ERROR_NO_SPACE,
    N_("Not Enough Room"),
    N_("The disk is full. Make room and try again.") },
};

static const ErrorText fallback = {
  NULL, 0,
  N_("Something Went Wrong"),
  N_("Portunus could not go on. Try again, and report the problem if it comes back."),
};

static const ErrorText *
find_text (const GError *error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      if (g_error_matches (error, texts[i].get_domain (), texts[i].code))
        return &texts[i];
    }
  return &fallback;
}

/**
 * portunus_error_text_get_title:
 * @error: an error of any layer
 *
 * Returns: (transfer none): a few translated words that name the problem
 */
const char *
portunus_error_text_get_title (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  return _(find_text (error)->title);
}

/**
 * portunus_error_text_get_advice:
 * @error: an error of any layer
 *
 * Returns: (transfer none): translated: what happened and what to do next
 */
const char *
portunus_error_text_get_advice (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  return _(find_text (error)->advice);
}

/**
 * portunus_error_text_dup_detail:
 * @error: an error of any layer
 *
 * The untranslated message of the layer that failed, for reports; it may hold text of a peer.
 *
 * Returns: (transfer full): one line of plain text
 */
char *
portunus_error_text_dup_detail (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  return portunus_text_for_display (error->message, MAX_DETAIL_CHARACTERS);
}

/* (transfer full): our own, or the one above where it cannot even be made */
static char *
dup_closed_folder (void)
{
  char *path = g_build_filename (g_get_user_data_dir (), "portunus", NULL);

  while (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      char *above = g_path_get_dirname (path);

      g_free (path);
      path = above;
    }
  return path;
}

/**
 * portunus_error_text_dup_closed:
 * @error: why the engine did not start
 *
 * Returns: (transfer full) (nullable): translated: which folder may not be written and what to do next; %NULL where
 *   that is not what happened
 */
char *
portunus_error_text_dup_closed (const GError *error)
{
  g_autofree char *path = NULL;
  g_autofree char *shown = NULL;

  g_return_val_if_fail (error != NULL, NULL);

  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    return NULL;
  path = dup_closed_folder ();
  shown = portunus_text_for_display (path, MAX_DETAIL_CHARACTERS);
  /* Translators: %s is the path of a folder */
  return g_strdup_printf (_("Portunus keeps its data in your home folder and may not write to “%s”. Make that folder "
                            "and what is in it yours again, or ask whoever looks after this computer, then try "
                            "again."), shown);
}
