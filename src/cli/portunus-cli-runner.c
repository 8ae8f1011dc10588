/* portunus-cli-runner.c: one run of a verb: engine, main loop, signals, exit status
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-cli-runner.h"

#include <glib/gi18n.h>

#include "portunus-cli-interrupt.h"
#include "portunus-cli-secret.h"

struct _PortunusCliRunner
{
  /* Owned */
  PortunusEngine        *engine;
  GMainLoop             *loop;
  GCancellable          *cancellable;

  /* Borrowed */
  PortunusCliOutput     *output;
  const PortunusCliVerb *verb;

  PortunusCliExit        exit;
  gboolean               is_started;
  gboolean               is_over;
};

/**
 * portunus_cli_runner_get_engine:
 * @self: a runner
 *
 * Returns: (transfer none): the engine, which runs
 */
PortunusEngine *
portunus_cli_runner_get_engine (PortunusCliRunner *self)
{
  return self->engine;
}

/**
 * portunus_cli_runner_get_output:
 * @self: a runner
 *
 * Returns: (transfer none): where to report
 */
PortunusCliOutput *
portunus_cli_runner_get_output (PortunusCliRunner *self)
{
  return self->output;
}

/**
 * portunus_cli_runner_finish:
 * @self: a runner
 * @error: (nullable): why it was not completed
 *
 * Ends the run; only the first call counts.
 */
void
portunus_cli_runner_finish (PortunusCliRunner *self,
                            const GError      *error)
{
  if (self->is_over)
    return;
  self->is_over = TRUE;
  self->exit = portunus_cli_error_get_exit (error);
  if (error != NULL)
    portunus_cli_output_failed (self->output, error);
  g_main_loop_quit (self->loop);
}

static gboolean
interrupted_cb (int          fd,
                GIOCondition condition,
                gpointer     user_data)
{
  PortunusCliRunner *self = user_data;

  g_cancellable_cancel (self->cancellable);
  if (self->is_started)
    self->verb->cancel (self->verb->data);
  return G_SOURCE_REMOVE;
}

static void
say_notice (PortunusCliRunner *self)
{
  g_autofree char *text = portunus_engine_dup_notice_text (self->engine);
  g_autofree char *advised = NULL;

  if (text == NULL)
    return;
  if (portunus_engine_get_notice (self->engine) == PORTUNUS_NOTICE_KEYS_NOWHERE)
    advised = g_strconcat (text, " ", _("To keep them in an encrypted file, start with --secret-store=file."), NULL);
  portunus_cli_output_notice (self->output, advised != NULL ? advised : text);
}

static void
started_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  PortunusCliRunner *self = user_data;
  g_autoptr (GError) error = NULL;

  if (!portunus_engine_start_finish (self->engine, result, &error)
      || g_cancellable_set_error_if_cancelled (self->cancellable, &error))
    {
      portunus_cli_runner_finish (self, error);
      return;
    }
  say_notice (self);
  self->is_started = TRUE;
  self->verb->start (self, self->verb->data);
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  PortunusCliRunner *self = user_data;
  g_autoptr (GError) error = NULL;

  if (!portunus_engine_load_devices_finish (self->engine, result, &error)
      || g_cancellable_set_error_if_cancelled (self->cancellable, &error))
    {
      portunus_cli_runner_finish (self, error);
      return;
    }
  self->is_started = TRUE;
  self->verb->start (self, self->verb->data);
}

static gboolean
create_engine (PortunusCliRunner               *self,
               const PortunusCliCommonOptions  *options,
               GError                         **error)
{
  g_autoptr (PortunusSecret) passphrase = NULL;
  PortunusEngineOptions engine_options = {
    .data_dir = options->data_dir,
    .secret_store = options->secret_store,
    .speed = options->speed,
  };

  if (!self->verb->needs_no_keys
      && !portunus_cli_secret_get_passphrase (options->secret_store, &passphrase, error))
    return FALSE;
  engine_options.passphrase = passphrase;
  self->engine = portunus_engine_new (&engine_options);
  return TRUE;
}

static void
run_loop (PortunusCliRunner *self)
{
  g_autoptr (GSource) interrupt = portunus_cli_interrupt_watch (NULL, interrupted_cb, self);

  if (self->verb->needs_no_keys)
    portunus_engine_load_devices_async (self->engine, self->cancellable, loaded_cb, self);
  else
    portunus_engine_start_async (self->engine, self->cancellable, started_cb, self);
  g_main_loop_run (self->loop);
  g_source_destroy (interrupt);
}

/**
 * portunus_cli_runner_run:
 * @options: what every verb knows
 * @output: where to report
 * @verb: what to do
 *
 * Runs @verb to its end in the main context.
 *
 * Returns: the exit status of the process
 */
int
portunus_cli_runner_run (const PortunusCliCommonOptions *options,
                         PortunusCliOutput              *output,
                         const PortunusCliVerb          *verb)
{
  PortunusCliRunner self = { .output = output, .verb = verb };
  g_autoptr (GError) error = NULL;

  self.loop = g_main_loop_new (NULL, FALSE);
  self.cancellable = g_cancellable_new ();
  if (create_engine (&self, options, &error))
    {
      run_loop (&self);
      verb->stop (verb->data);
      portunus_engine_stop (self.engine);
    }
  else
    portunus_cli_runner_finish (&self, error);

  g_clear_object (&self.engine);
  g_object_unref (self.cancellable);
  g_main_loop_unref (self.loop);
  return self.exit;
}
