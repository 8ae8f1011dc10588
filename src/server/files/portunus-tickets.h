/* portunus-tickets.h: what may be fetched and put over HTTP, and the tickets for it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-handout.h"
#include "portunus-intake.h"

G_BEGIN_DECLS

/** PORTUNUS_TICKET_LENGTH: characters of a ticket: 128 random bits in base64url. */
#define PORTUNUS_TICKET_LENGTH 22

/**
 * PortunusTickets:
 *
 * Has an atomic reference count; all calls may come from any thread.
 */
typedef struct _PortunusTickets PortunusTickets;

PortunusTickets *portunus_tickets_new              (void);
PortunusTickets *portunus_tickets_ref              (PortunusTickets *self);
void             portunus_tickets_unref            (PortunusTickets *self);
/* The same handout gets the same ticket. */
char            *portunus_tickets_publish_handout  (PortunusTickets *self,
                                                    PortunusHandout *handout);
char            *portunus_tickets_publish_intake   (PortunusTickets *self,
                                                    PortunusIntake  *intake);
/* (transfer full) (nullable) */
PortunusHandout *portunus_tickets_find_handout     (PortunusTickets *self,
                                                    const char      *ticket);
PortunusIntake  *portunus_tickets_find_intake      (PortunusTickets *self,
                                                    const char      *ticket);
void             portunus_tickets_void             (PortunusTickets *self,
                                                    const char      *ticket);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusTickets, portunus_tickets_unref)

G_END_DECLS
