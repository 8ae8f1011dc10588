/* portunus-certificate-pair.h: a certificate and a key that somebody brings along
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-secret.h"

G_BEGIN_DECLS

PortunusSecret *portunus_certificate_pair_new (const PortunusSecret  *certificates,
                                               const PortunusSecret  *key,
                                               GError               **error);

G_END_DECLS
