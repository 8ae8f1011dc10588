/* portunus-cli-doctor.c: "doctor": why others cannot be reached
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-cli-options-private.h"
#include "portunus-cli-verbs.h"

#include <glib/gi18n.h>

#include "portunus-cli-runner.h"
#include "portunus-doctor.h"
#include "portunus-name.h"

#define MAX_LINE_CHARACTERS 500

typedef struct
{
  /* Owned */
  GCancellable      *cancellable;

  /* Borrowed */
  PortunusCliRunner *runner;
} Doctor;

/**
 * portunus_cli_doctor_options_parse:
 * @arguments: (array zero-terminated=1): the verb and what follows it
 * @error: return location for a #GOptionError
 *
 * Returns: (transfer full) (nullable): the options of "doctor"
 */
PortunusCliDoctorOptions *
portunus_cli_doctor_options_parse (const char * const  *arguments,
                                   GError             **error)
{
  g_autoptr (PortunusCliDoctorOptions) self = g_new0 (PortunusCliDoctorOptions, 1);
  g_auto (GStrv) remaining = NULL;
  const GOptionEntry entries[] = {
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &remaining, NULL, NULL },
    G_OPTION_ENTRY_NULL
  };
  const PortunusCliSyntax syntax = {
    .verb = "doctor",
    .arguments = "",
    .summary = _("Look for what keeps this machine from others, and say what to do about it."),
    .examples = _("The STUN and TURN servers of the settings are asked for this machine's address. Nothing else is "
                  "sent.\n"
                  "The exit status is 1 if something will not work.\n"),
    .entries = entries,
  };

  if (!_portunus_cli_options_parse (&syntax, arguments, &self->common, error))
    return NULL;
  if (remaining == NULL || remaining[0] == NULL)
    return g_steal_pointer (&self);
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("Nothing follows \"doctor\" but options"));
  return NULL;
}

void
portunus_cli_doctor_options_free (PortunusCliDoctorOptions *self)
{
  _portunus_cli_options_clear (&self->common);
  g_free (self);
}

static const char *
get_mark (PortunusFindingGrade grade)
{
  static const char * const marks[] = { "✓", "•", "✗" };

  return marks[grade];
}

static void
report (PortunusCliOutput     *output,
        const PortunusFinding *finding)
{
  g_autoptr (JsonObject) members = json_object_new ();
  g_autofree char *text = portunus_text_for_display (finding->text, MAX_LINE_CHARACTERS);
  g_autofree char *lines = NULL;

  json_object_set_string_member (members, "topic", finding->topic);
  json_object_set_string_member (members, "grade", portunus_finding_grade_to_string (finding->grade));
  json_object_set_string_member (members, "text", finding->text);
  if (finding->advice != NULL)
    json_object_set_string_member (members, "advice", finding->advice);
  if (finding->advice != NULL)
    lines = g_strdup_printf ("%s %s\n    %s\n", get_mark (finding->grade), text, finding->advice);
  else
    lines = g_strdup_printf ("%s %s\n", get_mark (finding->grade), text);
  portunus_cli_output_record (output, "finding", members, lines);
}

static void
examined_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  Doctor *self = user_data;
  PortunusCliOutput *output = portunus_cli_runner_get_output (self->runner);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) findings = portunus_doctor_examine_finish (result, &error);
  guint n_bad = 0;

  for (guint i = 0; findings != NULL && i < findings->len; i++)
    {
      PortunusFinding *finding = g_ptr_array_index (findings, i);

      report (output, finding);
      n_bad += finding->grade == PORTUNUS_FINDING_BAD;
    }
  if (n_bad > 0)
    g_set_error (&error, G_IO_ERROR, G_IO_ERROR_FAILED,
                 g_dngettext (GETTEXT_PACKAGE, "%u thing will not work", "%u things will not work", n_bad), n_bad);
  portunus_cli_runner_finish (self->runner, error);
}

static void
start (PortunusCliRunner *runner,
       gpointer           data)
{
  Doctor *self = data;

  self->runner = runner;
  portunus_doctor_examine_async (portunus_cli_runner_get_engine (runner), self->cancellable, examined_cb, self);
}

static void
cancel (gpointer data)
{
  Doctor *self = data;

  g_cancellable_cancel (self->cancellable);
}

static void
stop (gpointer data)
{
}

/**
 * portunus_cli_doctor:
 * @options: the command line
 * @output: where to report
 *
 * Examines; runs the main context until it is over.
 *
 * Returns: the exit status
 */
int
portunus_cli_doctor (const PortunusCliDoctorOptions *options,
                     PortunusCliOutput              *output)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Doctor self = { .cancellable = cancellable };
  const PortunusCliVerb verb = { .start = start, .cancel = cancel, .stop = stop, .data = &self };

  return portunus_cli_runner_run (&options->common, output, &verb);
}
