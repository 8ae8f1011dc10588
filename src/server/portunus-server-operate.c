/* portunus-server-operate.c: what an operator does to a server that runs: look, renew its certificate, drain it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "portunus-server-answer.h"
#include "portunus-server-options.h"
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

static void
order_free (gpointer data)
{
  portunus_server_core_options_clear (data);
  g_free (data);
}

static void
open_admin_on_worker (PortunusServer *self,
                      GTask          *task)
{
  PortunusServerCoreOptions *order = g_task_get_task_data (task);
  GError *error = NULL;

  if (portunus_server_core_get_admin_port (self->core) == 0)
    portunus_server_core_open_admin (self->core, order, &error);
  self->admin_port = portunus_server_core_get_admin_port (self->core);
  portunus_server_give_back (task, NULL, error);
}

/**
 * portunus_server_open_admin_async:
 * @self: a server that runs and speaks TLS
 * @admin: what the portal needs
 * @port: where to listen on 127.0.0.1, 0 for any
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 *
 * Opens the portal for whoever sits in front of this machine. One that is open already stays as it is.
 */
void
portunus_server_open_admin_async (PortunusServer             *self,
                                  const PortunusAdminOptions *admin,
                                  guint16                     port,
                                  GAsyncReadyCallback         callback,
                                  gpointer                    user_data)
{
  PortunusServerCoreOptions *order;
  GTask *task;

  g_return_if_fail (PORTUNUS_IS_SERVER (self));
  g_return_if_fail (self->fingerprint != NULL);

  order = g_new0 (PortunusServerCoreOptions, 1);
  portunus_server_core_options_read_admin (order, admin, port);
  order->admin.is_tls = TRUE;
  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, portunus_server_open_admin_async);
  g_task_set_task_data (task, order, order_free);
  _portunus_server_post (self, task, open_admin_on_worker);
}

/**
 * portunus_server_open_admin_finish:
 * @self: a server
 * @result: what the callback got
 * @error: return location for a #GIOErrorEnum
 *
 * Returns: whether there is a portal now, at portunus_server_get_admin_port()
 */
gboolean
portunus_server_open_admin_finish (PortunusServer  *self,
                                   GAsyncResult    *result,
                                   GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
load_settings_on_worker (PortunusServer *self,
                         GTask          *task)
{
  portunus_server_core_load_settings (self->core, g_task_get_task_data (task));
  portunus_server_give_back (task, NULL, NULL);
}

/**
 * portunus_server_load_settings:
 * @self: a server that runs
 * @store: where the settings of its portal are
 *
 * Applies what was set in an earlier run, where no portal is open yet to do it.
 */
void
portunus_server_load_settings (PortunusServer      *self,
                               PortunusServerStore *store)
{
  GTask *task;

  g_return_if_fail (PORTUNUS_IS_SERVER (self));

  task = g_task_new (self, NULL, NULL, NULL);
  g_task_set_source_tag (task, portunus_server_load_settings);
  g_task_set_task_data (task, g_object_ref (store), g_object_unref);
  _portunus_server_post (self, task, load_settings_on_worker);
}
