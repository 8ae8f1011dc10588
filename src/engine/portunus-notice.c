/* portunus-notice.c: what a person should know about an engine that started
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-notice.h"

#include <glib/gi18n.h>

static const char * const keyring_texts[] = {
  [PORTUNUS_KEYRING_TROUBLE_ABSENT] = N_("There is no keyring."),
  [PORTUNUS_KEYRING_TROUBLE_SILENT] = N_("The keyring does not answer."),
  [PORTUNUS_KEYRING_TROUBLE_LOCKED] = N_("The keyring is locked."),
  [PORTUNUS_KEYRING_TROUBLE_LATE] = N_("The keyring did not open in time."),
};

static const char * const notice_texts[] = {
  [PORTUNUS_NOTICE_KEYS_IN_FILE] = N_("The keys of this device are in the encrypted file."),
  [PORTUNUS_NOTICE_KEYS_NOWHERE] = N_("The keys of this device last only until the program ends."),
  [PORTUNUS_NOTICE_NO_DEVICES] = N_("The list of known devices cannot be read, so all devices are strangers."),
};

/**
 * portunus_notice_judge_store:
 * @store: where keys are
 * @trouble: what the keyring had
 *
 * Returns: what is to be said of it
 */
PortunusNotice
portunus_notice_judge_store (PortunusSecretStore    *store,
                             PortunusKeyringTrouble  trouble)
{
  g_return_val_if_fail (PORTUNUS_IS_SECRET_STORE (store), PORTUNUS_NOTICE_NONE);

  if (trouble == PORTUNUS_KEYRING_TROUBLE_NONE)
    return PORTUNUS_NOTICE_NONE;
  return g_str_equal (portunus_secret_store_get_kind (store), "file") ? PORTUNUS_NOTICE_KEYS_IN_FILE
                                                                      : PORTUNUS_NOTICE_KEYS_NOWHERE;
}

/**
 * portunus_notice_dup_text:
 * @notice: what there is to say
 * @trouble: what the keyring had
 *
 * What to do about it is another thing in a window than in a terminal, and is said there.
 *
 * Returns: (transfer full): one or two translated sentences
 */
char *
portunus_notice_dup_text (PortunusNotice         notice,
                          PortunusKeyringTrouble trouble)
{
  g_return_val_if_fail (notice != PORTUNUS_NOTICE_NONE && notice <= PORTUNUS_NOTICE_NO_DEVICES, NULL);
  g_return_val_if_fail (trouble < (PortunusKeyringTrouble) G_N_ELEMENTS (keyring_texts), NULL);

  if (notice == PORTUNUS_NOTICE_NO_DEVICES || trouble == PORTUNUS_KEYRING_TROUBLE_NONE)
    return g_strdup (_(notice_texts[notice]));
  return g_strconcat (_(keyring_texts[trouble]), " ", _(notice_texts[notice]), NULL);
}
