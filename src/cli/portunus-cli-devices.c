/* portunus-cli-devices.c: "devices": shows the devices that were met, and changes what we think of them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-cli-verbs.h"

#include <glib/gi18n.h>

#include "portunus-cli-runner.h"
#include "portunus-cli-target.h"
#include "portunus-cli-text.h"

typedef struct
{
  /* Borrowed */
  const PortunusCliDevicesOptions *options;
  PortunusCliRunner               *runner;
  PortunusCliOutput               *output;
  PortunusDeviceBook              *book;
} Devices;

static const char * const trust_names[] = {
  [PORTUNUS_DEVICE_MET] = "not verified",
  [PORTUNUS_DEVICE_VERIFIED] = "verified",
  [PORTUNUS_DEVICE_BLOCKED] = "blocked",
};

static void
set_path (JsonObject *fields,
          const char *name,
          const char *path)
{
  g_autofree char *shown = path != NULL ? g_filename_display_name (path) : NULL;

  if (shown != NULL)
    json_object_set_string_member (fields, name, shown);
  else
    json_object_set_null_member (fields, name);
}

static JsonObject *
describe (PortunusKnownDevice *device)
{
  JsonObject *fields = json_object_new ();

  json_object_set_string_member (fields, "id", portunus_known_device_get_id (device));
  json_object_set_string_member (fields, "name", portunus_known_device_get_name (device));
  json_object_set_string_member (fields, "said_name", portunus_known_device_get_said_name (device));
  json_object_set_string_member (fields, "trust", trust_names[portunus_known_device_get_trust (device)]);
  json_object_set_int_member (fields, "verified", portunus_known_device_get_verified (device));
  json_object_set_boolean_member (fields, "auto_accept", portunus_known_device_is_auto_accepting (device));
  set_path (fields, "folder", portunus_known_device_get_folder (device));
  json_object_set_int_member (fields, "max_bytes", portunus_known_device_get_max_bytes (device));
  json_object_set_int_member (fields, "first_seen", portunus_known_device_get_first_seen (device));
  json_object_set_int_member (fields, "last_seen", portunus_known_device_get_last_seen (device));
  return fields;
}

static char *
format_date (gint64 seconds)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (seconds);

  return time != NULL ? g_date_time_format (time, "%x") : g_strdup ("?");
}

static char *
format_rule (PortunusKnownDevice *device)
{
  g_autofree char *size = NULL;

  if (!portunus_known_device_is_auto_accepting (device))
    return g_strdup ("");
  if (portunus_known_device_get_max_bytes (device) == 0)
    return g_strdup (_(", accepted without a question"));
  size = portunus_cli_format_size (portunus_known_device_get_max_bytes (device));
  /* Translators: a size such as 2.0 GB */
  return g_strdup_printf (_(", accepted without a question up to %s"), size);
}

static char *
format_trust (PortunusKnownDevice *device)
{
  g_autofree char *date = NULL;

  switch (portunus_known_device_get_trust (device))
    {
    case PORTUNUS_DEVICE_VERIFIED:
      date = format_date (portunus_known_device_get_verified (device));
      /* Translators: a date */
      return g_strdup_printf (_("verified on %s"), date);
    case PORTUNUS_DEVICE_BLOCKED:
      return g_strdup (_("blocked"));
    case PORTUNUS_DEVICE_MET:
    default:
      return g_strdup (_("not verified"));
    }
}

static void
show (Devices             *self,
      PortunusKnownDevice *device)
{
  g_autoptr (JsonObject) fields = describe (device);
  g_autofree char *trust = format_trust (device);
  g_autofree char *rule = format_rule (device);
  g_autofree char *seen = format_date (portunus_known_device_get_last_seen (device));
  g_autofree char *text = NULL;

  /* Translators: the beginning of an id, a name, "verified on DATE" or the like, what is accepted, and a date */
  text = g_strdup_printf (_("%.8s  %s (%s%s; last seen %s)\n"), portunus_known_device_get_id (device),
                          portunus_known_device_get_name (device), trust, rule, seen);
  portunus_cli_output_record (self->output, "known-device", fields, text);
}

