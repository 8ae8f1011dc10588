/* portunus-arrival-terms.c: where what a device sends goes, and what of it was accepted
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-arrival-terms.h"

struct _PortunusArrivalTerms
{
  /* Owned */
  char                   *directory;
  char                   *journal_path;
  PortunusThrottle       *throttle;
  GByteArray             *wanted;       /* NULL for all */

  PortunusConflictPolicy  policy;
  guint64                 max_bytes;
  gboolean                is_accepted;
  gboolean                is_ruled;     /* by no person */
  gboolean                has_ruled_directory;
};

/**
 * portunus_arrival_terms_new:
 * @destination: where it goes; copied
 *
 * Returns: (transfer full): terms that nobody accepted
 */
PortunusArrivalTerms *
portunus_arrival_terms_new (const PortunusDestination *destination)
{
  PortunusArrivalTerms *self = g_new0 (PortunusArrivalTerms, 1);

  self->directory = g_strdup (destination->directory);
  self->journal_path = g_strdup (destination->journal_path);
  self->policy = destination->policy;
  self->throttle = destination->throttle != NULL ? portunus_throttle_ref (destination->throttle) : NULL;
  return self;
}

/**
 * portunus_arrival_terms_free:
 * @self: (transfer full): terms
 */
void
portunus_arrival_terms_free (PortunusArrivalTerms *self)
{
  g_free (self->directory);
  g_free (self->journal_path);
  g_clear_pointer (&self->throttle, portunus_throttle_unref);
  g_clear_pointer (&self->wanted, g_byte_array_unref);
  g_free (self);
}

/**
 * portunus_arrival_terms_set_directory:
 * @self: terms
 * @directory: (type filename): where the files go
 */
void
portunus_arrival_terms_set_directory (PortunusArrivalTerms *self,
                                      const char           *directory)
{
  g_free (self->directory);
  self->directory = g_strdup (directory);
  self->has_ruled_directory = FALSE;
}

/**
 * portunus_arrival_terms_set_ruled_directory:
 * @self: terms
 * @directory: (type filename): where a rule of the device book says that the files go
 */
void
portunus_arrival_terms_set_ruled_directory (PortunusArrivalTerms *self,
                                            const char           *directory)
{
  portunus_arrival_terms_set_directory (self, directory);
  self->has_ruled_directory = TRUE;
}

/**
 * portunus_arrival_terms_get_directory:
 * @self: terms
 *
 * Returns: (type filename): where the files go
 */
const char *
portunus_arrival_terms_get_directory (PortunusArrivalTerms *self)
{
  return self->directory;
}

/**
 * portunus_arrival_terms_get_ruled_directory:
 * @self: terms
 *
 * Returns: (nullable) (type filename): where the files go, if that is by a rule
 */
const char *
portunus_arrival_terms_get_ruled_directory (PortunusArrivalTerms *self)
{
  return self->has_ruled_directory ? self->directory : NULL;
}

/**
 * portunus_arrival_terms_set_policy:
 * @self: terms
 * @policy: what to do where a file exists
 */
void
portunus_arrival_terms_set_policy (PortunusArrivalTerms   *self,
                                   PortunusConflictPolicy  policy)
{
  self->policy = policy;
}

/**
 * portunus_arrival_terms_set_max_bytes:
 * @self: terms
 * @max_bytes: what the files may have grown to, all together; 0 for as much as the protocol allows
 */
void
portunus_arrival_terms_set_max_bytes (PortunusArrivalTerms *self,
                                      guint64               max_bytes)
{
  self->max_bytes = max_bytes;
}

/**
 * portunus_arrival_terms_accept:
 * @self: terms
 * @wanted: (transfer full) (nullable): what of the offer, one byte for each entry; %NULL for all
 */
void
portunus_arrival_terms_accept (PortunusArrivalTerms *self,
                               GByteArray           *wanted)
{
  g_clear_pointer (&self->wanted, g_byte_array_unref);
  self->wanted = wanted;
  self->is_accepted = TRUE;
}

/**
 * portunus_arrival_terms_set_ruled:
 * @self: terms
 *
 * A rule is about to accept, and nobody was asked: after our own end the rule is to decide again, if it is there.
 */
void
portunus_arrival_terms_set_ruled (PortunusArrivalTerms *self)
{
  self->is_ruled = TRUE;
}

/**
 * portunus_arrival_terms_withdraw:
 * @self: terms
 *
 * Another offer came, for which they do not hold.
 */
void
portunus_arrival_terms_withdraw (PortunusArrivalTerms *self)
{
  self->is_accepted = FALSE;
  self->is_ruled = FALSE;
  self->max_bytes = 0;
  g_clear_pointer (&self->wanted, g_byte_array_unref);
}

/**
 * portunus_arrival_terms_take_over:
 * @self: terms that nobody accepted
 * @from: those of the same offer over another connection
 *
 * Makes them the same, so far as they were accepted.
 */
void
portunus_arrival_terms_take_over (PortunusArrivalTerms *self,
                                  PortunusArrivalTerms *from)
{
  self->is_accepted = from->is_accepted;
  self->is_ruled = from->is_ruled;
  self->wanted = from->wanted != NULL ? g_byte_array_ref (from->wanted) : NULL;
  self->max_bytes = from->max_bytes;
  if (!self->is_accepted)
    return;
  portunus_arrival_terms_set_directory (self, from->directory);
  self->policy = from->policy;
}

/**
 * portunus_arrival_terms_receive:
 * @self: terms that were accepted
 * @job: a job that emitted "offer"
 *
 * Begins to receive by them.
 */
void
portunus_arrival_terms_receive (PortunusArrivalTerms *self,
                                PortunusReceiveJob   *job)
{
  const PortunusDestination destination = {
    .directory = self->directory,
    .policy = self->policy,
    .journal_path = self->journal_path,
    .max_bytes = self->max_bytes,
    .throttle = self->throttle,
    .keeps_consent = !self->is_ruled,
  };

  portunus_receive_job_accept (job, &destination, self->wanted);
}

/**
 * portunus_arrival_terms_is_accepted:
 * @self: terms
 *
 * Returns: whether what is offered was accepted
 */
gboolean
portunus_arrival_terms_is_accepted (PortunusArrivalTerms *self)
{
  return self->is_accepted;
}
