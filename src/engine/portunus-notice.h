/* portunus-notice.h: what a person should know about an engine that started
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-secret-store.h"

G_BEGIN_DECLS

/**
 * PortunusNotice:
 * @PORTUNUS_NOTICE_NONE: all is well
 * @PORTUNUS_NOTICE_KEYS_IN_FILE: the keyring does not work, and keys are in the encrypted file
 * @PORTUNUS_NOTICE_KEYS_NOWHERE: the keyring does not work, and keys are lost when the process ends
 * @PORTUNUS_NOTICE_NO_DEVICES: the device book cannot be read, so all devices are strangers
 */
typedef enum
{
  PORTUNUS_NOTICE_NONE,
  PORTUNUS_NOTICE_KEYS_IN_FILE,
  PORTUNUS_NOTICE_KEYS_NOWHERE,
  PORTUNUS_NOTICE_NO_DEVICES,
} PortunusNotice;

PortunusNotice  portunus_notice_judge_store (PortunusSecretStore    *store,
                                             PortunusKeyringTrouble  trouble);
/* (transfer full): translated, without what to do about it. */
char           *portunus_notice_dup_text    (PortunusNotice          notice,
                                             PortunusKeyringTrouble  trouble);

G_END_DECLS
