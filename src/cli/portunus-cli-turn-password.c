/* portunus-cli-turn-password.c: "turn-password": keeps the password of a TURN server
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-cli-options-private.h"
#include "portunus-cli-verbs.h"

#include <glib/gi18n.h>

#include "portunus-cli-runner.h"
#include "portunus-cli-secret.h"
#include "portunus-crypto-error.h"
#include "portunus-settings.h"
#include "portunus-turn-list.h"

typedef struct
{
  /* Owned */
  GCancellable                         *cancellable;

  /* Borrowed */
  const PortunusCliTurnPasswordOptions *options;
  PortunusCliRunner                    *runner;
} TurnPassword;

static gboolean
fail (GError     **error,
      const char  *message)
{
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, message);
  return FALSE;
}

static gboolean
take_server (PortunusCliTurnPasswordOptions  *self,
             const char * const              *remaining,
             GError                         **error)
{
  if (remaining == NULL || remaining[0] == NULL || remaining[1] != NULL)
    return fail (error, _("Name one TURN server, as it is in the settings"));
  if (!portunus_turn_list_is_server (remaining[0]))
    return fail (error, _("A TURN server is written turn://USER@HOST:PORT?transport=udp, without the password"));
  self->server = g_strdup (remaining[0]);
  return TRUE;
}

/**
 * portunus_cli_turn_password_options_parse:
 * @arguments: (array zero-terminated=1): the verb and what follows it
 * @error: return location for a #GOptionError, or %G_IO_ERROR_CANCELLED after a signal
 *
 * Blocks while a person types the password.
 *
 * Returns: (transfer full) (nullable): the options of "turn-password"
 */
PortunusCliTurnPasswordOptions *
portunus_cli_turn_password_options_parse (const char * const  *arguments,
                                          GError             **error)
{
  g_autoptr (PortunusCliTurnPasswordOptions) self = g_new0 (PortunusCliTurnPasswordOptions, 1);
  g_auto (GStrv) remaining = NULL;
  const GOptionEntry entries[] = {
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &remaining, NULL, NULL },
    G_OPTION_ENTRY_NULL
  };
  const PortunusCliSyntax syntax = {
    .verb = "turn-password",
    .arguments = "SERVER",
    .summary = _("Keep the password of a TURN server where the key of this device is kept."),
    .examples = _("Example:\n"
                  "  gsettings set org.portunus.App turn-servers "
                  "\"['turn://me@turn.example.org:3478?transport=udp']\"\n"
                  "  portunus-cli turn-password 'turn://me@turn.example.org:3478?transport=udp'\n"
                  "\n"
                  "The password is asked for, or read from standard input where that is no terminal.\n"),
    .entries = entries,
  };

  if (!_portunus_cli_options_parse (&syntax, arguments, &self->common, error))
    return NULL;
  if (self->common.help != NULL)
    return g_steal_pointer (&self);
  if (!take_server (self, (const char * const *) remaining, error))
    return NULL;
  self->password = portunus_cli_secret_read_password (error);
  return self->password != NULL ? g_steal_pointer (&self) : NULL;
}

/**
 * portunus_cli_turn_password_options_free:
 * @self: (transfer full): options
 */
void
portunus_cli_turn_password_options_free (PortunusCliTurnPasswordOptions *self)
{
  _portunus_cli_options_clear (&self->common);
  g_free (self->server);
  g_clear_pointer (&self->password, portunus_secret_unref);
  g_free (self);
}

static void
notice_unused (TurnPassword *self)
{
  g_autoptr (PortunusSettings) settings = portunus_settings_new ();
  g_auto (GStrv) servers = portunus_settings_dup_list (settings, PORTUNUS_SETTING_TURN_SERVERS);

  if (!g_strv_contains ((const char * const *) servers, self->options->server))
    portunus_cli_output_notice (portunus_cli_runner_get_output (self->runner),
                                _("The password is kept, but this server is not in the setting turn-servers yet."));
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  TurnPassword *self = user_data;
  g_autoptr (GError) error = NULL;

  if (portunus_turn_list_save_finish (result, &error))
    notice_unused (self);
  portunus_cli_runner_finish (self->runner, error);
}

static void
start (PortunusCliRunner *runner,
       gpointer           data)
{
  TurnPassword *self = data;
  PortunusSecretStore *store = portunus_engine_get_secret_store (portunus_cli_runner_get_engine (runner));
  g_autoptr (GError) error = NULL;

  self->runner = runner;
  if (g_str_equal (portunus_secret_store_get_kind (store), "memory"))
    {
      g_set_error_literal (&error, PORTUNUS_CRYPTO_ERROR, PORTUNUS_CRYPTO_ERROR_STORE_UNAVAILABLE,
                           "The memory store forgets the password at once: choose keyring or file");
      portunus_cli_runner_finish (runner, error);
      return;
    }
  portunus_turn_list_save_async (store, self->options->server, self->options->password, self->cancellable, saved_cb,
                                 self);
}

static void
cancel (gpointer data)
{
  TurnPassword *self = data;

  g_cancellable_cancel (self->cancellable);
}

static void
stop (gpointer data)
{
}

/**
 * portunus_cli_turn_password:
 * @options: the command line
 * @output: where to report
 *
 * Keeps the password; runs the main context until it is over.
 *
 * Returns: the exit status
 */
int
portunus_cli_turn_password (const PortunusCliTurnPasswordOptions *options,
                            PortunusCliOutput                    *output)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  TurnPassword self = { .options = options, .cancellable = cancellable };
  const PortunusCliVerb verb = { .start = start, .cancel = cancel, .stop = stop, .data = &self };

  return portunus_cli_runner_run (&options->common, output, &verb);
}
