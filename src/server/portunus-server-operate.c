/* portunus-server-operate.c: what an operator does to a server that runs: look, renew its certificate, drain it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "portunus-server-answer.h"
#include "portunus-server-private.h"

/**
 * portunus_server_get_metrics_port:
 * @self: a server that was started
 *
 * Returns: the TCP port that shows the metrics, 0 if there is none
 */
guint16
portunus_server_get_metrics_port (PortunusServer *self)
{
  return self->metrics_port;
}

/**
 * portunus_server_get_admin_port:
 * @self: a server that was started
 *
 * Returns: the TCP port of the portal, 0 if there is none
 */
guint16
portunus_server_get_admin_port (PortunusServer *self)
{
  return self->admin_port;
}

/**
 * portunus_server_get_metrics:
 * @self: a server
 *
 * Returns: (transfer none): what is counted; may be used from any thread
 */
PortunusMetrics *
portunus_server_get_metrics (PortunusServer *self)
{
  return self->options.metrics;
}

static void
set_certificate_on_worker (PortunusServer *self,
                           GTask          *task)
{
  portunus_server_core_set_certificate (self->core, g_task_get_task_data (task));
  portunus_server_give_back (task, NULL, NULL);
}

static void
count_reload (PortunusServer *self,
              const char     *result)
{
  portunus_metrics_add (self->options.metrics, PORTUNUS_METRIC_CERTIFICATE_RELOADS, 1, PORTUNUS_LABELS (result));
}

/**
 * portunus_server_set_certificate:
 * @self: a server that runs and speaks TLS
 * @pem: (nullable): PEM text of a certificate and its key; %NULL where there should be one but is none
 * @error: return location for a #GTlsError
 *
 * Shows another certificate to those who connect from now on. What is open stays open. A certificate that cannot be
 * used leaves everything as it was, and counts as a failed attempt.
 *
 * Returns: whether it can be used
 */
gboolean
portunus_server_set_certificate (PortunusServer  *self,
                                 PortunusSecret  *pem,
                                 GError         **error)
{
  GTlsCertificate *certificate = NULL;
  gsize length;
  GTask *task;

  g_return_val_if_fail (PORTUNUS_IS_SERVER (self), FALSE);
  g_return_val_if_fail (self->fingerprint != NULL, FALSE);

  if (pem != NULL)
    {
      const char *text = (const char *) portunus_secret_get_data (pem, &length);

      certificate = g_tls_certificate_new_from_pem (text, length, error);
    }
  count_reload (self, certificate != NULL ? "good" : "failed");
  if (certificate == NULL)
    return FALSE;
  g_bytes_unref (self->fingerprint);
  self->fingerprint = _portunus_server_hash_certificate (certificate);
  task = g_task_new (self, NULL, NULL, NULL);
  g_task_set_source_tag (task, portunus_server_set_certificate);
  g_task_set_task_data (task, certificate, g_object_unref);
  _portunus_server_post (self, task, set_certificate_on_worker);
  return TRUE;
}

static void
set_ready_on_worker (PortunusServer *self,
                     GTask          *task)
{
  portunus_server_core_set_ready (self->core, g_task_get_task_data (task));
  portunus_server_give_back (task, NULL, NULL);
}

/**
 * portunus_server_set_ready:
 * @self: a server that runs
 * @why_not: (nullable): why new clients should go elsewhere, %NULL if they are welcome; static
 *
 * Says so to load balancers, by `/readyz`. Nobody is turned away.
 */
void
portunus_server_set_ready (PortunusServer *self,
                           const char     *why_not)
{
  GTask *task;

  g_return_if_fail (PORTUNUS_IS_SERVER (self));

  task = g_task_new (self, NULL, NULL, NULL);
  g_task_set_source_tag (task, portunus_server_set_ready);
  g_task_set_task_data (task, (gpointer) why_not, NULL);
  _portunus_server_post (self, task, set_ready_on_worker);
}
