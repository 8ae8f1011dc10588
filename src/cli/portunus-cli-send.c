/* portunus-cli-send.c: "send": offers files and waits until they are delivered
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-cli-verbs.h"

#include <glib/gi18n.h>
#include <unistd.h>

#include "portunus-cli-command.h"
#include "portunus-cli-console.h"
#include "portunus-cli-door.h"
#include "portunus-cli-runner.h"
#include "portunus-cli-target.h"
#include "portunus-cli-watch.h"
#include "portunus-name.h"
#include "portunus-share.h"
#include "portunus-transfer-error.h"

#define MAX_DEVICE_CHARACTERS 64

typedef struct
{
  /* Owned */
  PortunusShare                *share;
  PortunusCliDoor              *door;
  PortunusCliConsole           *console;
  GPtrArray                    *watches;
  GCancellable                 *search;        /* while the device is looked for */

  /* Borrowed */
  const PortunusCliSendOptions *options;
  PortunusCliRunner            *runner;
  PortunusCliOutput            *output;

  guint                         n_problems;
} Send;

static void
show_link (Send     *self,
           gboolean  is_changed)
{
  const char *url = portunus_share_get_link (self->share);
  const char *code = portunus_share_get_code (self->share);
  g_autofree char *command = portunus_cli_command_for_link (url);
  g_autofree char *code_command = portunus_cli_command_for_code (code, url, self->options->common.server);
  const PortunusCliLink link = {
    .url = url,
    .code = code,
    .command = command,
    .code_command = code_command,
    .title = portunus_share_get_title (self->share),
    .n_files = portunus_share_get_n_files (self->share),
    .n_bytes = portunus_share_get_total_bytes (self->share),
    .is_code_first = self->options->is_code_first,
    .has_qr = !self->options->is_without_qr && self->options->room == NULL,
    .is_changed = is_changed,
    .has_rules = self->options->room == NULL && self->options->device == NULL,
    .has_password = self->options->rules.password != NULL,
    .is_asking = self->options->rules.entry == PORTUNUS_ROOM_ENTRY_ASK && !self->options->is_open,
  };

  portunus_cli_output_link (self->output, &link);
}

static gboolean
reads_terminal (Send *self)
{
  return self->options->paths != NULL && g_strv_contains ((const char * const *) self->options->paths, "-")
         && isatty (STDIN_FILENO);
}

static void
ready_cb (PortunusShare *share,
          Send          *self)
{
  show_link (self, FALSE);
  if (reads_terminal (self))
    portunus_cli_output_notice (self->output, _("Type what is to be sent. Ctrl-D on a line of its own ends it."));
}

static void
link_changed_cb (PortunusShare *share,
                 Send          *self)
{
  show_link (self, TRUE);
}

static void
problem_cb (PortunusShare *share,
            const char    *message,
            Send          *self)
{
  self->n_problems++;
  portunus_cli_output_problem (self->output, message);
}

static void
wrong_code_cb (PortunusShare *share,
               guint          n_left,
               Send          *self)
{
  portunus_cli_output_wrong_code (self->output, n_left);
}

static void
transfers_changed_cb (GListModel *transfers,
                      guint       position,
                      guint       n_removed,
                      guint       n_added,
                      Send       *self)
{
  for (guint i = 0; i < n_added; i++)
    {
      g_autoptr (PortunusTransfer) transfer = g_list_model_get_item (transfers, position + i);

      g_ptr_array_add (self->watches, portunus_cli_watch_new (transfer, self->watches->len + 1, self->output));
    }
}

static void
finished_cb (PortunusShare *share,
             GError        *error,
             Send          *self)
{
  g_autoptr (GError) incomplete = NULL;

  if (error == NULL && self->n_problems > 0)
    incomplete = g_error_new_literal (PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_INCOMPLETE,
                                      "What could not be read was not sent");
  portunus_cli_runner_finish (self->runner, error != NULL ? error : incomplete);
}

static PortunusCliDoorMode
choose_door (const PortunusCliSendOptions *options)
{
  if (options->is_open)
    return PORTUNUS_CLI_DOOR_YES;
  if (options->is_controlled)
    return PORTUNUS_CLI_DOOR_ORDERS;
  return options->common.is_json ? PORTUNUS_CLI_DOOR_STDIN : PORTUNUS_CLI_DOOR_TERMINAL;
}

