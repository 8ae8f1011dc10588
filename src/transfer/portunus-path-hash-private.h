/* portunus-path-hash-private.h: the hash with a key of the caller's choice, for test vectors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-path-hash.h"

G_BEGIN_DECLS

guint64 _portunus_siphash (const guint64  key[2],
                           const guint8  *data,
                           gsize          n_bytes);

G_END_DECLS
