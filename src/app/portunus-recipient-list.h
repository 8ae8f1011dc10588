/* portunus-recipient-list.h: the devices that something can be sent to, as they come and go
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "portunus-engine.h"
#include "portunus-recipient.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_RECIPIENT_LIST (portunus_recipient_list_get_type ())

/**
 * PortunusRecipientList:
 *
 * Looks around while it is on the screen. Signals:
 * - `chosen (PortunusRecipient *recipient)`: something is to be sent there
 * - `missed`: nobody is nearby, or nobody can be found
 * - `found`: somebody is
 */
G_DECLARE_FINAL_TYPE (PortunusRecipientList, portunus_recipient_list, PORTUNUS, RECIPIENT_LIST, AdwBin)

/* @has_known: whether devices that were met and are not seen now are listed too. */
void portunus_recipient_list_set_engine (PortunusRecipientList *self,
                                         PortunusEngine        *engine,
                                         gboolean               has_known);
void portunus_recipient_list_look_again (PortunusRecipientList *self);

G_END_DECLS
