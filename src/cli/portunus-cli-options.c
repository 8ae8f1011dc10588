/* portunus-cli-options.c: the part of a command line that all verbs share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-cli-options-private.h"

#include <glib/gi18n.h>

#include "portunus-cli-size.h"
#include "portunus-settings.h"

static const char * const lanes[] = { "tcp", "rtc", "relay", NULL };
static const char * const secret_stores[] = { "auto", "keyring", "file", "memory", NULL };

static gboolean
check_lane (const char  *lane,
            GError     **error)
{
  if (lane == NULL || g_strv_contains (lanes, lane))
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("\"%s\" is not a lane: use tcp, rtc or relay"), lane);
  return FALSE;
}

static gboolean
read_speed (const char  *text,
            guint64     *speed,
            GError     **error)
{
  *speed = text != NULL ? portunus_cli_size_parse (text) : 0;
  if (text == NULL || *speed > 0)
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _("\"%s\" is not a speed: --limit takes bytes a second, such as 500k or 2M"), text);
  return FALSE;
}

/* Whoever chose the file in the application has this device's key there. */
static const char *
get_usual_secret_store (void)
{
  g_autoptr (PortunusSettings) settings = portunus_settings_new ();

  return portunus_settings_uses_secret_file (settings) ? "file" : "auto";
}

static gboolean
parse_secret_store (const char                 *name,
                    PortunusSecretStoreChoice  *choice,
                    GError                    **error)
{
  if (name == NULL || *name == '\0')
    name = get_usual_secret_store ();
  for (guint i = 0; secret_stores[i] != NULL; i++)
    {
      if (g_str_equal (name, secret_stores[i]))
        {
          *choice = PORTUNUS_SECRET_STORE_AUTO + i;
          return TRUE;
        }
    }
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _("\"%s\" is not a secret store: use auto, keyring, file or memory"), name);
  return FALSE;
}

static GOptionContext *
create_context (const PortunusCliSyntax *syntax,
                const GOptionEntry      *common_entries)
{
  GOptionContext *context = g_option_context_new (syntax->arguments);

  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_set_summary (context, syntax->summary);
  g_option_context_set_description (context, syntax->examples);
  g_option_context_add_main_entries (context, syntax->entries, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, common_entries, GETTEXT_PACKAGE);
  return context;
}

/*
 * Reads @arguments, which begin with the verb, into the places that the entries of @syntax name and into @common.
 */
gboolean
_portunus_cli_options_parse (const PortunusCliSyntax   *syntax,
                             const char * const        *arguments,
                             PortunusCliCommonOptions  *common,
                             GError                   **error)
{
  gboolean wants_help = FALSE;
  g_autofree char *secret_store = NULL;
  g_autofree char *speed = NULL;
  const GOptionEntry common_entries[] = {
    { "server", 0, 0, G_OPTION_ARG_STRING, &common->server,
      N_("Room server to use, such as https://host:port"), "URL" },
    { "lane", 0, 0, G_OPTION_ARG_STRING, &common->lane, N_("Use only this way: tcp, rtc or relay"), "LANE" },
    { "limit", 0, 0, G_OPTION_ARG_STRING, &speed, N_("Move no more than that a second: 500k, 2M"), "RATE" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &common->is_json, N_("Print one JSON object a line"), NULL },
    { "secret-store", 0, 0, G_OPTION_ARG_STRING, &secret_store,
      N_("Where the key of this device is kept: auto, keyring, file or memory"), "KIND" },
    { "data-dir", 0, 0, G_OPTION_ARG_FILENAME, &common->data_dir, N_("Folder for journals and stores"), "DIR" },
    { "help", 'h', 0, G_OPTION_ARG_NONE, &wants_help, N_("Show this help"), NULL },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (GOptionContext) context = create_context (syntax, common_entries);
  g_auto (GStrv) copy = g_strdupv ((char **) arguments);

  if (!g_option_context_parse_strv (context, &copy, error))
    return FALSE;
  if (wants_help)
    {
      common->help = g_option_context_get_help (context, TRUE, NULL);
      return TRUE;
    }
  return check_lane (common->lane, error) && read_speed (speed, &common->speed, error)
         && parse_secret_store (secret_store != NULL ? secret_store : g_getenv ("PORTUNUS_SECRET_STORE"),
                                &common->secret_store, error);
}

/*
 * Frees what @common points to.
 */
void
_portunus_cli_options_clear (PortunusCliCommonOptions *common)
{
  g_free (common->help);
  g_free (common->data_dir);
  g_free (common->server);
  g_free (common->lane);
}
