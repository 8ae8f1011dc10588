/* portunus-token-private.h: the signature of a token, without what it says
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-token.h"

G_BEGIN_DECLS

GBytes *_portunus_token_open (const char           *text,
                              const PortunusSecret *key,
                              GError              **error);

G_END_DECLS
