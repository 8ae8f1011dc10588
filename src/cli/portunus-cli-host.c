/* portunus-cli-host.c: "receive --host": opens a room and takes what others bring there
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-cli-verbs.h"

#include "portunus-cli-command.h"
#include "portunus-cli-console.h"
#include "portunus-cli-inbox.h"
#include "portunus-cli-runner.h"
#include "portunus-reception.h"

typedef struct
{
  /* Owned */
  PortunusReception               *reception;
  PortunusCliConsole              *console;
  PortunusCliInbox                *inbox;
  GError                          *refusal;      /* why we declined, where nobody could be asked */

  /* Borrowed */
  const PortunusCliReceiveOptions *options;
  PortunusCliRunner               *runner;
  PortunusCliOutput               *output;
} Host;

static void
show_link (Host     *self,
           gboolean  is_changed)
{
  const char *url = portunus_reception_get_link (self->reception);
  g_autofree char *command = portunus_cli_command_for_room (url);
  const PortunusCliLink link = {
    .url = url,
    .command = command,
    .has_qr = !self->options->is_without_qr,
    .is_changed = is_changed,
    .has_rules = TRUE,
    .has_password = self->options->password != NULL,
  };

  portunus_cli_output_link (self->output, &link);
}

static void
ready_cb (PortunusReception *reception,
          Host              *self)
{
  show_link (self, FALSE);
}

static void
link_changed_cb (PortunusReception *reception,
                 Host              *self)
{
  show_link (self, TRUE);
}

static void
arrival_cb (PortunusReception *reception,
            PortunusArrival   *arrival,
            Host              *self)
{
  portunus_cli_inbox_take (self->inbox, arrival);
}

static void
unanswerable_cb (PortunusCliInbox *inbox,
                 GError           *error,
                 Host             *self)
{
  if (self->refusal == NULL)
    self->refusal = g_error_copy (error);
  portunus_reception_cancel (self->reception);
}

static void
finished_cb (PortunusReception *reception,
             GError            *error,
             Host              *self)
{
  portunus_cli_inbox_close (self->inbox);
  portunus_cli_runner_finish (self->runner, self->refusal != NULL ? self->refusal : error);
}

static void
start (PortunusCliRunner *runner,
       gpointer           data)
{
  Host *self = data;
  PortunusSecret *password = self->options->password;
  const PortunusReceptionOptions options = {
    .directory = self->options->output,
    .policy = self->options->policy,
    .server = self->options->common.server,
    .is_once = self->options->is_once,
    .lane = self->options->common.lane,
    .rules = {
      .entry = password != NULL ? PORTUNUS_ROOM_ENTRY_PASSWORD : PORTUNUS_ROOM_ENTRY_LINK,
      .password = password,
    },
  };

  self->runner = runner;
  self->inbox = portunus_cli_inbox_new (self->options, self->output);
  g_signal_connect (self->inbox, "unanswerable", G_CALLBACK (unanswerable_cb), self);
  self->reception = portunus_reception_new (portunus_cli_runner_get_engine (runner), &options);
  g_signal_connect (self->reception, "ready", G_CALLBACK (ready_cb), self);
  g_signal_connect (self->reception, "link-changed", G_CALLBACK (link_changed_cb), self);
  g_signal_connect (self->reception, "arrival", G_CALLBACK (arrival_cb), self);
  g_signal_connect (self->reception, "finished", G_CALLBACK (finished_cb), self);
  portunus_reception_start (self->reception);
  if (self->options->is_controlled && portunus_reception_get_room (self->reception) != NULL)
    self->console = portunus_cli_console_new (portunus_reception_get_room (self->reception), self->output);
}

static void
cancel (gpointer data)
{
  Host *self = data;

  portunus_reception_cancel (self->reception);
}

static void
stop (gpointer data)
{
  Host *self = data;

  if (self->inbox != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->inbox, self);
      portunus_cli_inbox_close (self->inbox);
    }
  g_clear_object (&self->inbox);
  if (self->console != NULL)
    g_object_run_dispose (G_OBJECT (self->console));
  g_clear_object (&self->console);
  if (self->reception != NULL)
    g_signal_handlers_disconnect_by_data (self->reception, self);
  g_clear_object (&self->reception);
  g_clear_error (&self->refusal);
}

/**
 * portunus_cli_host:
 * @options: the command line, with "--host"
 * @output: where to report
 *
 * Takes what others bring until it is stopped, or once.
 *
 * Returns: the exit status of the process
 */
int
portunus_cli_host (const PortunusCliReceiveOptions *options,
                   PortunusCliOutput               *output)
{
  Host self = { .options = options, .output = output };
  const PortunusCliVerb verb = { .start = start, .cancel = cancel, .stop = stop, .data = &self };

  return portunus_cli_runner_run (&options->common, output, &verb);
}