static void
show_all (Devices *self)
{
  guint n_devices = g_list_model_get_n_items (G_LIST_MODEL (self->book));

  for (guint i = 0; i < n_devices; i++)
    {
      g_autoptr (PortunusKnownDevice) device = g_list_model_get_item (G_LIST_MODEL (self->book), i);

      show (self, device);
    }
  if (n_devices == 0)
    portunus_cli_output_notice (self->output, _("No device was met yet."));
}

static void
change (Devices    *self,
        const char *id)
{
  const PortunusAutoAccept rules = {
    .is_on = self->options->is_on,
    .folder = self->options->folder,
    .max_bytes = self->options->max_bytes,
  };

  switch (self->options->action)
    {
    case PORTUNUS_CLI_DEVICE_TRUST:
      portunus_device_book_set_trust (self->book, id, PORTUNUS_DEVICE_VERIFIED);
      break;
    case PORTUNUS_CLI_DEVICE_UNTRUST:
      portunus_device_book_set_trust (self->book, id, PORTUNUS_DEVICE_MET);
      break;
    case PORTUNUS_CLI_DEVICE_BLOCK:
      portunus_device_book_set_trust (self->book, id, PORTUNUS_DEVICE_BLOCKED);
      break;
    case PORTUNUS_CLI_DEVICE_RENAME:
      portunus_device_book_rename (self->book, id, self->options->name);
      break;
    case PORTUNUS_CLI_DEVICE_FORGET:
      portunus_device_book_forget (self->book, id);
      break;
    case PORTUNUS_CLI_DEVICE_AUTO_ACCEPT:
      portunus_device_book_set_auto_accept (self->book, id, &rules);
      break;
    case PORTUNUS_CLI_DEVICE_LIST:
    default:
      g_assert_not_reached ();
    }
}

static void
flushed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Devices *self = user_data;
  g_autoptr (GError) error = NULL;

  portunus_device_book_flush_finish (self->book, result, &error);
  portunus_cli_runner_finish (self->runner, error);
}

/* A rule that does not count yet would surprise whoever made it. */
static void
warn_of_rule (Devices             *self,
              PortunusKnownDevice *device)
{
  if (self->options->action == PORTUNUS_CLI_DEVICE_AUTO_ACCEPT && self->options->is_on
      && portunus_known_device_get_trust (device) != PORTUNUS_DEVICE_VERIFIED)
    portunus_cli_output_notice (self->output,
                                _("The device is not verified, so it is still asked for: trust it first."));
}

static void
start (PortunusCliRunner *runner,
       gpointer           data)
{
  Devices *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (PortunusKnownDevice) device = NULL;

  self->runner = runner;
  self->book = portunus_engine_get_device_book (portunus_cli_runner_get_engine (runner));
  if (self->options->action == PORTUNUS_CLI_DEVICE_LIST)
    {
      show_all (self);
      portunus_cli_runner_finish (runner, NULL);
      return;
    }
  device = portunus_cli_target_find_known (self->book, self->options->device, &error);
  if (device == NULL && error == NULL)
    error = g_error_new (G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("No device is known as \"%s\""),
                         self->options->device);
  if (device == NULL)
    {
      portunus_cli_runner_finish (runner, error);
      return;
    }
  change (self, portunus_known_device_get_id (device));
  if (self->options->action != PORTUNUS_CLI_DEVICE_FORGET)
    show (self, device);
  warn_of_rule (self, device);
  portunus_device_book_flush_async (self->book, flushed_cb, self);
}

static void
cancel (gpointer data)
{
}

static void
stop (gpointer data)
{
}

/**
 * portunus_cli_devices:
 * @options: the command line
 * @output: where to report
 *
 * Shows or changes what is known.
 *
 * Returns: the exit status of the process
 */
int
portunus_cli_devices (const PortunusCliDevicesOptions *options,
                      PortunusCliOutput               *output)
{
  Devices self = { .options = options, .output = output };
  const PortunusCliVerb verb = {
    .start = start,
    .cancel = cancel,
    .stop = stop,
    .data = &self,
    .needs_no_keys = TRUE,
  };

  return portunus_cli_runner_run (&options->common, output, &verb);
}
