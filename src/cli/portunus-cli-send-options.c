/* portunus-cli-send-options.c: the command line of "send"
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-cli-options-private.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

#include "portunus-cli-room-options.h"

static gboolean
fail (GError     **error,
      const char  *message)
{
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, message);
  return FALSE;
}

static gboolean
check_path (const char  *path,
            GError     **error)
{
  g_autofree char *name = NULL;
  GStatBuf info;
  int saved_errno;

  if (g_str_equal (path, "-") || g_lstat (path, &info) == 0)
    return TRUE;
  saved_errno = errno;
  name = g_filename_display_name (path);
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, _("Cannot send \"%s\": %s"), name,
               g_strerror (saved_errno));
  return FALSE;
}

/* How often standard input is to be read. */
static guint
count_readers (const PortunusCliSendOptions *self)
{
  guint n_readers = g_strcmp0 (self->text, "-") == 0 ? 1 : 0;

  for (guint i = 0; self->paths != NULL && self->paths[i] != NULL; i++)
    if (g_str_equal (self->paths[i], "-"))
      n_readers++;
  return n_readers;
}

static gboolean
check_paths (PortunusCliSendOptions  *self,
             GError                 **error)
{
  for (guint i = 0; self->paths != NULL && self->paths[i] != NULL; i++)
    if (!check_path (self->paths[i], error))
      return FALSE;
  return count_readers (self) <= 1 || fail (error, _("Standard input can be sent only once"));
}

/* The room of somebody else has the rules it has. */
static gboolean
read_room (PortunusCliSendOptions      *self,
           const PortunusCliRoomWords  *words,
           GError                     **error)
{
  if (self->device != NULL && (portunus_cli_room_words_given (words) || words->asks_password
                               || words->password_file != NULL))
    return fail (error, _("With --to there is no room that others could come into"));
  if (self->room != NULL && portunus_cli_room_words_given (words))
    return fail (error, _("--room names a room that exists already: --entry, --max-peers, --expires and --one-time are "
                          "for a new one"));
  if (self->is_controlled && (self->room != NULL || self->device != NULL || count_readers (self) > 0))
    return fail (error, _("--control is for a room of your own, and needs standard input for itself"));
  if (!portunus_cli_room_words_read (words, &self->rules, error))
    return FALSE;
  return self->rules.entry != PORTUNUS_ROOM_ENTRY_ASK || !self->common.is_json || self->is_open
         || count_readers (self) == 0
         || fail (error, _("With --json and --entry ask the answers come by standard input, so nothing can be sent "
                           "from there"));
}

static gboolean
check_send_options (PortunusCliSendOptions  *self,
                    GError                 **error)
{
  if (self->device != NULL && (self->room != NULL || self->common.server != NULL || self->is_code_first))
    return fail (error, _("--to sends straight to a device nearby, so it goes with none of --room, --server and "
                          "--code"));
  if (self->device != NULL && (*self->device == '\0' || !g_utf8_validate (self->device, -1, NULL)))
    return fail (error, _("--to takes the name of a device, the beginning of its id, or HOST:PORT"));
  if (self->room != NULL && (self->common.server != NULL || self->is_code_first))
    return fail (error, _("--room names a room that exists already, so it goes with neither --server nor --code"));
  if ((self->paths == NULL || self->paths[0] == NULL) && self->text == NULL)
    return fail (error, _("There is nothing to send: name a file or folder, or give a text with --text"));
  if (self->text != NULL && (*self->text == '\0' || !g_utf8_validate (self->text, -1, NULL)))
    return fail (error, _("The text is empty or not UTF-8"));
  return check_paths (self, error);
}

/**
 * portunus_cli_send_options_parse:
 * @arguments: (array zero-terminated=1): the verb and what follows it
 * @error: return location for a #GOptionError
 *
 * Returns: (transfer full) (nullable): the options of "send"; its paths exist
 */
PortunusCliSendOptions *
portunus_cli_send_options_parse (const char * const  *arguments,
                                 GError             **error)
{
  g_autoptr (PortunusCliSendOptions) self = g_new0 (PortunusCliSendOptions, 1);
  g_auto (PortunusCliRoomWords) words = { 0 };
  const GOptionEntry entries[] = {
    { "code", 'c', 0, G_OPTION_ARG_NONE, &self->is_code_first, N_("Show a short code to read out first of all"), NULL },
    { "text", 't', 0, G_OPTION_ARG_FILENAME, &self->text, N_("Send a text; - reads it from standard input"), "TEXT" },
    { "room", 0, 0, G_OPTION_ARG_STRING, &self->room, N_("Join the room of this link instead of opening one"), "URL" },
    { "to", 0, 0, G_OPTION_ARG_STRING, &self->device,
      N_("Send to a device nearby: its name, the beginning of its id, or HOST:PORT"), "DEVICE" },
    { "once", 0, 0, G_OPTION_ARG_NONE, &self->is_once, N_("Let only the first who has the link fetch it"), NULL },
    { "entry", 0, 0, G_OPTION_ARG_STRING, &words.entry,
      N_("Who may come: link (whoever has it), password, or ask (whom you let in)"), "WHO" },
    { "password", 0, 0, G_OPTION_ARG_NONE, &words.asks_password,
      N_("Ask for a password that those who come have to know; or set PORTUNUS_ROOM_PASSWORD"), NULL },
    { "password-file", 0, 0, G_OPTION_ARG_FILENAME, &words.password_file, N_("Read the password from a file"),
      "FILE" },
    { "max-peers", 0, 0, G_OPTION_ARG_INT, &words.max_peers, N_("How many may be in the room at once"), "N" },
    { "expires", 0, 0, G_OPTION_ARG_STRING, &words.expires, N_("How long the room lives: 30m, 2h, 1d"), "TIME" },
    { "one-time", 0, 0, G_OPTION_ARG_NONE, &words.is_one_time, N_("Lock the room behind the first who comes"), NULL },
    { "yes", 'y', 0, G_OPTION_ARG_NONE, &self->is_open, N_("With --entry ask: let everybody in"), NULL },
    { "control", 0, 0, G_OPTION_ARG_NONE, &self->is_controlled,
      N_("Take orders from standard input: who, lock, unlock, kick N, forgive, invite TIME"), NULL },
    { "no-qr", 0, 0, G_OPTION_ARG_NONE, &self->is_without_qr, N_("Leave out the QR code"), NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &self->paths, NULL, NULL },
    G_OPTION_ENTRY_NULL
  };
  const PortunusCliSyntax syntax = {
    .verb = "send",
    .arguments = "PATH…",
    .summary = _("Offer files, folders or a text, print a link, and wait until they are delivered."),
    .examples = _("Examples:\n"
                  "  portunus-cli send report.pdf photos\n"
                  "  portunus-cli send --code --once backup.tar\n"
                  "  portunus-cli send --to Laptop photos\n"
                  "  portunus-cli send --text \"see you at eight\"\n"
                  "  tar c project | portunus-cli send -\n"),
    .entries = entries,
  };

  if (!_portunus_cli_options_parse (&syntax, arguments, &self->common, error))
    return NULL;
  if (self->common.help == NULL && (!check_send_options (self, error) || !read_room (self, &words, error)))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * portunus_cli_send_options_free:
 * @self: (transfer full): options
 */
void
portunus_cli_send_options_free (PortunusCliSendOptions *self)
{
  _portunus_cli_options_clear (&self->common);
  g_strfreev (self->paths);
  g_free (self->text);
  g_free (self->room);
  g_free (self->device);
  portunus_room_rules_clear (&self->rules);
  g_free (self);
}
