/* portunus-rate-limiter.c: one token bucket for each client address
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-rate-limiter.h"

#include "portunus-gate-client.h"
#include "portunus-token-bucket.h"

struct _PortunusRateLimiter
{
  double      capacity;
  double      per_second;
  guint       max_clients;
  /* key -> PortunusTokenBucket */
  GHashTable *buckets;
};

/**
 * portunus_rate_limiter_new:
 * @capacity: burst of one client
 * @per_second: what comes back to one client each second
 * @max_clients: how many clients are remembered
 *
 * Returns: (transfer full): a limiter that has seen nobody
 */
PortunusRateLimiter *
portunus_rate_limiter_new (double capacity,
                           double per_second,
                           guint  max_clients)
{
  PortunusRateLimiter *self = g_new0 (PortunusRateLimiter, 1);

  self->capacity = capacity;
  self->per_second = per_second;
  self->max_clients = max_clients;
  self->buckets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

/**
 * portunus_rate_limiter_free:
 * @self: (transfer full): a limiter
 */
void
portunus_rate_limiter_free (PortunusRateLimiter *self)
{
  g_hash_table_unref (self->buckets);
  g_free (self);
}

static void
forget_idle_clients (PortunusRateLimiter *self,
                     gint64               now_us)
{
  GHashTableIter iter;
  gpointer bucket;

  g_hash_table_iter_init (&iter, self->buckets);
  while (g_hash_table_iter_next (&iter, NULL, &bucket))
    if (portunus_token_bucket_is_full (bucket, now_us))
      g_hash_table_iter_remove (&iter);
}

static PortunusTokenBucket *
add_client (PortunusRateLimiter *self,
            char                *key,
            gint64               now_us)
{
  PortunusTokenBucket *bucket = g_new0 (PortunusTokenBucket, 1);

  portunus_token_bucket_init (bucket, self->capacity, self->per_second, now_us);
  g_hash_table_insert (self->buckets, key, bucket);
  return bucket;
}

/**
 * portunus_rate_limiter_take:
 * @self: a limiter
 * @address: the client's address
 * @now_us: monotonic time in microseconds
 *
 * Returns: %FALSE if this client has to wait
 */
gboolean
portunus_rate_limiter_take (PortunusRateLimiter *self,
                            GInetAddress        *address,
                            gint64               now_us)
{
  g_autofree char *key = portunus_gate_client_key (address);
  PortunusTokenBucket *bucket = g_hash_table_lookup (self->buckets, key);

  if (bucket == NULL)
    {
      if (g_hash_table_size (self->buckets) >= self->max_clients)
        forget_idle_clients (self, now_us);
      if (g_hash_table_size (self->buckets) >= self->max_clients)
        return FALSE;
      bucket = add_client (self, g_steal_pointer (&key), now_us);
    }
  return portunus_token_bucket_take (bucket, 1, now_us);
}
