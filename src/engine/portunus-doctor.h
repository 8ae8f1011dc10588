/* portunus-doctor.h: why others cannot be reached, or cannot reach us
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-engine.h"
#include "portunus-finding.h"

G_BEGIN_DECLS

/* Whether this machine has an address that others may reach it by. */
gboolean   portunus_doctor_has_network    (void);
void       portunus_doctor_examine_async  (PortunusEngine       *engine,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
/* (transfer full) (element-type PortunusFinding) */
GPtrArray *portunus_doctor_examine_finish (GAsyncResult         *result,
                                           GError              **error);

G_END_DECLS
