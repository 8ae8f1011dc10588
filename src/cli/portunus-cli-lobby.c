/* portunus-cli-lobby.c: "receive --nearby": waits for what devices on the local network send
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-cli-verbs.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

#include "portunus-cli-inbox.h"
#include "portunus-cli-runner.h"
#include "portunus-lobby.h"

typedef struct
{
  /* Owned */
  PortunusLobby                   *lobby;
  PortunusCliInbox                *inbox;
  GError                          *refusal;      /* why we declined, where nobody could be asked */

  /* Borrowed */
  const PortunusCliReceiveOptions *options;
  PortunusCliRunner               *runner;
  PortunusCliOutput               *output;
} Lobby;

static void
ready_cb (PortunusLobby *lobby,
          Lobby         *self)
{
  PortunusEngine *engine = portunus_cli_runner_get_engine (self->runner);
  const char *address = portunus_lobby_get_address (lobby);
  g_autoptr (JsonObject) fields = json_object_new ();
  g_autofree char *text = NULL;

  json_object_set_string_member (fields, "address", address);
  json_object_set_string_member (fields, "name", portunus_engine_get_device_name (engine));
  json_object_set_string_member (fields, "device", portunus_engine_get_device_id (engine));
  /* Translators: the name of this device, and an address such as 192.0.2.7:4430 */
  text = g_strdup_printf (_("Waiting for devices nearby, as \"%s\". Who does not find it may send to %s. Ctrl-C ends "
                            "it.\n"), portunus_engine_get_device_name (engine), address);
  portunus_cli_output_record (self->output, "nearby", fields, text);
}

static void
announced_cb (PortunusLobby *lobby,
              Lobby         *self)
{
  g_autoptr (JsonObject) fields = json_object_new ();

  portunus_cli_output_record (self->output, "announced", fields, NULL);
}

static void
problem_cb (PortunusLobby *lobby,
            GError        *error,
            Lobby         *self)
{
  g_autofree char *text = NULL;

  if (error == NULL)
    return;
  /* Translators: the reason, in English */
  text = g_strdup_printf (_("Other devices cannot find this one, and need its address. %s"), error->message);
  portunus_cli_output_notice (self->output, text);
}

static void
arrival_cb (PortunusLobby   *lobby,
            PortunusArrival *arrival,
            Lobby           *self)
{
  portunus_cli_inbox_take (self->inbox, arrival);
}

static void
unanswerable_cb (PortunusCliInbox *inbox,
                 GError           *error,
                 Lobby            *self)
{
  if (self->refusal == NULL)
    self->refusal = g_error_copy (error);
  portunus_lobby_cancel (self->lobby);
}

static void
finished_cb (PortunusLobby *lobby,
             GError        *error,
             Lobby         *self)
{
  portunus_cli_inbox_close (self->inbox);
  portunus_cli_runner_finish (self->runner, self->refusal != NULL ? self->refusal : error);
}

static void
start (PortunusCliRunner *runner,
       gpointer           data)
{
  Lobby *self = data;
  const PortunusLobbyOptions options = {
    .directory = self->options->output,
    .conflicts = { self->options->policy, self->options->asks_policy },
    .lane = self->options->common.lane,
    .is_once = self->options->is_once,
    .always_announces = TRUE,
  };

  self->runner = runner;
  self->inbox = portunus_cli_inbox_new (self->options, self->output);
  g_signal_connect (self->inbox, "unanswerable", G_CALLBACK (unanswerable_cb), self);
  self->lobby = portunus_lobby_new (portunus_cli_runner_get_engine (runner), &options);
  g_signal_connect (self->lobby, "ready", G_CALLBACK (ready_cb), self);
  g_signal_connect (self->lobby, "announced", G_CALLBACK (announced_cb), self);
  g_signal_connect (self->lobby, "problem", G_CALLBACK (problem_cb), self);
  g_signal_connect (self->lobby, "arrival", G_CALLBACK (arrival_cb), self);
  g_signal_connect (self->lobby, "finished", G_CALLBACK (finished_cb), self);
  portunus_lobby_start (self->lobby);
}

static void
cancel (gpointer data)
{
  Lobby *self = data;

  portunus_lobby_cancel (self->lobby);
}

static void
stop (gpointer data)
{
  Lobby *self = data;

  if (self->inbox != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->inbox, self);
      portunus_cli_inbox_close (self->inbox);
    }
  g_clear_object (&self->inbox);
  if (self->lobby != NULL)
    g_signal_handlers_disconnect_by_data (self->lobby, self);
  g_clear_object (&self->lobby);
  g_clear_error (&self->refusal);
}

/**
 * portunus_cli_lobby:
 * @options: the command line, with "--nearby"
 * @output: where to report
 *
 * Takes what devices on the local network send until it is stopped, or once.
 *
 * Returns: the exit status of the process
 */
int
portunus_cli_lobby (const PortunusCliReceiveOptions *options,
                    PortunusCliOutput               *output)
{
  Lobby self = { .options = options, .output = output };
  const PortunusCliVerb verb = { .start = start, .cancel = cancel, .stop = stop, .data = &self };

  return portunus_cli_runner_run (&options->common, output, &verb);
}
