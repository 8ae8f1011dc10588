/* portunus-token-bucket.h: a rate limit with a burst
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * PortunusTokenBucket:
 * @capacity: the burst: tokens in a full bucket
 * @per_second: tokens that come back each second
 * @tokens: what is left
 * @updated_us: monotonic time of the last look
 *
 * Plain data without a thread of its own; the caller says what time it is.
 */
typedef struct
{
  double capacity;
  double per_second;
  double tokens;
  gint64 updated_us;
} PortunusTokenBucket;

void     portunus_token_bucket_init    (PortunusTokenBucket *self,
                                        double               capacity,
                                        double               per_second,
                                        gint64               now_us);
gboolean portunus_token_bucket_take    (PortunusTokenBucket *self,
                                        double               n_tokens,
                                        gint64               now_us);
gboolean portunus_token_bucket_is_full (PortunusTokenBucket *self,
                                        gint64               now_us);

G_END_DECLS
