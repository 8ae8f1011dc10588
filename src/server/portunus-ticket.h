/* portunus-ticket.h: by what a guest of a room comes back
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-secret.h"

G_BEGIN_DECLS

/** PORTUNUS_TICKET_GUEST_BYTES: a guest's id is twice as many hexadecimal digits. */
#define PORTUNUS_TICKET_GUEST_BYTES 8

char *portunus_ticket_write (const PortunusSecret *key,
                             const char           *room,
                             const char           *guest);
char *portunus_ticket_read  (const PortunusSecret *key,
                             const char           *room,
                             const char           *ticket);

G_END_DECLS
