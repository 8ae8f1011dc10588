/* portunus-totp.h: one-time codes that change with time (RFC 6238)
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-secret.h"

G_BEGIN_DECLS

#define PORTUNUS_TOTP_SECRET_BYTES 20
#define PORTUNUS_TOTP_STEP_SECONDS 30
#define PORTUNUS_TOTP_DIGITS 6

guint32  portunus_totp_compute  (const PortunusSecret *secret,
                                 guint64               step,
                                 guint                 n_digits);
gboolean portunus_totp_check    (const PortunusSecret *secret,
                                 const char           *code,
                                 gint64                now,
                                 guint64              *step);
char    *portunus_totp_dup_text (const PortunusSecret *secret);
char    *portunus_totp_dup_uri  (const PortunusSecret *secret,
                                 const char           *issuer,
                                 const char           *account);

G_END_DECLS
