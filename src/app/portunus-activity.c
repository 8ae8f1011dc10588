/* portunus-activity.c: what the application is busy with
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-activity.h"

/**
 * portunus_activity_is_flowing:
 * @transfer: a transfer
 *
 * Returns: whether the two machines work on it, and not a person, and neither has lost the other
 */
gboolean
portunus_activity_is_flowing (PortunusTransfer *transfer)
{
  PortunusTransferState state;

  g_return_val_if_fail (PORTUNUS_IS_TRANSFER (transfer), FALSE);

  state = portunus_transfer_get_state (transfer);
  return !portunus_transfer_is_over (transfer) && !portunus_transfer_is_paused (transfer)
         && state != PORTUNUS_TRANSFER_OFFERED && state != PORTUNUS_TRANSFER_RECONNECTING;
}
