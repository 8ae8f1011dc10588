/* portunus-cli-target.h: which device a person means by what they typed
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-engine.h"
#include "portunus-target.h"

G_BEGIN_DECLS

/* (transfer full) (nullable): NULL without @error where there is none, with G_OPTION_ERROR where there are several. */
PortunusKnownDevice *portunus_cli_target_find_known  (PortunusDeviceBook   *book,
                                                      const char           *text,
                                                      GError              **error);
/* Looks around for a moment if nobody known is meant. */
void                 portunus_cli_target_find_async  (PortunusEngine       *engine,
                                                      const char           *text,
                                                      GCancellable         *cancellable,
                                                      GAsyncReadyCallback   callback,
                                                      gpointer              user_data);
PortunusTarget      *portunus_cli_target_find_finish (GAsyncResult         *result,
                                                      GError              **error);

G_END_DECLS
