/* portunus-journal-consent.h: what a person said yes to, until it is here or given up
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-journal.h"
#include "portunus-offer.h"

G_BEGIN_DECLS

/**
 * PortunusConsent:
 * @directory: (type filename): absolute path of the folder it was said about
 * @policy: what was chosen for files that exist
 * @wanted: (nullable) (element-type guint8): one byte for each entry; %NULL for all
 * @max_bytes: what the files may have grown to, all together; 0 for any
 */
typedef struct
{
  char                   *directory;
  PortunusConflictPolicy  policy;
  GByteArray             *wanted;
  guint64                 max_bytes;
} PortunusConsent;

void             portunus_consent_free             (PortunusConsent        *self);
/* To an offer of the transfer that was begun last under its id. */
void             portunus_journal_set_consent      (PortunusJournal        *self,
                                                    PortunusOffer          *offer,
                                                    const PortunusConsent  *consent);
/* (transfer full) (nullable) */
PortunusConsent *portunus_journal_find_consent     (PortunusJournal        *self,
                                                    PortunusOffer          *offer,
                                                    const char             *sender_device);
void             portunus_journal_withdraw_consent (PortunusJournal        *self,
                                                    const guint8           *id,
                                                    const char             *sender_device);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusConsent, portunus_consent_free)

G_END_DECLS
