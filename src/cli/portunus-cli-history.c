/* portunus-cli-history.c: "history": lists the transfers that were, or forgets them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-cli-options-private.h"
#include "portunus-cli-verbs.h"

#include <glib/gi18n.h>

#include "portunus-cli-error.h"
#include "portunus-cli-text.h"
#include "portunus-history-export.h"
#include "portunus-name.h"
#include "portunus-paths.h"

/* A terminal shows no more of a name that somebody else chose. */
#define MAX_NAME_CHARACTERS 80

static gboolean
check_arguments (PortunusCliHistoryOptions  *self,
                 const char * const         *remaining,
                 GError                    **error)
{
  if (remaining != NULL && remaining[0] != NULL)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 _("\"%s\" is too much; --search looks for a text"), remaining[0]);
  else if (self->is_clearing && self->search != NULL)
    g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                         _("--clear forgets everything, so there is nothing to search for"));
  else
    return TRUE;
  return FALSE;
}

/**
 * portunus_cli_history_options_parse:
 * @arguments: (array zero-terminated=1): the verb and what follows it
 * @error: return location for a #GOptionError
 *
 * Returns: (transfer full) (nullable): the options of "history"
 */
PortunusCliHistoryOptions *
portunus_cli_history_options_parse (const char * const  *arguments,
                                    GError             **error)
{
  g_autoptr (PortunusCliHistoryOptions) self = g_new0 (PortunusCliHistoryOptions, 1);
  g_auto (GStrv) remaining = NULL;
  const GOptionEntry entries[] = {
    { "search", 's', 0, G_OPTION_ARG_STRING, &self->search,
      N_("Only those with this in their names or people"), "TEXT" },
    { "clear", 0, 0, G_OPTION_ARG_NONE, &self->is_clearing, N_("Forget all of them, for good"), NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &remaining, NULL, NULL },
    G_OPTION_ENTRY_NULL
  };
  const PortunusCliSyntax syntax = {
    .verb = "history",
    .arguments = "",
    .summary = _("List what was sent and received, the latest first."),
    .examples = _("Examples:\n"
                  "  portunus-cli history --search report\n"
                  "  portunus-cli history --json\n"
                  "\n"
                  "The setting keep-history says whether transfers are remembered.\n"),
    .entries = entries,
  };

  if (!_portunus_cli_options_parse (&syntax, arguments, &self->common, error))
    return NULL;
  if (self->common.help == NULL && !check_arguments (self, (const char * const *) remaining, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * portunus_cli_history_options_free:
 * @self: (transfer full): options
 */
void
portunus_cli_history_options_free (PortunusCliHistoryOptions *self)
{
  _portunus_cli_options_clear (&self->common);
  g_free (self->search);
  g_free (self);
}

static const char *
get_result_text (const PortunusHistoryRecord *record)
{
  switch (record->result)
    {
    case PORTUNUS_HISTORY_DONE:
      if (record->is_unconfirmed)
        return _("fetched by a browser, which does not say whether it is saved");
      return record->is_incoming ? _("received") : _("delivered");
    case PORTUNUS_HISTORY_DECLINED:
      return _("declined");
    case PORTUNUS_HISTORY_CANCELLED:
      return _("stopped");
    case PORTUNUS_HISTORY_INTERRUPTED:
      return _("interrupted");
    case PORTUNUS_HISTORY_RUNNING:
    case PORTUNUS_HISTORY_FAILED:
    default:
      return _("failed");
    }
}

static char *
describe (PortunusHistoryEntry *entry)
{
  const PortunusHistoryRecord *record = portunus_history_entry_get_record (entry);
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (record->started);
  g_autofree char *day = time != NULL ? g_date_time_format (time, "%Y-%m-%d %H:%M") : g_strdup ("");
  g_autofree char *title = portunus_text_for_display (record->title, MAX_NAME_CHARACTERS);
  g_autofree char *peer = portunus_text_for_display (record->peer_name != NULL ? record->peer_name : _("Someone"),
                                                     MAX_NAME_CHARACTERS);
  g_autofree char *contents = portunus_cli_format_contents (record->n_files, record->total_bytes);
  const char *result = get_result_text (record);

  if (record->is_incoming)
    /* Translators: a day and time, a name, a person, files and their size, how it ended */
    return g_strdup_printf (_("%s  %s from %s (%s): %s\n"), day, title, peer, contents, result);
  /* Translators: a day and time, a name, a person, files and their size, how it ended */
  return g_strdup_printf (_("%s  %s to %s (%s): %s\n"), day, title, peer, contents, result);
}

static gboolean
show_entry (PortunusHistory    *history,
            gint64              id,
            PortunusCliOutput  *output,
            GError            **error)
{
  g_autoptr (GPtrArray) files = portunus_history_list_files (history, id, error);
  g_autoptr (PortunusHistoryEntry) entry = files != NULL ? portunus_history_find (history, id, error) : NULL;
  g_autoptr (JsonObject) object = NULL;
  g_autofree char *line = NULL;

  if (entry == NULL)
    return error == NULL || *error == NULL;
  object = portunus_history_entry_to_json (entry, files);
  line = describe (entry);
  portunus_cli_output_record (output, "history", object, line);
  return TRUE;
}

static gboolean
show_all (PortunusHistory    *history,
          const char         *search,
          PortunusCliOutput  *output,
          GError            **error)
{
  g_autoptr (GArray) keys = portunus_history_list (history, search, error);

  if (keys == NULL)
    return FALSE;
  for (guint i = 0; i < keys->len; i++)
    if (!show_entry (history, g_array_index (keys, PortunusHistoryKey, i).id, output, error))
      return FALSE;
  return TRUE;
}

static gboolean
clear (PortunusHistory  *history,
       GError          **error)
{
  gint64 number = portunus_history_hide (history, 0, error);

  return number > 0 && portunus_history_forget (history, number, error);
}

static PortunusHistory *
open_history (const PortunusCliHistoryOptions  *options,
              GError                          **error)
{
  g_autofree char *folder = portunus_paths_dup_data_dir (options->common.data_dir, error);
  g_autofree char *path = folder != NULL ? g_build_filename (folder, PORTUNUS_HISTORY_NAME, NULL) : NULL;
  g_autoptr (PortunusHistory) history = path != NULL ? portunus_history_open (path, error) : NULL;

  if (history == NULL || portunus_history_recover (history, error) < 0)
    return NULL;
  return g_steal_pointer (&history);
}

/**
 * portunus_cli_history:
 * @options: the command line
 * @output: where to report
 *
 * Lists the past, or forgets it. Needs no keys and no network.
 *
 * Returns: the exit status
 */
int
portunus_cli_history (const PortunusCliHistoryOptions *options,
                      PortunusCliOutput               *output)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PortunusHistory) history = open_history (options, &error);
  gboolean is_done = history != NULL;

  if (is_done)
    is_done = options->is_clearing ? clear (history, &error) : show_all (history, options->search, output, &error);
  if (is_done)
    return PORTUNUS_CLI_EXIT_DONE;
  portunus_cli_output_failed (output, error);
  return portunus_cli_error_get_exit (error);
}
