/* portunus-coverage.h: which parts of a file were taken
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * PortunusCoverage:
 *
 * A set of stretches of one file. Not thread-safe.
 */
typedef struct _PortunusCoverage PortunusCoverage;

PortunusCoverage *portunus_coverage_new         (guint64                 size);
void              portunus_coverage_free        (PortunusCoverage       *self);
void              portunus_coverage_add         (PortunusCoverage       *self,
                                                 guint64                 start,
                                                 guint64                 end);
guint64           portunus_coverage_get_n_bytes (const PortunusCoverage *self);
gboolean          portunus_coverage_is_whole    (const PortunusCoverage *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusCoverage, portunus_coverage_free)

G_END_DECLS
