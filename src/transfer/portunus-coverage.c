/* portunus-coverage.c: which parts of a file were taken
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-coverage.h"

/* A client may ask for every other byte. What does not fit is not remembered, and counts when it is taken again. */
#define MAX_STRETCHES 1024

typedef struct
{
  guint64 start;
  guint64 end;
} Stretch;

struct _PortunusCoverage
{
  GArray   *stretches;    /* in order, with gaps between them */
  guint64   size;
  guint64   n_bytes;
  gboolean  has_begun;
};

/**
 * portunus_coverage_new:
 * @size: of the file, in bytes
 *
 * Returns: (transfer full): a coverage of nothing
 */
PortunusCoverage *
portunus_coverage_new (guint64 size)
{
  PortunusCoverage *self = g_new0 (PortunusCoverage, 1);

  self->stretches = g_array_new (FALSE, FALSE, sizeof (Stretch));
  self->size = size;
  return self;
}

/**
 * portunus_coverage_free:
 * @self: (transfer full): a coverage
 */
void
portunus_coverage_free (PortunusCoverage *self)
{
  g_array_unref (self->stretches);
  g_free (self);
}

/**
 * portunus_coverage_add:
 * @self: a coverage
 * @start: first byte
 * @end: the byte behind the last; the same as @start for an empty file
 *
 * Adds a stretch, which may overlap with others.
 */
void
portunus_coverage_add (PortunusCoverage *self,
                       guint64           start,
                       guint64           end)
{
  Stretch joined = { start, end };
  guint first = 0;
  guint n_joined = 0;

  g_return_if_fail (start <= end && end <= self->size);

  self->has_begun = TRUE;
  if (start == end)
    return;
  while (first < self->stretches->len && g_array_index (self->stretches, Stretch, first).end < start)
    first++;
  for (guint i = first; i < self->stretches->len; i++, n_joined++)
    {
      const Stretch *other = &g_array_index (self->stretches, Stretch, i);

      if (other->start > end)
        break;
      joined.start = MIN (joined.start, other->start);
      joined.end = MAX (joined.end, other->end);
      self->n_bytes -= other->end - other->start;
    }
  if (n_joined == 0 && self->stretches->len >= MAX_STRETCHES)
    return;
  if (n_joined > 0)
    g_array_remove_range (self->stretches, first, n_joined);
  g_array_insert_val (self->stretches, first, joined);
  self->n_bytes += joined.end - joined.start;
}

/**
 * portunus_coverage_get_n_bytes:
 * @self: a coverage
 *
 * Returns: how many bytes are in it
 */
guint64
portunus_coverage_get_n_bytes (const PortunusCoverage *self)
{
  return self->n_bytes;
}

/**
 * portunus_coverage_is_whole:
 * @self: a coverage
 *
 * Returns: whether all of the file is in it; something was added if the file is empty
 */
gboolean
portunus_coverage_is_whole (const PortunusCoverage *self)
{
  return self->has_begun && self->n_bytes == self->size;
}
