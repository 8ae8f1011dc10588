/* portunus-cli-consent.h: the question whether to accept an offer
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-cli-prompt.h"
#include "portunus-forecast.h"

G_BEGIN_DECLS

/**
 * PortunusCliConsentQuestion:
 * @forecast: what it is about, which was shown already, and where it goes
 * @asks_policy: whether to ask as well what to do where a file exists
 */
typedef struct
{
  PortunusForecastQuestion forecast;
  gboolean                 asks_policy;
} PortunusCliConsentQuestion;

void     portunus_cli_consent_ask_async  (PortunusCliPrompt                *prompt,
                                          const PortunusCliConsentQuestion *question,
                                          GCancellable                     *cancellable,
                                          GAsyncReadyCallback               callback,
                                          gpointer                          user_data);
/* FALSE without an error means no. @wanted: (element-type guint): indexes of entries; NULL for all. */
gboolean portunus_cli_consent_ask_finish (GAsyncResult                     *result,
                                          GArray                          **wanted,
                                          PortunusConflictPolicy           *policy,
                                          GError                          **error);

G_END_DECLS
