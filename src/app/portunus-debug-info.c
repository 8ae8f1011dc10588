/* portunus-debug-info.c: what a report of a bug should say of this machine
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-debug-info.h"

#include <adwaita.h>

#define SANDBOX_FILE "/.flatpak-info"

static const char *
get_word (gboolean is_true)
{
  return is_true ? "yes" : "no";
}

static void
add_versions (GString *text)
{
  GdkDisplay *display = gdk_display_get_default ();
  g_autofree char *system = g_get_os_info (G_OS_INFO_KEY_PRETTY_NAME);

  g_string_append_printf (text, "Portunus %s\n", PORTUNUS_VERSION);
  g_string_append_printf (text, "GLib %u.%u.%u\n", glib_major_version, glib_minor_version, glib_micro_version);
  g_string_append_printf (text, "GTK %u.%u.%u\n", gtk_get_major_version (), gtk_get_minor_version (),
                          gtk_get_micro_version ());
  g_string_append_printf (text, "libadwaita %u.%u.%u\n", adw_get_major_version (), adw_get_minor_version (),
                          adw_get_micro_version ());
  g_string_append_printf (text, "System: %s\n", system != NULL ? system : "unknown");
  g_string_append_printf (text, "Display: %s\n", display != NULL ? G_OBJECT_TYPE_NAME (display) : "none");
  g_string_append_printf (text, "Flatpak: %s\n", get_word (g_file_test (SANDBOX_FILE, G_FILE_TEST_EXISTS)));
}

/* How many, not which: a server's address may hold a user's name. */
static void
add_settings (GString          *text,
              PortunusSettings *settings)
{
  g_auto (GStrv) stun = portunus_settings_dup_list (settings, PORTUNUS_SETTING_STUN_SERVERS);
  g_auto (GStrv) turn = portunus_settings_dup_list (settings, PORTUNUS_SETTING_TURN_SERVERS);

  g_string_append_printf (text, "STUN servers: %u\n", g_strv_length (stun));
  g_string_append_printf (text, "TURN servers: %u\n", g_strv_length (turn));
  g_string_append_printf (text, "Connections: %u\n",
                          portunus_settings_get_number (settings, PORTUNUS_SETTING_CONNECTIONS));
  g_string_append_printf (text, "Found nearby: %s\n",
                          get_word (portunus_settings_get_boolean (settings, PORTUNUS_SETTING_DISCOVERY)));
  g_string_append_printf (text, "Background: %s\n",
                          get_word (portunus_settings_get_boolean (settings, PORTUNUS_SETTING_BACKGROUND)));
  g_string_append_printf (text, "Keys in a file: %s\n", get_word (portunus_settings_uses_secret_file (settings)));
}

/**
 * portunus_debug_info_dup:
 * @settings: the settings
 *
 * Versions and switches, in English, for those who read reports. No name, address, path or key.
 *
 * Returns: (transfer full): lines
 */
char *
portunus_debug_info_dup (PortunusSettings *settings)
{
  GString *text;

  g_return_val_if_fail (PORTUNUS_IS_SETTINGS (settings), NULL);

  text = g_string_new (NULL);
  add_versions (text);
  add_settings (text, settings);
  return g_string_free (text, FALSE);
}
