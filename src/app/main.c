/* main.c: starts the desktop application
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <locale.h>

#include "portunus-application.h"
#include "portunus-process.h"
#include "portunus-settings.h"

/* Whoever sits here is asked what to do without a keyring, instead of losing the key of the device in silence. */
static PortunusSecretStoreChoice
from_setting (PortunusSettings *settings)
{
  g_autofree char *store = portunus_settings_dup_text (settings, PORTUNUS_SETTING_SECRET_STORE);

  if (g_str_equal (store, "memory"))
    return PORTUNUS_SECRET_STORE_MEMORY;
  return g_str_equal (store, "file") ? PORTUNUS_SECRET_STORE_FILE : PORTUNUS_SECRET_STORE_KEYRING;
}

static PortunusSecretStoreChoice
get_secret_store (void)
{
  static const char * const names[] = { "auto", "keyring", "file", "memory" };
  const char *wanted = g_getenv ("PORTUNUS_SECRET_STORE");
  g_autoptr (PortunusSettings) settings = portunus_settings_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if (g_strcmp0 (wanted, names[i]) == 0)
        return (PortunusSecretStoreChoice) i;
    }
  return from_setting (settings);
}

int
main (int   argc,
      char *argv[])
{
  PortunusEngineOptions options = { .secret_store = get_secret_store () };
  g_autoptr (PortunusEngine) engine = NULL;
  g_autoptr (PortunusApplication) application = NULL;

  portunus_process_set_up ();
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, PORTUNUS_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  engine = portunus_engine_new (&options);
  application = portunus_application_new (engine);
  return g_application_run (G_APPLICATION (application), argc, argv);
}
