/* portunus-addresses.h: the addresses others reach this machine by
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The address of the interface that the default route takes, else of any other, else "127.0.0.1". */
char  *portunus_addresses_dup_best              (void);
/* All addresses, "localhost" and the host's name in the .local domain. */
char **portunus_addresses_dup_certificate_names (void);

G_END_DECLS
