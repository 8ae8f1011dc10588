/* portunus-metrics.c: what the server counts, for Prometheus and for the portal
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-metrics-private.h"

#include <string.h>

/* Labels come from tables of ours; should one ever come from outside, it ends here. */
#define MAX_SERIES 128
#define OTHER "other"

struct _PortunusMetrics
{
  /* Guards families. */
  GMutex     lock;
  /* (element-type PortunusMetricSeries) */
  GPtrArray *families[PORTUNUS_N_METRICS];
};

static void
series_free (gpointer data)
{
  PortunusMetricSeries *series = data;

  for (guint i = 0; i < PORTUNUS_METRICS_MAX_LABELS; i++)
    g_free (series->labels[i]);
  g_free (series);
}

static guint
count_labels (PortunusMetric metric)
{
  guint n = 0;

  while (n < PORTUNUS_METRICS_MAX_LABELS && _portunus_metrics_table[metric].labels[n] != NULL)
    n++;
  return n;
}

static gboolean
is_complete (PortunusMetric      metric,
             const char * const *labels)
{
  guint n = count_labels (metric);

  return (labels != NULL ? g_strv_length ((char **) labels) : 0) == n;
}

static gboolean
has_labels (const PortunusMetricSeries *series,
            const char * const         *labels,
            guint                       n)
{
  for (guint i = 0; i < n; i++)
    if (strcmp (series->labels[i], labels[i]) != 0)
      return FALSE;
  return TRUE;
}

static PortunusMetricSeries *
find_series (PortunusMetrics    *self,
             PortunusMetric      metric,
             const char * const *labels)
{
  GPtrArray *family = self->families[metric];
  guint n = count_labels (metric);

  for (guint i = 0; i < family->len; i++)
    if (has_labels (g_ptr_array_index (family, i), labels, n))
      return g_ptr_array_index (family, i);
  return NULL;
}

static PortunusMetricSeries *
need_series (PortunusMetrics    *self,
             PortunusMetric      metric,
             const char * const *labels)
{
  static const char * const others[] = { OTHER, OTHER, OTHER, NULL };
  GPtrArray *family = self->families[metric];
  PortunusMetricSeries *series = find_series (self, metric, labels);

  if (series != NULL)
    return series;
  if (family->len >= MAX_SERIES - 1 && labels != others)
    return need_series (self, metric, others);
  series = g_new0 (PortunusMetricSeries, 1);
  for (guint i = 0; i < count_labels (metric); i++)
    series->labels[i] = g_strdup (labels[i]);
  g_ptr_array_add (family, series);
  return series;
}

static void
metrics_clear (gpointer data)
{
  PortunusMetrics *self = data;

  for (guint i = 0; i < PORTUNUS_N_METRICS; i++)
    g_ptr_array_unref (self->families[i]);
  g_mutex_clear (&self->lock);
}

/**
 * portunus_metrics_new:
 *
 * Returns: (transfer full): metrics that are all 0
 */
PortunusMetrics *
portunus_metrics_new (void)
{
  PortunusMetrics *self = g_atomic_rc_box_new0 (PortunusMetrics);

  g_mutex_init (&self->lock);
  for (guint i = 0; i < PORTUNUS_N_METRICS; i++)
    {
      self->families[i] = g_ptr_array_new_with_free_func (series_free);
      /* What has no labels is there from the start, so that nothing appears out of nowhere. */
      if (count_labels (i) == 0)
        need_series (self, i, NULL);
    }
  return self;
}

/**
 * portunus_metrics_ref:
 * @self: metrics
 *
 * Returns: (transfer full): @self
 */
PortunusMetrics *
portunus_metrics_ref (PortunusMetrics *self)
{
  return g_atomic_rc_box_acquire (self);
}

/**
 * portunus_metrics_unref:
 * @self: (transfer full): metrics
 */
void
portunus_metrics_unref (PortunusMetrics *self)
{
  g_atomic_rc_box_release_full (self, metrics_clear);
}

/**
 * portunus_metrics_add:
 * @self: metrics
 * @metric: a counter or a gauge
 * @amount: how much; less than 0 for gauges only
 * @labels: (nullable): values of its labels, see PORTUNUS_LABELS(); never what a client chose
 *
 * Counts.
 */
