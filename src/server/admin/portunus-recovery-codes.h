/* portunus-recovery-codes.h: codes on paper that stand in for a lost authenticator, each once
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define PORTUNUS_RECOVERY_N_CODES 10

char **portunus_recovery_codes_make (void);
char  *portunus_recovery_codes_hash (const char *code);

G_END_DECLS
