/* portunus-auto-accept.h: whether a rule of the device book accepts what a device offers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-arrival.h"

G_BEGIN_DECLS

/* For a handler of "offer": where a rule may say yes, the emission ends, and either "auto-accepted" or another "offer"
 * follows. @directory: where the files go if the rule names no folder. */
void     portunus_auto_accept_consider       (PortunusArrival *arrival,
                                              PortunusOffer   *offer,
                                              const char      *directory,
                                              gboolean         is_asked);
/* For the same handler: whether this is that other "offer", in which everything is set. */
gboolean portunus_auto_accept_has_considered (PortunusArrival *arrival,
                                              PortunusOffer   *offer);

G_END_DECLS
