/* portunus-earlier-consent.h: whether a person said yes to an offer before we were interrupted
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-arrival.h"

G_BEGIN_DECLS

/* Of a new arrival, whose files are remembered in the journal at @journal_path. */
void     portunus_earlier_consent_follow   (PortunusArrival *arrival,
                                            const char      *journal_path);
/* For a handler of "offer": where there may be one, the emission ends, and either "auto-accepted" or another "offer"
 * follows. Returns whether it ended. */
gboolean portunus_earlier_consent_consider (PortunusArrival *arrival,
                                            PortunusOffer   *offer);

G_END_DECLS
