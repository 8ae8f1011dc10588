/* portunus-cli-nearby.c: "nearby": shows the devices on the local network that wait for others
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-cli-options-private.h"
#include "portunus-cli-verbs.h"

#include <glib/gi18n.h>

#include "portunus-cli-runner.h"
#include "portunus-target.h"
#include "portunus-transfer-error.h"

#define LOOK_MS 4000

typedef struct
{
  /* Owned */
  PortunusNearbyBrowser          *browser;
  GSource                        *timer;
  GHashTable                     *shown;        /* ids */

  /* Borrowed */
  const PortunusCliNearbyOptions *options;
  PortunusCliRunner              *runner;
  PortunusCliOutput              *output;
} Nearby;

/**
 * portunus_cli_nearby_options_parse:
 * @arguments: (array zero-terminated=1): the verb and what follows it
 * @error: return location for a #GOptionError
 *
 * Returns: (transfer full) (nullable): the options of "nearby"
 */
PortunusCliNearbyOptions *
portunus_cli_nearby_options_parse (const char * const  *arguments,
                                   GError             **error)
{
  g_autoptr (PortunusCliNearbyOptions) self = g_new0 (PortunusCliNearbyOptions, 1);
  g_auto (GStrv) remaining = NULL;
  const GOptionEntry entries[] = {
    { "watch", 'w', 0, G_OPTION_ARG_NONE, &self->goes_on, N_("Go on until it is stopped"), NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &remaining, NULL, NULL },
    G_OPTION_ENTRY_NULL
  };
  const PortunusCliSyntax syntax = {
    .verb = "nearby",
    .arguments = "",
    .summary = _("Show the devices on the local network that wait for others. What they call themselves proves "
                 "nothing."),
    .examples = _("Examples:\n"
                  "  portunus-cli nearby\n"
                  "  portunus-cli nearby --watch --json\n"),
    .entries = entries,
  };

  if (!_portunus_cli_options_parse (&syntax, arguments, &self->common, error))
    return NULL;
  if (remaining != NULL && remaining[0] != NULL)
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("There is nothing to name here"));
      return NULL;
    }
  return g_steal_pointer (&self);
}

/**
 * portunus_cli_nearby_options_free:
 * @self: (transfer full): options
 */
void
portunus_cli_nearby_options_free (PortunusCliNearbyOptions *self)
{
  _portunus_cli_options_clear (&self->common);
  g_free (self);
}

static JsonObject *
describe (PortunusNearbyDevice *device)
{
  g_autoptr (PortunusLink) link = portunus_nearby_device_make_link (device);
  JsonObject *fields = json_object_new ();

  json_object_set_string_member (fields, "id", portunus_nearby_device_get_id (device));
  if (portunus_nearby_device_get_name (device) != NULL)
    json_object_set_string_member (fields, "name", portunus_nearby_device_get_name (device));
  else
    json_object_set_null_member (fields, "name");
  json_object_set_string_member (fields, "address", link->host);
  json_object_set_int_member (fields, "port", link->port);
  return fields;
}

static void
show (Nearby               *self,
      PortunusNearbyDevice *device)
{
  const char *name = portunus_nearby_device_get_name (device);
  g_autoptr (JsonObject) fields = describe (device);
  g_autofree char *text = NULL;

  if (!g_hash_table_add (self->shown, g_strdup (portunus_nearby_device_get_id (device))))
    return;
  text = g_strdup_printf ("%s  %s  %s\n", portunus_nearby_device_get_id (device),
                          portunus_nearby_device_get_address (device), name != NULL ? name : _("(no name)"));
  portunus_cli_output_record (self->output, "device", fields, text);
}

/* An announcement that only changed is there under the same id. */
static gboolean
is_there (Nearby     *self,
          const char *id)
{
  GListModel *devices = portunus_nearby_browser_get_devices (self->browser);

  for (guint i = 0; i < g_list_model_get_n_items (devices); i++)
    {
      g_autoptr (PortunusNearbyDevice) device = g_list_model_get_item (devices, i);

      if (g_str_equal (portunus_nearby_device_get_id (device), id))
        return TRUE;
    }
  return FALSE;
}

