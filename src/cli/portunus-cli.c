/* portunus-cli.c: finds the verb, reads its command line, and runs it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-cli.h"

#include <glib/gi18n.h>
#include <stdio.h>

#include "portunus-cli-error.h"
#include "portunus-cli-human.h"
#include "portunus-cli-json.h"
#include "portunus-cli-prompt.h"
#include "portunus-cli-secret.h"
#include "portunus-cli-text.h"
#include "portunus-cli-verbs.h"

#define TERMINAL "/dev/tty"

typedef struct
{
  const char *name;
  int       (*run) (const char * const *arguments);
} Verb;

static int
complain (const char *verb,
          const char *message)
{
  g_autofree char *text = NULL;

  if (verb == NULL)
    /* Translators: a sentence without its full stop */
    text = g_strdup_printf (_("portunus-cli: %s; see \"portunus-cli --help\"\n"), message);
  else
    text = g_strdup_printf (_("portunus-cli: %s; see \"portunus-cli %s --help\"\n"), message, verb);
  portunus_cli_write (stderr, text);
  return PORTUNUS_CLI_EXIT_USAGE;
}

static int
complain_of (const char   *verb,
             const GError *error)
{
  g_autofree char *message = portunus_cli_error_dup_detail (error);
  g_autofree char *text = NULL;

  /* No help helps where a file is not there. */
  if (g_error_matches (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED))
    {
      text = g_strdup_printf ("portunus-cli: %s\n", message);
      portunus_cli_write (stderr, text);
      return PORTUNUS_CLI_EXIT_USAGE;
    }
  if (portunus_cli_error_get_exit (error) == PORTUNUS_CLI_EXIT_USAGE)
    return complain (verb, message);
  return portunus_cli_error_get_exit (error);
}

static int
show_help (const char *help)
{
  portunus_cli_write (stdout, help);
  return PORTUNUS_CLI_EXIT_DONE;
}

/* Standard output is for data where files go there. */
static PortunusCliOutput *
create_output (gboolean is_json,
               gboolean is_stream)
{
  if (is_json)
    return portunus_cli_json_new (stdout);
  return portunus_cli_human_new (is_stream ? stderr : stdout, stderr);
}

static gboolean
replace_from_stdin (char     **value,
                    char    *(*read) (GError **error),
                    GError   **error)
{
  char *text;

  if (g_strcmp0 (*value, "-") != 0)
    return TRUE;
  text = read (error);
  if (text == NULL)
    return FALSE;
  g_free (*value);
  *value = text;
  return TRUE;
}

static int
run_send (const char * const *arguments)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PortunusCliSendOptions) options = portunus_cli_send_options_parse (arguments, &error);
  g_autoptr (PortunusCliOutput) output = NULL;

  if (options != NULL && options->common.help != NULL)
    return show_help (options->common.help);
  if (options == NULL || !replace_from_stdin (&options->text, portunus_cli_secret_read_text, &error))
    return complain_of (arguments[0], error);
  output = create_output (options->common.is_json, FALSE);
  return portunus_cli_send (options, output);
}

/* Who cannot be asked hears of it before anything is fetched. */
static gboolean
check_terminal (const PortunusCliReceiveOptions  *options,
                GError                          **error)
{
  g_autoptr (PortunusCliPrompt) prompt = NULL;

  if (!options->asks_policy)
    return TRUE;
  prompt = portunus_cli_prompt_new (TERMINAL, NULL);
  if (prompt == NULL)
    g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                         _("There is nobody to ask at this terminal: say rename, skip, overwrite or newer with "
                           "--conflict"));
  return prompt != NULL;
}

static int
run_receive (const char * const *arguments)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PortunusCliReceiveOptions) options = portunus_cli_receive_options_parse (arguments, &error);
  g_autoptr (PortunusCliOutput) output = NULL;

  if (options != NULL && options->common.help != NULL)
    return show_help (options->common.help);
  if (options == NULL || !check_terminal (options, &error)
      || !replace_from_stdin (&options->link_or_code, portunus_cli_secret_read_line, &error))
    return complain_of (arguments[0], error);
  output = create_output (options->common.is_json, g_str_equal (options->output, "-"));
  if (options->is_nearby)
    return portunus_cli_lobby (options, output);
  return options->is_hosting ? portunus_cli_host (options, output) : portunus_cli_receive (options, output);
}

/* Otherwise @status is what the process ends with: after a mistake, or after the help that was asked for. */
static gboolean
is_to_run (const char                     *verb,
           const PortunusCliCommonOptions *common,
           const GError                   *error,
           int                            *status)
{
  if (common != NULL && common->help == NULL)
    return TRUE;
  *status = common == NULL ? complain_of (verb, error) : show_help (common->help);
  return FALSE;
}

static int
run_doctor (const char * const *arguments)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PortunusCliDoctorOptions) options = portunus_cli_doctor_options_parse (arguments, &error);
  g_autoptr (PortunusCliOutput) output = NULL;
  int status;

  if (!is_to_run (arguments[0], options != NULL ? &options->common : NULL, error, &status))
    return status;
  output = create_output (options->common.is_json, FALSE);
  return portunus_cli_doctor (options, output);
}

