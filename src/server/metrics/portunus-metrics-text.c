/* portunus-metrics-text.c: metrics in the text format 0.0.4 of Prometheus ("Exposition formats", text-based format)
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-metrics-private.h"

#include <math.h>
#include <string.h>

static const char * const kinds[] = { "counter", "gauge", "histogram" };

static void
append_number (GString *text,
               double   number)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  /* Whole numbers in full, since bytes are many. */
  if (number == floor (number) && fabs (number) < 1e15)
    g_string_append_printf (text, "%" G_GINT64_FORMAT, (gint64) number);
  else
    g_string_append (text, g_ascii_formatd (buffer, sizeof buffer, "%.9g", number));
}

static void
append_escaped (GString    *text,
                const char *value)
{
  for (const char *c = value; *c != '\0'; c++)
    if (*c == '\n')
      g_string_append (text, "\\n");
    else if (*c == '"' || *c == '\\')
      g_string_append_printf (text, "\\%c", *c);
    else
      g_string_append_c (text, *c);
}

static void
append_labels (GString                    *text,
               const PortunusMetricSpec   *spec,
               const PortunusMetricSeries *series)
{
  for (guint i = 0; i < PORTUNUS_METRICS_MAX_LABELS && spec->labels[i] != NULL; i++)
    {
      g_string_append_printf (text, "%s%s=\"", i == 0 ? "{" : ",", spec->labels[i]);
      append_escaped (text, series->labels[i]);
      g_string_append_c (text, '"');
    }
  if (spec->labels[0] != NULL)
    g_string_append_c (text, '}');
}

static void
append_sample (GString                    *text,
               const PortunusMetricSpec   *spec,
               const PortunusMetricSeries *series)
{
  g_string_append (text, spec->name);
  append_labels (text, spec, series);
  g_string_append_c (text, ' ');
  append_number (text, series->value);
  g_string_append_c (text, '\n');
}

static void
append_histogram (GString                    *text,
                  const PortunusMetricSpec   *spec,
                  const PortunusMetricSeries *series)
{
  guint64 n_below = 0;

  for (guint i = 0; i < PORTUNUS_METRICS_N_BUCKETS; i++)
    {
      n_below += series->buckets[i];
      g_string_append_printf (text, "%s_bucket{le=\"", spec->name);
      append_number (text, _portunus_metrics_bounds[i]);
      g_string_append_printf (text, "\"} %" G_GUINT64_FORMAT "\n", n_below);
    }
  g_string_append_printf (text, "%s_bucket{le=\"+Inf\"} %" G_GUINT64_FORMAT "\n", spec->name, series->n_observed);
  g_string_append_printf (text, "%s_sum ", spec->name);
  append_number (text, series->value);
  g_string_append_printf (text, "\n%s_count %" G_GUINT64_FORMAT "\n", spec->name, series->n_observed);
}

/*
 * Appends all samples of one metric. A metric without any is left out but for its head, which says that it exists.
 */
void
_portunus_metrics_write (GString                  *text,
                         const PortunusMetricSpec *spec,
                         GPtrArray                *series)
{
  g_string_append_printf (text, "# HELP %s %s\n# TYPE %s %s\n", spec->name, spec->help, spec->name, kinds[spec->kind]);
  for (guint i = 0; i < series->len; i++)
    if (spec->kind == PORTUNUS_METRIC_KIND_HISTOGRAM)
      append_histogram (text, spec, g_ptr_array_index (series, i));
    else
      append_sample (text, spec, g_ptr_array_index (series, i));
}
