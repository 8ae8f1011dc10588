/* portunus-cipher-private.h: a chosen counter, for tests of its end
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-cipher.h"

G_BEGIN_DECLS

void _portunus_cipher_set_counter (PortunusCipher *self,
                                   guint64         counter);

G_END_DECLS
