/* portunus-trust.h: the authorities of the system, read when a certificate is to be judged by them and not before
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void portunus_trust_set_up (void);

G_END_DECLS