void
portunus_metrics_add (PortunusMetrics    *self,
                      PortunusMetric      metric,
                      double              amount,
                      const char * const *labels)
{
  g_return_if_fail (metric < PORTUNUS_N_METRICS && is_complete (metric, labels));
  g_return_if_fail (amount >= 0 || _portunus_metrics_table[metric].kind == PORTUNUS_METRIC_KIND_GAUGE);

  g_mutex_lock (&self->lock);
  need_series (self, metric, labels)->value += amount;
  g_mutex_unlock (&self->lock);
}

/**
 * portunus_metrics_set:
 * @self: metrics
 * @metric: a gauge, or a counter that somebody else counts
 * @value: what it shows now
 * @labels: (nullable): values of its labels
 *
 * Shows @value.
 */
void
portunus_metrics_set (PortunusMetrics    *self,
                      PortunusMetric      metric,
                      double              value,
                      const char * const *labels)
{
  g_return_if_fail (metric < PORTUNUS_N_METRICS && is_complete (metric, labels));
  g_return_if_fail (_portunus_metrics_table[metric].kind != PORTUNUS_METRIC_KIND_HISTOGRAM);

  g_mutex_lock (&self->lock);
  need_series (self, metric, labels)->value = value;
  g_mutex_unlock (&self->lock);
}

/**
 * portunus_metrics_observe:
 * @self: metrics
 * @metric: a histogram
 * @value: what was measured, in seconds
 *
 * Puts @value into its bucket.
 */
void
portunus_metrics_observe (PortunusMetrics *self,
                          PortunusMetric   metric,
                          double           value)
{
  PortunusMetricSeries *series;

  g_return_if_fail (metric < PORTUNUS_N_METRICS);
  g_return_if_fail (_portunus_metrics_table[metric].kind == PORTUNUS_METRIC_KIND_HISTOGRAM);

  g_mutex_lock (&self->lock);
  series = need_series (self, metric, NULL);
  series->value += value;
  series->n_observed++;
  for (guint i = 0; i < PORTUNUS_METRICS_N_BUCKETS; i++)
    if (value <= _portunus_metrics_bounds[i])
      {
        series->buckets[i]++;
        break;
      }
  g_mutex_unlock (&self->lock);
}

/**
 * portunus_metrics_get:
 * @self: metrics
 * @metric: any
 * @labels: (nullable): values of its labels
 *
 * Returns: the value, 0 if there never was one; of a histogram the sum of all that was measured
 */
double
portunus_metrics_get (PortunusMetrics    *self,
                      PortunusMetric      metric,
                      const char * const *labels)
{
  PortunusMetricSeries *series;
  double value;

  g_return_val_if_fail (metric < PORTUNUS_N_METRICS && is_complete (metric, labels), 0);

  g_mutex_lock (&self->lock);
  series = find_series (self, metric, labels);
  value = series != NULL ? series->value : 0;
  g_mutex_unlock (&self->lock);
  return value;
}

/**
 * portunus_metrics_sum:
 * @self: metrics
 * @metric: any
 *
 * Returns: the sum over all values of its labels
 */
double
portunus_metrics_sum (PortunusMetrics *self,
                      PortunusMetric   metric)
{
  double sum = 0;

  g_return_val_if_fail (metric < PORTUNUS_N_METRICS, 0);

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->families[metric]->len; i++)
    sum += ((PortunusMetricSeries *) g_ptr_array_index (self->families[metric], i))->value;
  g_mutex_unlock (&self->lock);
  return sum;
}

/**
 * portunus_metrics_name:
 * @metric: any
 *
 * Returns: the name that Prometheus sees
 */
const char *
portunus_metrics_name (PortunusMetric metric)
{
  g_return_val_if_fail (metric < PORTUNUS_N_METRICS, NULL);

  return _portunus_metrics_table[metric].name;
}

/**
 * portunus_metrics_format:
 * @self: metrics
 *
 * Writes the text format 0.0.4 of Prometheus, with figures of the process at the end. Reads small files of /proc.
 *
 * Returns: (transfer full): the text
 */
char *
portunus_metrics_format (PortunusMetrics *self)
{
  GString *text = g_string_new (NULL);

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < PORTUNUS_N_METRICS; i++)
    _portunus_metrics_write (text, &_portunus_metrics_table[i], self->families[i]);
  g_mutex_unlock (&self->lock);
  _portunus_metrics_write_process (text);
  return g_string_free (text, FALSE);
}
