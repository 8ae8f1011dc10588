/* portunus-secret-private.h: filling a secret in place, inside the crypto layer
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-secret.h"

G_BEGIN_DECLS

PortunusSecret *_portunus_secret_new_to_fill (gsize    length,
                                              guint8 **data);

G_END_DECLS
