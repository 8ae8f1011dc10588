/* test-metrics.c: what is counted is bounded, whole and in the form that Prometheus reads
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "portunus-gate-metrics.h"
#include "portunus-metrics.h"

#define N_THREADS 4
#define N_COUNTS 20000

static void
assert_has_line (PortunusMetrics *metrics,
                 const char      *line)
{
  g_autofree char *text = portunus_metrics_format (metrics);
  g_autofree char *wanted = g_strdup_printf ("\n%s\n", line);

  if (strstr (text, wanted) == NULL)
    g_error ("There is no %s in %s", line, text);
}

static void
test_labels (void)
{
  g_autoptr (PortunusMetrics) metrics = portunus_metrics_new ();

  portunus_metrics_add (metrics, PORTUNUS_METRIC_REQUESTS, 1, PORTUNUS_LABELS ("GET", "/ws/{room}", "1xx"));
  portunus_metrics_add (metrics, PORTUNUS_METRIC_REQUESTS, 2, PORTUNUS_LABELS ("GET", "/ws/{room}", "1xx"));
  portunus_metrics_add (metrics, PORTUNUS_METRIC_REQUESTS, 4, PORTUNUS_LABELS ("PUT", "a\"b\\c\nd", "2xx"));
  portunus_metrics_add (metrics, PORTUNUS_METRIC_RELAY_BYTES, 1e14 + 1, NULL);
  assert_has_line (metrics, "portunus_http_requests_total{method=\"GET\",route=\"/ws/{room}\",code=\"1xx\"} 3");
  assert_has_line (metrics, "portunus_http_requests_total{method=\"PUT\",route=\"a\\\"b\\\\c\\nd\",code=\"2xx\"} 4");
  assert_has_line (metrics, "portunus_relay_bytes_total 100000000000001");
  assert_has_line (metrics, "# TYPE portunus_http_requests_total counter");
  g_assert_cmpfloat (portunus_metrics_sum (metrics, PORTUNUS_METRIC_REQUESTS), ==, 7);
  g_assert_cmpfloat (portunus_metrics_get (metrics, PORTUNUS_METRIC_REQUESTS, PORTUNUS_LABELS ("a", "b", "c")), ==, 0);
}

static void
test_bounded (void)
{
  g_autoptr (PortunusMetrics) metrics = portunus_metrics_new ();
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  for (guint i = 0; i < 10000; i++)
    {
      g_autofree char *code = g_strdup_printf ("%u", i);

      portunus_metrics_add (metrics, PORTUNUS_METRIC_WEB_SOCKET_CLOSES, 1, PORTUNUS_LABELS (code));
    }
  text = portunus_metrics_format (metrics);
  lines = g_strsplit (text, "\n", 0);
  g_assert_cmpuint (g_strv_length (lines), <, 400);
  g_assert_cmpfloat (portunus_metrics_sum (metrics, PORTUNUS_METRIC_WEB_SOCKET_CLOSES), ==, 10000);
  g_assert_cmpfloat (portunus_metrics_get (metrics, PORTUNUS_METRIC_WEB_SOCKET_CLOSES, PORTUNUS_LABELS ("other")), >,
                     9800);
}

static void
test_histogram (void)
{
  g_autoptr (PortunusMetrics) metrics = portunus_metrics_new ();

  portunus_metrics_observe (metrics, PORTUNUS_METRIC_REQUEST_SECONDS, 0.001);
  portunus_metrics_observe (metrics, PORTUNUS_METRIC_REQUEST_SECONDS, 0.0011);
  portunus_metrics_observe (metrics, PORTUNUS_METRIC_REQUEST_SECONDS, 100);
  assert_has_line (metrics, "portunus_http_request_seconds_bucket{le=\"0.001\"} 1");
  assert_has_line (metrics, "portunus_http_request_seconds_bucket{le=\"0.0025\"} 2");
  assert_has_line (metrics, "portunus_http_request_seconds_bucket{le=\"10\"} 2");
  assert_has_line (metrics, "portunus_http_request_seconds_bucket{le=\"+Inf\"} 3");
  assert_has_line (metrics, "portunus_http_request_seconds_count 3");
  assert_has_line (metrics, "portunus_http_request_seconds_sum 100.0021");
}

static gpointer
count_on_worker (gpointer user_data)
{
  for (guint i = 0; i < N_COUNTS; i++)
    {
      portunus_metrics_add (user_data, PORTUNUS_METRIC_MEMBERS, i % 2 == 0 ? 1 : -1, NULL);
      portunus_metrics_add (user_data, PORTUNUS_METRIC_SIGNALS, 1, NULL);
    }
  return NULL;
}

static void
test_threads (void)
{
  g_autoptr (PortunusMetrics) metrics = portunus_metrics_new ();
  GThread *threads[N_THREADS];

  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("count", count_on_worker, metrics);
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
  g_assert_cmpfloat (portunus_metrics_get (metrics, PORTUNUS_METRIC_SIGNALS, NULL), ==, N_THREADS * N_COUNTS);
  g_assert_cmpfloat (portunus_metrics_get (metrics, PORTUNUS_METRIC_MEMBERS, NULL), ==, 0);
}

static void
test_gate (void)
{
  g_autoptr (PortunusMetrics) metrics = portunus_metrics_new ();

  portunus_gate_metrics_count (metrics, PORTUNUS_GATE_EVENT_ACCEPTED, 0);
  portunus_gate_metrics_count (metrics, PORTUNUS_GATE_EVENT_ACCEPTED, 0);
  portunus_gate_metrics_count (metrics, PORTUNUS_GATE_EVENT_GONE, 0);
  portunus_gate_metrics_count (metrics, PORTUNUS_GATE_EVENT_REFUSED_DESCRIPTORS, 0);
  portunus_gate_metrics_count (metrics, PORTUNUS_GATE_EVENT_SHAKE_FAILED, 2 * G_USEC_PER_SEC);
  portunus_gate_metrics_count (metrics, PORTUNUS_GATE_EVENT_WEB_SOCKET_OPENED, 0);
  portunus_gate_metrics_count (metrics, PORTUNUS_GATE_EVENT_WEB_SOCKET_CLOSED, 4408);
  portunus_gate_metrics_count (metrics, PORTUNUS_GATE_EVENT_WEB_SOCKET_OPENED, 0);
  portunus_gate_metrics_count (metrics, PORTUNUS_GATE_EVENT_WEB_SOCKET_CLOSED, 0);
  assert_has_line (metrics, "portunus_connections_open 1");
  assert_has_line (metrics, "portunus_connections_total 2");
  assert_has_line (metrics, "portunus_connections_refused_total{reason=\"descriptors\"} 1");
  assert_has_line (metrics, "portunus_tls_handshakes_total{result=\"failed\"} 1");
  assert_has_line (metrics, "portunus_tls_handshake_seconds_sum 2");
  assert_has_line (metrics, "portunus_websockets_open 0");
  assert_has_line (metrics, "portunus_websocket_closes_total{code=\"4408\"} 1");
  assert_has_line (metrics, "portunus_websocket_closes_total{code=\"other\"} 1");
}

/* Every entry of the enumeration has one in the table. */
static void
test_table (void)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < PORTUNUS_N_METRICS; i++)
    {
      const char *name = portunus_metrics_name (i);

      g_assert_nonnull (name);
      g_assert_true (g_str_has_prefix (name, "portunus_"));
      g_assert_true (g_hash_table_add (names, (gpointer) name));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/server/metrics/labels", test_labels);
  g_test_add_func ("/server/metrics/bounded", test_bounded);
  g_test_add_func ("/server/metrics/histogram", test_histogram);
  g_test_add_func ("/server/metrics/threads", test_threads);
  g_test_add_func ("/server/metrics/gate", test_gate);
  g_test_add_func ("/server/metrics/table", test_table);
  return g_test_run ();
}
