/* portunus-cli-receive-options.c: the command line of "receive"
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-cli-options-private.h"

#include <glib/gi18n.h>

#include "portunus-cli-secret.h"
#include "portunus-conflict-choice.h"

static gboolean
fail (GError     **error,
      const char  *message)
{
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, message);
  return FALSE;
}

static gboolean
take_link (PortunusCliReceiveOptions  *self,
           const char * const         *remaining,
           GError                    **error)
{
  if (self->is_hosting && self->is_nearby)
    return fail (error, _("--host and --nearby are two ways to wait: choose one"));
  if (self->is_nearby && remaining != NULL && remaining[0] != NULL)
    return fail (error, _("--nearby waits for whoever comes, so there is no link to name"));
  if (self->is_hosting && remaining != NULL && remaining[0] != NULL)
    return fail (error, _("--host makes a link of its own, so there is none to name"));
  if (self->is_hosting || self->is_nearby)
    return TRUE;
  if (remaining == NULL || remaining[0] == NULL)
    return fail (error, _("Name the link or the code; - reads it from standard input"));
  if (remaining[1] != NULL)
    return fail (error, _("Only one link or code can be received at a time; quote a link in single quotes"));
  self->link_or_code = g_strdup (remaining[0]);
  return TRUE;
}

static gboolean
take_policy (PortunusCliReceiveOptions  *self,
             const char                 *name,
             GError                    **error)
{
  PortunusConflictChoice choice = { .policy = PORTUNUS_CONFLICT_RENAME };

  if (name != NULL && !portunus_conflict_choice_parse (name, &choice))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _("\"%s\" says nothing about conflicts: use rename, skip, overwrite, newer or ask"), name);
      return FALSE;
    }
  self->policy = choice.policy;
  self->asks_policy = choice.is_asked;
  return !self->asks_policy || !self->is_accepted
         || fail (error, _("--yes asks nothing: say rename, skip, overwrite or newer with --conflict"));
}

static gboolean
check_control (PortunusCliReceiveOptions  *self,
               GError                    **error)
{
  return !self->is_controlled || (self->is_hosting && self->is_accepted)
         || fail (error, _("--control goes with --host and --yes: it needs the terminal for itself"));
}

static gboolean
check_output (PortunusCliReceiveOptions  *self,
              GError                    **error)
{
  g_autofree char *name = NULL;

  if (self->output == NULL)
    self->output = g_strdup (".");
  if (g_str_equal (self->output, "-") && (self->is_hosting || self->is_nearby))
    return fail (error, _("What several people send cannot go to standard output: name a folder with --output"));
  if (g_str_equal (self->output, "-"))
    return !self->common.is_json || fail (error, _("--json and --output - both need standard output"));
  if (g_file_test (self->output, G_FILE_TEST_IS_DIR))
    return TRUE;
  name = g_filename_display_name (self->output);
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
               _("There is no folder \"%s\": make it first, or name another one with --output"), name);
  return FALSE;
}

/**
 * portunus_cli_receive_options_parse:
 * @arguments: (array zero-terminated=1): the verb and what follows it
 * @error: return location for a #GOptionError
 *
 * Returns: (transfer full) (nullable): the options of "receive"
 */
PortunusCliReceiveOptions *
portunus_cli_receive_options_parse (const char * const  *arguments,
                                    GError             **error)
{
  g_autoptr (PortunusCliReceiveOptions) self = g_new0 (PortunusCliReceiveOptions, 1);
  g_auto (GStrv) remaining = NULL;
  g_autofree char *policy = NULL;
  g_autofree char *password_file = NULL;
  gboolean asks_password = FALSE;
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &self->output,
      N_("Folder to write to instead of the current one; - is standard output"), "DIR" },
    { "yes", 'y', 0, G_OPTION_ARG_NONE, &self->is_accepted, N_("Accept without asking"), NULL },
    { "password", 0, 0, G_OPTION_ARG_NONE, &asks_password,
      N_("Ask for the password of the room; or set PORTUNUS_ROOM_PASSWORD"), NULL },
    { "password-file", 0, 0, G_OPTION_ARG_FILENAME, &password_file, N_("Read the password from a file"), "FILE" },
    { "conflict", 0, 0, G_OPTION_ARG_STRING, &policy,
      N_("What to do where a file exists: rename, skip, overwrite, newer or ask"), "POLICY" },
    { "host", 0, 0, G_OPTION_ARG_NONE, &self->is_hosting,
      N_("Open a room, and take what others bring there, browsers too"), NULL },
    { "nearby", 0, 0, G_OPTION_ARG_NONE, &self->is_nearby,
      N_("Wait for what devices on the local network send"), NULL },
    { "once", 0, 0, G_OPTION_ARG_NONE, &self->is_once, N_("With --host or --nearby: end after the first"), NULL },
    { "control", 0, 0, G_OPTION_ARG_NONE, &self->is_controlled,
      N_("With --host and --yes: take orders from standard input: who, lock, unlock, kick N, forgive, invite TIME"),
      NULL },
    { "no-qr", 0, 0, G_OPTION_ARG_NONE, &self->is_without_qr, N_("With --host: show no QR code"), NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &remaining, NULL, NULL },
    G_OPTION_ENTRY_NULL
  };
  const PortunusCliSyntax syntax = {
    .verb = "receive",
    .arguments = "LINK|CODE | --host | --nearby",
    .summary = _("Fetch what a link or a short code stands for, or wait for what others send."),
    .examples = _("Examples:\n"
                  "  portunus-cli receive 'https://192.0.2.7:4430/r/...#k=...'\n"
                  "  portunus-cli receive --server https://192.0.2.7:4430 7-apple-river\n"
                  "  portunus-cli receive --yes --output ~/Downloads --conflict skip -\n"
                  "  portunus-cli receive --yes --output - LINK | tar x\n"
                  "  portunus-cli receive --host --output ~/Downloads\n"
                  "  portunus-cli receive --nearby --output ~/Downloads\n"
                  "\n"
                  "Other people on this computer may see the arguments of a command as it starts; with - the\n"
                  "link is read from standard input instead.\n"),
    .entries = entries,
  };

  if (!_portunus_cli_options_parse (&syntax, arguments, &self->common, error))
    return NULL;
  if (self->common.help == NULL
      && (!take_link (self, (const char * const *) remaining, error) || !take_policy (self, policy, error)
          || !check_control (self, error) || !check_output (self, error)
          || !portunus_cli_secret_get_room_password (asks_password, password_file, &self->password, error)))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * portunus_cli_receive_options_free:
 * @self: (transfer full): options
 */
void
portunus_cli_receive_options_free (PortunusCliReceiveOptions *self)
{
  _portunus_cli_options_clear (&self->common);
  g_free (self->link_or_code);
  g_free (self->output);
  g_clear_pointer (&self->password, portunus_secret_unref);
  g_free (self);
}