static void
forget_gone (Nearby *self)
{
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, self->shown);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      g_autoptr (JsonObject) fields = NULL;
      g_autofree char *text = NULL;

      if (is_there (self, id))
        continue;
      fields = json_object_new ();
      json_object_set_string_member (fields, "id", id);
      /* Translators: the id of a device, which left the network */
      text = g_strdup_printf (_("%s  is gone\n"), (const char *) id);
      portunus_cli_output_record (self->output, "device-gone", fields, text);
      g_hash_table_iter_remove (&iter);
    }
}

static void
changed_cb (GListModel *devices,
            guint       position,
            guint       n_removed,
            guint       n_added,
            Nearby     *self)
{
  for (guint i = 0; i < n_added; i++)
    {
      g_autoptr (PortunusNearbyDevice) device = g_list_model_get_item (devices, position + i);

      show (self, device);
    }
  if (n_removed > 0)
    forget_gone (self);
}

static void
problem_cb (PortunusNearbyBrowser *browser,
            const GError          *error,
            Nearby                *self)
{
  g_autoptr (GError) problem = NULL;

  if (error == NULL)
    return;
  problem = g_error_new_literal (PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_NOT_FOUND, error->message);
  if (self->options->goes_on)
    portunus_cli_output_notice (self->output, problem->message);
  else
    portunus_cli_runner_finish (self->runner, problem);
}

static gboolean
timer_cb (gpointer user_data)
{
  Nearby *self = user_data;

  if (g_hash_table_size (self->shown) == 0)
    portunus_cli_output_notice (self->output,
                                _("Nobody was found. A device is found while it waits for others (\"portunus-cli "
                                  "receive --nearby\", or the application) in the same network, if the network lets "
                                  "its guests talk to each other and no firewall stops mDNS (UDP port 5353). "
                                  "\"portunus-cli send --to HOST:PORT\" needs none of it."));
  portunus_cli_runner_finish (self->runner, NULL);
  return G_SOURCE_REMOVE;
}

static void
start (PortunusCliRunner *runner,
       gpointer           data)
{
  Nearby *self = data;

  self->runner = runner;
  self->browser = portunus_engine_new_browser (portunus_cli_runner_get_engine (runner));
  g_signal_connect (portunus_nearby_browser_get_devices (self->browser), "items-changed", G_CALLBACK (changed_cb),
                    self);
  g_signal_connect (self->browser, "problem", G_CALLBACK (problem_cb), self);
  if (!self->options->goes_on)
    {
      self->timer = g_timeout_source_new (LOOK_MS);
      g_source_set_callback (self->timer, timer_cb, self, NULL);
      g_source_attach (self->timer, NULL);
    }
  portunus_nearby_browser_start (self->browser);
}

static void
cancel (gpointer data)
{
  Nearby *self = data;
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Interrupted");

  portunus_cli_runner_finish (self->runner, error);
}

static void
stop (gpointer data)
{
  Nearby *self = data;

  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
  if (self->browser == NULL)
    return;
  g_signal_handlers_disconnect_by_data (portunus_nearby_browser_get_devices (self->browser), self);
  g_signal_handlers_disconnect_by_data (self->browser, self);
  portunus_nearby_browser_stop (self->browser);
  g_clear_object (&self->browser);
}

/**
 * portunus_cli_nearby:
 * @options: the command line
 * @output: where to report
 *
 * Looks around for a few seconds, or until it is stopped.
 *
 * Returns: the exit status of the process
 */
int
portunus_cli_nearby (const PortunusCliNearbyOptions *options,
                     PortunusCliOutput              *output)
{
  g_autoptr (GHashTable) shown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Nearby self = { .options = options, .output = output, .shown = shown };
  const PortunusCliVerb verb = {
    .start = start,
    .cancel = cancel,
    .stop = stop,
    .data = &self,
    .needs_no_keys = TRUE,
  };

  return portunus_cli_runner_run (&options->common, output, &verb);
}
