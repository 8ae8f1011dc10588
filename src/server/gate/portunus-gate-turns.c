/* portunus-gate-turns.c: who may shake hands next
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-gate-turns.h"

typedef struct
{
  char   *key;
  GQueue  waiters;
} Client;

struct _PortunusGateTurns
{
  PortunusGateShares  slots;
  /* key → Client; those somebody waits for */
  GHashTable         *clients;
  /* The same clients, the one whose turn is next first. */
  GQueue              ring;
};

static void
client_free (gpointer data)
{
  Client *client = data;

  g_queue_clear (&client->waiters);
  g_free (client->key);
  g_free (client);
}

/**
 * portunus_gate_turns_new:
 * @n_slots: how many at once
 * @max_per_client: how many of them one client may have
 *
 * Returns: (transfer full): turns for which nobody waits
 */
PortunusGateTurns *
portunus_gate_turns_new (guint n_slots,
                         guint max_per_client)
{
  PortunusGateTurns *self = g_new0 (PortunusGateTurns, 1);

  portunus_gate_shares_init (&self->slots, n_slots, max_per_client);
  self->clients = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, client_free);
  g_queue_init (&self->ring);
  return self;
}

/**
 * portunus_gate_turns_free:
 * @self: (transfer full): turns
 */
void
portunus_gate_turns_free (PortunusGateTurns *self)
{
  g_queue_clear (&self->ring);
  g_hash_table_unref (self->clients);
  portunus_gate_shares_clear (&self->slots);
  g_free (self);
}

/**
 * portunus_gate_turns_wait:
 * @self: turns
 * @key: a client
 * @waiter: (not nullable): who waits; not referenced
 *
 * Lines @waiter up.
 */
void
portunus_gate_turns_wait (PortunusGateTurns *self,
                          const char        *key,
                          gpointer           waiter)
{
  Client *client = g_hash_table_lookup (self->clients, key);

  if (client == NULL)
    {
      client = g_new0 (Client, 1);
      client->key = g_strdup (key);
      g_queue_init (&client->waiters);
      g_hash_table_insert (self->clients, client->key, client);
      g_queue_push_tail (&self->ring, client);
    }
  g_queue_push_tail (&client->waiters, waiter);
}

static void
drop_if_empty (PortunusGateTurns *self,
               Client            *client)
{
  if (!g_queue_is_empty (&client->waiters))
    return;
  g_queue_remove (&self->ring, client);
  g_hash_table_remove (self->clients, client->key);
}

/**
 * portunus_gate_turns_quit:
 * @self: turns
 * @key: its client
 * @waiter: who waits no longer
 *
 * Takes @waiter out of the line, if it stands there.
 */
void
portunus_gate_turns_quit (PortunusGateTurns *self,
                          const char        *key,
                          gpointer           waiter)
{
  Client *client = g_hash_table_lookup (self->clients, key);

  if (client == NULL)
    return;
  g_queue_remove (&client->waiters, waiter);
  drop_if_empty (self, client);
}

/**
 * portunus_gate_turns_next:
 * @self: turns
 *
 * Returns: (transfer none) (nullable): who has a slot now; %NULL when no slot is free that somebody waits for
 */
gpointer
portunus_gate_turns_next (PortunusGateTurns *self)
{
  for (guint n = self->slots.n_total < self->slots.max_total ? g_queue_get_length (&self->ring) : 0; n > 0; n--)
    {
      Client *client = g_queue_pop_head (&self->ring);
      gpointer waiter;

      g_queue_push_tail (&self->ring, client);
      if (!portunus_gate_shares_take (&self->slots, client->key))
        continue;
      waiter = g_queue_pop_head (&client->waiters);
      drop_if_empty (self, client);
      return waiter;
    }
  return NULL;
}

/**
 * portunus_gate_turns_give:
 * @self: turns
 * @key: the client that had a slot
 *
 * Gives it back.
 */
void
portunus_gate_turns_give (PortunusGateTurns *self,
                          const char        *key)
{
  portunus_gate_shares_give (&self->slots, key);
}
