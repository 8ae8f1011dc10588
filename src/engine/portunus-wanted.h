/* portunus-wanted.h: which files of an offer a person chose
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-offer.h"

G_BEGIN_DECLS

GByteArray *portunus_wanted_new (PortunusOffer *offer,
                                 GArray        *indexes);

G_END_DECLS
