/* portunus-recipient-model.h: the devices that something can be sent to, each one object for as long as it is there
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-device-book.h"
#include "portunus-recipient.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_RECIPIENT_MODEL (portunus_recipient_model_get_type ())

/**
 * PortunusRecipientModel:
 *
 * Those nearby, then those that were met and are not seen now. What changes about one changes in place, and who comes
 * goes to the end of its part, so that nothing moves beneath a pointer without need.
 */
G_DECLARE_FINAL_TYPE (PortunusRecipientModel, portunus_recipient_model, PORTUNUS, RECIPIENT_MODEL, GObject)

/* @devices: of #PortunusNearbyDevice. @has_known: whether those that were met are listed too. */
PortunusRecipientModel *portunus_recipient_model_new      (GListModel             *devices,
                                                           PortunusDeviceBook     *book,
                                                           gboolean                has_known);
/* (transfer none): of #PortunusRecipient. */
GListModel             *portunus_recipient_model_get_list (PortunusRecipientModel *self);
/* Nobody comes or goes until this is taken back. */
void                    portunus_recipient_model_hold     (PortunusRecipientModel *self,
                                                           gboolean                is_held);

G_END_DECLS
