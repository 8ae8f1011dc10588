/* portunus-activity.h: what the application is busy with
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-transfer.h"

G_BEGIN_DECLS

/**
 * PortunusActivity:
 * @PORTUNUS_ACTIVITY_NONE: nothing
 * @PORTUNUS_ACTIVITY_SHARING: somebody may fetch something of ours
 * @PORTUNUS_ACTIVITY_RECEIVING: something is fetched or waits for an answer
 * @PORTUNUS_ACTIVITY_FLOWING: data moves, which suspending the machine would break off
 * @PORTUNUS_ACTIVITY_UNSEEN: a page shows what would be lost with it, such as a text that arrived
 *
 * Flags. Each but %PORTUNUS_ACTIVITY_NONE is a reason to go on without a window.
 */
typedef enum
{
  PORTUNUS_ACTIVITY_NONE      = 0,
  PORTUNUS_ACTIVITY_SHARING   = 1 << 0,
  PORTUNUS_ACTIVITY_RECEIVING = 1 << 1,
  PORTUNUS_ACTIVITY_FLOWING   = 1 << 2,
  PORTUNUS_ACTIVITY_UNSEEN    = 1 << 3,
} PortunusActivity;

gboolean portunus_activity_is_flowing (PortunusTransfer *transfer);

G_END_DECLS
