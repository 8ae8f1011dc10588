/* portunus-addresses.h: the addresses others reach this machine by, and which of them are near
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The address of the interface that the default route takes, else of any other, else "127.0.0.1". */
char  *portunus_addresses_dup_best              (void);
/* All of them as text, in the order of the interfaces; empty on a machine without a network. */
char **portunus_addresses_list                  (void);
/* All addresses, "localhost" and the host's name in the .local domain. */
char **portunus_addresses_dup_certificate_names (void);
/* Whether two addresses that reach each other without a relay are in one local network. */
gboolean portunus_addresses_are_near            (GInetAddress *a,
                                                 GInetAddress *b);

G_END_DECLS
