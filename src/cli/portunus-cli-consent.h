/* portunus-cli-consent.h: the question whether to accept an offer
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-cli-prompt.h"
#include "portunus-offer.h"

G_BEGIN_DECLS

void     portunus_cli_consent_ask_async  (PortunusCliPrompt    *prompt,
                                          PortunusOffer        *offer,
                                          GCancellable         *cancellable,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
/* FALSE without an error means no. @wanted: (element-type guint): indexes of entries; NULL for all. */
gboolean portunus_cli_consent_ask_finish (GAsyncResult         *result,
                                          GArray              **wanted,
                                          GError              **error);

G_END_DECLS