static void
begin (Send                 *self,
       const PortunusTarget *target)
{
  const PortunusShareOptions options = {
    .paths = (const char * const *) self->options->paths,
    .text = self->options->text,
    .room = self->options->room,
    .target = target,
    .server = self->options->common.server,
    .with_code = self->options->room == NULL,
    .rules = self->options->rules,
    .is_once = self->options->is_once,
    .lane = self->options->common.lane,
  };

  self->share = portunus_share_new (portunus_cli_runner_get_engine (self->runner), &options);
  g_signal_connect (self->share, "ready", G_CALLBACK (ready_cb), self);
  g_signal_connect (self->share, "link-changed", G_CALLBACK (link_changed_cb), self);
  g_signal_connect (self->share, "problem", G_CALLBACK (problem_cb), self);
  g_signal_connect (self->share, "wrong-code", G_CALLBACK (wrong_code_cb), self);
  g_signal_connect (self->share, "finished", G_CALLBACK (finished_cb), self);
  g_signal_connect (portunus_share_get_transfers (self->share), "items-changed", G_CALLBACK (transfers_changed_cb),
                    self);
  if (self->options->rules.entry == PORTUNUS_ROOM_ENTRY_ASK)
    self->door = portunus_cli_door_new (self->share, self->output, choose_door (self->options));
  portunus_share_start (self->share);
  if (self->options->is_controlled && portunus_share_get_room (self->share) != NULL)
    self->console = portunus_cli_console_new (portunus_share_get_room (self->share), self->output);
}

static void
found_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Send *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (PortunusTarget) target = portunus_cli_target_find_finish (result, &error);

  /* @self may be gone. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->search);
  if (target != NULL)
    begin (self, target);
  else
    portunus_cli_runner_finish (self->runner, error);
}

static void
look_for_device (Send *self)
{
  const char *device = self->options->device;
  g_autofree char *shown = portunus_text_for_display (device, MAX_DEVICE_CHARACTERS);
  g_autofree char *text = g_strdup_printf (_("Looking for %s ...\n"), shown);
  g_autoptr (JsonObject) fields = json_object_new ();

  json_object_set_string_member (fields, "device", device);
  portunus_cli_output_record (self->output, "looking", fields, text);
  self->search = g_cancellable_new ();
  portunus_cli_target_find_async (portunus_cli_runner_get_engine (self->runner), device, self->search, found_cb, self);
}

static void
start (PortunusCliRunner *runner,
       gpointer           data)
{
  Send *self = data;

  self->runner = runner;
  if (self->options->device != NULL)
    look_for_device (self);
  else
    begin (self, NULL);
}

static void
cancel (gpointer data)
{
  Send *self = data;
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");

  if (self->share != NULL)
    portunus_share_cancel (self->share);
  else
    portunus_cli_runner_finish (self->runner, error);
}

static void
stop (gpointer data)
{
  Send *self = data;

  g_cancellable_cancel (self->search);
  g_clear_object (&self->search);
  g_ptr_array_set_size (self->watches, 0);
  if (self->door != NULL)
    g_object_run_dispose (G_OBJECT (self->door));
  g_clear_object (&self->door);
  if (self->console != NULL)
    g_object_run_dispose (G_OBJECT (self->console));
  g_clear_object (&self->console);
  if (self->share == NULL)
    return;
  g_signal_handlers_disconnect_by_data (portunus_share_get_transfers (self->share), self);
  g_signal_handlers_disconnect_by_data (self->share, self);
  g_clear_object (&self->share);
}

/**
 * portunus_cli_send:
 * @options: the command line
 * @output: where to report
 *
 * Sends; runs the main context until it is over.
 *
 * Returns: the exit status
 */
int
portunus_cli_send (const PortunusCliSendOptions *options,
                   PortunusCliOutput            *output)
{
  g_autoptr (GPtrArray) watches = g_ptr_array_new_with_free_func (g_object_unref);
  Send self = { .options = options, .output = output, .watches = watches };
  const PortunusCliVerb verb = { .start = start, .cancel = cancel, .stop = stop, .data = &self };

  return portunus_cli_runner_run (&options->common, output, &verb);
}
