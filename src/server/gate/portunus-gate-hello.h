/* portunus-gate-hello.h: whether the first record of a TLS client is there as a whole
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define PORTUNUS_GATE_HELLO_HEAD 5
#define PORTUNUS_GATE_MAX_HELLO (16 * 1024)

gssize portunus_gate_hello_measure (const guint8 *data,
                                    gsize         length);

G_END_DECLS
