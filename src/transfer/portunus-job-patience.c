/* portunus-job-patience.c: how long a job waits for what the other side has to say in parts
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-job-private.h"

static gboolean
patience_cb (gpointer user_data)
{
  portunus_job_fail_with (user_data, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST,
                          "The other side stopped in the middle of what it had to say");
  return G_SOURCE_REMOVE;
}

/**
 * portunus_job_expect_part:
 * @self: a job
 *
 * The other side has a part of a longer message to send. Without one, and without another call of this kind, the job
 * fails after 30 seconds with %PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST. What a person decides has no such limit.
 */
void
portunus_job_expect_part (PortunusJob *self)
{
  PortunusJobPrivate *priv = _portunus_job_get_private (self);

  portunus_job_expect_nothing (self);
  if (priv->stage != PORTUNUS_JOB_RUNNING)
    return;
  priv->patience = g_timeout_source_new (priv->patience_ms);
  g_source_set_callback (priv->patience, patience_cb, self, NULL);
  g_source_attach (priv->patience, priv->context);
}

/**
 * portunus_job_expect_nothing:
 * @self: a job
 *
 * Nothing is missing any more; see portunus_job_expect_part().
 */
void
portunus_job_expect_nothing (PortunusJob *self)
{
  PortunusJobPrivate *priv = _portunus_job_get_private (self);

  if (priv->patience != NULL)
    g_source_destroy (priv->patience);
  g_clear_pointer (&priv->patience, g_source_unref);
}

/*
 * Applies to a wait that is under way as well, which begins anew.
 */
void
_portunus_job_set_patience (PortunusJob *self,
                            guint        patience_ms)
{
  PortunusJobPrivate *priv = _portunus_job_get_private (self);

  priv->patience_ms = patience_ms;
  if (priv->patience != NULL)
    portunus_job_expect_part (self);
}
