/* portunus-cli-devices-options.c: the command line of "devices"
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-cli-options-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "portunus-cli-size.h"

typedef struct
{
  const char              *name;
  PortunusCliDeviceAction  action;
  guint                    n_arguments;
} Action;

static const Action actions[] = {
  { "list", PORTUNUS_CLI_DEVICE_LIST, 0 },
  { "trust", PORTUNUS_CLI_DEVICE_TRUST, 1 },
  { "untrust", PORTUNUS_CLI_DEVICE_UNTRUST, 1 },
  { "block", PORTUNUS_CLI_DEVICE_BLOCK, 1 },
  { "rename", PORTUNUS_CLI_DEVICE_RENAME, 2 },
  { "forget", PORTUNUS_CLI_DEVICE_FORGET, 1 },
  { "auto-accept", PORTUNUS_CLI_DEVICE_AUTO_ACCEPT, 2 },
};

/* As the options were given. */
typedef struct
{
  char *folder;
  char *max;
} Limits;

static gboolean
fail (GError     **error,
      const char  *message)
{
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, message);
  return FALSE;
}

static gboolean
read_auto_accept (PortunusCliDevicesOptions  *self,
                  const char                 *word,
                  const Limits               *limits,
                  GError                    **error)
{
  if (!g_str_equal (word, "on") && !g_str_equal (word, "off"))
    return fail (error, _("Say \"on\" or \"off\" after the device"));
  self->is_on = g_str_equal (word, "on");
  if (limits->folder != NULL)
    self->folder = g_canonicalize_filename (limits->folder, NULL);
  if (self->folder != NULL && !g_file_test (self->folder, G_FILE_TEST_IS_DIR))
    return fail (error, _("--folder is not there: make it first"));
  self->max_bytes = limits->max != NULL ? portunus_cli_size_parse (limits->max) : 0;
  return limits->max == NULL || self->max_bytes > 0 || fail (error, _("--max takes a size such as 500M or 2G"));
}

static const Action *
find_action (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    if (strcmp (actions[i].name, name) == 0)
      return &actions[i];
  return NULL;
}

static gboolean
read_action (PortunusCliDevicesOptions  *self,
             const char * const         *words,
             const Limits               *limits,
             GError                    **error)
{
  const Action *action = words != NULL ? find_action (words[0]) : &actions[0];
  guint n_words = words != NULL ? g_strv_length ((char **) words) : 1;

  if (action == NULL)
    return fail (error, _("Say list, trust, untrust, rename, block, forget or auto-accept"));
  if (n_words != action->n_arguments + 1)
    return fail (error, action->n_arguments == 0 ? _("A list takes nothing more")
                                                 : _("Name one device, by name or by the beginning of its id"));
  self->action = action->action;
  if (action->n_arguments > 0)
    self->device = g_strdup (words[1]);
  if (action->action == PORTUNUS_CLI_DEVICE_RENAME)
    self->name = g_strdup (words[2]);
  if (action->action == PORTUNUS_CLI_DEVICE_AUTO_ACCEPT)
    return read_auto_accept (self, words[2], limits, error);
  return (limits->folder == NULL && limits->max == NULL)
         || fail (error, _("--folder and --max are for auto-accept"));
}

/**
 * portunus_cli_devices_options_parse:
 * @arguments: (array zero-terminated=1): the verb and what follows it
 * @error: return location for a #GOptionError
 *
 * Returns: (transfer full) (nullable): the options of "devices"
 */
PortunusCliDevicesOptions *
portunus_cli_devices_options_parse (const char * const  *arguments,
                                    GError             **error)
{
  g_autoptr (PortunusCliDevicesOptions) self = g_new0 (PortunusCliDevicesOptions, 1);
  g_auto (GStrv) remaining = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *max = NULL;
  const GOptionEntry entries[] = {
    { "folder", 0, 0, G_OPTION_ARG_FILENAME, &folder, N_("With auto-accept: where its files go"), "DIR" },
    { "max", 0, 0, G_OPTION_ARG_STRING, &max, N_("With auto-accept: the most at once, such as 500M or 2G"), "SIZE" },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &remaining, NULL, NULL },
    G_OPTION_ENTRY_NULL
  };
  const PortunusCliSyntax syntax = {
    .verb = "devices",
    .arguments = "[list | trust DEVICE | untrust DEVICE | block DEVICE | rename DEVICE NAME | forget DEVICE | "
                 "auto-accept DEVICE on|off]",
    .summary = _("Show the devices that were met, and say what to think of them. A device is known by its key, so "
                 "trust one only after both of you saw the same four words."),
    .examples = _("Examples:\n"
                  "  portunus-cli devices\n"
                  "  portunus-cli devices trust Laptop\n"
                  "  portunus-cli devices auto-accept Laptop on --folder ~/From-laptop --max 2G\n"
                  "  portunus-cli devices block 3f9a01\n"),
    .entries = entries,
  };

  if (!_portunus_cli_options_parse (&syntax, arguments, &self->common, error))
    return NULL;
  if (self->common.help == NULL)
    {
      const Limits limits = { .folder = folder, .max = max };

      if (!read_action (self, (const char * const *) remaining, &limits, error))
        return NULL;
    }
  return g_steal_pointer (&self);
}

/**
 * portunus_cli_devices_options_free:
 * @self: (transfer full): options
 */
void
portunus_cli_devices_options_free (PortunusCliDevicesOptions *self)
{
  _portunus_cli_options_clear (&self->common);
  g_free (self->device);
  g_free (self->name);
  g_free (self->folder);
  g_free (self);
}
