/* portunus-have.h: what a receiver has of a file already
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-kdf.h"

G_BEGIN_DECLS

/**
 * PortunusHave:
 * @n_bytes: how much of a file the receiver has already
 * @digest: SHA-256 of that much
 */
typedef struct
{
  guint64 n_bytes;
  guint8  digest[PORTUNUS_HASH_SIZE];
} PortunusHave;

G_END_DECLS
