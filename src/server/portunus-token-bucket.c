/* portunus-token-bucket.c: a rate limit with a burst
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-token-bucket.h"

static void
refill (PortunusTokenBucket *self,
        gint64               now_us)
{
  gint64 elapsed_us = MAX (now_us - self->updated_us, 0);

  self->tokens = MIN (self->capacity, self->tokens + self->per_second * elapsed_us / G_USEC_PER_SEC);
  self->updated_us = now_us;
}

/**
 * portunus_token_bucket_init:
 * @self: a bucket
 * @capacity: the burst, in tokens
 * @per_second: tokens that come back each second
 * @now_us: monotonic time in microseconds
 *
 * Fills the bucket.
 */
void
portunus_token_bucket_init (PortunusTokenBucket *self,
                            double               capacity,
                            double               per_second,
                            gint64               now_us)
{
  self->capacity = capacity;
  self->per_second = per_second;
  self->tokens = capacity;
  self->updated_us = now_us;
}

/**
 * portunus_token_bucket_take:
 * @self: a bucket
 * @n_tokens: how many
 * @now_us: monotonic time in microseconds
 *
 * Returns: %FALSE, with nothing taken, if so many are not there
 */
gboolean
portunus_token_bucket_take (PortunusTokenBucket *self,
                            double               n_tokens,
                            gint64               now_us)
{
  refill (self, now_us);
  if (self->tokens < n_tokens)
    return FALSE;
  self->tokens -= n_tokens;
  return TRUE;
}

/**
 * portunus_token_bucket_is_full:
 * @self: a bucket
 * @now_us: monotonic time in microseconds
 *
 * Returns: whether the bucket remembers nothing any more
 */
gboolean
portunus_token_bucket_is_full (PortunusTokenBucket *self,
                               gint64               now_us)
{
  refill (self, now_us);
  return self->tokens >= self->capacity;
}
