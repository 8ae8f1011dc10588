/* portunus-job-messages.h: the last words of a side of a transfer
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-session.h"
#include "portunus-transfer-id.h"

G_BEGIN_DECLS

/* "cancel" for a NULL @error, else "fail" with its code: the last message of a side. */
void    portunus_job_send_stop (PortunusSession *session,
                                const guint8     id[PORTUNUS_TRANSFER_ID_SIZE],
                                const GError    *error);
/* (transfer full) (nullable): what a "cancel" or "fail" of the peer means; NULL for any other message. */
GError *portunus_job_read_stop (JsonObject      *message);

G_END_DECLS
