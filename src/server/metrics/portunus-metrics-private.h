/* portunus-metrics-private.h: what the parts of the metrics share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-metrics.h"

G_BEGIN_DECLS

#define PORTUNUS_METRICS_MAX_LABELS 3
#define PORTUNUS_METRICS_N_BUCKETS 12

typedef enum
{
  PORTUNUS_METRIC_KIND_COUNTER,
  PORTUNUS_METRIC_KIND_GAUGE,
  PORTUNUS_METRIC_KIND_HISTOGRAM,
} PortunusMetricKind;

typedef struct
{
  PortunusMetricKind  kind;
  const char         *name;
  const char         *help;
  const char         *labels[PORTUNUS_METRICS_MAX_LABELS];
} PortunusMetricSpec;

/* One combination of label values. */
typedef struct
{
  char    *labels[PORTUNUS_METRICS_MAX_LABELS];
  double   value;
  guint64  buckets[PORTUNUS_METRICS_N_BUCKETS];
  guint64  n_observed;
} PortunusMetricSeries;

extern const PortunusMetricSpec _portunus_metrics_table[PORTUNUS_N_METRICS];
/* Upper bounds of a histogram's buckets, in seconds. */
extern const double             _portunus_metrics_bounds[PORTUNUS_METRICS_N_BUCKETS];

void _portunus_metrics_write         (GString                  *text,
                                      const PortunusMetricSpec *spec,
                                      GPtrArray                *series);
void _portunus_metrics_write_process (GString                  *text);

G_END_DECLS
