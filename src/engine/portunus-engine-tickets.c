/* portunus-engine-tickets.c: coming back into rooms of others, to receive as to send, as the guest one was before
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-engine-state-private.h"

#include "portunus-transfer-error.h"

/* More rooms than that nobody goes back and forth between. */
#define MAX_TICKETS 64

/* Past a password the ticket leads for those as well who do not know it, and the peers inside would not understand
 * them; so it goes with what was shared there. */
typedef struct
{
  PortunusSecret *secret;
  char           *text;
} Ticket;

static void
ticket_free (gpointer data)
{
  Ticket *self = data;

  portunus_secret_unref (self->secret);
  g_free (self->text);
  g_free (self);
}

GHashTable *
_portunus_engine_new_tickets (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, ticket_free);
}

/**
 * portunus_engine_keep_ticket:
 * @self: an engine
 * @room: id of a room that let us in
 * @secret: what we share with those who are there
 * @admission: by which we came; nothing is kept where the server gave no ticket
 *
 * Until the engine ends, or the room does not want us any more.
 */
void
portunus_engine_keep_ticket (PortunusEngine          *self,
                             const char              *room,
                             PortunusSecret          *secret,
                             const PortunusAdmission *admission)
{
  Ticket *ticket;

  if (admission->ticket == NULL)
    return;
  if (g_hash_table_size (self->tickets) >= MAX_TICKETS)
    g_hash_table_remove_all (self->tickets);
  ticket = g_new0 (Ticket, 1);
  ticket->secret = portunus_secret_ref (secret);
  ticket->text = g_strdup (admission->ticket);
  g_hash_table_replace (self->tickets, g_strdup (room), ticket);
}

/**
 * portunus_engine_recall_ticket:
 * @self: an engine
 * @room: id of a room
 * @secret: what we share with those who are there
 * @admission: by which we are about to come; one without a ticket gets that of before, where there is one
 */
void
portunus_engine_recall_ticket (PortunusEngine    *self,
                               const char        *room,
                               PortunusSecret    *secret,
                               PortunusAdmission *admission)
{
  const Ticket *ticket = g_hash_table_lookup (self->tickets, room);

  if (ticket != NULL && admission->ticket == NULL && portunus_secret_equal (ticket->secret, secret))
    admission->ticket = g_strdup (ticket->text);
}

/**
 * portunus_engine_judge_ticket:
 * @self: an engine
 * @room: id of a room
 * @error: why we are not in it
 *
 * Whom the host sent away comes back as somebody new, if at all.
 */
void
portunus_engine_judge_ticket (PortunusEngine *self,
                              const char     *room,
                              const GError   *error)
{
  if (g_error_matches (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_REFUSED)
      || g_error_matches (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_NO_ROOM)
      || g_error_matches (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_ROOM_CLOSED))
    g_hash_table_remove (self->tickets, room);
}
