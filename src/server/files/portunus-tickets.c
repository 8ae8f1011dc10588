/* portunus-tickets.c: what may be fetched and put over HTTP, and the tickets for it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-tickets.h"

#include "portunus-encoding.h"

#define TICKET_BYTES 16
#define MAX_AGE_US (G_TIME_SPAN_HOUR)

/* One of the two. */
typedef struct
{
  PortunusHandout *handout;
  PortunusIntake  *intake;
  gint64           used_us;
} Entry;

struct _PortunusTickets
{
  GHashTable *entries;      /* ticket -> Entry */
  GMutex      lock;         /* guards the entries */
};

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_clear_object (&entry->handout);
  g_clear_pointer (&entry->intake, portunus_intake_unref);
  g_free (entry);
}

/**
 * portunus_tickets_new:
 *
 * Returns: (transfer full): a table without tickets
 */
PortunusTickets *
portunus_tickets_new (void)
{
  PortunusTickets *self = g_atomic_rc_box_new0 (PortunusTickets);

  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, entry_free);
  g_mutex_init (&self->lock);
  return self;
}

/**
 * portunus_tickets_ref:
 * @self: tickets
 *
 * Returns: (transfer full): @self
 */
PortunusTickets *
portunus_tickets_ref (PortunusTickets *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  PortunusTickets *self = data;

  g_hash_table_unref (self->entries);
  g_mutex_clear (&self->lock);
}

/**
 * portunus_tickets_unref:
 * @self: (transfer full): tickets
 */
void
portunus_tickets_unref (PortunusTickets *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/* With the lock. An upload ends with its session, so only downloads grow old. */
static void
sweep (PortunusTickets *self)
{
  GHashTableIter iter;
  gpointer value;
  gint64 now_us = g_get_monotonic_time ();

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Entry *entry = value;

      if (entry->handout == NULL)
        continue;
      if (portunus_handout_is_over (entry->handout)
          || now_us - MAX (entry->used_us, portunus_handout_get_taken_time (entry->handout)) > MAX_AGE_US)
        g_hash_table_iter_remove (&iter);
    }
}

static char *
insert (PortunusTickets *self,
        Entry           *entry)
{
  guint8 bytes[TICKET_BYTES];
  char *ticket;

  portunus_fill_random (bytes, sizeof bytes);
  ticket = portunus_encode_base64url (bytes, sizeof bytes);
  entry->used_us = g_get_monotonic_time ();
  g_hash_table_insert (self->entries, g_strdup (ticket), entry);
  return ticket;
}

static char *
find_ticket (PortunusTickets *self,
             PortunusHandout *handout)
{
  GHashTableIter iter;
  gpointer ticket, value;

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, &ticket, &value))
    if (((Entry *) value)->handout == handout)
      return g_strdup (ticket);
  return NULL;
}

/**
 * portunus_tickets_publish_handout:
 * @self: tickets
 * @handout: what may be fetched
 *
 * Returns: (transfer full): a ticket, good until it is voided or an hour after its last use
 */
char *
portunus_tickets_publish_handout (PortunusTickets *self,
                                  PortunusHandout *handout)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  char *ticket;
  Entry *entry;

  sweep (self);
  ticket = find_ticket (self, handout);
  if (ticket != NULL)
    return ticket;
  entry = g_new0 (Entry, 1);
  entry->handout = g_object_ref (handout);
  return insert (self, entry);
}

/**
 * portunus_tickets_publish_intake:
 * @self: tickets
 * @intake: where something may be put
 *
 * Returns: (transfer full): a ticket, good until it is voided
 */
char *
portunus_tickets_publish_intake (PortunusTickets *self,
                                 PortunusIntake  *intake)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  Entry *entry = g_new0 (Entry, 1);

  entry->intake = portunus_intake_ref (intake);
  return insert (self, entry);
}

static Entry *
find (PortunusTickets *self,
      const char      *ticket)
{
  Entry *entry;

  sweep (self);
  entry = g_hash_table_lookup (self->entries, ticket);
  if (entry != NULL)
    entry->used_us = g_get_monotonic_time ();
  return entry;
}

/**
 * portunus_tickets_find_handout:
 * @self: tickets
 * @ticket: untrusted text
 *
 * Returns: (transfer full) (nullable): what may be fetched with it
 */
PortunusHandout *
portunus_tickets_find_handout (PortunusTickets *self,
                               const char      *ticket)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  Entry *entry = find (self, ticket);

  if (entry == NULL || entry->handout == NULL || portunus_handout_is_over (entry->handout))
    return NULL;
  return g_object_ref (entry->handout);
}

/**
 * portunus_tickets_find_intake:
 * @self: tickets
 * @ticket: untrusted text
 *
 * Returns: (transfer full) (nullable): where something may be put with it
 */
PortunusIntake *
portunus_tickets_find_intake (PortunusTickets *self,
                              const char      *ticket)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  Entry *entry = find (self, ticket);

  return entry != NULL && entry->intake != NULL ? portunus_intake_ref (entry->intake) : NULL;
}

/**
 * portunus_tickets_void:
 * @self: tickets
 * @ticket: untrusted text
 *
 * The ticket is good for nothing from here on; what is under way with it goes on.
 */
void
portunus_tickets_void (PortunusTickets *self,
                       const char      *ticket)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_hash_table_remove (self->entries, ticket);
}