static int
run_history (const char * const *arguments)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PortunusCliHistoryOptions) options = portunus_cli_history_options_parse (arguments, &error);
  g_autoptr (PortunusCliOutput) output = NULL;
  int status;

  if (!is_to_run (arguments[0], options != NULL ? &options->common : NULL, error, &status))
    return status;
  output = create_output (options->common.is_json, FALSE);
  return portunus_cli_history (options, output);
}

static int
run_nearby (const char * const *arguments)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PortunusCliNearbyOptions) options = portunus_cli_nearby_options_parse (arguments, &error);
  g_autoptr (PortunusCliOutput) output = NULL;
  int status;

  if (!is_to_run (arguments[0], options != NULL ? &options->common : NULL, error, &status))
    return status;
  output = create_output (options->common.is_json, FALSE);
  return portunus_cli_nearby (options, output);
}

static int
run_devices (const char * const *arguments)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PortunusCliDevicesOptions) options = portunus_cli_devices_options_parse (arguments, &error);
  g_autoptr (PortunusCliOutput) output = NULL;
  int status;

  if (!is_to_run (arguments[0], options != NULL ? &options->common : NULL, error, &status))
    return status;
  output = create_output (options->common.is_json, FALSE);
  return portunus_cli_devices (options, output);
}

static int
run_turn_password (const char * const *arguments)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PortunusCliTurnPasswordOptions) options = portunus_cli_turn_password_options_parse (arguments, &error);
  g_autoptr (PortunusCliOutput) output = NULL;
  int status;

  if (!is_to_run (arguments[0], options != NULL ? &options->common : NULL, error, &status))
    return status;
  output = create_output (options->common.is_json, FALSE);
  return portunus_cli_turn_password (options, output);
}

static const Verb verbs[] = {
  { "send", run_send },
  { "receive", run_receive },
  { "doctor", run_doctor },
  { "history", run_history },
  { "nearby", run_nearby },
  { "devices", run_devices },
  { "turn-password", run_turn_password },
};

static int
show_general_help (void)
{
  return show_help (_("Usage:\n"
                      "  portunus-cli send [OPTION...] PATH...\n"
                      "  portunus-cli receive [OPTION...] LINK|CODE\n"
                      "  portunus-cli receive --host|--nearby [OPTION...]\n"
                      "  portunus-cli nearby [OPTION...]\n"
                      "  portunus-cli doctor [OPTION...]\n"
                      "  portunus-cli history [OPTION...]\n"
                      "  portunus-cli devices [ACTION DEVICE] [OPTION...]\n"
                      "  portunus-cli turn-password [OPTION...] SERVER\n"
                      "\n"
                      "Moves files straight from one machine to another, end-to-end encrypted.\n"
                      "\n"
                      "Verbs:\n"
                      "  send           offer files, folders or a text, and wait until they are delivered\n"
                      "  receive        fetch what a link or a short code stands for\n"
                      "  doctor         look for what keeps this machine from others\n"
                      "  history        list what was sent and received\n"
                      "  nearby         show the devices on the local network that wait for others\n"
                      "  devices        show, trust, rename, block or forget devices that were met\n"
                      "  turn-password  keep the password of a TURN server of the settings\n"
                      "\n"
                      "\"portunus-cli VERB --help\" shows options and examples.\n"
                      "\n"
                      "Exit status: 0 done, 1 failed, 2 usage, 3 declined, 4 wrong link or code,\n"
                      "5 could not connect, 6 disk, 130 interrupted.\n"));
}

static int
run_verb (const char * const *arguments)
{
  g_autofree char *message = NULL;
  g_autofree char *program = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (verbs); i++)
    {
      if (g_str_equal (arguments[0], verbs[i].name))
        {
          program = g_strdup_printf ("portunus-cli %s", verbs[i].name);
          /* Help texts name the program this way. */
          g_set_prgname (program);
          return verbs[i].run (arguments);
        }
    }
  message = g_strdup_printf (_("\"%s\" is not something portunus-cli can do"), arguments[0]);
  return complain (NULL, message);
}

/**
 * portunus_cli_run:
 * @arguments: (array zero-terminated=1): the command line without the name of the program
 *
 * Does what the command line says.
 *
 * Returns: the exit status of the process
 */
int
portunus_cli_run (const char * const *arguments)
{
  static const char version[] = "portunus-cli " PORTUNUS_VERSION "\n";

  if (arguments[0] == NULL)
    return complain (NULL, _("Say what to do: send or receive"));
  if (g_str_equal (arguments[0], "--help") || g_str_equal (arguments[0], "-h") || g_str_equal (arguments[0], "help"))
    return show_general_help ();
  if (g_str_equal (arguments[0], "--version") || g_strcmp0 (arguments[1], "--version") == 0)
    return show_help (version);
  return run_verb (arguments);
}
